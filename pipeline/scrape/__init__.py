"""Portals → raw/: what is fetched, with manners, and what is known of every report that should be there.

`run` is one crawl, `visit` one site, `walk` one list page, `articles` one item of a list; `families/` has one file
a CMS family. `fetch` and `tries` ask for one address; `store` and `journal` keep what came; `documents`, `judge` and
`coverage` are made from the journals alone. Nothing here knows what a report says: that begins with
`raw/documents.csv`.
"""
