"""The order of the stages: ingest → text → outline → tasks → resolve → plan. The one file that knows it."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from kehoach_parser.assemble import Readings, assemble
from kehoach_parser.document import Document, Table
from kehoach_parser.draft import Draft
from kehoach_parser.errors import KehoachError, LimitExceeded, UnreadableFile
from kehoach_parser.grammar import Grammar, fold, load_grammar
from kehoach_parser.ingest import read_document
from kehoach_parser.ingest.text import tidy
from kehoach_parser.limits import DEFAULT_LIMITS, Limits
from kehoach_parser.memory import without_collections
from kehoach_parser.outline import Envelope, build_tree, read_header, split_envelope
from kehoach_parser.record import Record
from kehoach_parser.resolve.agencies import (
    Setting,
    is_agency_heading,
    is_house,
    level_of,
    list_end,
    local_abbreviations,
    read_agencies,
)
from kehoach_parser.resolve.deadline_labels import period_of
from kehoach_parser.resolve.deadlines import Calendar, limit_in
from kehoach_parser.resolve.people import people_listed
from kehoach_parser.tasks import Readers, find_tasks
from kehoach_parser.text import read_blocks
from kehoach_parser.visible import Visible

if TYPE_CHECKING:
    from kehoach_parser.model import Plan, TaskRow


@dataclass(frozen=True, slots=True)
class PlanResult:
    """What became of one file: a plan, or the error that says why there is none."""

    path: str
    plan: Plan | None = None
    error: KehoachError | None = None


def parse_text(text: str, *, path: str | None = None, grammar: Grammar | None = None) -> Plan:
    """Parses a plan given as text (Markdown or plain). Any text gives a plan; what was not understood is a diagnostic.

    `path` only names the plan in the result. Spans count code points of the text in NFC with `\\n` line ends.
    """
    document = Document(tidy(text), "text", sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), path=path)
    return parse_document(document, grammar or load_grammar())


def parse_bytes(
    name: str,
    data: bytes,
    *,
    grammar: Grammar | None = None,
    limits: Limits = DEFAULT_LIMITS,
    encoding: str | None = None,
    password: str | None = None,
    ocr: bool = True,
) -> Plan:
    """Parses the bytes of one file of any known format; pure and picklable, what a cluster worker calls.

    `name` tells the format together with the bytes. Raises UnreadableFile or one of its kinds; content never raises.
    """
    known = grammar or load_grammar()
    document = read_document(name, data, limits=limits, encoding=encoding, password=password, ocr=ocr, grammar=known)
    return parse_document(document, known, limits)


def record_of_bytes(name: str, data: bytes, grammar: Grammar, limits: Limits, encoding: str | None, password: str | None, ocr: bool) -> Record:
    """The same as plain data, for what only goes to a file."""
    return read_plan(read_document(name, data, limits=limits, encoding=encoding, password=password, ocr=ocr, grammar=grammar), grammar, limits)


def parse_file(
    path: str | os.PathLike[str],
    *,
    grammar: Grammar | None = None,
    limits: Limits = DEFAULT_LIMITS,
    encoding: str | None = None,
    password: str | None = None,
    ocr: bool = True,
) -> Plan:
    """Parses one file. Raises UnreadableFile (or a kind of it) when it is missing, too large or not what it seems."""
    name = str(path)
    return parse_bytes(name, read_bytes(name, limits), grammar=grammar, limits=limits, encoding=encoding, password=password, ocr=ocr)


def read_bytes(path: str, limits: Limits) -> bytes:
    """The bytes of a file, its size checked before it is read; a pipe or device is read up to the limit."""
    try:
        with Path(path).open("rb") as file:
            there = os.fstat(file.fileno())
            data = b"" if there.st_size > limits.file_bytes else file.read() if stat.S_ISREG(there.st_mode) else file.read(limits.file_bytes + 1)
        size = max(there.st_size, len(data))
        if size > limits.file_bytes:
            raise LimitExceeded(f"the file has {size} bytes, more than the limit of {limits.file_bytes}; raise it with --max-file-bytes", path=path)
        return data
    except FileNotFoundError as error:
        raise UnreadableFile("there is no such file; check the path", path=path) from error
    except IsADirectoryError as error:
        raise UnreadableFile("this is a folder; give a file, or the folder to `kehoach parse`", path=path) from error
    except OSError as error:
        raise UnreadableFile(f"this file cannot be opened ({error.strerror}); check its permissions", path=path) from error


def parse_files(
    paths: Iterable[str | os.PathLike[str]],
    *,
    grammar: Grammar | None = None,
    limits: Limits = DEFAULT_LIMITS,
    encoding: str | None = None,
    password: str | None = None,
    ocr: bool = True,
) -> Iterator[PlanResult]:
    """A plan or an error for each file, in the order given; one bad file stops nothing, memory stays flat."""
    known = grammar or load_grammar()
    for path in paths:
        name = str(path)
        try:
            plan = parse_file(name, grammar=known, limits=limits, encoding=encoding, password=password, ocr=ocr)
        except KehoachError as error:
            yield PlanResult(name, error=error)
        else:
            yield PlanResult(name, plan=plan)


def parse_document(document: Document, grammar: Grammar, limits: Limits = DEFAULT_LIMITS) -> Plan:
    """The plan of a document, with the text that its spans cut."""
    from kehoach_parser.model import Plan  # here: the models are not needed to write a file

    with without_collections():  # a plan is thousands of small objects and no cycle
        plan = Plan.model_validate(read_plan(document, grammar, limits), extra="ignore")  # a record has no other keys; looking for them costs a sixth
    plan._text = document.text
    return plan


def read_plan(document: Document, grammar: Grammar, limits: Limits) -> Record:
    """The stages on one document text."""
    lines, blocks = read_blocks(grammar, document)
    envelope = split_envelope(grammar, blocks)
    header = read_header(grammar, document.text, envelope)
    places: Counter[str] = Counter()
    _count_envelope(envelope, places)
    tree, problems = build_tree(grammar, envelope.body, envelope.annexes, places)
    if any(block.table for block in blocks):
        _read_tables(grammar, document.legible, tree)
    abbreviations = local_abbreviations(grammar, document.legible)
    level = level_of(grammar, header.issuer or "")
    setting = Setting(level=level, house=is_house(grammar, header.issuer or ""), on=header.issued_on or (str(header.plan_year) if header.plan_year else None), territory=header.place, abbreviations=abbreviations)
    find_tasks(grammar, tree, _readers(grammar, setting, header.issuer or ""), document.format != "html" or header.doc_type is not None or header.number is not None)
    calendar = Calendar(header.issued_on, header.plan_year, limits.deadline_chars, header.several_years, header.school_year)
    return assemble(Readings(grammar, document, lines, setting, calendar), header, tree, places, problems)


def _count_envelope(envelope: Envelope, places: Counter[str]) -> None:
    for name, part in (("header", [*envelope.letterhead, *envelope.decision, *envelope.title]), ("closing", [*envelope.signed, *envelope.closing])):
        for block in part:
            places[block.furniture or name] += block.count
    places["portal"] += sum(block.count for block in envelope.portal)


def _readers(grammar: Grammar, setting: Setting, issuer: str) -> Readers:
    def bodies_end(text: str) -> int:
        return list_end(grammar, text, setting)

    def names_bodies(text: str) -> tuple[int, int] | None:
        found = is_agency_heading(grammar, text, setting)
        if found is None:
            return None
        bodies = (*found.lead, *found.support, *found.implementer)
        if not bodies:
            return None
        first = min(bodies, key=lambda agency: agency.span)
        start = 0 if first.origin == "distributed" else first.span[0]  # "UBND các xã: A, B" begins with what they share
        return start, max(agency.span[1] for agency in bodies)

    def names_posts(text: str) -> bool:
        found = read_agencies(grammar, text, setting)
        kinds = {agency.kind for agency in (*found.lead, *found.support, *found.implementer)}
        return bool(kinds) and kinds.isdisjoint((None, "person"))

    def names_people(value: Visible) -> bool:
        return bool(people_listed(grammar, value))

    own = f"{fold(issuer)} "

    def is_issuer(text: str) -> bool:
        said = fold(text)
        if own.startswith(f"{said} ") or (said in grammar.phrases("heads", "the-school") and own.startswith(f"{said.rpartition(' ')[2]} ")):
            return True
        found = read_agencies(grammar, text, setting).implementer if said[0] == own[0] else ()
        return len(found) == 1 and own.startswith(f"{fold(found[0].name)} ")

    def names_time(text: str) -> tuple[int, int] | None:
        return period_of(grammar, text)

    def says_when(text: str) -> str:
        return limit_in(grammar, text)

    return Readers(bodies_end, names_bodies, names_posts, names_people, is_issuer, names_time, says_when)


def _read_tables(grammar: Grammar, text: str, nodes: list[Draft]) -> None:
    """Reads the tables of the tree; the rows of a table of tasks stand in its place, another table keeps its rows."""
    from kehoach_parser.tasks.tables import read_table

    read: list[Draft] = []
    above: Table | None = None
    for node in nodes:
        if node.table is None:
            _read_tables(grammar, text, node.children)
            read.append(node)
            above = None  # only a table right above goes on in the next one
            continue
        rows = read_table(grammar, text, node.table, above)
        above = node.table
        if any(_has_task(row) for row in rows):
            read += rows
        else:
            node.children = rows
            read.append(node)
    nodes[:] = read


def _has_task(node: Draft) -> bool:
    return node.task is not None or any(_has_task(child) for child in node.children)


def iter_tasks(plan: Plan) -> Iterator[TaskRow]:
    """The tasks of a plan as flat rows, in the order of the document."""
    from kehoach_parser.emit.rows import task_rows

    return task_rows(plan)
