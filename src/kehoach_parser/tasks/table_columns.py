"""What the columns of a table are after a look at its cells: which says the work, and whether the table holds tasks."""

from __future__ import annotations

import re
from typing import NamedTuple

from kehoach_parser.column_heads import head_role
from kehoach_parser.document import Row, Table
from kehoach_parser.grammar import Grammar, fold, trie_pattern
from kehoach_parser.tasks.cells import cell_text, empty, folded
from kehoach_parser.tasks.heads import Heads
from kehoach_parser.tasks.table_tree import series_of
from kehoach_parser.tasks.words import verbs

AGENCIES = ("lead", "support", "implementer")
ASSIGNING = (*AGENCIES, "deadline")
DOER = "doer"  # a column of persons or posts who do the work
TICKED = "ticked"  # a column of a quarter or month in which a tick says when
STEP = "step"  # the earlier of two columns of time, of handing in or of issue
MARKED = "marked"  # a column headed by the name of a body, whose cells say what it does: CT, PH
_PHONE = re.compile(r"(?<!\d)0\d{2,3}[ .]?\d{3}[ .]?\d{3,4}(?!\d)")
ORDINAL = re.compile(r"(?:\d{1,3}(?:[.,]\d{1,2})*|[IVXLivxl]{1,5}|[A-ZĐa-zđ])(?=[.)/:]?$)")  # 1,1: a number of Excel
_FIGURE = re.compile(r"[\d.,]{1,15}\s?%?")
_DAYS = re.compile(r"\d{1,2}/\d{1,2}(?!\d)")
_MARK = 20  # letters of "**Chủ trì**"
_WORDS = 3  # a text of fewer words in a column without a head of work is a name, a number, a grade


def work_column(text: str, table: Table, heads: Heads) -> int | None:
    """The column that says what is to be done: of several the one that repeats itself least, else the longest unnamed one."""
    body = _body(table, heads)
    named = [column for column, role in enumerate(heads.roles) if role == "work"]
    if not named and not any(role in AGENCIES for role in heads.roles):
        return None
    if not named:
        named = [column for column, role in enumerate(heads.roles) if role in (None, "comment") and heads.labels[column]]
        named = named or [column for column, role in enumerate(heads.roles) if role == "deliverable"]
        sizes = {column: sum(row.cells[column].span[1] - row.cells[column].span[0] for row in body) for column in named}
        longest = max(named, key=lambda column: (sizes[column], -column), default=None)
        return longest if longest is not None and _says_work(text, body, longest) else None
    if len(named) == 1:
        return named[0]
    own = {column: len({folded(cell_text(text, cell)) for row in body if not (cell := row.cells[column]).inherited and not empty(cell.span)}) for column in named}
    return max(named, key=lambda column: (own[column], -column))


def _says_work(text: str, body: list[Row], column: int) -> bool:
    """Whether most cells of a column whose head does not speak of work are clauses: no grades, scores or names."""
    texts = [cell_text(text, row.cells[column]).text for row in body if not row.cells[column].inherited and not empty(row.cells[column].span)]
    return 2 * sum(sum(map(str.isalpha, words)) >= _WORDS for words in map(str.split, texts)) > len(texts)


def settled_roles(grammar: Grammar, text: str, table: Table, heads: Heads) -> tuple[str | None, ...]:
    """The roles after a look at the cells and at one another.

    A column of measures is no column of bodies, one of ticks says when by its head; of two columns of leads the one with telephone
    numbers names persons; a column that is only headed "Đơn vị" says who does the work if another speaks of work or time.
    """
    roles = list(heads.roles)
    if "work" not in roles and "body" in roles and all(role for role, label in zip(roles, heads.labels, strict=True) if label):
        roles = ["work" if role == "implementer" else role for role in roles]  # "Đơn vị | Trách nhiệm": what each of them has to do
    roles = ["implementer" if role in (None, "other", "work") and _names_roles(grammar, text, table, heads, column) else role for column, role in enumerate(roles)]
    roles = [MARKED if _is_marked(grammar, text, table, heads, column) else role for column, role in enumerate(roles)]
    known = set(roles)
    lists = ("work" not in known and not known & set(ASSIGNING)) or _shares_out(roles)
    roles = [("other" if lists else "implementer") if role == "body" else role for role in roles]
    if roles.count("deadline") > 1:
        roles = _without_periods_beside_dates(grammar, text, table, heads, roles)
    if roles.count("deadline") == 2:
        roles = _with_steps(grammar, heads, roles)
    wrong = {"implementer": grammar.once(_units), "deadline": grammar.once(ticks), "start": grammar.once(ticks), "period": grammar.once(ticks)}
    for column, role in enumerate(roles):
        twice = role in AGENCIES and roles.count(role) > 1
        if role not in wrong and role != "period" and not twice:
            continue
        values = [value for row in _body(table, heads) if not _is_title(heads, row, column) and (value := folded(cell_text(text, row.cells[column])))]
        if values and 2 * sum(value in wrong.get(role or "", ()) for value in values) > len(values):
            roles[column] = "unit" if role == "implementer" else _ticked(grammar, heads, column)
        elif role == "period" or (role == "deadline" and _gives_figures(grammar, heads, column, values)):
            roles[column] = "other"
        elif values and twice and 2 * sum(bool(_PHONE.search(value)) for value in values) > len(values):
            roles[column] = "person"
    if not {"lead", "implementer"} & set(roles):  # who prepares the work, or sees to it, is all that the table says of who does it
        stand_in = {"advisor": "lead", "examiner": "other" if "advisor" in roles else "lead", "watcher": "other" if "support" in roles or "work" not in roles else "implementer"}
        roles = [stand_in.get(role or "", role) for role in roles]
    return tuple(roles)


