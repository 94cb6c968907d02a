class Function:
    """A C function: its address, and whether it gives an address (else an int)."""

    def __init__(self, address: int, gives_address: bool, /) -> None: ...
    def __call__(self, *arguments: int | None) -> int | None: ...

def ready(address: int | None, /) -> int | None:
    """An address as an argument: as it is."""
