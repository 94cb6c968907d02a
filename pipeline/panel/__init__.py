"""Reports over agencies and years → the panel and what follows from it; knows only the published datasets.

`derive.py` reads the Parquet of a release and writes the derived datasets beside it. Everything is SQL over Parquet in
DuckDB, so 100,000 reports need no more memory than a thousand; what the SQL joins is data: variables from the forms,
divisions and their succession, metrics.csv, watched.csv.
"""
