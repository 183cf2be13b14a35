"""What was read already: plans repeat their phrases, and a reading depends on nothing but what it is asked with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
_REMEMBERED = 4096  # readings kept in memory before it is begun anew


class Memory(Generic[T]):
    """Readings by what they were asked with: a text, and the calendar where it matters."""

    __slots__ = ("_made", "_read")

    def __init__(self, read: Callable[..., T]) -> None:
        self._read = read
        self._made: dict[tuple[object, ...], T] = {}

    def clear(self) -> None:
        """Forgets all readings."""
        self._made.clear()

    def of(self, *asked: object) -> T:
        """The reading, made once."""
        found = self._made.get(asked)
        if found is None:
            if len(self._made) > _REMEMBERED:
                self._made.clear()
            found = self._made[asked] = self._read(*asked)
        return found
