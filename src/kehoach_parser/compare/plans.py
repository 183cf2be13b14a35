"""Pairs of tasks → what is missing, later, led by another body, added, removed or changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kehoach_parser.compare.match import THRESHOLD, leading, match, same_field
from kehoach_parser.emit.rows import task_nodes, task_rows
from kehoach_parser.grammar import Grammar, fold
from kehoach_parser.model import Agency, Level, Plan, Task, TaskRow

Kind = Literal["implementing", "versions"]
Concern = Literal["named", "level", "collective"]
SAME_PLAN = 0.5  # share of the smaller version's tasks that keep their number and most of their words


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs between the two tasks of a pair, as each says it."""

    field: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Side:
    """A pair, or a task that stands alone (the other side None, the score 0).

    `concern` says for a task of a superior plan why the other issuer has to do with it: it is named, its level is, or a
    collective without a level may include it.
    """

    first: TaskRow | None
    second: TaskRow | None
    score: float = 0.0
    changes: tuple[Change, ...] = ()
    concern: Concern | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both plans' tasks: `pairs` in the order of the first plan, `first_only` (missing or removed), `second_only` (own or added)."""

    kind: Kind
    first: Plan
    second: Plan
    pairs: tuple[Side, ...]
    first_only: tuple[Side, ...]
    second_only: tuple[Side, ...]

    @property
    def differs(self) -> bool:
        """Whether something is missing, changed, later or led by another body (own tasks of an implementing plan are none)."""
        missing = [side for side in self.first_only if self.kind == "versions" or side.concern in ("named", "level")]
        added = self.second_only if self.kind == "versions" else ()
        return bool(missing or added or any(side.changes for side in self.pairs))


def compare_plans(first: Plan, second: Plan, grammar: Grammar, *, kind: Kind | None = None, threshold: float = THRESHOLD, level: Level | None = None) -> Comparison:
    """Compares two plans; `kind` is found out when it is None. `level` is the level of the second plan's issuer, if known."""
    kind = kind or ("versions" if is_same_plan(first, second) else "implementing")
    rows_a, rows_b = list(task_rows(first)), list(task_rows(second))
    pairs = match(rows_a, rows_b, grammar, threshold=threshold, same_plan=kind == "versions")
    vague_a, vague_b = _led_by_many(first), _led_by_many(second)
    sides = []
    for pair in pairs:
        a, b = rows_a[pair.a], rows_b[pair.b]
        told = _changed(a, b) if kind == "versions" else _implemented(a, b, vague=a.id in vague_a or b.id in vague_b)
        sides.append(Side(a, b, pair.score, told))
    left_a, left_b = {pair.a for pair in pairs}, {pair.b for pair in pairs}
    concerns = [_concern(node.task, second, level) for node, _ in task_nodes(first) if node.task]
    return Comparison(
        kind, first, second, tuple(sides),
        tuple(Side(row, None, concern=concern if kind == "implementing" else None) for index, (row, concern) in enumerate(zip(rows_a, concerns, strict=True)) if index not in left_a),
        tuple(Side(None, row) for index, row in enumerate(rows_b) if index not in left_b),
    )


def is_same_plan(first: Plan, second: Plan) -> bool:
    """Whether two plans look like versions of one: no other issuer, and the same number, or most tasks with number and text."""
    a, b = first.header, second.header
    if a.issuer and b.issuer and fold(a.issuer) != fold(b.issuer):
        return False
    if a.number and a.number[0].isdigit() and a.number == b.number:
        return True
    rows_a, rows_b = ({row.id: fold(row.text) for row in task_rows(plan)} for plan in (first, second))
    kept = sum(_alike(rows_a[key], rows_b[key]) for key in rows_a.keys() & rows_b.keys())
    return bool(rows_a and rows_b) and kept >= SAME_PLAN * min(len(rows_a), len(rows_b))


def _alike(one: str, other: str) -> bool:
    from rapidfuzz.fuzz import ratio

    return ratio(one, other, score_cutoff=80) > 0


def _concern(task: Task, second: Plan, level: Level | None) -> Concern | None:
    issuer = fold(second.header.issuer or "")
    bodies = (*task.lead, *task.support, *task.implementer)
    if any(_names(body, issuer) for body in bodies):
        return "named"
    if level and any(body.level == level for body in bodies):
        return "level"
    return "collective" if any(body.kind == "collective" and body.level is None for body in bodies) else None


def _names(body: Agency, issuer: str) -> bool:
    name = fold(body.name)
    return bool(issuer) and (name == issuer or (len(name.split()) > 3 and issuer.startswith(name)))


def _led_by_many(plan: Plan) -> set[str]:
    """Ids of the tasks that a collective leads ("Các sở, ban, ngành"): which body that is, the plan does not say."""
    return {node.id for node, _ in task_nodes(plan) if node.task and any(body.kind == "collective" for body in node.task.lead or node.task.implementer)}


def _implemented(first: TaskRow, second: TaskRow, *, vague: bool) -> tuple[Change, ...]:
    changes = []
    ends = (first.deadline and first.deadline.end, second.deadline and second.deadline.end)
    if ends[0] and ends[1] and ends[1] > ends[0]:
        changes.append(Change("later", ends[0], ends[1]))
    if not vague and leading(first) and leading(second) and not same_field(leading(first), leading(second)):
        changes.append(Change("lead", _joined(leading(first)), _joined(leading(second))))
    return tuple(changes)


def _changed(first: TaskRow, second: TaskRow) -> tuple[Change, ...]:
    told = [(field, _joined(getattr(first, field)), _joined(getattr(second, field))) for field in ("lead", "support", "implementer", "targets")]
    told += [(field, getattr(first, field) or "", getattr(second, field) or "") for field in ("text", "deliverable")]
    told += [("deadline", first.deadline.raw if first.deadline else "", second.deadline.raw if second.deadline else ""), ("number", first.id, second.id)]
    return tuple(Change(field, was, now) for field, was, now in told if " ".join(was.split()) != " ".join(now.split()))


def _joined(names: Sequence[str]) -> str:
    return "; ".join(names)
