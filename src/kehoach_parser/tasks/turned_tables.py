"""Tables that write one task below the other: the column heads stand in the first column, what they say beside them."""

from __future__ import annotations

from itertools import pairwise

from kehoach_parser.column_heads import head_role
from kehoach_parser.document import Cell, Row, Table
from kehoach_parser.grammar import Grammar
from kehoach_parser.tasks.cells import cell_text

_SAYS = frozenset(("lead", "support", "implementer", "deadline"))


def turned(grammar: Grammar, text: str, table: Table) -> Table:
    """The same table with a row a task, where its first column holds the heads, else the table itself.

    Two of the heads name who does the work or when, and one the work; a head that comes again begins the next task.
    """
    if len(table.rows) < 3 or len(table.rows[0].cells) != 2:
        return table
    roles = [head_role(grammar, cell_text(text, row.cells[0]).text) for row in table.rows]
    known = set(roles)
    if "work" not in known or len(known & _SAYS) < 2 or 2 * sum(role is None for role in roles) > len(roles):
        return table
    if head_role(grammar, cell_text(text, table.rows[0].cells[1]).text) in _SAYS:
        return table  # a row of two heads over a column of names that read like heads
    begins = [at for at, role in enumerate(roles) if role == roles[0]]
    tasks = [table.rows[at:stop] for at, stop in pairwise([*begins, len(roles)])]
    columns = [row.cells[0] for row in tasks[0]]
    keys = roles[: len(columns)]
    rows = [Row(tuple(columns), columns[0].span)]
    for number, task in enumerate(tasks):
        own = roles[begins[number] : begins[number] + len(task)]
        if own != keys[: len(own)]:
            return table  # the tasks do not have the same heads in the same order
        cells = [row.cells[1] if row.cells[1].span != row.cells[0].span else Cell((row.span[1], row.span[1])) for row in task]
        end = task[-1].span[1]
        cells += [Cell((end, end))] * (len(columns) - len(cells))
        rows.append(Row(tuple(cells), (task[0].cells[1].span[0], end)))
    return Table(tuple(rows), table.span, table.wrapped)
