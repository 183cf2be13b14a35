"""A part is what came of one chunk, a Parquet file: its name, its rows, what earlier runs left."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from typing import Any

from kehoach_parser import __version__
from kehoach_parser.cluster.job import Batch, Part
from kehoach_parser.cluster.stores import AT_ONCE, Stored, open_store, put
from kehoach_parser.emit.parquet import COLUMNS, arrow_schema
from kehoach_parser.errors import KehoachError, OutputError
from kehoach_parser.run.apart import Answer

# columns of a part after those of a task (emit/parquet.py): what became of the document
DOCUMENT_COLUMNS: dict[str, tuple[str, str]] = {
    "status": ("string", "task; empty for a plan in which no task was found; failed for a file that could not be read"),
    "sha256": ("string", "hash of the file, null when it could not be read"),
    "error": ("string", "code of what was wrong, null unless failed"),
    "message": ("string", "one sentence on what was wrong, null unless failed"),
}


def part_name(batch: Batch, files: Sequence[Stored]) -> str:
    """The name of a part, in which all stands that its content depends on."""
    how = (__version__, batch.digest, repr(batch.limits), batch.encoding, batch.password, batch.ocr, tuple(COLUMNS), tuple(DOCUMENT_COLUMNS))
    sha = blake2b(repr(how).encode(), digest_size=12)
    for file in files:
        sha.update(f"{file.url}\0{file.version}\n".encode("utf-8", "surrogateescape"))
    return f"part-{sha.hexdigest()}"


def parts_there(batch: Batch) -> set[str]:
    """The names of the files in the output, which is made where it is not there. Raises OutputError."""
    store, path = open_store(batch.out, batch.storage)
    try:
        store.invalidate_cache()
        store.makedirs(path, exist_ok=True)
        return {name.rsplit("/", 1)[-1] for name in store.ls(path, detail=False)} if store.exists(path) else set()
    except Exception as error:  # every store has errors of its own
        raise OutputError(f"cannot be written ({type(error).__name__}: {error})", path=batch.out) from error


def parts_done(batch: Batch, names: Sequence[str]) -> Iterator[Part]:
    """What earlier runs made of these chunks, by what their parts say; a part that cannot be read is left out, and so made anew."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        yield from (part for part in threads.map(lambda name: _part_done(batch, name), names) if part)


def _part_done(batch: Batch, name: str) -> Part | None:
    import pyarrow.parquet as pq

    store, path = open_store(batch.out, batch.storage)
    try:
        with store.open(f"{path.rstrip('/')}/{name}.parquet", "rb") as file:
            rows: list[dict[str, Any]] = pq.read_table(file, columns=["plan", "status", "error", "message"]).to_pylist()
    except Exception:  # every store has errors of its own
        return None
    failures = tuple((row["plan"], row["error"], row["message"]) for row in rows if row["status"] == "failed")
    return Part(name, len({row["plan"] for row in rows}), sum(row["status"] == "task" for row in rows), failures, skipped=True)


def other_parts(batch: Batch, mine: set[str]) -> list[str]:
    """Parts in the output that this run did not make and did not find done: of other or changed files."""
    return sorted(name for name in parts_there(batch) if name.endswith(".parquet") and name.rsplit(".", 1)[0].replace("partial-", "part-") not in mine)


def document_rows(file: Stored, answer: Answer) -> list[dict[str, Any]]:
    """The tasks of a plan; one row without a task for a plan that has none, and for a file that could not be read."""
    if answer.rows:
        return [{**row, "status": "task", "sha256": answer.sha256} for row in answer.rows]
    plan = {"plan": file.url, "number": answer.number, "issuer": answer.issuer, "plan_year": answer.plan_year, "sha256": answer.sha256}
    if answer.error is None:
        return [{**plan, "status": "empty"}]
    return [{**plan, "status": "failed", "error": answer.error.code, "message": answer.error.message}]


def rows_of(url: str, data: bytes) -> list[dict[str, Any]]:
    """The rows of one file, read in this process with the built-in grammar: for other engines (docs/recipes). Never raises.

    Without a process apart there is no protection from a file that crashes or hangs its reader; give the engine retries.
    """
    from kehoach_parser.emit.parquet import row_values
    from kehoach_parser.pipeline import iter_tasks, parse_bytes
    from kehoach_parser.run.one import caught

    plan = caught(url, lambda: parse_bytes(url, data))
    if isinstance(plan, KehoachError):
        return document_rows(Stored(url, ""), Answer(error=plan))
    rows = tuple(row_values(plan, row) for row in iter_tasks(plan))
    return document_rows(Stored(url, ""), Answer(rows, plan.header.number, plan.header.issuer, plan.header.plan_year, plan.source.sha256))


def part_schema() -> Any:
    """The schema of a part as pyarrow has it: the columns of a task, then `DOCUMENT_COLUMNS`."""
    import pyarrow as pa

    schema = arrow_schema(pa)
    for name, (_, what) in DOCUMENT_COLUMNS.items():
        schema = schema.append(pa.field(name, pa.string(), metadata={"description": what}))
    return schema


def as_parquet(rows: Sequence[dict[str, Any]]) -> bytes:
    """The rows as the bytes of a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows), schema=part_schema()), out, compression="zstd")
    return out.getvalue()


def write_part(batch: Batch, name: str, data: bytes, missing: bool) -> None:
    """Writes the part whole or not at all; once it is whole, what an earlier run left of the chunk goes."""
    partial = name.replace("part-", "partial-")
    put(batch.out, batch.storage, f"{partial if missing else name}.parquet", data)
    if not missing:
        store, path = open_store(batch.out, batch.storage)
        rest = f"{path.rstrip('/')}/{partial}.parquet"
        if store.exists(rest):
            store.rm_file(rest)
