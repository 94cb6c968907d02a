"""What people decided on cells: an append-only log beside the data, and what a release makes of it.

What was read stays in extracted/ as it is; a release holds what people decided, with `method` = `person`.
"""
