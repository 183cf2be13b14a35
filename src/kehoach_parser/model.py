"""The plan as it leaves the program: frozen pydantic models, the JSON contract, schema version 1.0.

Every `span` is `[start, end)` in code points of the document text, every `line` is 1-based in it, `page` is 1-based
where the format has pages. Fields that only some formats can give (`page`, `box` of a value) are left out of the JSON
when they are null.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from kehoach_parser.record import SCHEMA_VERSION

Span = tuple[int, int]
Box = tuple[float, float, float, float]
Level = Literal["central", "province", "district", "commune", "village"]
Severity = Literal["error", "warning", "info"]
Match = Literal["exact", "alias", "rule", "fuzzy", "none"]
Origin = Literal["stated", "inherited", "distributed"]
NodeKind = Literal["part", "section", "item", "bullet", "paragraph", "table", "row", "annex"]
TaskSource = Literal["field", "heading", "inline", "bare"]
Precision = Literal["day", "week", "month", "quarter", "half", "year", "period"]
FieldRole = Literal[
    "lead", "support", "implementer", "deadline", "deliverable", "target", "budget", "note", "person", "approver", "advisor", "start", "other"
]


def _absent(value: object) -> bool:
    return value is None


OptionalPage = Annotated[int | None, Field(exclude_if=_absent, description="1-based page, where the format has pages")]
OptionalBox = Annotated[Box | None, Field(exclude_if=_absent, description="x0, top, x1, bottom in PDF points, for PDF")]


class Model(BaseModel):
    """Common configuration: frozen, no unknown keys, built on first use (start-up counts)."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True, defer_build=True)


class Agency(Model):
    """One body that is named for a role."""

    raw: str = Field(description="as printed")
    name: str = Field(description="normalised: abbreviations expanded, shared head nouns given back, qualifiers cut off")
    id: str | None = Field(default=None, description="id in the registry, null when the registry does not know the body")
    level: Level | None = Field(default=None, description="administrative level, null when unknown or any")
    kind: str | None = Field(default=None, description="government, party, police, collective, position, person, …")
    qualifier: str | None = Field(default=None, description="words cut off the name: (có) liên quan, an action tail, brackets")
    span: Span = Field(description="where the name, or the part of it that is printed, stands")
    match: Match = Field(default="none", description="how the name was found in the registry")
    score: float = Field(default=0.0, ge=0.0, le=1.0, description="how sure the match is; 1 for exact")
    origin: Origin = Field(default="stated", description="stated here, inherited from a heading or merged cell, distributed from a shared head noun or tail")
    page: OptionalPage = None
    box: OptionalBox = None


class Milestone(Model):
    """One of several dated parts of a deadline."""

    raw: str
    start: str | None = None
    end: str | None = None


class Deadline(Model):
    """When the work is due. All but `raw` and `span` empty means: not understood, and a diagnostic says so."""

    raw: str = Field(description="as printed, without label and closing full stop")
    span: Span
    start: str | None = Field(default=None, description="first day, inclusive ISO date")
    end: str | None = Field(default=None, description="last day in time, inclusive ISO date")
    ongoing: bool = Field(default=False, description="goes on past `end`, recurs, or has a start and no end")
    recurrence: tuple[str, ...] = Field(default=(), description="iCalendar RRULE values without DTSTART")
    condition: str | None = Field(default=None, description="the triggering event, as printed")
    reference: str | None = Field(default=None, description="the schedule of another document or body, as printed")
    precision: Precision | None = Field(default=None, description="the finest unit the text gives")
    year_inferred: bool = Field(default=False, description="the year was left out and taken from the plan")
    ambiguous: bool = Field(default=False, description="another reading is possible; a convention decided")
    alternative: str | None = Field(default=None, description="the other reading")
    conventions: tuple[str, ...] = Field(default=(), description="the conventions that were applied, C1–C22 (docs/deadlines.md)")
    milestones: tuple[Milestone, ...] = Field(default=(), description="dated parts, where one value holds several")
    page: OptionalPage = None
    box: OptionalBox = None


class Target(Model):
    """A measurable target in the text of a task."""

    raw: str
    value: str = Field(description="the number as a plain decimal string, or low-high for a range")
    unit: str | None = Field(default=None, description="%, or the counted noun")
    bound: Literal["min", "max", "exact", "range"] = "exact"
    span: Span


