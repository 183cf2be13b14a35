"""Paths of the command line → plans: documents are parsed, JSON that `parse` wrote is read, decided by what is in the file."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from kehoach_parser.cli.options import note
from kehoach_parser.errors import KehoachError, UnreadableFile, UsageError
from kehoach_parser.model import Plan

_HEAD = 512  # bytes that tell a plan in JSON from a document


@dataclass(slots=True)
class Reading:
    """Reads plans one by one; a file that cannot be read is named on standard error, counted, and stops nothing.

    `with_text` looks for the document of a plan that comes as JSON, to have its text. A document that comes twice (as
    itself and as JSON, or in two places) counts once. `taken` are the files that were read or should have been.
    """

    grammar: Sequence[Path] | None = None
    with_text: bool = False
    quiet: bool = False
    failed: int = 0
    taken: list[Path] = field(default_factory=list)
    _seen: dict[str, Path] = field(default_factory=dict)

    def read(self, paths: Sequence[Path]) -> list[Plan]:
        """The plans of files and folders in the order given, folders in the order of their names."""
        return [plan for path in self._files(paths) for plan in self._one(path)]

    def _files(self, paths: Sequence[Path]) -> Iterator[Path]:
        ours: list[Path] = []
        for path in paths:
            yield from plans_below(path, ours) if path.is_dir() else (path,)
        if ours:
            note(self.quiet, f"kehoach: {len(ours)} file(s) that kehoach wrote are not read as plans ({ours[0].name}{', …' if len(ours) > 1 else ''}); name one to read it")

    def _one(self, path: Path) -> Iterator[Plan]:
        self.taken.append(path)
        try:
            plan = read_plan(path, self.grammar)
        except KehoachError as error:
            if error.code == "KH904":  # a broken grammar breaks every file
                raise
            self.failed += 1
            print(f"kehoach: {error}", file=sys.stderr)
            return
        first = self._seen.setdefault(plan.source.sha256, path) if plan.source.sha256 else path
        if first is not path:
            note(self.quiet, f"kehoach: {path}: the same document as {first}, counted once")
            return
        yield _with_its_text(plan, path) if self.with_text else plan


def spare_sources(out: Path, taken: Sequence[Path], plans: Sequence[Plan]) -> None:
    """Raises UsageError when `out` is a file that was read, or the document of a plan that came as JSON."""
    if not out.is_file():
        return
    if any(path.exists() and path.samefile(out) for path in taken) or sha256(out.read_bytes()).hexdigest() in {plan.source.sha256 for plan in plans}:
        raise UsageError("is one of the plans that are read; name another file", path=str(out))


@contextmanager
def failing_is_2() -> Iterator[None]:
    """For commands whose exit status 1 is an answer: a file that cannot be read or written is exit status 2 there."""
    try:
        yield
    except KehoachError as error:
        error.exit_code = 2
        raise


def read_plan(path: Path, grammar: Sequence[Path] | None = None) -> Plan:
    """One plan from a document in any format, or from JSON that `parse` wrote."""
    from kehoach_parser.emit.json import load_plan

    if _is_plan_in_json(path):
        return load_plan(path)
    from kehoach_parser.grammar import load_grammar
    from kehoach_parser.pipeline import parse_file

    return parse_file(path, grammar=load_grammar(*grammar) if grammar else None)


def _is_plan_in_json(path: Path) -> bool:
    from kehoach_parser.emit.json import looks_like_plan

    try:
        with path.open("rb") as file:
            return looks_like_plan(file.read(_HEAD))
    except OSError as error:
        raise UnreadableFile(f"cannot be read ({(error.strerror or 'unknown reason').lower()})", path=str(path)) from error


def _with_its_text(plan: Plan, found_at: Path) -> Plan:
    """A plan from JSON with the text of its document, where that still stands as it was read; else the plan as it is."""
    if plan.document_text is not None or not plan.source.path:
        return plan
    for place in (Path(plan.source.path), found_at.parent / Path(plan.source.path).name):
        if not place.is_file():  # a pipe or device has no end
            continue
        try:
            data = place.read_bytes()
            if sha256(data).hexdigest() == plan.source.sha256:
                from kehoach_parser.ingest import read_document

                plan._text = read_document(str(place), data, encoding=plan.source.encoding if plan.source.format == "text" else None).text
                return plan
        except (OSError, KehoachError):  # the page is made without the text then
            continue
    return plan


def plans_below(folder: Path, ours: list[Path] | None = None) -> Iterator[Path]:
    """The plans of a folder and of those below it, in the order of their names; other JSON, hidden and lock files are none.

    Nor are sheets, pages and outlines that this program wrote; they are added to `ours`.
    """
    from kehoach_parser.emit.marks import is_export
    from kehoach_parser.ingest import SUFFIXES

    for path in sorted(folder.rglob("*")):
        if not path.is_file() or any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts):
            continue
        if is_export(path):
            if ours is not None:
                ours.append(path)
        elif path.suffix.lower() in SUFFIXES or (path.suffix.lower() == ".json" and _is_plan_in_json(path)):
            yield path