def _shares_out(roles: list[str | None]) -> bool:
    """Whether a table only says who gets how much for what: "Đơn vị | Nội dung | Kinh phí"."""
    return "budget" in roles and {"body", "work"} <= set(roles) and not set(roles) & {*ASSIGNING, "deliverable", DOER, "start"} and roles.index("body") < roles.index("work")


def _is_title(heads: Heads, row: Row, column: int) -> bool:
    """Whether a cell goes over columns of another kind, too: the title of a group says nothing of any of them."""
    return row.cells[column].inherited and any(cell.span == row.cells[column].span and role != heads.roles[column] for cell, role in zip(row.cells, heads.roles, strict=True))


def _without_periods_beside_dates(grammar: Grammar, text: str, table: Table, heads: Heads, roles: list[str | None]) -> list[str | None]:
    """The roles, where a column headed by a unit alone ("Tuần", "Tháng") only numbers what another one gives in days ("03/3 - 08/3")."""
    units = frozenset(grammar.phrases("columns", "deadline-unit"))
    times = [column for column, role in enumerate(roles) if role == "deadline"]
    alone = [column for column in times if fold(heads.labels[column]).strip(" *") in units]
    values = {column: [cell_text(text, row.cells[column]).text for row in _body(table, heads) if not empty(row.cells[column].span)] for column in times} if alone else {}
    in_days = [column for column, told in values.items() if told and 2 * sum(bool(_DAYS.search(value)) for value in told) > len(told)]
    return ["other" if in_days and column in alone and column not in in_days else role for column, role in enumerate(roles)]


def _with_steps(grammar: Grammar, heads: Heads, roles: list[str | None]) -> list[str | None]:
    """The roles, where of two columns of time one says when a text is handed in or issued, the next when it is issued or carried out.

    "Thời hạn trình | Thời điểm ban hành", "Thời gian ban hành | Thời gian triển khai".
    """
    first, last = (fold(heads.labels[column]) for column, role in enumerate(roles) if role == "deadline")
    if any(early.search(first) and late.search(last) and not early.search(last) for early, late in grammar.once(_steps)):
        roles[roles.index("deadline")] = STEP
    return roles


