"""One file from its bytes to its written result: what the command itself does, and what each worker does."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b, sha256
from pathlib import Path
from time import perf_counter
from typing import NamedTuple, TypeVar

from kehoach_parser.emit.atomic import write_whole
from kehoach_parser.errors import (
    InternalError,
    KehoachError,
    LimitExceeded,
    MissingExtra,
    OutputError,
    UnreadableFile,
    WorkerLost,
)
from kehoach_parser.grammar import Grammar
from kehoach_parser.limits import DEFAULT_LIMITS, Limits
from kehoach_parser.record import Record, count_tasks
from kehoach_parser.run.inputs import Input


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user asked for, the same for every file; goes to the workers as it is.

    `out` is the output folder (None: the bytes come back in the outcome), `workshop` where files are made before they
    get their name, `base` the fingerprint of program, grammar and options that the manifest keys rest on.
    """

    grammar: Grammar
    format: str = "json"
    out: str | None = None
    workshop: str | None = None
    limits: Limits = DEFAULT_LIMITS
    encoding: str | None = None
    password: str | None = field(default=None, repr=False)
    ocr: bool = True
    base: bytes = b""


class Outcome(NamedTuple):
    """What became of one file; `code` and `message` are None when it was parsed, `data` is set without an output folder."""

    path: str
    code: str | None = None
    message: str | None = None
    line: int | None = None
    tasks: int = 0
    seconds: float = 0.0
    target: str = ""
    key: bytes = b""
    size: int = 0
    mtime: int = 0
    data: bytes | None = None
    unchanged: bool = False

    @property
    def sentence(self) -> str:
        """The failure as one line."""
        return str(KehoachError(self.message or "", path=self.path, line=self.line))


T = TypeVar("T")


def caught(path: str, do: Callable[[], T]) -> T | KehoachError:
    """What `do` gives, or what went wrong as an error of this program: a full memory and a bug of ours are one too."""
    try:
        return do()
    except KehoachError as error:
        return error
    except MemoryError:
        return LimitExceeded("this file needs more memory than a worker may have; raise it with --max-memory", path=path)
    except Exception as error:  # one bad file stops nothing, not even by a bug of ours
        what = f"{type(error).__name__}: {error}".replace("\n", " ")[:300]
        return InternalError(f"the program failed on this file ({what}); please report it", path=path)


def read_one(wishes: Wishes, item: Input) -> Outcome:
    """Reads, parses and writes one file. Never raises for what a file holds or the disk says; a bug of ours is a failure too."""
    began = perf_counter()
    found = caught(item.path, lambda: _read(wishes, item))
    outcome = failed(item, found) if isinstance(found, KehoachError) else found
    return outcome._replace(seconds=round(perf_counter() - began, 4))


def failed(item: Input, error: KehoachError, key: bytes = b"") -> Outcome:
    """The outcome for an error; it names its own path only when that is another one than the file's (an output)."""
    message = error.message if error.path in (None, item.path) else f"{error.path}: {error.message}"
    return Outcome(item.path, error.code, message, error.line, target=item.target, key=key)


def _read(wishes: Wishes, item: Input) -> Outcome:
    from kehoach_parser.pipeline import (  # here: a run that finds all as it was needs no parser
        read_bytes,
        record_of_bytes,
    )

    if item.problem:
        raise UnreadableFile(item.problem, path=item.path)
    name = shown(item.path)
    key = b""
    try:
        with time_limit(wishes.limits.seconds, item.path):
            data = read_bytes(item.path, wishes.limits)
            key = content_key(wishes.base, item.path, data) if wishes.base else b""
            plan = record_of_bytes(name, data, wishes.grammar, wishes.limits, wishes.encoding, wishes.password, wishes.ocr)
            result = emitter(wishes.format)(plan)
    except (LimitExceeded, MissingExtra, WorkerLost, OutputError) as error:
        return failed(item, error)  # a full memory or disk may be better tomorrow, a missing program be installed: not for the manifest
    except KehoachError as error:
        return failed(item, error, key)
    outcome = Outcome(item.path, tasks=count_tasks(plan), target=item.target, key=b"" if lacks_ocr([found["code"] for found in plan["diagnostics"]], wishes.ocr) else key)
    if wishes.out is None:
        return outcome._replace(data=result)
    workshop = Path(wishes.workshop) if wishes.workshop else None
    stat = write_whole(Path(wishes.out) / item.target, result, workshop=workshop)
    return outcome._replace(size=stat.st_size, mtime=stat.st_mtime_ns) if stat else outcome


def lacks_ocr(codes: Iterable[str], ocr: bool) -> bool:
    """Whether pages of a plan with these diagnostics stayed unread that may be read next time: tesseract failed on them, or OCR was
    wanted and is not installed."""
    codes = frozenset(codes)
    if not ocr or not codes & {"KH921", "KH924"}:
        return False
    if "KH924" in codes:
        return True
    from kehoach_parser.ingest.ocr import tesseract

    return tesseract() is None


def shown(path: str) -> str:
    """The path as it stands in results and reports; bytes of a name that are no UTF-8 become question marks."""
    return path.encode("utf-8", "replace").decode("utf-8")


def content_key(base: bytes, path: str, data: bytes) -> bytes:
    """Tells this content, under this path, read by this program with these options, from every other (16 bytes)."""
    return blake2b(base + sha256(data).digest() + path.encode("utf-8", "surrogateescape"), digest_size=16).digest()


def emitter(name: str) -> Callable[[Record], bytes]:
    """The function that writes a plan in the format `name`: json, yaml or jsonl."""
    if name == "json":
        from kehoach_parser.emit.record import record_to_json

        return record_to_json
    from kehoach_parser.emit.jsonl import to_jsonl
    from kehoach_parser.emit.yaml import to_yaml
    from kehoach_parser.model import Plan

    if name == "yaml":
        return lambda record: to_yaml(Plan.model_validate(record))
    return lambda record: to_jsonl((Plan.model_validate(record),))


class _TimeIsUp(BaseException):
    """Raised by the alarm; not an Exception, so that no reader takes it for a broken file."""


@contextmanager
def time_limit(seconds: float, path: str) -> Iterator[None]:
    """Ends the block with LimitExceeded after `seconds`. Works in the main thread of Unix; a worker has its parent's clock too."""
    if not seconds or sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _ring)
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, seconds)
            yield
        finally:  # inside, since the alarm may ring until it is off
            signal.setitimer(signal.ITIMER_REAL, 0)
    except _TimeIsUp:
        raise too_slow(seconds, path) from None
    finally:
        signal.signal(signal.SIGALRM, before)


def _ring(signum: int, frame: object) -> None:
    raise _TimeIsUp


def too_slow(seconds: float, path: str) -> LimitExceeded:
    """The error for a file that took too long."""
    return LimitExceeded(f"reading this file took more than {seconds:g} s; raise it with --max-seconds", path=path)
