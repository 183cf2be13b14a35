"""Table → rows, and the rows of a table of tasks → tasks.

A table holds tasks when a column says what is to be done and another who does it or until when. Indicators, schedules by
the clock, forms without answers and layout have rows, but no tasks.
"""

from __future__ import annotations

import re

from kehoach_parser.column_heads import begins_frame
from kehoach_parser.document import Row, Table
from kehoach_parser.draft import Draft, DraftField
from kehoach_parser.grammar import Grammar, fold
from kehoach_parser.tasks.cells import cell_text, empty
from kehoach_parser.tasks.heads import find_heads, is_index_row, names_columns, repeats_heads, row_key
from kehoach_parser.tasks.lost_numbers import with_lost_numbers
from kehoach_parser.tasks.slashes import SLASH, names_both
from kehoach_parser.tasks.table_columns import (
    ASSIGNING,
    DOER,
    MARKED,
    ORDINAL,
    STEP,
    TICKED,
    cell_words,
    holds_tasks,
    number_columns,
    settled_roles,
    work_column,
)
from kehoach_parser.tasks.table_tree import hang, name_series, series_of
from kehoach_parser.tasks.table_values import Reading, Value, extend_task, period_above, row_task, row_values
from kehoach_parser.tasks.turned_tables import turned
from kehoach_parser.visible import Visible, join

_FIELDS = frozenset(("lead", "support", "implementer", "deadline", "deliverable", "target", "budget", "note", "person", "doer", "approver", "advisor", "start"))
_BULLETS = frozenset(("-", "–", "+", "•", "*"))
_OWN = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){1,4}\.?|\d{1,3}[.)]|\([a-zđ\d]{1,2}\)|(?:[IVX]{1,5}|[A-HĐ])[.)]|[a-zđ]\)|[-+•*])(?=\s)")


def read_table(grammar: Grammar, text: str, table: Table, before: Table | None = None) -> list[Draft]:
    """The rows of a table in document order: groups are sections with their rows as children.

    `before` is the table just above, whose heads hold for one that goes on without its own. Rows of a table that holds
    no tasks are plain rows.
    """
    table = turned(grammar, text, table)
    heads = find_heads(grammar, text, table)
    if heads is None and before is not None and len(before.rows[0].cells) == len(table.rows[0].cells) and not names_columns(grammar, text, table.rows[0]):
        above = find_heads(grammar, text, before)
        heads = above and above._replace(rows=frozenset())
    line = text.count("\n", 0, table.span[0]) + 1
    if heads is not None:
        table = with_lost_numbers(text, table, heads)
        heads = heads._replace(roles=settled_roles(grammar, text, table, heads))
    work = work_column(text, table, heads) if heads else None
    if heads is None or work is None or not holds_tasks(grammar, text, table, heads):
        return _plain_rows(text, table, line)
    reading = Reading(grammar, text, heads, work, number_columns(text, table, heads), line, table.span[0], table.wrapped)
    reading.leaf = _leaf_series(reading, table)
    reading.parted = _parted_columns(reading, table)
    reading.told = _told_columns(reading)
    for index, row in enumerate(table.rows):
        _add_row(reading, table, index, row)
    name_series(reading.top)
    return reading.top


def _parted_columns(reading: Reading, table: Table) -> frozenset[int]:
    """The columns headed "Chủ trì/phối hợp" whose cells say who is which by the same slash."""
    found = set()
    for column, label in enumerate(reading.heads.labels):
        if reading.heads.roles[column] == "implementer" and names_both(reading.grammar, label):
            cells = (cell_text(reading.text, row.cells[column]).text for index, row in enumerate(table.rows) if index not in reading.heads.rows)
            if any(SLASH.search(told) for told in cells):
                found.add(column)
    return frozenset(found)


def _told_columns(reading: Reading) -> frozenset[int]:
    """The columns behind the work that say at length what it is: "Nội dung" behind "Hoạt động"."""
    labels, heads = reading.grammar.once(_content_labels), reading.heads
    return frozenset(column for column in range(reading.work + 1, len(heads.roles)) if heads.roles[column] == "work" and fold(heads.labels[column]).strip(" *") in labels)


def _content_labels(grammar: Grammar) -> frozenset[str]:
    return frozenset(fold(phrase) for entry in grammar.section("labels").values() if entry["role"] == "content" for phrase in entry["phrases"])


def _plain_rows(text: str, table: Table, line: int) -> list[Draft]:
    drafts = []
    at = table.span[0]
    for row in table.rows:
        line += text.count("\n", at, row.span[0])
        at = row.span[0]
        draft = _plain_row(text, row, line)
        if draft.parts:
            drafts.append(draft)
    return drafts


def _plain_row(text: str, row: Row, line: int) -> Draft:
    return Draft("row", line, row.span, parts=[cell_text(text, cell) for cell in row.cells if not cell.inherited and not empty(cell.span)])


def _totals(grammar: Grammar) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(sorted(map(re.escape, cell_words(grammar, "totals")), key=len, reverse=True)) + r")(?=\s*(?:$|[:(\d]))")


