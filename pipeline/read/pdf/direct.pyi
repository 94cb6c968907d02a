from typing import Any

class Function:
    """A C function: its address, and whether it gives an address (else an int)."""

    def __init__(self, address: int, gives_address: bool, /) -> None: ...
    def __call__(self, *arguments: int | None) -> int | None: ...

def ready(address: int | None, /) -> int | None:
    """An address as an argument: as it is."""

def each(
    function: Function, owners: Any, indices: list[int] | None, count: int, kind: str, apart: bool, /
) -> tuple[list[Any], ...]:
    """What a function gives and answers for each object, see calls.py."""
