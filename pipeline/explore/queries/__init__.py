"""Questions to the data, a page a file: SQL in, plain values out."""
