"""PDF through PDFium, and its second reading by other libraries."""
