"""JSON: the tree of the contract, written and read back."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from kehoach_parser.emit.columns import iso_day
from kehoach_parser.emit.rows import task_nodes
from kehoach_parser.errors import UnreadableFile
from kehoach_parser.model import Plan
from kehoach_parser.record import SCHEMA_VERSION
from kehoach_parser.recurrence import is_rule

_PRINTED_DAY = re.compile(r"(?!0000|9999)[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")  # as printed, so it need not be a day of the calendar


def to_json(plan: Plan) -> bytes:
    """The plan as UTF-8 JSON with two spaces of indent and a final line end; the same plan gives the same bytes."""
    return plan.model_dump_json(indent=2).encode("utf-8") + b"\n"


def looks_like_plan(head: bytes) -> bool:
    """Whether a file that begins with `head` is a plan that `parse` wrote: a JSON object that opens with its schema version."""
    start = head[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") and b'"schema_version"' in start


def from_json(data: bytes, *, path: str | None = None) -> Plan:
    """The plan in JSON that `parse` wrote. Raises UnreadableFile when it is not one, of another schema version, or names days that cannot be."""
    from pydantic import ValidationError

    try:
        plan = Plan.model_validate_json(data.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise UnreadableFile(f"is not a plan that `kehoach parse` wrote ({where}: {first['msg']}), parse the document again", path=path) from None
    if plan.schema_version.split(".")[0] != SCHEMA_VERSION.split(".")[0]:
        raise UnreadableFile(f"has schema version {plan.schema_version}, this program reads {SCHEMA_VERSION}; parse the document again", path=path)
    wrong = _impossible(plan)
    if wrong:
        raise UnreadableFile(f"is not a plan that `kehoach parse` wrote ({wrong}), parse the document again", path=path)
    return plan


def _impossible(plan: Plan) -> str | None:
    """What has the type of the schema and stands in no plan all the same: a day that is none, a rule that no calendar understands."""
    head = plan.header
    if "\0" in (plan.source.path or ""):
        return "source.path: holds a NUL character"
    if head.issued_on is not None and not _PRINTED_DAY.fullmatch(head.issued_on):
        return f"header.issued_on: {head.issued_on[:40]!r} is not a date"
    if head.plan_year is not None and not 0 < head.plan_year < date.max.year:
        return f"header.plan_year: {head.plan_year} is not a year"
    for node, _ in task_nodes(plan):
        deadline = node.task and node.task.deadline
        for part in (deadline, *deadline.milestones) if deadline else ():
            for name in ("start", "end"):
                day = getattr(part, name)
                if day is not None and not _is_day(day):
                    return f"{name} of the deadline of {node.id}: {day[:40]!r} is not a date"
        for rule in deadline.recurrence if deadline else ():
            if not is_rule(rule):
                return f"recurrence of the deadline of {node.id}: {rule[:40]!r} is not a rule of iCalendar"
    return None


def _is_day(text: str) -> bool:
    """Whether the text is a whole ISO date that has a day after it: the last year of the calendar is left out."""
    found = iso_day(text)
    return found is not None and text == found.isoformat() and found.year < date.max.year


def load_plan(path: Path) -> Plan:
    """Reads a plan from a JSON file that `parse` wrote. Raises UnreadableFile with one sentence."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"cannot be read ({(error.strerror or 'unknown reason').lower()})", path=str(path)) from error
    return from_json(data, path=str(path))
