"""C functions by their address: compiled (`direct.c`), or by ctypes where that was not compiled.

Bound so, a function takes plain ints, and handles and places made `ready` once, and keeps the interpreter's lock: by
ctypes that makes a call three times as cheap as one with argument types, which only functions of fractions need.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

INT, ADDRESS = ctypes.c_int, ctypes.c_void_p

_function: Callable[[int, bool], Callable[..., Any]]
ready: Callable[[Any], Any]
"""An address → an argument that is passed on without converting it."""


def bound(function: Any, result: Any = INT) -> Callable[..., Any]:
    """A function of a ctypes library that takes ready arguments and gives an int, or an ADDRESS (None for NULL)."""
    address = ctypes.cast(function, ADDRESS).value
    assert address is not None
    return _function(address, result is ADDRESS)


def bound_with_types(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """The same with argument types of ctypes, for functions that take fractions too."""
    address = ctypes.cast(function, ADDRESS).value
    assert address is not None
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


def _by_ctypes(address: int, gives_address: bool) -> Callable[..., Any]:
    return ctypes.PYFUNCTYPE(ADDRESS if gives_address else INT)(address)


try:
    from pipeline.read.pdf import direct
except ImportError:
    _function, ready = _by_ctypes, ADDRESS.from_param
else:
    _function, ready = direct.Function, direct.ready
