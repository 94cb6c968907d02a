"""Raised (or lowered) footnote digits as Unicode superscripts, so that 17¹ is never read as 171."""

from __future__ import annotations

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised(text: str) -> str:
    """`text` with its ASCII digits as superscripts; everything else as it is."""
    return text.translate(_RAISED)
