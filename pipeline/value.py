"""The decorator of frozen records. Standard library only; not compiled, as typing can't mark a compiled function."""

from __future__ import annotations

import dataclasses
from typing import TypeVar, dataclass_transform

_Class = TypeVar("_Class")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def value(cls: type[_Class]) -> type[_Class]:
    """Makes a class a frozen record whose fields are given by name.

    mypy holds it frozen (`frozen_default` above), not the class itself: a frozen dataclass sets every field through
    `object.__setattr__`, which doubles the time of making one, and a report is made of thousands.
    """
    return dataclasses.dataclass(slots=True, kw_only=True, unsafe_hash=True)(cls)
