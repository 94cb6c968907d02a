"""Reports → extracted/: rows, schemas declared once, and releases that are whole or not there."""
