"""What earlier runs did, so that the next one does only what changed.

`OUT/.kehoach/journal` gets one line a finished file, appended in one write: a JSON list

    ["ok", KEY, target, size, mtime in ns, tasks]      ["failed", KEY, code, message, line]

KEY tells content, path, program, grammar and options from all others (`one.content_key`). A result counts as there when a
line says so and the file still has that size and time; anything else, a line cut off by a kill too, only means that the
file is done again. Two runs may append at once. What another day may do better is not written: failures of time, memory, a
lost worker, a full disk, a program that is not installed or was ended from outside, and a plan with pages that wait for OCR
to be installed.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from kehoach_parser.errors import OutputError
from kehoach_parser.run.inputs import Input
from kehoach_parser.run.one import Outcome, Wishes, content_key
from kehoach_parser.run.outputs import HIDDEN, try_lock

JOURNAL = "journal"
_FIRST = b'["kehoach journal", 1]\n'
_TIDY = 1 << 20  # bytes from which a journal with mostly old lines is written anew


@dataclass(slots=True)
class Manifest:
    """The journal of one output folder: what is done (`done`: digest → tasks, `failures`: key → what was wrong)."""

    handle: int
    done: dict[bytes, int] = field(default_factory=dict)
    failures: dict[bytes, tuple[str, str, int | None]] = field(default_factory=dict)
    broken: bool = False


def open_manifest(out: Path) -> Manifest:
    """Opens the journal of the folder `out` for reading and appending. Raises OutputError when it cannot be opened."""
    path = out / HIDDEN / JOURNAL
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _tidy(path)
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    except OSError as error:
        raise OutputError(f"the manifest cannot be written ({(error.strerror or 'unknown reason').lower()}); use --no-cache", path=str(path)) from error
    try_lock(handle, shared=True)
    manifest = Manifest(handle)
    ending = b"\n"
    for line in _lines(path):
        ending = line[-1:]
        _take(manifest, line)
    if path.stat().st_size == 0:
        _append(manifest, _FIRST)
    elif ending != b"\n":  # a killed run left half a line: whatever follows begins on a line of its own
        _append(manifest, b"\n")
    return manifest


def close(manifest: Manifest) -> None:
    """Ends the appending."""
    os.close(manifest.handle)


def known(manifest: Manifest, wishes: Wishes, item: Input) -> Outcome | None:
    """What an earlier run made of the file as it is now, or None when it has to be read."""
    if not (manifest.done or manifest.failures) or item.problem:
        return None
    try:
        there = os.stat(item.path)
        if there.st_size > wishes.limits.file_bytes or not stat.S_ISREG(there.st_mode):
            return None
        with open(item.path, "rb") as file:
            key = content_key(wishes.base, item.path, file.read())
        if key in manifest.failures:
            code, message, line = manifest.failures[key]
            return Outcome(item.path, code, message, line, target=item.target, unchanged=True)
        there = os.stat(os.path.join(wishes.out or "", item.target))
    except OSError:
        return None
    tasks = manifest.done.get(_digest(key, item.target, there.st_size, there.st_mtime_ns))
    return None if tasks is None else Outcome(item.path, target=item.target, tasks=tasks, unchanged=True)


def remember(manifest: Manifest, outcome: Outcome) -> None:
    """Writes down what became of a file; a disk that takes no more only ends the writing down."""
    if not outcome.key or outcome.unchanged or manifest.broken:
        return
    key = outcome.key.hex()
    if outcome.code:
        line: list[Any] = ["failed", key, outcome.code, outcome.message, outcome.line]
    else:
        line = ["ok", key, outcome.target, outcome.size, outcome.mtime, outcome.tasks]
    _append(manifest, json.dumps(line, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n")


def _append(manifest: Manifest, line: bytes) -> None:
    try:
        if os.write(manifest.handle, line) != len(line):
            raise OSError("short write")
    except OSError:
        manifest.broken = True
        with suppress(OSError):
            os.write(manifest.handle, b"\n")


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file


def _take(manifest: Manifest, line: bytes) -> None:
    """Takes one line in; what is no whole line says nothing."""
    with suppress(ValueError, KeyError, TypeError):
        kind, key, *rest = json.loads(line)
        if kind == "ok":
            target, size, mtime, tasks = rest
            manifest.done[_digest(bytes.fromhex(key), target, size, mtime)] = tasks
        elif kind == "failed":
            code, message, at = rest
            manifest.failures[bytes.fromhex(key)] = (code, message, at)


def _digest(key: bytes, target: str, size: int, mtime: int) -> bytes:
    return blake2b(b"%b%d/%d/%b" % (key, size, mtime, target.encode("utf-8", "surrogateescape")), digest_size=16).digest()


def _tidy(path: Path) -> None:
    """Writes a large journal anew without the lines that later ones replace; not while another run has it open."""
    if not path.exists() or path.stat().st_size < _TIDY:
        return
    newest: dict[str, int] = {}
    count = 0
    for count, line in enumerate(_lines(path), 1):
        newest[_about(line)] = count
    if count < 2 * len(newest):
        return
    handle = os.open(path, os.O_RDWR)
    try:
        if try_lock(handle):
            kept = sorted(newest.values())
            _rewrite(path, kept)
    finally:
        os.close(handle)


def _about(line: bytes) -> str:
    """What a line is about: the file it names, or the content that failed."""
    with suppress(ValueError, IndexError, TypeError):
        fields = json.loads(line)
        return f"ok {fields[2]}" if fields[0] == "ok" else f"{fields[0]} {fields[1]}"
    return ""


def _rewrite(path: Path, kept: list[int]) -> None:
    wanted = iter(kept)
    due = next(wanted, 0)
    beside = path.with_name(f"{JOURNAL}.new")
    with beside.open("wb") as out:
        for number, line in enumerate(_lines(path), 1):
            if number == due:
                out.write(line if line.endswith(b"\n") else line + b"\n")
                due = next(wanted, 0)
    beside.replace(path)


def base_key(wishes: Wishes, tool: str) -> bytes:
    """The fingerprint of program, grammar and options, without which no result is taken for the same."""
    limits = wishes.limits
    parts = (tool, wishes.grammar.digest, wishes.format, repr(limits), str(wishes.encoding), str(wishes.password), str(wishes.ocr))
    return blake2b("\0".join(parts).encode("utf-8"), digest_size=16).digest()


def tool_key() -> str:
    """This program: its version and its files, so that a changed checkout is another program, and the same one elsewhere is not."""
    import kehoach_parser

    root = Path(kehoach_parser.__file__).parent
    sha = blake2b(kehoach_parser.__version__.encode(), digest_size=16)
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in ("__pycache__", "grammars"))
        for name in sorted(names):
            if name.endswith((".py", ".json")):
                with open(os.path.join(folder, name), "rb") as file:
                    sha.update(b"%b\0%b" % (name.encode(), file.read()))
    return sha.hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """What the journal of a folder holds, for `kehoach cache info`."""

    path: Path
    bytes: int
    results: int
    failures: int


def describe(out: Path) -> Kept | None:
    """What is kept for the output folder `out`; None when nothing is."""
    path = out / HIDDEN / JOURNAL
    if not path.is_file():
        return None
    targets, failures = set[str](), set[str]()
    for line in _lines(path):
        about = _about(line)
        (targets if about.startswith("ok ") else failures if about.startswith("failed ") else set[str]()).add(about)
    return Kept(path, path.stat().st_size, len(targets), len(failures))


def clear(out: Path) -> bool:
    """Forgets what earlier runs did into `out`; the results stay. False when nothing was kept.

    A run that is under way goes on: it writes to the journal it has open, which nobody reads any more.
    """
    path = out / HIDDEN / JOURNAL
    try:
        path.unlink(missing_ok=False)
        with suppress(OSError):
            path.parent.rmdir()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise OutputError(f"cannot be deleted ({(error.strerror or 'unknown reason').lower()})", path=str(path)) from error
    return True
