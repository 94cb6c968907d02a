"""C functions by their address: compiled (`direct.c`), or by ctypes where that was not compiled.

Bound so, a function takes plain ints, and handles and places made `ready` once, and keeps the interpreter's lock: by
ctypes that makes a call three times as cheap as one with argument types, which only functions of fractions need.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
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


each: Callable[..., tuple[list[Any], ...]]
"""`each(function, owners, indices, count, kind, apart)`: what the function gives for each, then each of its answers.

Either `owners` is a list of objects and `indices` None, or one object and the list of indices in it. The function
writes `count` answers of four bytes, `kind` as in the array module, behind one pointer, or each behind one (`apart`).
"""


def _by_ctypes(address: int, gives_address: bool) -> Callable[..., Any]:
    return ctypes.PYFUNCTYPE(ADDRESS if gives_address else INT)(address)


def _each_by_ctypes(
    function: Callable[..., int], owners: Any, indices: Sequence[int] | None, count: int, kind: str, apart: bool
) -> tuple[list[Any], ...]:
    answers = (ctypes.c_uint32 * count)()
    first = ctypes.addressof(answers)
    places = [ready(first + 4 * part) for part in range(count if apart else 1)]
    values = memoryview(answers).cast("B").cast(kind)  # type: ignore[call-overload]
    found: list[list[Any]] = [[] for _ in range(count + 1)]
    for called in [(owner,) for owner in owners] if indices is None else [(owners, index) for index in indices]:
        ctypes.memset(first, 0, 4 * count)
        found[0].append(function(*called, *places))
        for part in range(count):
            found[part + 1].append(values[part])
    return tuple(found)


try:
    from pipeline.read.pdf import direct
except ImportError:
    _function, ready, each = _by_ctypes, ADDRESS.from_param, _each_by_ctypes
else:
    _function, ready, each = direct.Function, direct.ready, direct.each
