"""Puts a plan together: reads the raw values of the draft tree into a record, the plan of the contract as plain data.

A record holds every key of the JSON contract, in its order, and nothing else: the models validate it as it is (one pass
in Rust, a fraction of building model by model), and what only goes to a file is written from it without them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from kehoach_parser.block import Line
from kehoach_parser.document import Document
from kehoach_parser.draft import Draft, DraftTask, Problem
from kehoach_parser.grammar import Grammar
from kehoach_parser.issuer import expanded_issuer
from kehoach_parser.messages import diagnostic_record
from kehoach_parser.outline import DraftHeader
from kehoach_parser.record import SCHEMA_VERSION, Record
from kehoach_parser.resolve.agencies import ReadAgency, Setting, read_agencies
from kehoach_parser.resolve.citations import find_citations
from kehoach_parser.resolve.deadlines import (
    Calendar,
    ReadDeadline,
    find_deadlines,
    merge_deadlines,
    read_deadline,
    runs_on,
    window_of,
)
from kehoach_parser.resolve.people import people_listed
from kehoach_parser.resolve.targets import find_targets
from kehoach_parser.visible import Visible, join


@dataclass(slots=True, eq=False)
class Readings:
    """What values are read against, and what is noticed on the way."""

    grammar: Grammar
    document: Document
    lines: Sequence[Line]
    setting: Setting
    calendar: Calendar
    found: list[tuple[Problem, str | None]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def line_of(self, offset: int) -> int:
        """The 1-based line on which an offset stands."""
        if not self.starts:
            self.starts = [line.start for line in self.lines]
        return bisect_right(self.starts, offset)


def assemble(readings: Readings, header: DraftHeader, tree: Sequence[Draft], places: Counter[str], problems: Sequence[Problem]) -> Record:
    """The finished plan as a record."""
    document = readings.document
    readings.found += [(problem, None) for problem in problems]
    readings.found += [(Problem(remark.code, (remark.message,), remark.span), None) for remark in document.remarks]
    _number(tree, "", 1, {})
    body = [_node(readings, node) for node in tree]
    return {
        "schema_version": SCHEMA_VERSION,
        "source": _source(document, places),
        "header": _header(readings, header),
        "citations": _citations(readings, header),
        "body": body,
        "diagnostics": _diagnostics(readings),
    }


def _source(document: Document, places: Counter[str]) -> Record:
    known = {} if document.encoding_confidence is None else {"encoding_confidence": document.encoding_confidence}
    return {
        "path": document.path, "format": document.format, "sha256": document.sha256, "encoding": document.encoding, **known, "pages": document.pages,
        "coverage": {name: count for name, count in sorted(places.items()) if count},
    }


# --- numbering -----------------------------------------------------------------------------------------------------


def _number(nodes: Sequence[Draft], path: str, depth: int, seen: dict[str, int]) -> None:
    """Sets depth and id: ordinals from the top, bullets, paragraphs and tables by their running number.

    `seen` counts the ids of the whole plan: "(1)" below "1.2." and "2.1." beside it, whose own heading is missing, both make "1.2.1".
    """
    if not nodes:
        return
    counts: dict[str, int] = {}
    for node in nodes:
        node.depth = depth
        own = _own_id(node, path, counts)
        whole = f"{path}.{own}" if path else own
        seen[whole] = times = seen.get(whole, 0) + 1
        node.id = f"{whole}~{times}" if times > 1 else whole
        _number(node.children, node.id, depth + 1, seen)


_RUNNING = {"paragraph": "p", "table": "t", "row": "r", "section": "h", "annex": "PL"}


def _own_id(node: Draft, path: str, counts: dict[str, int]) -> str:
    if node.ordinal and node.kind != "bullet":
        parent = path.split("~")[0]
        prefix, _, last = node.ordinal.rpartition(".")
        follows = node.series == "decimal" and (parent == prefix or parent.endswith(f".{prefix}") or not prefix)
        return last if follows else node.ordinal
    sign = node.series if node.kind == "bullet" else _RUNNING.get(node.kind, "n")
    counts[sign] = counts.get(sign, 0) + 1
    return f"{sign}{counts[sign]}"


# --- nodes ---------------------------------------------------------------------------------------------------------


def _node(readings: Readings, node: Draft) -> Record:
    content = join([*node.parts, *_item_parts(node)]) if node.task is not None and node.task.holds else join(node.parts)
    return {
        "id": node.id, "kind": node.kind, "marker": node.marker, "ordinal": node.ordinal, "depth": node.depth, "text": content.text,
        "span": node.span, "line": node.line, "page": readings.document.page_at(node.span[0]),
        "fields": [_field(readings, f.role, f.label, f.value, f.origin) for f in node.fields],
        "task": _task(readings, node, content) if node.task is not None else None,
        "children": [_node(readings, child) for child in node.children],
    }


def _item_parts(node: Draft) -> Iterator[Visible]:
    """Texts of the items that a task holds: those below it that are no tasks of their own."""
    for child in node.children:
        if child.task is None and not child.fields and not child.taken and child.kind not in ("table", "row"):
            yield from child.parts
            yield from _item_parts(child)


def _field(readings: Readings, role: str, label: str, value: Visible, origin: str) -> Record:
    span = value.span()
    record = {"role": role, "label": label, "raw": value.text, "span": span, "line": readings.line_of(span[0]), "origin": origin}
    return _placed(readings, record, span)


def _placed(readings: Readings, record: Record, span: tuple[int, int]) -> Record:
    """The record with page and box, for formats that have them."""
    document = readings.document
    if document.page_starts:
        for name, value in (("page", document.page_at(span[0])), ("box", document.box_at(span))):
            if value is not None:
                record[name] = value
    return record


# --- tasks ---------------------------------------------------------------------------------------------------------


def _task(readings: Readings, node: Draft, content: Visible) -> Record:
    task = node.task
    assert task is not None
    roles: dict[str, list[Record]] = {"lead": [], "support": [], "implementer": []}
    for role, value, origin in task.slots:
        _read_slot(readings, node, roles, role, value, origin)
    return {
        "source": task.source, **{role: _once(found) for role, found in roles.items()},
        "deadline": _deadline(readings, node, task, content),
        "deliverable": task.deliverable.text if task.deliverable else None,
        "targets": _targets(readings, content),
    }


def _targets(readings: Readings, content: Visible) -> list[Record]:
    return [{**_record(target), "span": content.span(*target.span)} for target in find_targets(readings.grammar, content.text)]


def _once(agencies: list[Record]) -> list[Record]:
    """Each body once a role, in order: a partner may be named again in a later sentence."""
    if len(agencies) < 2:
        return agencies
    kept: dict[str, Record] = {}
    for agency in agencies:
        kept.setdefault(agency["name"], agency)
    return list(kept.values())


def _record(value: tuple[Any, ...]) -> Record:
    """A named tuple as plain data; those that are read have the fields of the contract in its order."""
    return value._asdict()  # type: ignore[attr-defined,no-any-return]


def _read_slot(readings: Readings, node: Draft, roles: dict[str, list[Record]], role: str, value: Visible, origin: str) -> None:
    if not value.text:
        return
    if role == "person":
        people = (ReadAgency(who.name, who.name, None, None, "person", None, who.span, "rule", who.confidence, origin) for who in people_listed(readings.grammar, value))
        roles["implementer"] += [_agency(readings, person, value, origin) for person in people]
        return
    read = read_agencies(readings.grammar, value.text, readings.setting)
    plain, leads = read.implementer, read.lead
    if role == "lead" and plain and leads:  # "X chủ trì …; Y báo cáo": in the order of the text
        plain, leads = (), tuple(sorted((*plain, *leads), key=lambda agency: agency.span))
    for own, agencies in ((role, plain), ("lead", leads), ("support", read.support)):
        if agencies:
            roles[own] += [_agency(readings, agency, value, origin) for agency in agencies]
    if read.problems:
        readings.found += [(Problem(p.code, p.values, value.span(*p.span)), node.id) for p in read.problems]


def _agency(readings: Readings, agency: ReadAgency, value: Visible, origin: str) -> Record:
    raw, name, body, level, kind, qualifier, own, match, score, how = agency
    span = value.span(*own)
    record: Record = {
        "raw": raw.replace("\n", " "), "name": name, "id": body, "level": level, "kind": kind, "qualifier": qualifier, "span": span, "match": match, "score": score,
        "origin": how if origin == "stated" else origin,
    }
    return _placed(readings, record, span) if readings.document.page_starts else record


def _deadline(readings: Readings, node: Draft, task: DraftTask, content: Visible) -> Record | None:
    values = [value for value in task.deadlines if value.text]
    if task.begin is not None:
        return _window(readings, node, task.begin, join(values))
    if not values:
        if task.source == "field" and any(f.role == "deadline" for f in node.fields):
            return None  # an empty deadline field: nothing is looked for elsewhere
        own = _deadline_in_prose(readings, node, content)
        if own is not None or task.period is None:
            return own
        values = [task.period]
    whole = values[0] if len(values) == 1 else join(values)
    read, problems = read_deadline(readings.grammar, whole.text, readings.calendar)
    readings.found += [(Problem(p.code, p.values, whole.span(*p.span)), node.id) for p in problems]
    return _deadline_record(readings, read, whole)


def _window(readings: Readings, node: Draft, begin: Visible, end: Visible) -> Record:
    """The deadline that two columns say together."""
    whole = join([begin, end])
    read, problems = window_of(readings.grammar, begin.text, end.text, readings.calendar)
    readings.found += [(Problem(p.code, p.values, whole.span(*p.span)), node.id) for p in problems]
    return _deadline_record(readings, read, whole)


def _deadline_in_prose(readings: Readings, node: Draft, content: Visible) -> Record | None:
    """What the sentence of a task says of its time; KH305 for a day that no calendar has."""
    found = find_deadlines(readings.grammar, content.text, readings.calendar)
    for nowhere in (read for read in found if not read.understood):
        begin = nowhere.span[0]
        problems = read_deadline(readings.grammar, content.text[slice(*nowhere.span)], readings.calendar)[1]
        readings.found += [(Problem(p.code, p.values, content.span(begin + p.span[0], begin + p.span[1])), node.id) for p in problems]
    if not found and (always := runs_on(readings.grammar, content.text, _behind_actor(node, content), readings.calendar)):
        found = [always]
    merged = merge_deadlines(found, content.text) if found else None
    return _deadline_record(readings, merged, content) if merged else None


def _behind_actor(node: Draft, content: Visible) -> int:
    """Where in the text of a task what its sentence says of who acts ends; 0 where it names nobody."""
    slot = node.task.slots[0] if node.task is not None and node.task.slots else None
    return content.text.find(slot[1].text) + len(slot[1].text) if slot and slot[0] == "lead" and slot[2] == "stated" else 0


def _deadline_record(readings: Readings, read: ReadDeadline, value: Visible) -> Record:
    record = _record(read)
    record["span"] = span = value.span(*read.span)
    record["milestones"] = [_record(milestone) for milestone in read.milestones]
    return _placed(readings, record, span)


# --- header, citations, diagnostics ----------------------------------------------------------------------------------


def _header(readings: Readings, header: DraftHeader) -> Record:
    signed = header.signer_name or header.signer_position or header.signer_authority
    return {
        "doc_type": header.doc_type, "number": header.number, "issuer": expanded_issuer(readings.grammar, header.issuer, readings.setting, readings.document.text),
        "place": header.place, "issued_on": header.issued_on, "plan_year": header.plan_year, "title": header.title,
        "signer": {"name": header.signer_name, "position": header.signer_position, "authority": header.signer_authority} if signed else None,
        "recipients": header.recipients, "spans": header.spans,
    }


def _citations(readings: Readings, header: DraftHeader) -> list[Record]:
    document = readings.document
    found = find_citations(readings.grammar, document.text, header.number, wrapped=document.format in ("text", "markdown"))
    return [{**_record(c), "line": readings.line_of(c.span[0])} for c in found]


def _diagnostics(readings: Readings) -> list[Record]:
    page_at = readings.document.page_at
    first: dict[tuple[str, tuple[int, int], tuple[str, ...]], str | None] = {}
    for problem, node in readings.found:  # a body that many tasks inherit is reported once
        first.setdefault((problem.code, problem.span, problem.values), node)
    made = [
        diagnostic_record(code, values, line=readings.line_of(span[0]), span=span, page=page_at(span[0]), node=node)
        for (code, span, values), node in first.items()
    ]
    return sorted(made, key=lambda d: (d["span"], d["code"], d["message"]))
