"""When a body of the registry existed, and what came after it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from kehoach_parser.check.view import days_of
from kehoach_parser.grammar import Grammar


class Life(NamedTuple):
    """First and last day as the registry has them (ISO, maybe only a year or month); None is open."""

    start: str | None
    end: str | None

    def ended_before(self, day: date) -> bool:
        """Whether the body was surely gone: of an end that differs by province (only a year) the last day counts."""
        last = days_of(self.end)
        return last is not None and last[1] < day

    def began_after(self, day: date) -> bool:
        """Whether the body surely did not exist yet."""
        first = days_of(self.start)
        return first is not None and first[0] > day


_ALWAYS = Life(None, None)


def life(grammar: Grammar, body_id: str) -> Life:
    """The life of a body; a body that the registry does not know is taken to live always."""
    entry = grammar.section("agencies").get(body_id)
    return Life(entry.get("valid_from"), entry.get("valid_to")) if entry else _ALWAYS


def successors(grammar: Grammar, body_id: str) -> list[str]:
    """Names of the bodies that took over, in the order of the registry."""
    registry = grammar.section("agencies")
    heirs = registry.get(body_id, {}).get("successors", ())
    return [registry[heir["id"]]["name"] for heir in heirs if heir.get("id") in registry]
