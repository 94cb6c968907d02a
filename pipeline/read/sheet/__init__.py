"""Workbooks: XLSX and XLS, as they are shown."""
