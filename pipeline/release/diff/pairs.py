"""Which report of one release belongs with which of the other, and why they may differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pipeline.model import value


@value
class Facts:
    """What tells a report from others."""

    report_id: str
    source_sha256: str
    agency: str | None
    division_code: str | None
    year: int | None
    latest: bool

    @property
    def whose(self) -> tuple[str, int | None]:
        """Agency and year; a report whose agency is not known is like no other."""
        return self.agency or self.report_id, self.year


@value
class Side:
    """One release: its reports by name, the digests of the files that gave none and of all its files, its extractor."""

    reports: dict[str, Facts]
    failed: frozenset[str]
    files: frozenset[str]
    extractor: str


@value
class Pair:
    """Two reports that belong together, or one without the other; neither where the rows are no report's.

    `reason`: why they may differ; `reading`: why the same bytes may read otherwise; `gone`: the old one is in the old
    release only, so the new one stands in its place; `person`: people decided cells of it since.
    """

    old: Facts | None
    new: Facts | None
    reason: str
    reading: str
    gone: bool = False
    person: bool = False


def reading(a: Side, b: Side) -> str:
    """Why the same bytes may read otherwise."""
    return "re_read" if a.extractor == b.extractor else "new_extractor"


def paired(a: Side, b: Side) -> list[Pair]:
    """Every report of both releases, in a fixed order; an old one may be compared with its revision and be gone too."""
    again = reading(a, b)
    kept = [_pair(old, b.reports[name], again, again) for name, old in a.reports.items() if name in b.reports]
    old = {name: facts for name, facts in a.reports.items() if name not in b.reports}
    new = {name: facts for name, facts in b.reports.items() if name not in a.reports}
    known = [
        _pair(was, is_, "metadata", again, gone=True) for was, is_ in _same_bytes([*old.values()], [*new.values()])
    ]
    _drop(known, old, new)
    latest = {facts.whose: facts for facts in a.reports.values() if facts.latest}
    came = [_came(facts, latest.get(facts.whose), old, a, again) for facts in new.values()]
    revised = {pair.new.whose for pair in came if pair.new and pair.reason == "new_revision"}
    _drop([pair for pair in came if pair.gone], old, new)
    went = [_went(facts, facts.whose in revised, b, again) for facts in old.values()]
    return sorted([*kept, *known, *came, *went], key=_order)


def _pair(old: Facts | None, new: Facts | None, reason: str, again: str, gone: bool = False) -> Pair:
    return Pair(old=old, new=new, reason=reason, reading=again, gone=gone)


def _drop(pairs: list[Pair], old: dict[str, Facts], new: dict[str, Facts]) -> None:
    """Takes the reports that have found each other out of those that have not."""
    for pair in pairs:
        if pair.old and pair.new:
            old.pop(pair.old.report_id, None)
            new.pop(pair.new.report_id, None)


def _came(facts: Facts, before: Facts | None, old: dict[str, Facts], a: Side, again: str) -> Pair:
    """A new report: one whose file was there before, another text of one that there was, or one of its own."""
    reason = again if facts.source_sha256 in a.files else "new_revision" if before is not None else "new_report"
    compared = before if facts.latest else None
    return _pair(compared, facts, reason, again, gone=compared is not None and compared.report_id in old)


def _went(facts: Facts, revised: bool, b: Side, again: str) -> Pair:
    reason = again if facts.source_sha256 in b.files else "removed_report"
    return _pair(facts, None, "new_revision" if revised else reason, again)


def _same_bytes(old: list[Facts], new: list[Facts]) -> Iterator[tuple[Facts, Facts]]:
    """Reports of the same file that have other names, since other things are known of it now."""
    before: defaultdict[str, list[Facts]] = defaultdict(list)
    for facts in sorted(old, key=lambda facts: (facts.year or 0, facts.report_id)):
        before[facts.source_sha256].append(facts)
    for facts in sorted(new, key=lambda facts: (facts.year or 0, facts.report_id)):
        if before[facts.source_sha256]:
            yield before[facts.source_sha256].pop(0), facts


def _order(pair: Pair) -> tuple[int, str, str, str]:
    facts = pair.new or pair.old
    names = (pair.old.report_id if pair.old else "", pair.new.report_id if pair.new else "")
    return (facts.year or 0 if facts else 0, (facts.agency or "") if facts else "", *names)
