"""gongkai: annual reports on government information disclosure, read cell by cell into Parquet."""