def _upper_before(reading: Reading) -> str:
    """The ordinal of the innermost open row or group that is numbered by capital letters."""
    return next((draft.ordinal or "" for draft in reversed(reading.stack) if draft.series == "upper"), "")


def _leaf_series(reading: Reading, table: Table) -> str:
    """The series that most rows with a body or a deadline have."""
    counts: dict[str, int] = {}
    for index, row in enumerate(table.rows):
        if index not in reading.heads.rows and _has_values(reading, row):
            series = series_of(_marker(reading, row)[0])
            counts[series] = counts.get(series, 0) + 1
    return max(counts, key=lambda series: counts[series], default="")


def _has_values(reading: Reading, row: Row) -> bool:
    work = row.cells[reading.work].span
    return any(
        (role in _FIELDS or role in (TICKED, MARKED)) and not empty(cell.span) and cell.span != work
        for cell, role in zip(row.cells, reading.heads.roles, strict=True)
    )


def _marker(reading: Reading, row: Row) -> tuple[str, Visible]:
    """The number of a row, and its work without a number of its own."""
    work = cell_text(reading.text, row.cells[reading.work])
    number = row.cells[reading.numbers.marker] if reading.numbers.marker is not None else None
    if number is not None and number.span != row.cells[reading.work].span:
        printed = cell_text(reading.text, number).text.replace(" ", "")
        if printed and (ORDINAL.match(printed.strip("()")) or printed in _BULLETS):
            return printed, work
        if printed and not work.text:
            return "", cell_text(reading.text, number)
    own = _OWN.match(work.text)
    return (own[0], work.cut(own.end())) if own else ("", work)


def _add_row(reading: Reading, table: Table, index: int, row: Row) -> None:
    text = reading.text
    reading.line += text.count("\n", reading.at, row.span[0])
    reading.at = row.span[0]
    if all(empty(cell.span) for cell in row.cells):
        return
    above_head = bool(reading.heads.rows) and index < min(reading.heads.rows)
    if above_head or index in reading.heads.rows or row_key(text, row) in reading.heads.texts or is_index_row(text, row):
        draft = _plain_row(text, row, reading.line)
        if draft.parts:
            reading.top.append(draft)
        return
    last = reading.last
    if row.rest and last is not None:
        _append_fragment(reading, last, row, cell_text(text, row.cells[reading.work]))
        return
    marker, work = _marker(reading, row)
    if not marker and (repeats_heads(reading.grammar, text, row) or _signs(reading, row)):
        draft = _plain_row(text, row, reading.line)
        if draft.parts:
            reading.top.append(draft)
        return
    if last is not None and _is_fragment(reading, last, row, marker, work):
        _append_fragment(reading, last, row, work)
        return
    ordinal = marker.strip(" .):/(").replace(",", ".") if marker not in _BULLETS else ""
    draft = Draft("row", reading.line, row.span, marker=marker or None, ordinal=ordinal or None, parts=[work] if work.text else [])
    draft.series = series_of(marker, _upper_before(reading))
    draft.code = _code(reading, row)
    reading.last = draft
    if _is_group(reading, table, index, row, marker, work):
        draft.kind = "section"
        draft.parts = [work] if work.text else draft.parts
        reading.above.clear()
        hang(reading.stack, reading.top, draft)
        return
    values = row_values(reading, row)
    if ordinal:
        reading.named[ordinal.casefold()] = {column: parts for column, _, _, parts, _ in values}
    _add_fields(reading, draft, values)
    draft.parts += _told(reading, values)
    if work.text and _leads_rows(reading, table, index, row, marker):
        draft.kind = "section"
        for known in draft.fields:
            known.role = "other"  # said of the group; its rows say who and when for each task
        hang(reading.stack, reading.top, draft)
        return
    if not draft.parts and not draft.fields and not draft.marker:
        draft.parts = [cell_text(text, cell) for cell in row.cells if not cell.inherited and not empty(cell.span)]
    if work.text and not reading.grammar.once(_totals).match(fold(work.text)) and (_assigns(draft, reading) or any(value[1] in (DOER, TICKED, MARKED) for value in values)):
        draft.task = row_task(reading, values)
        if not draft.task.deadlines and not {"deadline", TICKED} & set(reading.heads.roles):
            draft.task.deadlines.extend(period_above(reading))
    hang(reading.stack, reading.top, draft)


def _signs(reading: Reading, row: Row) -> bool:
    """Whether a row of a table with numbers has none and begins a closing: "NGƯỜI LẬP BIỂU | CHỦ TỊCH" at the end of a sheet."""
    told = [reading.text[slice(*cell.span)] for cell in row.cells if not cell.inherited and not empty(cell.span)]
    return reading.numbers.marker is not None and any(text.isupper() and begins_frame(reading.grammar, text) for text in told)


def _assigns(draft: Draft, reading: Reading) -> bool:
    """A row with a body or a time, or one that stands among such rows in their numbering."""
    dated = "deadline" in reading.heads.roles
    return any(f.role in ASSIGNING or (dated and f.role == "start") for f in draft.fields) or bool(draft.series and draft.series == reading.leaf)


