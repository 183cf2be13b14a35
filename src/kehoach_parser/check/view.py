"""What a rule sees of a plan: the plan itself and what several rules need, worked out once."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from kehoach_parser.findings import line_starts
from kehoach_parser.grammar import Grammar
from kehoach_parser.model import Agency, Deadline, Header, Node, Plan, Span, Task

T = TypeVar("T")
ROLES = ("lead", "support", "implementer")


class Words(NamedTuple):
    """A value that is said in the language of the report."""

    vi: str
    en: str


class Hit(NamedTuple):
    """What a rule found: where, what to fill into its message, and the node it is about."""

    span: Span
    values: tuple[str | Words, ...] = ()
    node: str | None = None


class View:
    """One plan as the rules read it. `text` is the document text, empty for a plan that was loaded from JSON."""

    def __init__(self, plan: Plan, today: date, grammar: Grammar) -> None:
        self.plan = plan
        self.header: Header = plan.header
        self.text = plan.document_text or ""
        self.today = today
        self.grammar = grammar
        self.nodes: list[Node] = []
        self.above: dict[str, tuple[Node, ...]] = {}
        self._made: dict[Callable[[View], Any], Any] = {}
        self._walk(plan.body, ())
        self.tasks: list[tuple[Node, Task]] = [(node, node.task) for node in self.nodes if node.task is not None]

    def _walk(self, nodes: tuple[Node, ...], above: tuple[Node, ...]) -> None:
        for node in nodes:
            self.nodes.append(node)
            self.above[node.id] = above
            if node.children:
                self._walk(node.children, (*above, node))

    def once(self, build: Callable[[View], T]) -> T:
        """`build(self)`, made for the first rule that asks and kept for the others."""
        if build not in self._made:
            self._made[build] = build(self)
        made: T = self._made[build]
        return made

    @cached_property
    def bodies(self) -> list[tuple[Node, str, Agency]]:
        """Every body that a task names, with the task's node and the role."""
        return [(node, role, body) for node, task in self.tasks for role in ROLES for body in getattr(task, role)]

    @cached_property
    def issued(self) -> tuple[date, date] | None:
        """First and last day on which the plan can have been issued, or None when nothing is known.

        A blank day or month leaves the whole month or year. Documents that the plan builds on came before it: the
        latest of them within that stretch moves the first day.
        """
        stretch = days_of(self.header.issued_on) or _year(self.header.plan_year)
        if stretch is None or stretch[0] == stretch[1]:
            return stretch
        first, last = stretch
        cited = [d for c in self._grounds() if (d := day(c)) is not None and first < d <= last]
        return (max(cited, default=first), last)

    def _grounds(self) -> Iterator[str | None]:
        opening = min((node.line for node in self.plan.body if node.marker), default=0)
        return (c.date for c in self.plan.citations if c.line < opening)

    @cached_property
    def starts(self) -> list[int]:
        """Offset of the first letter of each line of the document text."""
        return line_starts(self.text)

    @cached_property
    def _node_starts(self) -> list[int]:
        return [node.span[0] for node in self.nodes]

    def node_at(self, offset: int) -> Node | None:
        """The last node that begins at or before `offset`."""
        place = bisect_right(self._node_starts, offset)
        return self.nodes[place - 1] if place else None

    def line(self, offset: int) -> int:
        """1-based line of `offset`; without the text, that of the node there."""
        if self.text:
            return bisect_right(self.starts, offset)
        near = self.node_at(offset)
        return near.line if near else 1

    def first_line(self, node: Node) -> Span:
        """The part of the node's span that stands on its first line."""
        start, end = node.span
        stop = self.text.find("\n", start, end)
        return (start, end if stop < 0 else stop)

    def deadline_above(self, node: Node) -> Deadline | None:
        """The deadline of the nearest task above a node."""
        for higher in reversed(self.above[node.id]):
            if higher.task is not None and higher.task.deadline is not None:
                return higher.task.deadline
        return None

    def dated_above(self, node: Node) -> bool:
        """Whether something above a node says when its work is due: a task, or a labelled field of a section."""
        return any(field.role == "deadline" for higher in self.above[node.id] for field in higher.fields) or self.deadline_above(node) is not None

    @cached_property
    def top(self) -> Span:
        """The first line that is not blank: where something is missing at the beginning of a plan."""
        return self._line_around(len(self.text) - len(self.text.lstrip()))

    @cached_property
    def bottom(self) -> Span:
        """The last line that is not blank: where something is missing at the end."""
        return self._line_around(max(len(self.text.rstrip()) - 1, 0))

    def _line_around(self, offset: int) -> Span:
        start = self.text.rfind("\n", 0, offset) + 1
        end = self.text.find("\n", offset)
        return (start, len(self.text) if end < 0 else end)

    def header_span(self, *names: str) -> Span:
        """Where the first of the header values that was read stands, else the first line."""
        start, end = next((self.header.spans[name] for name in names if name in self.header.spans), self.top)
        while start < end and self.text[start : start + 1].isspace():
            start += 1
        return (start, end)

    def marker(self, node: Node) -> Span:
        """Where the marker of a node stands, else its first line."""
        start, end = self.first_line(node)
        at = self.text.find(node.marker, start, end) if node.marker else -1
        return (at, at + len(node.marker or "")) if at >= 0 else (start, end)

    @cached_property
    def _task_counts(self) -> Counter[str]:
        """How many tasks each node holds, with its own."""
        return self._counted(node for node, _ in self.tasks)

    def _counted(self, nodes: Iterable[Node]) -> Counter[str]:
        """How many of the nodes each node holds, itself among them."""
        return Counter(holder.id for node in nodes for holder in (node, *self.above[node.id]))

    def gaps(self, lacks: Callable[[Node, Task], bool]) -> Iterator[tuple[Node, int]]:
        """The highest nodes under which every task lacks something, each with how many tasks that is."""
        found = [node for node, task in self.tasks if lacks(node, task)]
        if found:
            gaps = _Gaps(self._task_counts, self._counted(found), {node.id for node in found})
            for node in self.plan.body:
                yield from gaps.below(node)


