"""What one run is asked for, and which sites and list pages it therefore visits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from pipeline.errors import UsageError
from pipeline.model import value
from pipeline.scrape.due import Due
from pipeline.scrape.outcomes import Rests
from pipeline.scrape.store import Store
from pipeline.sources import Catalogue, Column, Site, crawlable

Visits = tuple[tuple[Site, tuple[Column, ...]], ...]


@value
class Plan:
    """What a run is asked for; empty fields ask for everything."""

    sites: tuple[str, ...] = ()
    agency: str = ""
    year: int | None = None
    limit: int | None = None
    resume: bool = False
    due: bool = False


def visits(catalogue: Catalogue, store: Store, plan: Plan, resting: Mapping[str, Rests], now: datetime) -> Visits:
    """The sites to visit with their list pages, sorted. Raises `UsageError` for names that are not in the catalogue."""
    unknown = [name for name in plan.sites if name not in catalogue.sites]
    if unknown:
        raise UsageError(f"--site {unknown[0]}: no such site in the catalogue")
    if plan.agency and plan.agency not in catalogue.agencies:
        raise UsageError(f"--agency {plan.agency}: no such agency in the catalogue")
    due = Due(store, catalogue, now) if plan.due else None
    found = []
    for site in sorted(catalogue.sites.values(), key=lambda site: site.site_id):
        if not crawlable(site) or (plan.sites and site.site_id not in plan.sites) or site.host in resting:
            continue
        columns = [column for column in catalogue.columns_of(site.site_id) if _may_hold(column, site, plan, catalogue)]
        if due is not None:
            columns = due.of(site.site_id, columns)
        if columns:
            found.append((site, tuple(columns)))
    return tuple(found)


def resting(catalogue: Catalogue, store: Store, plan: Plan, now: datetime) -> dict[str, Rests]:
    """The hosts that are to be left alone still, and why."""
    rests = {host: _rest(store, site, plan, now) for host, site in catalogue.hosts().items()}
    return {host: rest for host, rest in rests.items() if rest is not None}


def _rest(store: Store, site: Site, plan: Plan, now: datetime) -> Rests | None:
    """Why the host is to be left alone still, by what it did: a day after errors, a week after a challenge."""
    stopped = store.unfinished_run() if plan.resume else None
    walks = [line for line in store.lines(site.site_id) if line["kind"] == "walk"]
    last = [line for line in walks if line["rest_days"] and line["run"] == walks[-1]["run"]]
    if not last or (stopped is not None and last[-1]["run"] == stopped["run"]):
        return None
    line, days = last[-1], last[-1]["rest_days"]
    rests = now - datetime.fromisoformat(line["at"]) < timedelta(days=days)
    return Rests(line["state"], line["evidence"], site.host, days) if rests else None


def _may_hold(column: Column, site: Site, plan: Plan, catalogue: Catalogue) -> bool:
    if plan.year is not None and column.year not in (None, plan.year):
        return False
    if not plan.agency:
        return True
    own = plan.agency in column.agency_ids
    return own or (not column.agency_ids and catalogue.agencies[plan.agency].division_code == site.division_code)
