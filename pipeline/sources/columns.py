"""The columns of the catalogue's files, their closed sets of words, and what they mean (`SOURCES.md`)."""

from __future__ import annotations

SITE_COLUMNS = (
    "site_id",
    "host",
    "schemes",
    "name",
    "operator_agency_id",
    "division_code",
    "site_id_code",
    "cms",
    "cms_evidence",
    "home_url",
    "tls",
    "delay_s",
    "night_only",
    "robots",
    "access",
    "valid_from",
    "valid_to",
    "replaced_by",
    "checked_on",
    "checked_by",
    "note",
)
AGENCY_COLUMNS = (
    "agency_id",
    "name",
    "aliases",
    "agency_type",
    "division_code",
    "parent_agency_id",
    "org_code",
    "must_report_from",
    "must_report_to",
    "predecessors",
    "successors",
    "basis",
    "note",
)
COLUMN_COLUMNS = (
    "column_id",
    "site_id",
    "url",
    "kind",
    "agency_ids",
    "year",
    "params",
    "found_by",
    "evidence",
    "first_seen",
    "last_ok",
    "items_last",
    "valid_to",
    "replaced_by",
    "note",
)

SCHEMES = frozenset(("http", "https"))
ACCESS = frozenset(("ok", "challenge", "refuses", "dead", "taken_over", "unknown"))
CHECKED_BY = frozenset(("", "machine", "person"))
AGENCY_TYPES = frozenset(
    ("government", "department", "subdistrict", "town", "zone", "public_body", "ministry", "vertical")
)
COLUMN_KINDS = frozenset(("own", "departments", "townships", "mixed", "year", "redirect"))
FOUND_BY = frozenset(("menu", "person", "derived", "seed"))