def _steps(grammar: Grammar) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Pairs of words of the heads of an earlier and of a later step."""
    words = {entry: re.compile(rf"(?<!\w)(?:{trie_pattern(grammar.phrases('cell_words', entry))})(?!\w)") for entry in ("first_steps", "last_steps", "issue_steps", "work_steps")}
    return (words["first_steps"], words["last_steps"]), (words["issue_steps"], words["work_steps"])


def _is_marked(grammar: Grammar, text: str, table: Table, heads: Heads, column: int) -> bool:
    """Whether the cells of a column only say who leads and who helps, for the body that heads it."""
    marks = grammar.once(marked_roles)
    cells = [row.cells[column] for row in _body(table, heads) if not empty(row.cells[column].span)]
    if not cells or any(cell.span[1] - cell.span[0] > _MARK for cell in cells):
        return False
    return bool(heads.labels[column]) and all(folded(cell_text(text, cell)) in marks for cell in cells)


def _names_roles(grammar: Grammar, text: str, table: Table, heads: Heads, column: int) -> bool:
    """Whether most cells of a column begin with a role and a colon ("Chủ trì: Sở Y tế. Phối hợp: …"), whatever its head ("Phân công nhiệm vụ")."""
    words = verbs(grammar)
    values = [value for row in _body(table, heads) if not row.cells[column].inherited and (value := folded(cell_text(text, row.cells[column])))]
    found = (words.leads.match(value) or words.cooperate.match(value) for value in values)
    return 2 * sum(role is not None and value[role.end() :].lstrip("* ").startswith(":") for role, value in zip(found, values, strict=True)) > len(values)


def _ticked(grammar: Grammar, heads: Heads, column: int) -> str:
    """What a column of ticks is: one that says when if its head names a time, not if it is headed "Thời gian hoàn thành"."""
    period = heads.periods[column].text
    return TICKED if period and head_role(grammar, period) not in ("deadline", "start") else "other"


def _gives_figures(grammar: Grammar, heads: Heads, column: int, values: list[str]) -> bool:
    """Whether a column of a year or quarter below a head of time holds how much: "Lộ trình | 2025 | 2026" over "30%" and "60%"."""
    return head_role(grammar, heads.periods[column].text) == "period" and 2 * sum(bool(_FIGURE.fullmatch(value)) for value in values) > len(values) > 0


def _body(table: Table, heads: Heads) -> list[Row]:
    return [row for index, row in enumerate(table.rows) if index not in heads.rows]


def cell_words(grammar: Grammar, entry: str) -> frozenset[str]:
    """The folded phrases of an entry of `cell_words`."""
    return frozenset(grammar.phrases("cell_words", entry))


def _units(grammar: Grammar) -> frozenset[str]:
    return cell_words(grammar, "units")


def marked_roles(grammar: Grammar) -> dict[str, str]:
    """What a cell below the name of a body says that it does."""
    return {**dict.fromkeys(cell_words(grammar, "lead_marks"), "lead"), **dict.fromkeys(cell_words(grammar, "support_marks"), "support")}


def ticks(grammar: Grammar) -> frozenset[str]:
    """What a cell holds that only marks its column."""
    return cell_words(grammar, "ticks")


def blanks(grammar: Grammar) -> frozenset[str]:
    """What a cell holds that says nothing."""
    return cell_words(grammar, "blank")


def holds_tasks(grammar: Grammar, text: str, table: Table, heads: Heads) -> bool:
    """Whether somebody or some time is named for the work: no indicators, scores or comments, no form
    without answers, no schedule by the clock."""
    known = set(heads.roles)
    columns = [column for column, role in enumerate(heads.roles) if role in (*ASSIGNING, TICKED, MARKED) or (role == DOER and "work" in known)]
    if not columns or ("unit" in known and not {"lead", "support"} & known and not {"work", "implementer", "deadline"} <= known):
        return False
    if {"score", "comment"} & known and not {"support", "deadline", TICKED, MARKED} & known and not {"lead", "work"} <= known:
        return False
    nothing = grammar.once(blanks)
    values = [[folded(cell_text(text, row.cells[c])) for row in _body(table, heads)] for c in columns]
    filled = [[value for value in column if value and value not in nothing] for column in values]
    if not any(filled):
        return False
    times = [value for column, role in zip(filled, (heads.roles[c] for c in columns), strict=True) if role == "deadline" for value in column]
    return not times or 2 * _by_the_clock(grammar, times) <= len(times)


def _by_the_clock(grammar: Grammar, times: list[str]) -> int:
    """How many cells give a time of day as the programme of one day does: without a day of their own."""
    clock, days = grammar.once(_clock)
    seen: set[str] = set()
    count = 0
    for value in times:
        if clock.search(value):
            day = days.search(value)
            count += day is None or day[0] in seen
            seen.add(day[0] if day else "")
    return count


def _clock(grammar: Grammar) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A time of day, and a day with what follows it."""
    hour, day = trie_pattern(grammar.phrases("cell_words", "clock")), trie_pattern(grammar.phrases("deadline_words", "day"))
    return re.compile(rf"\b\d{{1,2}}\s?(?:{hour}|:)\s?\d{{0,2}}\b"), re.compile(rf"(?:(?:{day})\s+\d|\d{{1,2}}/\d).*")


class Numbers(NamedTuple):
    """The columns that number rows: `marker` as an outline does; `running` through all tasks, so that rows without it
    are groups; `code` by symbols (KH12.1.3) that tell which row is whose parent."""

    marker: int | None = None
    running: int | None = None
    code: int | None = None


def number_columns(text: str, table: Table, heads: Heads) -> Numbers:
    """Of several columns of numbers the one in which different series follow one another is the outline."""
    body = _body(table, heads)
    ordinals: dict[int, set[str]] = {}
    code: int | None = None
    for column in (column for column, role in enumerate(heads.roles) if role == "number"):
        printed = [cell_text(text, row.cells[column]).text.replace(" ", "") for row in body if not empty(row.cells[column].span) and not row.cells[column].inherited]
        series = [series_of(value) for value in printed if ORDINAL.match(value.strip("()"))]
        if not printed or 2 * len(series) >= len(printed):
            ordinals[column] = set(series)
        elif sum("." in value for value in printed) > len(printed) // 2:
            code = column
    if not ordinals:
        return Numbers(next((column for column, role in enumerate(heads.roles) if role == "number"), None))
    marker = max(ordinals, key=lambda column: (len(ordinals[column]) if len(ordinals) > 1 else 0, -column))
    others = [column for column in ordinals if column != marker and ordinals[column] == {"arabic"}]
    return Numbers(marker, others[0] if others else marker if code is not None else None, code)
