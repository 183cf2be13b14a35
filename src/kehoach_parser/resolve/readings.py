"""What reading bodies needs and gives: the setting of a plan, one agency, an assignment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kehoach_parser.draft import Problem

Span = tuple[int, int]
UNKNOWN, MISSPELT, AMBIGUOUS = "KH204", "KH205", "KH208"


class ReadAgency(NamedTuple):
    """One body; the fields are those of `model.Agency`, `span` is relative to the text that was read."""

    raw: str
    name: str
    id: str | None
    level: str | None
    kind: str | None
    qualifier: str | None
    span: Span
    match: str
    score: float
    origin: str


Resolved = tuple[ReadAgency, tuple[tuple[str, tuple[str, ...]], ...]]


class ReadAssignment(NamedTuple):
    """Bodies by role; `end` is the offset where the list of bodies ends, the length of the text when all is names."""

    lead: tuple[ReadAgency, ...] = ()
    support: tuple[ReadAgency, ...] = ()
    implementer: tuple[ReadAgency, ...] = ()
    end: int = 0
    problems: tuple[Problem, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lead or self.support or self.implementer)


@dataclass(frozen=True, slots=True)
class Setting:
    """What names are read against, one for each plan. `memo`, `names` and `ends` keep what was read, since phrases repeat.

    `level` of the issuer; `on` the plan's date, ISO, possibly partial; `territory` the issuer's place ("Bình Sơn"), which
    is never added to a name; `abbreviations` of the plan itself: folded abbreviation → full words. `house` says that the
    issuer is a company, hospital, school or court, whose union is its own and not that of a level.
    """

    level: str | None = None
    on: str | None = None
    territory: str | None = None
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    house: bool = False
    memo: dict[str, dict[str, ReadAssignment]] = field(default_factory=dict, compare=False, repr=False)
    names: list[dict[tuple[object, ...], Resolved]] = field(default_factory=list, compare=False, repr=False)
    ends: list[dict[str, int]] = field(default_factory=list, compare=False, repr=False)
