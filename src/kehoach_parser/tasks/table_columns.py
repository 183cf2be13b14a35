"""What the columns of a table are after a look at its cells: which says the work, and whether the table holds tasks."""

from __future__ import annotations

import re

from kehoach_parser.document import Table
from kehoach_parser.grammar import Grammar
from kehoach_parser.tasks.cells import cell_text, empty, folded
from kehoach_parser.tasks.heads import Heads

AGENCIES = ("lead", "support", "implementer")
ASSIGNING = (*AGENCIES, "deadline")
TICKED = "ticked"  # a column of a quarter or month in which a tick says when
_DAY = re.compile(r"(?:ngày\s+\d|\d{1,2}/\d).*")
_CLOCK = re.compile(r"\b\d{1,2}\s?(?:h|giờ|g|:)\s?\d{0,2}\b")


def work_column(table: Table, heads: Heads) -> int | None:
    """The column that says what is to be done: of several the one that is least merged, else the longest unnamed one."""
    body = [row for index, row in enumerate(table.rows) if index not in heads.rows]
    named = [column for column, role in enumerate(heads.roles) if role == "work"]
    if not named and not any(role in AGENCIES for role in heads.roles):
        return None
    if not named:
        named = [column for column, role in enumerate(heads.roles) if role is None and heads.labels[column]]
        named = named or [column for column, role in enumerate(heads.roles) if role == "deliverable"]
        sizes = {column: sum(row.cells[column].span[1] - row.cells[column].span[0] for row in body) for column in named}
        return max(named, key=lambda column: (sizes[column], -column), default=None)
    own = {column: sum(not row.cells[column].inherited and not empty(row.cells[column].span) for row in body) for column in named}
    return max(named, key=lambda column: (own[column], -column))


def settled_roles(grammar: Grammar, text: str, table: Table, heads: Heads) -> tuple[str | None, ...]:
    """The roles after a look at the cells: a column of measures is no column of bodies, and one of ticks says when by its head."""
    roles = list(heads.roles)
    for column, role in enumerate(roles):
        if role not in ("implementer", "deadline", "start", "period"):
            continue
        values = [folded(cell_text(text, row.cells[column])) for index, row in enumerate(table.rows) if index not in heads.rows]
        values = [value for value in values if value]
        wrong = grammar.once(_units if role == "implementer" else ticks)
        if values and 2 * sum(value in wrong for value in values) > len(values):
            roles[column] = "unit" if role == "implementer" else TICKED if heads.periods[column].text else "other"
        elif role == "period":
            roles[column] = "other"
    if not set(AGENCIES) & set(roles):  # who prepares the work is all that the table says of who does it
        roles = ["lead" if role == "advisor" else role for role in roles]
    return tuple(roles)


def cell_words(grammar: Grammar, entry: str) -> frozenset[str]:
    """The folded phrases of an entry of `cell_words`."""
    return frozenset(grammar.phrases("cell_words", entry))


def _units(grammar: Grammar) -> frozenset[str]:
    return cell_words(grammar, "units")


def ticks(grammar: Grammar) -> frozenset[str]:
    """What a cell holds that only marks its column."""
    return cell_words(grammar, "ticks")


def blanks(grammar: Grammar) -> frozenset[str]:
    """What a cell holds that says nothing."""
    return cell_words(grammar, "blank")


def holds_tasks(grammar: Grammar, text: str, table: Table, heads: Heads) -> bool:
    """Whether somebody or some time is named for the work: no indicators, no form without answers, no schedule by the clock."""
    columns = [column for column, role in enumerate(heads.roles) if role in ASSIGNING or role == TICKED]
    if not columns or ("unit" in heads.roles and not {"lead", "support"} & set(heads.roles)):
        return False
    nothing = grammar.once(blanks)
    values = [[folded(cell_text(text, row.cells[c])) for i, row in enumerate(table.rows) if i not in heads.rows] for c in columns]
    filled = [[value for value in column if value and value not in nothing] for column in values]
    if not any(filled):
        return False
    times = [value for column, role in zip(filled, (heads.roles[c] for c in columns), strict=True) if role == "deadline" for value in column]
    return not times or 2 * _by_the_clock(times) <= len(times)


def _by_the_clock(times: list[str]) -> int:
    """How many cells give a time of day as the programme of one day does: without a day of their own."""
    seen: set[str] = set()
    count = 0
    for value in times:
        if _CLOCK.search(value):
            day = _DAY.search(value)
            count += day is None or day[0] in seen
            seen.add(day[0] if day else "")
    return count
