"""When a body of the registry existed, and what came after it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from kehoach_parser.check.view import days_of
from kehoach_parser.grammar import Grammar, fold
from kehoach_parser.model import Agency

_WORD = re.compile(r"\w+")
_SLOT = re.compile(r"\s*<[^<>]+>")  # "… Khu vực <số>": nothing to say to a reader
MARGIN = timedelta(days=31)  # mergers took effect on other days in other places, and names outlive their bodies a little


class Life(NamedTuple):
    """First and last day as the registry has them (ISO, maybe only a year or month); None is open."""

    start: str | None
    end: str | None

    def ended_before(self, day: date) -> bool:
        """Whether the body was surely gone: of an end that differs by province (only a year) the last day counts."""
        last = days_of(self.end)
        return last is not None and last[1] + MARGIN < day

    def began_after(self, day: date) -> bool:
        """Whether the body surely did not exist yet."""
        first = days_of(self.start)
        return first is not None and first[0] - MARGIN > day


_ALWAYS = Life(None, None)
_COLLECTIVE = "collective"


def life(grammar: Grammar, body_id: str) -> Life:
    """The life of a body; one that the registry does not know, or a collective, is taken to live always."""
    entry = grammar.section("agencies").get(body_id)
    return Life(entry.get("valid_from"), entry.get("valid_to")) if entry and entry.get("kind") != _COLLECTIVE else _ALWAYS


def in_full(grammar: Grammar, body: Agency) -> bool:
    """Whether the registry's own name of a body stands in the printed one: what was only taken for the body may be another (“… số 1”)."""
    entry = grammar.section("agencies").get(body.id or "", {})
    printed = f" {_words(body.name)} "
    return any(f" {_words(name)} " in printed for name in (entry.get("name", ""), *entry.get("aliases", ())))


@lru_cache(maxsize=4096)
def _words(name: str) -> str:
    return " ".join(_WORD.findall(fold(name)))


def namesake_lived(grammar: Grammar, name: str, first: date, last: date) -> bool:
    """Whether some body of this name existed between the two days: then the name itself is in order."""
    lives = (life(grammar, body_id) for body_id in grammar.once(_by_name).get(fold(name), ()))
    return any(not span.ended_before(first) and not span.began_after(last) for span in lives)


def _by_name(grammar: Grammar) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for body_id, entry in grammar.section("agencies").items():
        for name in (entry["name"], *entry.get("aliases", ())):
            found.setdefault(fold(name), []).append(body_id)
    return found


def successors(grammar: Grammar, body_id: str) -> list[str]:
    """Names of the bodies that took over, in the order of the registry; the body's own name is no news."""
    registry = grammar.section("agencies")
    entry = registry.get(body_id, {})
    heirs = (_SLOT.sub("", registry[heir["id"]]["name"]) for heir in entry.get("successors", ()) if heir.get("id") in registry)
    return [name for name in dict.fromkeys(heirs) if name != entry.get("name")]
