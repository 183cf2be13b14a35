"""Gold plan and parsed plan → counts of right, wanted and given for each measure, and the misses one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kehoach_parser.evaluate.gold import Gold, GoldTask
from kehoach_parser.evaluate.same import Strictness, names, normalised, same_deadline
from kehoach_parser.model import Header, Node, Plan, Task

ROLES = ("lead", "support", "implementer")
SOURCES = ("field", "heading", "inline", "bare")
HEADER = ("doc_type", "number", "place", "issued_on", "issuer", "plan_year", "title")
BY_SOURCE = ("tasks", "record", "text", *ROLES, "deadline")


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts for one measure: `want` is the support, `given` what was read, `right` what agrees."""

    right: int = 0
    want: int = 0
    given: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.want + other.want, self.given + other.given)

    @property
    def recall(self) -> float:
        return self.right / self.want if self.want else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else float(not self.want)

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Miss:
    """One value that differs: the plan, its line (0 for the header), the measure, what was wanted and what was given."""

    doc: str
    line: int
    measure: str
    want: str
    given: str


Found = Iterator[tuple[str, Tally, Miss | None]]


def measure_plan(gold: Gold, plan: Plan, by: Strictness) -> tuple[dict[str, Tally], list[Miss]]:
    """The tallies of one plan by measure, and its misses in the order of the document."""
    tallies: dict[str, Tally] = {}
    misses: list[Miss] = []
    for part in (_header(gold, plan.header, by), _outline(gold, plan), _tasks(gold, plan, by)):
        for measure, tally, miss in part:
            tallies[measure] = tallies.get(measure, Tally()) + tally
            if miss:
                misses.append(miss)
    tallies["plan"] = Tally(int(not misses), 1, 1)
    return tallies, misses


def total(parts: Iterable[Mapping[str, Tally]]) -> dict[str, Tally]:
    """The sums over plans, and over the kinds of task (`record` for `record.field`, `record.heading`, …)."""
    sums: dict[str, Tally] = {}
    for part in parts:
        for measure, tally in part.items():
            sums[measure] = sums.get(measure, Tally()) + tally
    for measure in BY_SOURCE:
        sums[measure] = sum((sums.get(f"{measure}.{source}", Tally()) for source in SOURCES), Tally())
    return dict(sorted(sums.items()))


def _header(gold: Gold, header: Header, by: Strictness) -> Found:
    values = [(key, getattr(gold.header, key), getattr(header, key)) for key in HEADER]
    signers = (gold.header.signer and gold.header.signer.name, header.signer and header.signer.name)
    for key, want, given in (*values, ("signer", *signers)):
        same = by.text(_printed(want)) == by.text(_printed(given))
        yield "header", Tally(int(same), 1, 1), None if same else Miss(gold.doc, 0, f"header.{key}", _printed(want) or "–", _printed(given) or "–")
    wanted, found = Counter(map(by.text, gold.header.recipients or ())), Counter(map(by.text, header.recipients))
    miss = None if wanted == found else Miss(gold.doc, 0, "recipients", _listed(wanted - found), _listed(found - wanted))
    yield "recipients", _overlap(wanted, found), miss


def _printed(value: object) -> str | None:
    return None if value is None else str(value)


def _outline(gold: Gold, plan: Plan) -> Found:
    want = {(node.line, _mark(node.marker)): node.depth for node in gold.outline}
    given = {(node.line, _mark(node.marker)): node.depth for node in walk(plan.body) if node.marker}
    both = want.keys() & given.keys()
    yield "outline", Tally(len(both), len(want), len(given)), None
    yield "depth", Tally(sum(want[key] == given[key] for key in both), len(want), len(given)), None
    for line, mark in sorted(want.keys() - both):
        yield "outline", Tally(), Miss(gold.doc, line, "outline", mark, "–")
    for line, mark in sorted(given.keys() - both):
        yield "outline", Tally(), Miss(gold.doc, line, "outline", "–", mark)
    for line, mark in sorted(key for key in both if want[key] != given[key]):
        yield "depth", Tally(), Miss(gold.doc, line, "depth", f"{mark} at {want[line, mark]}", f"at {given[line, mark]}")


