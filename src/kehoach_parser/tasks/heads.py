"""Column heads of a table → the field that each column is."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from kehoach_parser.column_heads import HEAD_CHARS, head_role
from kehoach_parser.document import Cell, Row, Table
from kehoach_parser.grammar import Grammar, fold, trie_pattern
from kehoach_parser.tasks.cells import cell_text, empty, folded
from kehoach_parser.visible import Visible, join

HEAD_ROWS = 8  # a head stands below at most so many title rows
_INDEX = re.compile(r"[(\[]?(?:\d{1,2}|[a-hđ])[)\]]?(?:\s?=\s?[\d()+\-x*/ ]{1,20})?")
_MARKER = re.compile(r"[(]?(?:\d{1,3}|[ivx]+|[a-zđ])(?:\.\d{1,2})*[.)/]?")
_SAYS_WHO = frozenset(("lead", "support", "advisor", "approver", "examiner", "watcher", "person", "doer"))
_LONGEST = 200  # letters of a cell of a head, notes with it; a row with a longer one is work
_TELLING = frozenset(("work", "lead", "support", "implementer", "deadline", "body"))


class Heads(NamedTuple):
    """`roles` and `labels` (as printed) of the columns; `rows` are the numbers of the rows that are heads.

    `periods` is what each head says by itself, in its lowest storey: the time that a tick below it stands for.
    """

    roles: tuple[str | None, ...]
    labels: tuple[str, ...]
    rows: frozenset[int]
    texts: frozenset[tuple[str, ...]]
    periods: tuple[Visible, ...]


def find_heads(grammar: Grammar, text: str, table: Table) -> Heads | None:
    """The heads of a table: the first of its upper rows in which two columns name fields, with the rows that belong to it."""
    for number, row in enumerate(table.rows[:HEAD_ROWS]):
        roles = _row_roles(grammar, text, row)
        if _is_head(roles, text, row):
            return _complete(grammar, text, _merged(text, table, number), number)
    return None


def _merged(text: str, table: Table, top: int) -> Table:
    """The table with the cells of its head that only say again what stands to the left or above as one cell with it, as a converter
    writes what was merged: "Thời gian | Thời gian" over "Bắt đầu | Kết thúc"."""
    upper = list(table.rows[top].cells)
    for column in range(1, len(upper)):
        if not empty(upper[column].span) and _same(text, upper[column], upper[column - 1]):
            upper[column] = upper[column - 1]._replace(inherited=True)
    rows = [*table.rows[:top], table.rows[top]._replace(cells=tuple(upper)), *table.rows[top + 1 :]]
    if top + 1 < len(rows):
        lower = [above._replace(inherited=True) if not empty(cell.span) and _same(text, cell, above) else cell for cell, above in zip(rows[top + 1].cells, upper, strict=True)]
        if any(not empty(cell.span) and cell.span != above.span for cell, above in zip(lower, upper, strict=True)):  # else the head comes twice
            rows[top + 1] = rows[top + 1]._replace(cells=tuple(lower))
    return table._replace(rows=tuple(rows))


def _same(text: str, cell: Cell, other: Cell) -> bool:
    return cell.span == other.span or folded(cell_text(text, cell)) == folded(cell_text(text, other))


def _row_roles(grammar: Grammar, text: str, row: Row) -> list[str | None]:
    return [_cell_role(grammar, text, row, column) for column in range(len(row.cells))]


def _cell_role(grammar: Grammar, text: str, row: Row, column: int) -> str | None:
    return head_role(grammar, cell_text(text, row.cells[column]).text)


def names_columns(grammar: Grammar, text: str, row: Row) -> bool:
    """Whether most cells of a row are column heads, of whatever table."""
    named = {cell.span: role for cell, role in zip(row.cells, _row_roles(grammar, text, row), strict=True) if not empty(cell.span)}
    return len(named) > 1 and 2 * sum(role is not None for role in named.values()) > len(named)


def repeats_heads(grammar: Grammar, text: str, row: Row) -> bool:
    """Whether a row is nothing but heads again, three or more of them, with or without that of the numbers: above each group of a table."""
    texts = {cell.span: cell_text(text, cell).text for cell in row.cells if not empty(cell.span)}
    return len(texts) > 2 and all(len(told) <= HEAD_CHARS and head_role(grammar, told) for told in texts.values())


def _is_head(roles: list[str | None], text: str, row: Row) -> bool:
    spans = {cell.span for cell in row.cells if not empty(cell.span)}
    known = {role for role in roles if role}
    if len(known) < 2 or len(spans) < 2 or not (known & _TELLING):
        return False
    named = {cell.span for cell, role in zip(row.cells, roles, strict=True) if role}
    if 2 * len(named) < len(spans) or any(len(cell_text(text, cell).text) > _LONGEST for cell in row.cells):
        return False
    first = folded(cell_text(text, row.cells[0]))
    return not (_MARKER.fullmatch(first) and roles[0] != "number")


def _complete(grammar: Grammar, text: str, table: Table, top: int) -> Heads:
    rows = [top]
    while len(rows) < HEAD_ROWS and rows[-1] + 1 < len(table.rows) and (table.rows[rows[-1] + 1].rest or (len(rows) < 3 and _belongs(grammar, text, table, top, rows[-1] + 1))):
        rows.append(rows[-1] + 1)
    upper = table.rows[top]
    columns = [[cell_text(text, cell)] if not empty(cell.span) else [] for cell in upper.cells]
    if len(rows) > 1:
        for column in range(1, len(columns)):  # a head over several columns of a table that does not say so
            if not columns[column] and columns[column - 1] and not empty(table.rows[rows[1]].cells[column].span):
                columns[column] = list(columns[column - 1])
    for lower in rows[1:]:
        for column, cell in enumerate(table.rows[lower].cells):
            if not empty(cell.span) and all(part.span() != cell_text(text, cell).span() for part in columns[column]):
                columns[column].append(cell_text(text, cell))
    labels = tuple(" ".join(join(parts).text.split()) if parts else "" for parts in columns)
    texts = frozenset(row_key(text, table.rows[number]) for number in rows)
    after = rows[-1] + 1
    if after < len(table.rows) and is_index_row(text, table.rows[after]):
        rows.append(after)
    roles = (_label_role(grammar, label, parts) for label, parts in zip(labels, columns, strict=True))
    return Heads(tuple(roles), labels, frozenset(rows), texts, tuple(_lowest(grammar, parts) for parts in columns))


def _lowest(grammar: Grammar, parts: list[Visible]) -> Visible:
    """The lowest storey of a head, with the unit in the one above where it is only a small number: "Thời gian (tháng)" over "3"."""
    if len(parts) < 2 or not parts[-1].text.isdigit() or len(parts[-1].text) > 2:
        return join(parts[-1:])
    unit = grammar.once(_units).search(fold(parts[-2].text))
    return join([parts[-2].cut(*unit.span()), parts[-1]]) if unit else parts[-1]


def _units(grammar: Grammar) -> re.Pattern[str]:
    return re.compile(rf"\b{trie_pattern(grammar.phrases('cell_words', 'time_units'))}\b")


def _label_role(grammar: Grammar, label: str, storeys: list[Visible]) -> str | None:
    """The role of the whole head, else of its lowest storey that tells one ("STT" over "TT" and "Chi tiết").

    Below a head that only says that somebody does the work, the lowest storey says who: "Đơn vị thực hiện" over "Tham gia".
    """
    role = head_role(grammar, label)
    if role in ("implementer", "body", "work") and len(storeys) > 1:
        lowest = head_role(grammar, storeys[-1].text)
        if lowest == "period" or (lowest in _SAYS_WHO and role != "work"):
            return lowest  # "Kế hoạch thực hiện" over "Quý I"
    return role or next((role for part in reversed(storeys) if (role := head_role(grammar, part.text))), None)


def _belongs(grammar: Grammar, text: str, table: Table, top: int, number: int) -> bool:
    """Whether a row under the head is its second storey: columns of the head reach down into it, or stay empty in it."""
    upper, row = table.rows[top], table.rows[number]
    own = [column for column, cell in enumerate(row.cells) if not empty(cell.span) and cell.span != upper.cells[column].span]
    if not own or len(own) == len(row.cells) > 1:
        return False
    texts = [cell_text(text, row.cells[column]).text for column in own]
    if any(len(head) > HEAD_CHARS for head in texts):
        return False
    if all(head[:1].islower() and not empty(upper.cells[column].span) for head, column in zip(texts, own, strict=True)) and _roles_are_more(grammar, text, upper, row):
        return True  # the lines of a head, each in a row of its own: "Đơn vị phối" over "hợp"
    reaches = any(cell.inherited and cell.span == upper.cells[column].span and not empty(cell.span) for column, cell in enumerate(row.cells))
    under = all(upper.cells[column].inherited or empty(upper.cells[column].span) or _spans_right(upper, column) for column in own)
    if reaches:
        return under or any(head_role(grammar, head) for head in texts)
    return under and (any(head_role(grammar, head) for head in texts) or all(head.isdigit() for head in texts))


def _roles_are_more(grammar: Grammar, text: str, upper: Row, row: Row) -> bool:
    """Whether no head says less together with the cell below it than alone."""
    pairs = [(cell_text(text, above).text, cell_text(text, below).text) for above, below in zip(upper.cells, row.cells, strict=True) if not empty(below.span) and above.span != below.span]
    return all(head_role(grammar, f"{above} {below}") is not None or head_role(grammar, above) is None for above, below in pairs)


def _spans_right(row: Row, column: int) -> bool:
    """Whether the cell covers the next place too, or the next place is empty."""
    if column + 1 >= len(row.cells):
        return False
    following = row.cells[column + 1]
    return empty(following.span) or following.span == row.cells[column].span


def row_key(text: str, row: Row) -> tuple[str, ...]:
    """What a row says, for telling a repeated head."""
    return tuple(folded(cell_text(text, cell)) for cell in row.cells)


def is_index_row(text: str, row: Row) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3)."""
    texts = [key.replace(" ", "") for cell, key in zip(row.cells, row_key(text, row), strict=True) if key and not cell.inherited]
    if len(texts) < 2 or not all(_INDEX.fullmatch(key) for key in texts):
        return False
    firsts = [re.sub(r"\W", "", key.split("=")[0]) for key in texts]
    numbers = [int(first) for first in firsts if first.isdigit()]
    return len(numbers) < 2 or all(b == a + 1 for a, b in pairwise(numbers))
