"""The pages, one a file: `register(context)` adds it to the application."""
