"""extracted/ → releases/: whole, citable versions of the datasets, their words, what changed between two of them.

`publish` keeps extracted/ at its last complete state (a snapshot, replaced by the next); a release has a version,
stays, and never changes.
"""
