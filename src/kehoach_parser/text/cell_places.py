"""The columns of the cells of a row that has more or fewer of them than the head: columns of bodies, people and times tell their own.

A cell that may stand in two columns is put into neither: a value in a wrong column would be a guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kehoach_parser.grammar import LOWER, UPPER, Grammar, fold, trie_pattern

BULLET = re.compile(r"[-+•*]\s*|[a-zđ]\)\s*")
BODIES = frozenset(("lead", "support", "implementer", "person", "doer", "body", "approver", "advisor"))
TIMES = frozenset(("deadline", "start"))
_PERSONS = frozenset(("person", "doer"))
_NAME = re.compile(rf"{UPPER}{LOWER}*(?: {UPPER}{LOWER}*){{1,4}}")  # of a person: each word with a capital
_DATE = re.compile(r"\d{1,2}\s*[/.-]\s*(?:\d{1,2}\s*[/.-]\s*)?(?:19|20)?\d\d\b|(?:19|20)\d\d\b|\d{1,2}/\d{1,2}\b")
_KNOWN = 2  # for a text that stands in the column of another row, too
_NEVER = -1_000


def together(grammar: Grammar, cells: Sequence[str], roles: Sequence[str | None], known: Sequence[frozenset[str]]) -> list[int]:
    """The column of each text, in order, several in one where they are its paragraphs; the first for all when another way fits as well.

    `known` are the folded texts that other rows have in each column. Best sums over all ways that go from left to right, cell by cell, with the number of ways that reach them.
    """
    fits = _fits(grammar, cells, roles, known)
    ways: dict[int, tuple[int, int, list[int]]] = {0: (fits[0][0], 1, [0])}
    for number in range(1, len(cells)):
        goes_on = bool(BULLET.match(cells[number])) or cells[number][:1].islower()
        step: dict[int, tuple[int, int, list[int]]] = {}
        for column in range(len(roles)):
            reached = [
                (total + fits[number][column] - (column - before - 1 if column > before else 0 if goes_on else 1), count, [*path, column])
                for before, (total, count, path) in ways.items()
                if before <= column
            ]
            if reached:
                best = max(reached, key=lambda way: way[0])
                step[column] = (best[0], sum(count for total, count, _ in reached if total == best[0]), best[2])
        ways = step
    finals = {column: (total - (len(roles) - 1 - column), count, path) for column, (total, count, path) in ways.items()}
    top = max(total for total, _, _ in finals.values())
    best_ways = [(count, path) for total, count, path in finals.values() if total == top]
    return best_ways[0][1] if len(best_ways) == 1 and best_ways[0][0] == 1 else [0] * len(cells)


def apart(grammar: Grammar, cells: Sequence[str], roles: Sequence[str | None], known: Sequence[frozenset[str]]) -> list[tuple[int, ...]]:
    """The columns in which each text may stand, in order and each in one of its own, so that all of them stand best.

    `known` are the folded texts that other rows have in each column.
    """
    fits = _fits(grammar, cells, roles, known)
    before = _sums(fits)
    after = [line[::-1] for line in _sums([line[::-1] for line in fits[::-1]])][::-1]
    through = [[one + other - fit for one, other, fit in zip(left, right, own, strict=True)] for left, right, own in zip(before, after, fits, strict=True)]
    best = [max(line) for line in through]
    return [tuple(column for column, reached in enumerate(line) if reached == top) for line, top in zip(through, best, strict=True)]


def stands(grammar: Grammar, cells: Sequence[str], roles: Sequence[str | None]) -> bool:
    """Whether every text that is not empty is of the kind of its column."""
    return all(_fit(grammar, cell, role) > 0 for cell, role in zip(cells, roles, strict=True) if cell)


def names_aside(cells: Sequence[str], roles: Sequence[str | None]) -> bool:
    """Whether the name of a person stands in a column of neither bodies nor people although the table has one of people: names come one a line."""
    return not _PERSONS.isdisjoint(roles) and any(role not in BODIES and _NAME.fullmatch(cell) for cell, role in zip(cells, roles, strict=False))


def _fits(grammar: Grammar, cells: Sequence[str], roles: Sequence[str | None], known: Sequence[frozenset[str]]) -> list[list[int]]:
    """How well each text stands in each column."""
    return [[_fit(grammar, cell, role) + (_KNOWN if fold(cell) in seen else 0) for role, seen in zip(roles, known, strict=True)] for cell in cells]


def _sums(fits: list[list[int]]) -> list[list[int]]:
    """For each cell and column the best sum of the cells up to it, with it in this column and the others to the left."""
    sums: list[list[int]] = []
    for line in fits:
        best, made = (_NEVER if sums else 0), []
        for column, fit in enumerate(line):
            made.append(best + fit)
            best = max(best, sums[-1][column]) if sums else 0
        sums.append(made)
    return sums


def _fit(grammar: Grammar, cell: str, role: str | None) -> int:
    """How well a text stands in a column: a time in one of times, a body in one of bodies, neither elsewhere."""
    if role in _PERSONS and _NAME.fullmatch(cell):
        return 4  # names come one a line
    kind = kind_of(grammar, cell)
    if role in TIMES:
        return 3 if kind == "time" else -4
    if role in BODIES:
        return 3 if kind == "body" else -4 if kind == "time" else -2
    return 1 if kind == "text" else -2


def kind_of(grammar: Grammar, cell: str) -> str:
    """Whether a text begins like a time, like the name of a body, or neither."""
    bare = fold(BULLET.sub("", cell, count=1))
    if _DATE.match(bare) or grammar.once(_times).match(bare):
        return "time"
    return "body" if len(cell) <= 200 and grammar.once(_bodies).match(bare) else "text"


def _times(grammar: Grammar) -> re.Pattern[str]:
    return re.compile(rf"{trie_pattern(grammar.phrases('cell_words', 'time_begins'))}(?!\w)")


def _bodies(grammar: Grammar) -> re.Pattern[str]:
    """Words with which names of bodies begin, each unless a word follows with which it means something else ("Báo cáo")."""
    heads = []
    for entry in grammar.section("heads").values():
        other = trie_pattern(map(fold, entry.get("not_before", ())))
        heads.append(rf"{trie_pattern(map(fold, entry['phrases']))}(?!\w|\s+{other}(?!\w))")
    several = trie_pattern(fold(phrase) for entry in grammar.section("list_words").values() if entry["does"] == "plural" for phrase in entry["phrases"])
    return re.compile(rf"(?:(?:{several})\s+)?(?:{'|'.join(heads)})")
