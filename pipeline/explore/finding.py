"""A question as its address says it: the words, the filters, the order, which hits of all."""

from __future__ import annotations

from pipeline.errors import UsageError
from pipeline.explore.layout import View
from pipeline.explore.years import said_span
from pipeline.find import Filters
from pipeline.find.search import Order
from pipeline.model import value
from pipeline.parse.headings import canonical_names

AT_ONCE = 20
_FARTHEST = 500
"""The last page of hits: who wants more takes the file."""
_WIDEST = 100
"""Years from the first to the last: each is a term of the question."""


@value
class Asked:
    """`question` is what was typed, `place` counts pages of hits from 1; `span`: first and last year."""

    question: str
    province: str
    section: str
    agency: str
    span: tuple[int, int] | None
    order: Order
    place: int

    def filters(self) -> Filters:
        """What else must hold."""
        return Filters(
            years=tuple(range(self.span[0], self.span[1] + 1)) if self.span else (),
            provinces=(self.province,) if self.province else (),
            sections=(self.section,) if self.section else (),
            agency=self.agency or None,
        )

    def address(self, view: View, path: str = "/find", **other: object) -> str:
        """The link to these hits, with what is given otherwise."""
        return view.link(path, **{**self.query(), **other})

    def query(self) -> dict[str, object]:
        """The address's parts; what is as usual is left out."""
        return {
            "q": self.question,
            "province": self.province,
            "section": self.section,
            "agency": self.agency,
            "years": f"{self.span[0]}-{self.span[1]}" if self.span else "",
            "order": self.order if self.order != "newest" else "",
            "page": self.place if self.place > 1 else "",
        }


def asked(view: View) -> Asked:
    """What the address says. Raises `UsageError` where it says what there is not."""
    query = view.query
    section, order, place = query.get("section", ""), query.get("order", "") or "newest", query.get("page", "") or "1"
    if section and section not in canonical_names():
        raise UsageError(view.say("find.no_section", name=section[:80]))
    if order not in ("newest", "relevance"):
        raise UsageError(view.say("find.no_order", name=order[:80]))
    if not place.isdecimal() or not 1 <= int(place[:6]) <= _FARTHEST:
        raise UsageError(view.say("find.no_page", most=_FARTHEST))
    return Asked(
        question=query.get("q", "").strip(),
        province=query.get("province", ""),
        section=section,
        agency=query.get("agency", "").strip(),
        span=said_span(view, _WIDEST),
        order="relevance" if order == "relevance" else "newest",
        place=int(place),
    )
