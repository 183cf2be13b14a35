"""One more process that reads files for this one, where workers cannot be forked: inside a thread of a Dask worker.

The child runs `serve`. Frames go both ways over its standard streams: eight bytes of length,
then a pickle. The first frame says how to read and is answered when the child is ready; each further one is a file, each
answer is its rows or an error.
"""

from __future__ import annotations

import pickle
import selectors
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, BinaryIO, NamedTuple

from kehoach_parser.errors import KehoachError, MissingExtra, OutputError, WorkerLost
from kehoach_parser.limits import DEFAULT_LIMITS, Limits
from kehoach_parser.run.one import too_slow
from kehoach_parser.run.pool import Ended, bound_memory, end_process, heed_end

GRACE = 2.0  # seconds that the child's own alarm has before it is ended
START = 120.0  # seconds that a child may take to begin, on a machine with much to do
_LENGTH = struct.Struct("<Q")


class Manner(NamedTuple):
    """How the child reads: limits, options, own grammar folders, bytes of memory, files until it is replaced."""

    limits: Limits = DEFAULT_LIMITS
    encoding: str | None = None
    password: str | None = None
    ocr: bool = True
    grammar: tuple[str, ...] = ()
    memory: int = 0
    recycle: int = 1_000


class Answer(NamedTuple):
    """What became of one file: its rows by the columns of `emit.parquet`, its hash, or the error.

    `waits` when another run may do better: something that the file needs is not installed, was ended from outside, or found no room.
    """

    rows: tuple[dict[str, Any], ...] = ()
    number: str | None = None
    issuer: str | None = None
    plan_year: int | None = None
    sha256: str | None = None
    error: KehoachError | None = None
    seconds: float = 0.0
    waits: bool = False


@dataclass(slots=True)
class Reader:
    """A child and how it was told to read; it is started when it is first asked, and again when it was lost."""

    manner: Manner
    child: subprocess.Popen[bytes] | None = None
    asked: int = field(default=0)


def ask(reader: Reader, name: str, data: bytes) -> Answer:
    """What the child makes of a file. A child that dies or takes too long is an error of this file only."""
    limit = reader.manner.limits.seconds
    child, ready = (reader.child, True) if reader.child else (_start(reader), False)
    began = monotonic()
    try:
        if not ready:
            _answer(child, START)
            began = monotonic()
        _send(child.stdin, (name, data))
        answer: Answer = _answer(child, limit + GRACE if limit else None)
    except TimeoutError:
        stop(reader)
        return Answer(error=too_slow(limit, name), seconds=monotonic() - began)
    except (EOFError, OSError, pickle.UnpicklingError):
        status = _status(child)
        stop(reader)
        return Answer(error=WorkerLost(f"the process that read this file ended ({status}); the other files are not affected", path=name), seconds=monotonic() - began)
    reader.asked += 1
    if reader.asked >= reader.manner.recycle:
        stop(reader)
    return answer._replace(seconds=monotonic() - began)


def stop(reader: Reader) -> None:
    """Ends the child, if there is one."""
    if reader.child is not None:
        end_process(reader.child)
        reader.child.wait()
        for stream in (reader.child.stdin, reader.child.stdout):
            with suppress(OSError):
                assert stream is not None
                stream.close()
        reader.child, reader.asked = None, 0


def _start(reader: Reader) -> subprocess.Popen[bytes]:
    reader.child = subprocess.Popen(
        [sys.executable, "-c", "from kehoach_parser.run.apart import serve; serve()"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,  # Ctrl-C reaches a whole group: this child would take its file with it
    )
    with suppress(OSError):
        _send(reader.child.stdin, reader.manner)
    return reader.child


def _status(child: subprocess.Popen[bytes]) -> str:
    try:
        code = child.wait(2)
    except subprocess.TimeoutExpired:
        return "no reason known"
    return f"signal {-code}" if code < 0 else f"exit status {code}"


def _send(stream: Any, frame: object) -> None:
    data = pickle.dumps(frame, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def _answer(child: subprocess.Popen[bytes], seconds: float | None) -> Any:
    assert child.stdout is not None
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        if not selector.select(seconds):
            raise TimeoutError
    return _receive(child.stdout)


def _receive(stream: BinaryIO | Any) -> Any:
    length = _exactly(stream, _LENGTH.size)
    return pickle.loads(_exactly(stream, _LENGTH.unpack(length)[0]))


def _exactly(stream: BinaryIO | Any, count: int) -> bytes:
    data: bytes = stream.read(count)
    if len(data) != count:
        raise EOFError
    return data


# --- in the child ---------------------------------------------------------------------------------------------------------


def serve() -> None:
    """Answers until there is nothing more to read; the parent's end is the end."""
    import gc

    from kehoach_parser.grammar import load_grammar

    source, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints must not get between the frames
    heed_end()
    with suppress(EOFError, BrokenPipeError, KeyboardInterrupt, Ended):
        manner: Manner = _receive(source)
        bound_memory(manner.memory)
        read = _reader(manner, load_grammar(*manner.grammar))
        gc.freeze()
        _send(answers, None)
        while True:
            name, data = _receive(source)
            _send(answers, read(name, data))


def _reader(manner: Manner, grammar: Any) -> Callable[[str, bytes], Answer]:
    from kehoach_parser.emit.parquet import row_values
    from kehoach_parser.emit.rows import task_rows
    from kehoach_parser.pipeline import parse_bytes
    from kehoach_parser.run.one import caught, lacks_ocr, time_limit

    def read(name: str, data: bytes) -> Answer:
        with time_limit(manner.limits.seconds, name):
            plan = parse_bytes(name, data, grammar=grammar, limits=manner.limits, encoding=manner.encoding, password=manner.password, ocr=manner.ocr)
        rows = tuple(row_values(plan, row) for row in task_rows(plan))
        header = plan.header
        return Answer(rows, header.number, header.issuer, header.plan_year, plan.source.sha256, waits=lacks_ocr([found.code for found in plan.diagnostics], manner.ocr))

    def answer(name: str, data: bytes) -> Answer:
        found = caught(name, lambda: read(name, data))
        return Answer(error=found, waits=isinstance(found, MissingExtra | WorkerLost | OutputError)) if isinstance(found, KehoachError) else found

    return answer

