"""What the cells of a row say, column by column, and the task that they make."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kehoach_parser.column_heads import head_role
from kehoach_parser.document import Row
from kehoach_parser.draft import Draft, DraftTask
from kehoach_parser.grammar import Grammar, fold
from kehoach_parser.tasks.cells import begins_label, breaks, cell_lines, cell_text, empty, folded, paragraphs
from kehoach_parser.tasks.heads import Heads
from kehoach_parser.tasks.slashes import by_slash
from kehoach_parser.tasks.table_columns import (
    AGENCIES,
    MARKED,
    STEP,
    TICKED,
    Numbers,
    blanks,
    cell_words,
    marked_roles,
    ticks,
)
from kehoach_parser.tasks.table_references import referred
from kehoach_parser.tasks.words import verbs
from kehoach_parser.visible import Visible, join

_BARE_NUMBER = re.compile(r"(?:\d{1,2}|I{1,3}|IV)(?:\s*[-–,]\s*(?:\d{1,2}|I{1,3}|IV))*")


@dataclass(slots=True, eq=False)
class Reading:
    """One table while it is read: its columns, and where the last row of each kind stands."""

    grammar: Grammar
    text: str
    heads: Heads
    work: int
    numbers: Numbers
    line: int
    at: int
    wrapped: bool = False
    parted: frozenset[int] = frozenset()
    told: frozenset[int] = frozenset()  # columns that go on with the text of the work: "Hoạt động | Nội dung"
    leaf: str = ""
    above: dict[int, tuple[Visible, list[Visible]]] = field(default_factory=dict)
    named: dict[str, dict[int, list[Visible]]] = field(default_factory=dict)  # what the rows above say, by their numbers
    stack: list[Draft] = field(default_factory=list)
    top: list[Draft] = field(default_factory=list)
    last: Draft | None = None  # the last row that is no head: a repeated head may stand between the halves of a row


Value = tuple[int, str, Visible, list[Visible], str]  # column, role, text, paragraphs, origin


def row_values(reading: Reading, row: Row) -> list[Value]:
    """The columns of a row that say something; "as above" takes what the row above says.

    One cell over the columns of begin and end ("Thường xuyên") is the deadline.
    """
    found = []
    own = {row.cells[reading.work].span, *([row.cells[reading.numbers.marker].span] if reading.numbers.marker is not None else [])}
    taken = {span for span in own if not empty(span)}
    for column, (cell, role) in enumerate(zip(row.cells, reading.heads.roles, strict=True)):
        if column in (reading.work, reading.numbers.marker) or empty(cell.span) or (cell.span in taken and role != TICKED):
            if role == "deadline" and column and cell.span == row.cells[column - 1].span and column - 1 in reading.above:
                reading.above[column] = reading.above[column - 1]
            continue
        taken.add(cell.span)
        if role == "start" and any(other.span == cell.span and kind == "deadline" for other, kind in zip(row.cells, reading.heads.roles, strict=True)):
            role = "deadline"
        lines = cell_lines(reading.text, cell)
        whole = cell_text(reading.text, cell)
        heads = _name_heads(reading.grammar, len(lines)) if role in AGENCIES else frozenset()
        known = reading.grammar.once(breaks)
        if role in AGENCIES and reading.wrapped and len(lines) > 1:  # the reader of names tells which line ends part bodies
            parts = paragraphs(known, paragraphs(known, lines, heads=heads), True, heads, "\n")
        else:
            parts = paragraphs(known, lines, reading.wrapped, heads)
        origin = "inherited" if cell.inherited else "stated"
        key = folded(whole)
        if not reading.grammar.once(_ditto).isdisjoint((key, key.replace(" ", ""), key.strip(" -–().:"))):
            if column not in reading.above:
                continue
            whole, parts = reading.above[column]
            origin = "inherited"
        elif key in reading.grammar.once(blanks):
            continue
        elif role != TICKED and key in reading.grammar.once(ticks):
            role = None
        if role in AGENCIES or role == "deadline":
            before = reading.above.get(column)
            parts, refers = referred(reading.grammar, reading.named, before and before[1], column, parts)
            if refers:
                whole, origin = join(parts), "inherited"
            if not parts:
                reading.above.pop(column, None)
                continue
        reading.above[column] = (whole, parts)
        found.append((column, role or "other", whole, parts, origin))
    return found


def _ditto(grammar: Grammar) -> frozenset[str]:
    return cell_words(grammar, "ditto")


def _name_heads(grammar: Grammar, lines: int) -> frozenset[str]:
    """Lines that only begin a name: "Văn phòng" / "Tỉnh ủy", and in a cell of two lines "Đảng ủy" / "UBND tỉnh"."""
    names = grammar.once(_heads_of_lines)
    return names[1] if lines == 2 else names[0]


def _heads_of_lines(grammar: Grammar) -> tuple[frozenset[str], frozenset[str]]:
    always = cell_words(grammar, "name_heads")
    return always, always | cell_words(grammar, "owned_heads")


def _with_unit(reading: Reading, column: int, value: Visible) -> Visible:
    """A bare number with the unit that the head gives it: "3" under "Tháng hoàn thành"."""
    head = reading.heads.periods[column]
    unit = head.text.split(" ", 1)[0]
    if not _BARE_NUMBER.fullmatch(value.text) or fold(unit) not in reading.grammar.once(_time_units):
        return value
    return join([head.cut(0, len(unit)), value])


def _time_units(grammar: Grammar) -> frozenset[str]:
    return cell_words(grammar, "time_units")


def row_task(reading: Reading, values: list[Value]) -> DraftTask:
    """The task of a row; a column of begin and one of end are one deadline, of other columns of time the first that says something."""
    task = DraftTask("field")
    for column, role, whole, parts, origin in values:
        if column in reading.parted:
            task.slots.extend((own, part, origin) for own, part in by_slash(parts))
        elif role in AGENCIES:
            helped = role == "implementer" and len(parts) > 1 and any(verbs(reading.grammar).leads.search(folded(part)) for part in parts)
            task.slots.extend(("support" if helped and _cooperates(reading.grammar, part) else role, part, origin) for part in parts)
        elif role == "deadline":
            task.deadlines = task.deadlines or [_with_unit(reading, column, part) for part in parts]
        elif role in ("start", STEP) and task.begin is None:
            task.begin = join(_with_unit(reading, column, part) for part in parts)
        elif role == MARKED:
            task.slots.append((reading.grammar.once(marked_roles)[folded(whole)], reading.heads.periods[column], origin))
        elif role == TICKED and folded(whole) in reading.grammar.once(ticks):
            task.deadlines.append(reading.heads.periods[column])
        elif role == "deliverable" and task.deliverable is None:
            task.deliverable = whole
    _settle_begin(reading, task)
    return task


def _cooperates(grammar: Grammar, part: Visible) -> bool:
    """Whether a line of a cell ends by saying that its bodies help: "Sở Tài chính, Sở Nội vụ phối hợp", beside one that leads."""
    told = folded(part).rstrip(" .;,")
    return any(found.end() == len(told) and found.start() for found in verbs(grammar).cooperate.finditer(told))


def _settle_begin(reading: Reading, task: DraftTask) -> None:
    """Takes the begin out where nothing says when work ends, where both cells say the same ("nt"), and a first step without the last one."""
    if task.begin is None:
        return
    if not task.deadlines and STEP in reading.heads.roles:
        task.deadlines = [task.begin]
    if "deadline" not in reading.heads.roles or (task.deadlines and task.deadlines[0].span()[0] == task.begin.span()[0]):
        task.begin = None


def extend_task(task: DraftTask, more: DraftTask) -> None:
    for slot in more.slots:
        same = next((k for k in range(len(task.slots) - 1, -1, -1) if task.slots[k][0] == slot[0]), None)
        if same is not None and not task.slots[same][1].text.endswith((";", ".")) and not begins_label(slot[1].text):
            role, upper, origin = task.slots[same]
            task.slots[same] = (role, join([upper, slot[1]]), origin)
        else:
            task.slots.append(slot)
    if more.deadlines and task.deadlines:
        task.deadlines[-1:] = [join([task.deadlines[-1], more.deadlines[0]]), *more.deadlines[1:]]
    else:
        task.deadlines.extend(more.deadlines)
    if more.begin is not None:
        task.begin = more.begin if task.begin is None else join([task.begin, more.begin])
    if more.deliverable is not None:
        task.deliverable = more.deliverable if task.deliverable is None else join([task.deliverable, more.deliverable])


def period_above(reading: Reading) -> list[Visible]:
    """The time that the group of a row is titled with ("QUÝ I", "Tháng 3/2026"), in a table without a column for it."""
    titles = [draft.parts[0] for draft in reading.stack if draft.kind == "section" and draft.parts]
    return titles[-1:] if titles and head_role(reading.grammar, titles[-1].text) == "period" else []
