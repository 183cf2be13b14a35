"""The tree under construction, as it goes from outline through tasks to resolve. Nothing here leaves the program."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from kehoach_parser.document import Table
from kehoach_parser.visible import Visible

Span = tuple[int, int]


@dataclass(slots=True, eq=False)
class DraftField:
    """A labelled value: `role` from the grammar (lead, support, implementer, deadline, …), `value` without the label."""

    role: str
    label: str
    value: Visible
    line: int
    origin: str = "stated"


@dataclass(slots=True, eq=False)
class DraftTask:
    """What the tasks stage found, still as printed text.

    `slots` are (role, text, origin) to be read as lists of agencies, those of the role "person" as names of people; `deadlines` are texts to be read as one deadline, `begin`
    is the time at which the work begins, where a column of its own says it;
    `period` is the time in the heading above, which counts where the task itself has none.
    """

    source: str
    slots: list[tuple[str, Visible, str]] = field(default_factory=list)
    deadlines: list[Visible] = field(default_factory=list)
    begin: Visible | None = None
    deliverable: Visible | None = None
    period: Visible | None = None
    holds: bool = True  # the items below that are no tasks belong to its text


@dataclass(slots=True, eq=False)
class Draft:
    """A node: `parts` are its own pieces of text in order (heading, joined paragraphs), without marker and fields."""

    kind: str
    line: int
    span: Span
    marker: str | None = None
    ordinal: str | None = None
    series: str = ""
    rank: int = 99
    depth: int = 1
    parts: list[Visible] = field(default_factory=list)
    fields: list[DraftField] = field(default_factory=list)
    children: list[Draft] = field(default_factory=list)
    table: Table | None = None
    task: DraftTask | None = None
    id: str = ""
    code: str = ""  # the symbol of a table row (KH12.1.3), which says what it stands under
    bears: str | None = None  # what the part under this heading bears, see grammars/sections.yaml
    label: tuple[str, int] | None = None  # the role of the label that an item opens with, and where its value begins
    taken: bool = False  # no part of the text above: what it says became a field of that node, or closes the plan


class Problem(NamedTuple):
    """Something a stage noticed, to become a diagnostic: its code, what is filled into the message, and where."""

    code: str
    values: tuple[str, ...]
    span: Span


@dataclass(slots=True, eq=False)
class DraftHeader:
    """The header under construction; `issuer` is as printed (with place), still to be expanded."""

    doc_type: str | None = None
    number: str | None = None
    issuer: str | None = None
    union: str = ""  # whose boards the letterhead speaks of, where a line of its own says it
    place: str | None = None
    issued_on: str | None = None
    plan_year: int | None = None
    several_years: bool = False
    school_year: int | None = None
    title: str | None = None
    signer_name: str | None = None
    signer_position: str | None = None
    signer_authority: str | None = None
    recipients: list[str] = field(default_factory=list)
    recipient_ended: bool = False
    recipient_lists: bool = False  # the last entry stopped at a comma
    recipient_dashed: bool = False  # entries have a dash, so that a line without one goes on
    spans: dict[str, Span] = field(default_factory=dict)