def _is_group(reading: Reading, table: Table, index: int, row: Row, marker: str, work: Visible) -> bool:
    """Whether a row is a title over the rows below it: one text over all columns, or a number and a text of a higher series."""
    number = row.cells[reading.numbers.marker].span if reading.numbers.marker is not None else None
    texts = {cell.span for cell in row.cells if not empty(cell.span) and cell.span != number}
    if (len(texts) == 1 and _spreads(row, next(iter(texts)))) or _repeats(reading.text, row, number):
        return not reading.grammar.once(_totals).match(fold(work.text))
    if not texts and number is not None and not empty(number):  # Markdown cannot join cells
        return _spreads(row, number) or (" " in work.text and not reading.grammar.once(_totals).match(fold(work.text)))
    if _has_values(reading, row) or not work.text or any(c.inherited and not empty(c.span) for c in row.cells):
        return False
    series = series_of(marker, _upper_before(reading))
    if series != reading.leaf:
        return bool(series) or work.text.isupper()
    near = [table.rows[at] for at in range(index + 1, min(index + 4, len(table.rows)))]
    following = next((r for r in near if not all(empty(c.span) for c in r.cells)), None)
    if following is None:
        return False
    child = _marker(reading, following)[0].strip(" .):/(")
    return child.startswith(marker.strip(" .):/(") + ".") if marker else False


def _code(reading: Reading, row: Row) -> str:
    return cell_text(reading.text, row.cells[reading.numbers.code]).text if reading.numbers.code is not None else ""


def _leads_rows(reading: Reading, table: Table, index: int, row: Row, marker: str) -> bool:
    """Whether a row is the only title of the rows below although it names a body or a time: the running number counts
    them and not it, and the next row stands under it by its code or begins another series."""
    running = reading.numbers.running
    if running is None or index + 1 >= len(table.rows):
        return False
    if not empty(row.cells[running].span) and series_of(marker) not in ("roman", "upper"):
        return False
    below = table.rows[index + 1]
    if reading.numbers.code is not None:
        code = _code(reading, row)
        return bool(code) and _code(reading, below).startswith(code + ".")
    return bool(marker) and not empty(below.cells[running].span) and series_of(_marker(reading, below)[0]) not in ("", series_of(marker))


def _spreads(row: Row, span: tuple[int, int]) -> bool:
    """Whether a cell covers at least half of the columns."""
    return 2 * sum(cell.span == span for cell in row.cells) > len(row.cells)


def _repeats(text: str, row: Row, number: tuple[int, int] | None) -> bool:
    """Whether all cells say the same, as a converter writes a title that was one cell over the columns."""
    cells = [cell for cell in row.cells if cell.span != number]
    return len(cells) > 2 and not any(empty(cell.span) for cell in cells) and len({text[slice(*cell.span)] for cell in cells}) == 1


def _is_fragment(reading: Reading, last: Draft, row: Row, marker: str, work: Visible) -> bool:
    """Whether a row is the rest of the one above, cut off by a page end: no number, and its texts go on in the middle."""
    if marker or _code(reading, row) or reading.numbers.marker is None or not empty(row.cells[reading.numbers.marker].span):
        return False
    if last.kind != "row" or not (last.fields or last.task):
        return False
    if any(cell.inherited and not empty(cell.span) for cell in row.cells):
        return False
    if not work.text:
        return True
    ends = last.parts[-1].text if last.parts else ""
    return not work.text[:1].isupper() and not work.text.startswith(("-", "+", "•")) and not ends.endswith((".", ";"))


def _append_fragment(reading: Reading, last: Draft, row: Row, work: Visible) -> None:
    last.span = (last.span[0], max(last.span[1], row.span[1]))
    if work.text:
        last.parts[:1] = [join([*last.parts[:1], work])]
    rest = Draft("row", reading.line, row.span)
    before = dict(reading.above)
    values = row_values(reading, row)
    told = _told(reading, values)
    if told:
        last.parts[1:] = [join([*last.parts[1:], *told])]
    _add_fields(reading, rest, values)
    for column, (upper, parts) in before.items():  # "nt" in the next row means the whole of the cell that a page cut
        if reading.above[column] != (upper, parts):
            lower, more = reading.above[column]
            reading.above[column] = (join([upper, lower]), [*parts[:-1], join([*parts[-1:], *more[:1]]), *more[1:]])
    for added in rest.fields:
        known = next((f for f in last.fields if f.label == added.label), None)
        if known is None:
            last.fields.append(added)
        else:
            known.value = join([known.value, added.value])
    if last.task is not None:
        extend_task(last.task, row_task(reading, values))


def _told(reading: Reading, values: list[Value]) -> list[Visible]:
    """What a row says of its work in further columns, where no row above says it too."""
    return [whole for column, _, whole, _, origin in values if column in reading.told and origin == "stated"]


def _add_fields(reading: Reading, draft: Draft, values: list[Value]) -> None:
    for column, role, whole, _, origin in values:
        if column in reading.told and origin == "stated":
            continue  # it stands in the text
        known = "person" if role == DOER else "deadline" if role == STEP else role if role in _FIELDS else "other"
        draft.fields.append(DraftField(known, reading.heads.labels[column], whole, draft.line, origin))
