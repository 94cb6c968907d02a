"""Reports → extracted/: rows, schemas declared once, and snapshots that are whole or not there."""