def _mark(marker: str | None) -> str:
    """A marker without the points and brackets that go with it; a dash and a plus stay themselves."""
    text = (marker or "").strip()
    if text in ("-", "+"):
        return text
    return normalised(text).strip("().⁽⁾ ") or normalised(text)


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Every node of the tree in the order of the document."""
    stack = list(nodes)[::-1]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(node.children[::-1])


def _tasks(gold: Gold, plan: Plan, by: Strictness) -> Found:
    last = {node.line: node for node in walk(plan.body)}
    given = {line: node for line, node in last.items() if node.task}
    wanted = {task.line for task in gold.tasks}
    for source in SOURCES:
        want_lines = {task.line for task in gold.tasks if task.source == source}
        given_lines = {line for line, node in given.items() if node.task and node.task.source == source}
        yield f"tasks.{source}", Tally(len(want_lines & given_lines), len(want_lines), len(given_lines)), None
    for task in gold.tasks:
        node = given.get(task.line)
        yield from _missing(gold.doc, task) if node is None or node.task is None else _record(gold.doc, task, node, node.task, by)
    for line in sorted(given.keys() - wanted):
        extra = given[line]
        assert extra.task is not None
        yield f"record.{extra.task.source}", Tally(given=1), Miss(gold.doc, line, f"tasks.{extra.task.source}", "–", _short(extra.text))


def _missing(doc: str, want: GoldTask) -> Found:
    yield f"record.{want.source}", Tally(want=1), Miss(doc, want.line, f"tasks.{want.source}", _short(want.text), "–")
    for role in ROLES:
        yield f"{role}.{want.source}", Tally(want=len(getattr(want, role))), None
    yield f"deadline.{want.source}", Tally(want=int(want.deadline is not None)), None


def _record(doc: str, want: GoldTask, node: Node, task: Task, by: Strictness) -> Found:
    misses: list[Miss] = []
    near = by.near(want.text, node.text)
    if not near:
        misses.append(Miss(doc, want.line, "text", _short(want.text, 120), _short(node.text, 120)))
    yield f"text.{want.source}", Tally(int(near), 1, 1), None
    for role in ROLES:
        wanted, found = names(by, getattr(want, role)), names(by, (agency.name for agency in getattr(task, role)))
        if wanted != found:
            misses.append(Miss(doc, want.line, role, _listed(wanted - found), _listed(found - wanted)))
        yield f"{role}.{want.source}", _overlap(wanted, found), None
    same = same_deadline(by, want.deadline, task.deadline)
    if not same:
        misses.append(Miss(doc, want.line, "deadline", _told(want.deadline), _told(task.deadline)))
    yield f"deadline.{want.source}", Tally(int(same and want.deadline is not None), int(want.deadline is not None), int(task.deadline is not None)), None
    if task.source != want.source:
        misses.append(Miss(doc, want.line, "source", want.source, task.source))
    whole = not [miss for miss in misses if miss.measure != "source"]
    yield f"record.{want.source}", Tally(int(whole), 1, 1), None
    for miss in misses:
        yield f"record.{want.source}", Tally(), miss


def _overlap(want: Counter[str], given: Counter[str]) -> Tally:
    return Tally((want & given).total(), want.total(), given.total())


def _listed(bodies: Counter[str]) -> str:
    return "; ".join(sorted(bodies.elements())) or "–"


def _short(text: str, most: int = 80) -> str:
    return text if len(text) <= most else f"{text[: most // 2]}…{text[-most // 2 :]}"


def _told(deadline: object) -> str:
    if deadline is None:
        return "–"
    keys = ("raw", "start", "end", "ongoing", "recurrence", "condition", "reference")
    return ", ".join(f"{key} {_value(getattr(deadline, key))}" for key in keys if getattr(deadline, key)) or "empty"


def _value(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value).lower() if isinstance(value, bool) else str(value)


