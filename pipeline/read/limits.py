"""What one document may use. The run sets it in each worker; readers ask for what is in force.

A reader stops before it does more than that; time, memory and disk are also held from outside (pipeline/pool.py).
"""

from __future__ import annotations

import resource

from pipeline.errors import LimitExceeded
from pipeline.model import value


@value
class Limits:
    """Of each document: `seconds` of time, `memory_mib` of memory, `pages`, `cells` of its tables and lines of its text
    together, `unpacked_mib` of a zipped format or of one file in an archive, `temporary_mib` of disk; and the `members`
    of an archive. `ocr_seconds`: what pages that are read by OCR may take on top of `seconds`, all together.
    """

    seconds: float = 60.0
    ocr_seconds: float = 600.0
    memory_mib: int = 1024
    pages: int = 300
    cells: int = 50_000
    unpacked_mib: int = 200
    temporary_mib: int = 512
    members: int = 500


OCR_PAGE_SECONDS = 40.0
"""Processor time that one page by OCR may take: six times what the densest page of the corpus needs."""

OCR_MEMORY_MIB = 1024
"""Memory that a document with pages by OCR may take on top of `memory_mib`: the networks take 400 to 900 MiB."""

_in_force = Limits()


def in_force() -> Limits:
    """The limits of this process."""
    return _in_force


def enforce(limits: Limits) -> None:
    """Sets the limits of this process."""
    global _in_force
    _in_force = limits


def allow_cells(count: int) -> None:
    """Raises `LimitExceeded` where a document has more cells and lines than one may."""
    if count > in_force().cells:
        raise LimitExceeded(f"the document has more than {in_force().cells} lines and cells of tables (cells)")


def grant_ocr_page(pages: int) -> None:
    """Gives this process the processor time of that many more pages by OCR, and their memory, where it is limited."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if soft != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_CPU, (soft + int(pages * OCR_PAGE_SECONDS), hard))
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
