"""JSON: the tree of the contract, written and read back."""

from __future__ import annotations

from pathlib import Path

from kehoach_parser.errors import UnreadableFile
from kehoach_parser.model import SCHEMA_VERSION, Plan


def to_json(plan: Plan) -> bytes:
    """The plan as UTF-8 JSON with two spaces of indent and a final line end; the same plan gives the same bytes."""
    return plan.model_dump_json(indent=2).encode("utf-8") + b"\n"


def looks_like_plan(head: bytes) -> bool:
    """Whether a file that begins with `head` is a plan that `parse` wrote: a JSON object that opens with its schema version."""
    start = head[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") and b'"schema_version"' in start


def from_json(data: bytes, *, path: str | None = None) -> Plan:
    """The plan in JSON that `parse` wrote. Raises UnreadableFile when it is not one, or of another schema version."""
    from pydantic import ValidationError

    try:
        plan = Plan.model_validate_json(data.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise UnreadableFile(f"is not a plan that `kehoach parse` wrote ({where}: {first['msg']}), parse the document again", path=path) from None
    if plan.schema_version.split(".")[0] != SCHEMA_VERSION.split(".")[0]:
        raise UnreadableFile(f"has schema version {plan.schema_version}, this program reads {SCHEMA_VERSION}; parse the document again", path=path)
    return plan


def load_plan(path: Path) -> Plan:
    """Reads a plan from a JSON file that `parse` wrote. Raises UnreadableFile with one sentence."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"cannot be read ({(error.strerror or 'unknown reason').lower()})", path=str(path)) from error
    return from_json(data, path=str(path))
