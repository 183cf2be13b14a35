"""Files for LibreOffice, converted a few at a time before they are read one by one: its start costs more than a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from kehoach_parser.grammar import Grammar
from kehoach_parser.run.inputs import Input
from kehoach_parser.run.one import Outcome

_SUFFIXES = (".doc", ".odt", ".rtf")
_BATCH = 16  # files in one call
_WINDOW = 64  # files that wait for a batch to fill
_BYTES = 8 * 1024 * 1024  # a larger file is converted by itself, when it is read


def office_ahead(items: Iterable[Input | Outcome], grammar: Grammar) -> Iterator[Input | Outcome]:
    """The same items in the same order; of those to be read that LibreOffice has to convert, several were converted at once."""
    held: list[Input | Outcome] = []
    office: list[Input] = []
    for item in items:
        held.append(item)
        if isinstance(item, Input) and not item.problem and item.path.lower().endswith(_SUFFIXES):
            office.append(item)
        if not office or len(office) == _BATCH or len(held) == _WINDOW:
            _convert(office, grammar)
            yield from held
            held, office = [], []
    _convert(office, grammar)
    yield from held


def _convert(items: list[Input], grammar: Grammar) -> None:
    if len(items) < 2:
        return
    from kehoach_parser.ingest.office import convert_ahead

    files: list[tuple[str, bytes]] = []
    for item in items:
        with suppress(OSError):
            path = Path(item.path)
            if path.is_file() and path.stat().st_size <= _BYTES:
                files.append((item.path, path.read_bytes()))
    convert_ahead(files, grammar)
