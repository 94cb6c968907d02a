"""The portals by name: the function that builds each, and its place among the loopback addresses and made-up cities."""

from __future__ import annotations

from collections.abc import Callable

from tests.site.families import (
    epoint,
    files,
    generic,
    gkmlpt,
    jcms,
    jpaas,
    lonsun,
    others,
    trs,
    truecms,
    ucap,
    vsb,
)
from tests.site.server import Portal, PortalTown

Build = Callable[[Portal, PortalTown], None]

BUILD: dict[str, Build] = {
    "trs": trs.build_trs,
    "trs2": trs.build_trs2,
    "trsyear": trs.build_trsyear,
    "ucap": ucap.build_ucap,
    "ucapjson": ucap.build_ucapjson,
    "jcms": jcms.build_jcms,
    "jcmsenc": jcms.build_jcmsenc,
    "jcmsxxgk": jcms.build_jcmsxxgk,
    "jpaas": jpaas.build_jpaas,
    "vsb": vsb.build_vsb,
    "lonsun": lonsun.build_lonsun,
    "gkmlpt": gkmlpt.build_gkmlpt,
    "epoint": epoint.build_epoint,
    "truecms": truecms.build_truecms,
    "iframe": generic.build_iframe,
    "generic": generic.build_generic,
    "files": files.build_files,
    "viewer": files.build_viewer,
    "spa": others.build_spa,
    "upper": others.build_upper,
    "clone": others.build_clone,
}
INDEX = {name: place for place, name in enumerate(BUILD)}
FIRST_RELEASE = (
    "trs",
    "trs2",
    "ucap",
    "ucapjson",
    "jcms",
    "jpaas",
    "vsb",
    "lonsun",
    "gkmlpt",
    "generic",
    "files",
    "viewer",
)
