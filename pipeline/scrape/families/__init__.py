"""The CMS families, in the order in which their signs are looked for: the first that a page shows is it."""

from __future__ import annotations

from pipeline.scrape.families import epoint, generic, gkmlpt, jcms, jpaas, lonsun, trs, truecms, ucap, vsb, xxgk
from pipeline.scrape.families.base import Family
from pipeline.scrape.page import Page

FAMILIES: tuple[Family, ...] = (
    gkmlpt.FAMILY,
    jcms.FAMILY,
    jpaas.FAMILY,
    xxgk.FAMILY,
    truecms.FAMILY,
    lonsun.FAMILY,
    epoint.FAMILY,
    ucap.JSON,
    ucap.FAMILY,
    vsb.FAMILY,
    trs.FAMILY,
    generic.FAMILY,
)


def recognise(page: Page) -> tuple[Family, str]:
    """The family of a list page and the sign on it that tells."""
    for family in FAMILIES:
        sign = family.sign(page)
        if sign:
            return family, sign
    raise AssertionError("the generic family takes every page")
