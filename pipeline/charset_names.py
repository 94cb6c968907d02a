"""What pages call their charset: where they declare it, and which of the names Python knows."""

from __future__ import annotations

import codecs
import re

DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([-\w]+)""", re.I)
"""A charset in a meta element or an XML declaration."""


def is_known(name: str) -> bool:
    """Whether bytes can be decoded by this name."""
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True