class Citation(Model):
    """A cited document."""

    raw: str
    kind: str | None = Field(default=None, description="Quyết định, Nghị định, …; null when the text does not say")
    number: str = Field(description="number and symbol, spaces removed")
    date: str | None = Field(default=None, description="ISO date, as precise as printed")
    issuer: str | None = None
    span: Span
    line: int


class FieldValue(Model):
    """A labelled field (or table cell) as printed, bound to its node."""

    role: FieldRole
    label: str = Field(description="the label or column head as printed, without the colon")
    raw: str = Field(description="the value as printed, joined over broken lines, emphasis marks removed")
    span: Span = Field(description="hull of the value")
    line: int
    origin: Origin = "stated"
    page: OptionalPage = None
    box: OptionalBox = None


class Task(Model):
    """A unit of work."""

    source: TaskSource
    lead: tuple[Agency, ...] = ()
    support: tuple[Agency, ...] = ()
    implementer: tuple[Agency, ...] = ()
    deadline: Deadline | None = None
    deliverable: str | None = None
    targets: tuple[Target, ...] = ()


class Node(Model):
    """A heading, numbered item, bullet, paragraph, table or row of the body."""

    id: str = Field(description="unique and stable: part and ordinals, bullets by running number, ~2 for a repeated id")
    kind: NodeKind
    marker: str | None = Field(default=None, description='as printed, a dash of any length as "-", null for an unmarked paragraph')
    ordinal: str | None = Field(default=None, description="the marker without punctuation")
    depth: int = Field(ge=1, description="nesting as the document means it, from 1")
    text: str
    span: Span
    line: int
    page: int | None = None
    fields: tuple[FieldValue, ...] = ()
    task: Task | None = None
    children: tuple[Node, ...] = ()


class Signer(Model):
    name: str | None = None
    position: str | None = None
    authority: str | None = Field(default=None, description='"KT. CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN", if printed')


class Header(Model):
    """Letterhead, title and signature."""

    doc_type: str | None = None
    number: str | None = Field(default=None, description='as printed, spaces removed; "/KH-UBND" when the number is blank; null without a number line')
    issuer: str | None = None
    place: str | None = None
    issued_on: str | None = Field(default=None, description="ISO 8601, as precise as printed")
    plan_year: int | None = None
    title: str | None = None
    signer: Signer | None = None
    recipients: tuple[str, ...] = ()
    spans: dict[str, Span] = Field(default_factory=dict, description="where each header value was read")


class Diagnostic(Model):
    """Something that reading or checking noticed."""

    code: str
    slug: str
    severity: Severity
    message: str
    help: str | None = None
    line: int
    span: Span
    page: int | None = None
    node: str | None = None


class Source(Model):
    """The file that was read."""

    path: str | None
    format: str
    sha256: str
    encoding: str | None = None
    encoding_confidence: Annotated[float | None, Field(exclude_if=_absent)] = None
    pages: int | None = None
    coverage: dict[str, int] = Field(description="count of non-blank lines for each kind of place; the sum is the number of non-blank lines")


class Plan(Model):
    """One plan."""

    schema_version: str = SCHEMA_VERSION
    source: Source
    header: Header
    citations: tuple[Citation, ...] = ()
    body: tuple[Node, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    _text: str | None = PrivateAttr(default=None)

    @property
    def document_text(self) -> str | None:
        """The document text that the spans cut, or None for a plan that was loaded from JSON. Not written out."""
        return self._text


class Assignment(Model):
    """Bodies by role, as `parse_agencies` reads them; a bare list of bodies is in `implementer`."""

    lead: tuple[Agency, ...] = ()
    support: tuple[Agency, ...] = ()
    implementer: tuple[Agency, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


class TaskRow(Model):
    """One task, flat: what `--format jsonl` and the sheets show."""

    plan: str | None = Field(description="path of the plan")
    number: str | None = Field(description="number of the plan")
    id: str
    marker: str | None
    path: tuple[str, ...] = Field(description="texts of the headings above, from the outermost")
    text: str
    source: TaskSource
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    implementer: tuple[str, ...] = ()
    deadline: Deadline | None = None
    deliverable: str | None = None
    targets: tuple[str, ...] = ()
    line: int
    page: int | None = None
