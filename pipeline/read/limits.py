"""What one document may use. The run sets it in each worker; readers ask for what is in force.

A reader stops before it does more than that; time, memory and disk are also held from outside (pipeline/pool.py).
"""

from __future__ import annotations

from pipeline.model import value


@value
class Limits:
    """Of each document: `seconds` of time, `memory_mib` of memory, `pages`, `unpacked_mib` of a zipped format or of one
    file in an archive, `temporary_mib` of disk; and the `members` of an archive.
    """

    seconds: float = 60.0
    memory_mib: int = 1024
    pages: int = 300
    unpacked_mib: int = 200
    temporary_mib: int = 512
    members: int = 500


_in_force = Limits()


def in_force() -> Limits:
    """The limits of this process."""
    return _in_force


def enforce(limits: Limits) -> None:
    """Sets the limits of this process."""
    global _in_force
    _in_force = limits
