"""Made-up government portals on loopback: one listener a portal, pages generated from one table of invented reports.

`PortalTown` plays them (`server.py`); `families/` holds one file a CMS family; `faults.py` what can go wrong. Names and numbers
are invented, division codes begin with 99, which no real table has.
"""

from tests.site.server import Answer, Asked, PortalTown

__all__ = ["Answer", "Asked", "PortalTown"]
