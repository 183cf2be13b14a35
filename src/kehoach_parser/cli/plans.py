"""Paths of the command line → plans: documents are parsed, JSON that `parse` wrote is read, decided by what is in the file."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kehoach_parser.errors import KehoachError, UnreadableFile
from kehoach_parser.model import Plan

_HEAD = 512  # bytes that tell a plan in JSON from a document


@dataclass(slots=True)
class Reading:
    """Reads plans one by one; a file that cannot be read is named on standard error, counted, and stops nothing."""

    grammar: Sequence[Path] | None = None
    failed: int = 0
    plans: list[Plan] = field(default_factory=list)

    def read(self, paths: Sequence[Path]) -> list[Plan]:
        """The plans of files and folders in the order given, folders in the order of their names."""
        for path in _files(paths):
            try:
                self.plans.append(read_plan(path, self.grammar))
            except KehoachError as error:
                if error.code == "KH904":  # a broken grammar breaks every file
                    raise
                self.failed += 1
                print(f"kehoach: {error}", file=sys.stderr)
        return self.plans


def read_plan(path: Path, grammar: Sequence[Path] | None = None) -> Plan:
    """One plan from a document in any format, or from JSON that `parse` wrote."""
    from kehoach_parser.emit.json import load_plan, looks_like_plan

    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise UnreadableFile(f"cannot be read ({(error.strerror or 'unknown reason').lower()})", path=str(path)) from error
    if looks_like_plan(head):
        return load_plan(path)
    from kehoach_parser.grammar import load_grammar
    from kehoach_parser.pipeline import parse_file

    return parse_file(path, grammar=load_grammar(*grammar) if grammar else None)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    from kehoach_parser.ingest import SUFFIXES

    known = {*SUFFIXES, ".json"}
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.suffix.lower() in known and file.is_file())
        else:
            yield path
