"""Heads of two storeys of which only the cells in their order are left: which ones below stand under which one above.

    TT | Nội dung | Phân công thực hiện | Thời gian        TT | Nội dung | Phân công thực hiện | Phân công thực hiện | Thời gian
    Chủ trì | Phối hợp                               →     TT | Nội dung | Chủ trì             | Phối hợp            | Thời gian

Heads below that speak of bodies stand under one that does, those that speak of times under one of time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from kehoach_parser.column_heads import head_role
from kehoach_parser.grammar import Grammar

Span = tuple[int, int]
_WHO = frozenset(("lead", "support", "implementer", "body", "advisor", "approver", "examiner", "watcher", "person", "doer"))
_WHEN = frozenset(("deadline", "start", "period"))
_OVER_BODIES, _OVER_TIMES = frozenset(("implementer", "body", "lead")), frozenset(("deadline", "period", "budget", "target"))
_MOST_LOWER = 16


def storeys(roles: Sequence[str | None], upper: int, width: int) -> list[tuple[int, int]] | None:
    """For each of the columns the number of its head above and of the lowest one, of heads with these roles, `upper` of them above.

    None where the heads below may stand in two ways, or in none.
    """
    lower, wide = len(roles) - upper, len(roles) - width
    if not 1 <= wide <= 3 or not 2 * wide <= lower <= _MOST_LOWER or upper < wide:
        return None
    ways = [way for chosen in combinations(range(1, upper), wide) for way in _ways(roles, upper, chosen)]
    if len(ways) != 1:
        return None
    under = dict(ways[0])
    return [(column, low) for column in range(upper) for low in under.get(column, (column,))]


def _ways(roles: Sequence[str | None], upper: int, chosen: tuple[int, ...]) -> Iterator[list[tuple[int, range]]]:
    """The ways in which the heads below, in order and at least two each, stand under these above."""
    lower = len(roles) - upper
    for cuts in combinations(range(2, lower - 1), len(chosen) - 1):
        parts = [range(upper + low, upper + high) for low, high in pairwise((0, *cuts, lower))]
        if all(len(part) > 1 and _fits(roles[over], [roles[low] for low in part]) for over, part in zip(chosen, parts, strict=True)):
            yield list(zip(chosen, parts, strict=True))


def _fits(over: str | None, below: list[str | None]) -> bool:
    known = set(below) - {None}
    if not known or not (known <= _WHO or known <= _WHEN):
        return False
    return over in (_OVER_BODIES if known <= _WHO else _OVER_TIMES)


def flat_storeys(roles: Sequence[str | None], width: int) -> list[tuple[int, int]] | None:
    """The same where nothing tells how many of the heads stand above, or where those below come right after theirs."""
    found = [columns for upper in range(2, len(roles) - 1) if (columns := storeys(roles, upper, width)) is not None]
    if len(roles) == width + 1:
        found.extend(columns for over in range(1, len(roles) - 2) if (columns := _right_after(roles, over)) is not None and columns not in found)
    return found[0] if len(found) == 1 else None


def _right_after(roles: Sequence[str | None], over: int) -> list[tuple[int, int]] | None:
    """The columns where a head of bodies or times is followed by all heads of its kind that stand below it."""
    stop = over + 1
    while stop < len(roles) and _fits(roles[over], [roles[stop]]):
        stop += 1
    if stop - over < 3:
        return None
    return [(over if over < at < stop else at, at) for at in range(len(roles)) if at != over]


def storey_rows(heads: Sequence[Span], columns: Sequence[tuple[int, int]]) -> list[list[Span]]:
    """The two rows of the head: a cell over several columns stands in each of them, one over both rows in both.

    One row, where those below come right after theirs, since then no row ends between them.
    """
    lowest = [low for _, low in columns]
    if lowest == sorted(lowest):
        return [[heads[low] for low in lowest]]
    return [[heads[above] for above, _ in columns], [heads[low] for _, low in columns]]


def roles_of(grammar: Grammar, texts: Sequence[str]) -> list[str | None]:
    """The field that each text is as a head."""
    return [head_role(grammar, " ".join(text.split())) for text in texts]
