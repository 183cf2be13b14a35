"""On a worker: reads the files of a chunk, each in a process apart, and writes the part."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import Any

from kehoach_parser import __version__
from kehoach_parser.cluster.job import Batch, Part
from kehoach_parser.cluster.parts import as_parquet, document_rows, write_part
from kehoach_parser.cluster.stores import Stored, fetched
from kehoach_parser.errors import KehoachError, UnreadableFile
from kehoach_parser.run.apart import Answer, Manner, Reader, ask

_here = threading.local()  # one child process for each thread of a worker, kept from chunk to chunk


def do_chunk(batch: Batch, name: str, files: Sequence[Stored], version: str) -> Part:
    """Reads the files of one chunk and writes its part. Raises only when the part cannot be written or versions differ."""
    if version != __version__:
        raise KehoachError(f"this worker has kehoach_parser {__version__}, not {version}; install the same version on all workers")
    began = monotonic()
    reader = _reader(batch)
    rows: list[dict[str, Any]] = []
    failures: list[tuple[str, str, str]] = []
    times: list[tuple[float, str]] = []
    tasks, missing = 0, False
    for file, data in fetched(files, batch.storage):
        if isinstance(data, bytes):
            answer = ask(reader, file.url, data)
            missing = missing or answer.waits
        else:
            missing = missing or not isinstance(data, FileNotFoundError)
            answer = Answer(error=_not_given_out(file, data))
        times.append((round(answer.seconds, 4), file.url))
        tasks += len(answer.rows)
        rows += document_rows(file, answer)
        if answer.error:
            failures.append((file.url, answer.error.code, answer.error.message))
    write_part(batch, name, as_parquet(rows), missing)
    return Part(name, len(files), tasks, tuple(failures), round(monotonic() - began, 3), tuple(sorted(times, reverse=True)[:10]))


def _reader(batch: Batch) -> Reader:
    kept: dict[tuple[object, ...], Reader] = _here.__dict__.setdefault("readers", {})
    key = (batch.digest, batch.limits, batch.encoding, batch.password, batch.ocr, batch.memory)
    if key not in kept:
        kept[key] = Reader(Manner(batch.limits, batch.encoding, batch.password, batch.ocr, _own_grammar(batch), batch.memory))
    return kept[key]


def _own_grammar(batch: Batch) -> tuple[str, ...]:
    """The user's grammar files, written where this worker can read them."""
    if not batch.own:
        return ()
    import atexit
    import shutil
    import tempfile

    base = Path(tempfile.mkdtemp(prefix="kehoach-grammar-"))
    atexit.register(shutil.rmtree, base, ignore_errors=True)
    for number, below, data in batch.own:
        path = base / str(number) / below
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tuple(str(base / str(number)) for number in sorted({number for number, _, _ in batch.own}))


def _not_given_out(file: Stored, error: Exception) -> UnreadableFile:
    if isinstance(error, FileNotFoundError):
        return UnreadableFile("is gone since the files were listed", path=file.url)
    return UnreadableFile(f"the store did not give this file out ({type(error).__name__}: {error}); run again later", path=file.url)