class _Gaps(NamedTuple):
    """How many tasks each node holds, how many of them lack something, and the ids of those."""

    tasks: Counter[str]
    lacking: Counter[str]
    found: set[str]

    def below(self, node: Node) -> Iterator[tuple[Node, int]]:
        """The highest nodes at and below a node under which every task lacks something."""
        if not self.lacking[node.id]:
            return
        if self._whole(node):
            yield (self._only(node), self.lacking[node.id])
            return
        if node.id in self.found:
            yield (node, 1)
        for whole, siblings in groupby((child for child in node.children if self.tasks[child.id]), self._whole):
            run = list(siblings)
            if whole:  # siblings in a row that all lack it are said once, at the first
                yield (run[0] if len(run) > 1 else self._only(run[0]), sum(self.lacking[child.id] for child in run))
            else:
                for child in run:
                    yield from self.below(child)

    def _whole(self, node: Node) -> bool:
        return self.lacking[node.id] == self.tasks[node.id]

    def _only(self, node: Node) -> Node:
        """Goes down while a single child holds all tasks, so that one task is reported at its own place."""
        while node.task is None:
            holders = [child for child in node.children if self.tasks[child.id]]
            if len(holders) != 1:
                break
            node = holders[0]
        return node


def offsets(text: str, piece: str) -> Iterator[int]:
    """Where a piece stands in a text, each place after the end of the one before."""
    at = text.find(piece)
    while at >= 0:
        yield at
        at = text.find(piece, at + len(piece))


@lru_cache(maxsize=4096)
def days_of(iso: str | None) -> tuple[date, date] | None:
    """First and last day of an ISO date that may lack day and month; None for none or an impossible one."""
    if not iso:
        return None
    parts = [int(part) for part in iso.split("-") if part.isdigit()]
    try:
        year = parts[0]
        first_month, last_month = (parts[1], parts[1]) if len(parts) > 1 else (1, 12)
        if len(parts) > 2:
            return (date(year, first_month, parts[2]),) * 2
        return (date(year, first_month, 1), date(year, last_month, monthrange(year, last_month)[1]))
    except (IndexError, ValueError):
        return None


def day(iso: str | None) -> date | None:
    """The day of a full ISO date, else None."""
    stretch = days_of(iso)
    return stretch[0] if stretch and stretch[0] == stretch[1] else None


def shown(iso: str | date | None) -> str:
    """A date as Vietnamese documents write it: 07/02/2024, 02/2024 or 2024."""
    return "/".join(reversed(str(iso).split("-"))) if iso else ""


def _year(year: int | None) -> tuple[date, date] | None:
    """When a plan without a date line can have been issued: late in the year before, too."""
    return (date(year - 1, 1, 1), date(year, 12, 31)) if year and 1 < year < 9999 else None
