"""HTML pages and web archives."""
