"""Reads grammar files. The merged result is plain data and is cached, since start-up time counts."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from kehoach_parser.errors import GrammarError
from kehoach_parser.grammar.fold import fold
from kehoach_parser.kept import keep, kept

T = TypeVar("T")
Entries = dict[str, dict[str, Any]]


class Grammar:
    """A loaded grammar: `section(name)` gives its entries by id, `once` memoises what a stage compiles from it."""

    __slots__ = ("_made", "_sections", "digest", "directories")

    def __init__(self, sections: dict[str, Entries], digest: str, directories: tuple[str, ...]) -> None:
        self._sections = sections
        self._made: dict[Callable[[Grammar], Any], Any] = {}
        self.digest = digest
        self.directories = directories

    def section(self, name: str) -> Entries:
        """Entries of a section by id, in file order; empty when no file has the section."""
        return self._sections.get(name, {})

    def phrases(self, section: str, entry: str) -> list[str]:
        """The phrases of one entry, folded; none when an own grammar took it out."""
        return [" ".join(fold(phrase).split()) for phrase in self.section(section).get(entry, {}).get("phrases", ())]

    def sections(self) -> tuple[str, ...]:
        """The names of the sections that have entries, in the order in which they were read."""
        return tuple(self._sections)

    def once(self, build: Callable[[Grammar], T]) -> T:
        """`build(self)`, made on first use and kept; `build` must be a module-level function.

        Raises GrammarError when an entry that `build` reads is not there: an own grammar can remove one; and where two entries
        say what does not go together, with the path of the file.
        """
        try:
            made: T = self._made[build]
            return made
        except KeyError:
            pass
        try:
            made = self._made[build] = build(self)
        except GrammarError as error:
            at, _, line = self.where(error.path or "").rpartition(":")
            if not line.isdigit():
                raise
            raise GrammarError(error.message, path=at, line=int(line)) from error
        except KeyError as missing:
            raise GrammarError(f"the grammar has no entry {missing}, which the parser reads; put it back or take out its `remove: true`") from missing
        return made

    def where(self, at: str) -> str:
        """file:line of an entry's `at`, with the path of the file, the user's own one first."""
        name, _, line = at.rpartition(":")
        for folder in (*reversed(self.directories), str(builtin_directory())):
            found = next(iter(sorted(Path(folder).rglob(name))), None) if name and "/" not in name else None
            if found:
                return f"{found}:{line}"
        return at

    def __reduce__(self) -> tuple[Callable[..., Grammar], tuple[str, ...]]:
        return (load_grammar, self.directories)


def builtin_directory() -> Path:
    """The grammar files of this installation: inside the wheel, else at the root of the checkout."""
    package = Path(__file__).resolve().parent.parent
    for place in (package / "grammars", package.parent.parent / "grammars"):
        if place.is_dir():
            return place
    raise GrammarError("the grammar files are missing from this installation; install kehoach-parser again")


_loaded: dict[tuple[str, ...], tuple[str, Grammar]] = {}


def load_grammar(*directories: str | os.PathLike[str]) -> Grammar:
    """The built-in grammar with the given directories laid over it, in order.

    Raises GrammarError with file and line for a file that is not a grammar. The built-in grammar is loaded once a
    process, own directories again when their content changes.
    """
    own = tuple(str(Path(d)) for d in directories)
    if not own and own in _loaded:  # the files of an installation do not change under a running process
        return _loaded[own][1]
    folders = [builtin_directory(), *map(Path, own)]
    for folder in folders:
        if not folder.is_dir():
            raise GrammarError("this grammar folder does not exist; give a folder with .yaml files", path=str(folder))
    files = [(folder, path) for folder in folders for path in sorted(folder.rglob("*.yaml"))]
    for folder in folders[1:]:
        if not any(place is folder for place, _ in files):
            raise GrammarError("this grammar folder holds no .yaml file; give the folder with your grammar files", path=str(folder))
    contents = [path.read_bytes() for _, path in files]
    digest = _digest(files, contents)
    known = _loaded.get(own)
    if known and known[0] == digest:
        return known[1]
    sections = _cached(digest)
    if sections is None:
        from kehoach_parser.grammar.read import read_files

        sections = read_files([(path, data) for (_, path), data in zip(files, contents, strict=True)])
        _store(digest, sections)
    grammar = Grammar(sections, digest, own)
    _loaded[own] = (digest, grammar)
    return grammar


def _digest(files: list[tuple[Path, Path]], contents: list[bytes]) -> str:
    sha = hashlib.sha256(b"grammar-2\n")
    for (folder, path), data in zip(files, contents, strict=True):
        sha.update(f"{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode())
        sha.update(data)
    return sha.hexdigest()


def _cached(digest: str) -> dict[str, Entries] | None:
    import orjson

    data = kept(f"grammar-{digest[:32]}.bin")
    sections: dict[str, Entries] | None = orjson.loads(data) if data else None
    return sections


def _store(digest: str, sections: dict[str, Entries]) -> None:
    import orjson

    keep(f"grammar-{digest[:32]}.bin", orjson.dumps(sections))
