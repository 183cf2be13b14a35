"""Very many plans on a Dask cluster, from any fsspec store to Parquet on any fsspec store (extra `cluster`).

The files are put in order and cut into chunks; a chunk is one Dask task and one file `part-<hash>.parquet`, where the hash
stands for the files (name, size, version in the store), the program, the grammar and the options: a rerun leaves out the
parts that are there, and reports from them what failed. What cannot be read is a row with `error`. A file that the store did not give out even after some time,
or that needs a program or extra which the worker does not have, is a row too, but then the part is called
`partial-<hash>.parquet`, and the next run does that chunk again.
"""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from time import monotonic, sleep
from typing import Any, NamedTuple, TypeVar

from kehoach_parser import __version__
from kehoach_parser.emit.parquet import COLUMNS, arrow_schema
from kehoach_parser.errors import KehoachError, MissingExtra, OutputError, UnreadableFile
from kehoach_parser.ingest import SUFFIXES
from kehoach_parser.limits import DEFAULT_LIMITS, Limits
from kehoach_parser.run.apart import Answer, Manner, Reader, ask

T = TypeVar("T")

# columns of a part after those of a task (emit/parquet.py): what became of the document
DOCUMENT_COLUMNS: dict[str, tuple[str, str]] = {
    "status": ("string", "task; empty for a plan in which no task was found; failed for a file that could not be read"),
    "sha256": ("string", "hash of the file, null when it could not be read"),
    "error": ("string", "code of what was wrong, null unless failed"),
    "message": ("string", "one sentence on what was wrong, null unless failed"),
}
TRIES = 5  # how often a store is asked for a file
WAIT = 0.5  # seconds before the second try, doubled each time
AT_ONCE = 16  # files that are fetched together
_PATTERN = frozenset("*?[")
CONNECT = 20  # seconds to reach a scheduler
IN_FLIGHT = 3  # chunks that a worker has at most before it, so that the scheduler is not flooded
RETRIES = 3  # how often Dask gives a chunk to another worker when one is lost


class Stored(NamedTuple):
    """A file in a store: its URL and what tells this version of it from others."""

    url: str
    version: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What is the same for every chunk: where to, how to read, how to reach the stores.

    `own` are the user's grammar files (folder number, sub-path, bytes), since a worker may stand on another machine.
    """

    out: str
    limits: Limits = DEFAULT_LIMITS
    encoding: str | None = None
    password: str | None = field(default=None, repr=False)
    ocr: bool = True
    memory: int = 0
    digest: str = ""
    own: tuple[tuple[int, str, bytes], ...] = ()
    storage: Mapping[str, Any] = field(default_factory=dict)


class Part(NamedTuple):
    """What became of one chunk, in this run or (`skipped`) in an earlier one; `failures` are (URL, code, message)."""

    name: str
    documents: int = 0
    tasks: int = 0
    failures: tuple[tuple[str, str, str], ...] = ()
    seconds: float = 0.0
    slowest: tuple[tuple[float, str], ...] = ()
    skipped: bool = False


def run_batch(urls: Sequence[str], batch: Batch, *, chunk: int = 500, address: str | None = None, workers: int = 2) -> Iterator[Part]:
    """Reads all plans below the URLs and gives what became of each chunk, in the order in which they are done.

    `address` is that of a Dask scheduler; without it a cluster of `workers` processes is made here. A chunk that no worker
    could do gives a Part whose failures name each of its files, and no file. Raises MissingExtra without the extra
    `cluster`, UnreadableFile for a URL that is not there, OutputError when `out` cannot be written.
    """
    client_type, wait_for = _dask()
    chunks = _chunks(list_files(urls, batch.storage), chunk)
    there = _parts_there(batch)
    named = [(_part_name(batch, files), files) for files in chunks]
    done = {part.name: part for part in _parts_done(batch, [name for name, _ in named if f"{name}.parquet" in there])}
    yield from done.values()
    todo = [(name, files) for name, files in named if name not in done]
    if todo:
        yield from _on_cluster(client_type, wait_for, todo, batch, address, workers)


def _dask() -> tuple[Any, Any]:
    try:
        import fsspec  # noqa: F401
        import pyarrow  # noqa: F401
        from dask.distributed import Client, as_completed
    except ImportError as error:
        raise MissingExtra(f"kehoach batch needs {error.name}; install it with: pip install 'kehoach-parser[cluster]'") from error
    return Client, as_completed


def _on_cluster(client_type: Any, wait_for: Any, todo: Sequence[tuple[str, Sequence[Stored]]], batch: Batch, address: str | None, workers: int) -> Iterator[Part]:
    import dask

    # a worker that dies is replaced; how often a chunk may meet one that dies is RETRIES
    with dask.config.set({"distributed.scheduler.allowed-failures": RETRIES}), _client(client_type, address, workers) as client:
        files_of = dict(todo)
        waiting = iter(todo)
        lanes = max(1, sum(client.nthreads().values())) * IN_FLIGHT
        first = [_submit(client, batch, one) for one in islice(waiting, lanes)]
        running = wait_for(first, raise_errors=False)
        for future in running:
            yield _part_of(future, files_of[future.key])
            future.release()
            following = next(waiting, None)
            if following is not None:
                running.add(_submit(client, batch, following))


def _client(client_type: Any, address: str | None, workers: int) -> Any:
    if address:
        try:
            return client_type(address, timeout=CONNECT)
        except (OSError, ValueError) as error:
            raise UnreadableFile("no Dask scheduler answers here; check --scheduler", path=address) from error
    # one thread a process, since pdfium is not thread-safe; Dask opens a page of its own in any case: on this machine only
    return client_type(n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50)


def _submit(client: Any, batch: Batch, one: tuple[str, Sequence[Stored]]) -> Any:
    name, files = one
    return client.submit(do_chunk, batch, name, tuple(files), __version__, key=name, pure=False, retries=RETRIES)


def _part_of(future: Any, files: Sequence[Stored]) -> Part:
    error = future.exception() if future.status == "error" else None
    if error is None:
        part: Part = future.result()
        return part
    code, what = (error.code, error.message) if isinstance(error, KehoachError) else ("KH911", f"no worker could do this chunk ({type(error).__name__}: {error})")
    sentence = what.replace("\n", " ")[:300]
    return Part(future.key, len(files), failures=tuple((file.url, code, sentence) for file in files))


# --- what to do -----------------------------------------------------------------------------------------------------------


def list_files(urls: Sequence[str], storage: Mapping[str, Any]) -> list[Stored]:
    """The plans below the URLs (a file, a folder with all below it, or a pattern with *), in the order of their names."""
    found: dict[str, Stored] = {}
    for url in urls:
        here = _list_one(url, storage)
        if not here:
            raise UnreadableFile("holds no plan; give a folder or pattern with files that end in " + ", ".join(sorted(SUFFIXES)), path=url)
        found.update((file.url, file) for file in here)
    return sorted(found.values())


def _list_one(url: str, storage: Mapping[str, Any]) -> list[Stored]:
    store, path = open_store(url, storage)
    try:
        listed: dict[str, Any] = _patiently(lambda: _listed(store, path))
    except FileNotFoundError:
        raise UnreadableFile("is not there; check the URL", path=url) from None
    except Exception as error:  # every store has errors of its own
        raise UnreadableFile(f"cannot be listed ({type(error).__name__}: {error})", path=url) from error
    if list(listed) == [path]:  # named itself: read whatever its name is
        return [_stored(store, path, listed[path])]
    return [_stored(store, path, info) for path, info in listed.items() if info.get("type") == "file" and _is_plan(path)]


def _listed(store: Any, path: str) -> dict[str, Any]:
    found: dict[str, Any]
    if "*" in path:
        found = store.glob(path, detail=True)
    elif store.isdir(path):
        found = store.find(path, detail=True)
    else:
        found = {path: store.info(path)}
    return found


def _patiently(ask_store: Callable[[], T]) -> T:
    """What the store says; asked again for a while when it fails, not when it says that a thing is not there or not allowed."""
    wait = WAIT
    for _ in range(TRIES - 1):
        try:
            return ask_store()
        except (FileNotFoundError, PermissionError):
            raise
        except Exception:  # every store has errors of its own
            sleep(wait)
            wait *= 2
    return ask_store()


def _is_plan(path: str) -> bool:
    name = path.rsplit("/", 1)[-1]
    return not name.startswith((".", "~$")) and os.path.splitext(name)[1].lower() in SUFFIXES  # noqa: PTH122 - a URL


def _stored(store: Any, path: str, info: Mapping[str, Any]) -> Stored:
    version = info.get("ETag") or info.get("etag") or info.get("md5Hash") or info.get("mtime") or info.get("LastModified") or ""
    return Stored(store.unstrip_protocol(path), f"{info.get('size')}/{version}")


def open_store(url: str, storage: Mapping[str, Any]) -> tuple[Any, str]:
    """The fsspec file system of a URL and the path in it. `storage` are options of that store, none for local files."""
    import fsspec

    try:
        options = {} if "://" not in url or url.startswith("file:") else dict(storage)
        store, path = fsspec.core.url_to_fs(url, **options)
    except (ImportError, ValueError) as error:
        raise MissingExtra(f"this store is not known here ({error})", path=url) from error
    return store, path


def _chunks(files: Sequence[Stored], size: int) -> Iterator[Sequence[Stored]]:
    return (files[at : at + size] for at in range(0, len(files), size))


def _part_name(batch: Batch, files: Sequence[Stored]) -> str:
    how = (__version__, batch.digest, repr(batch.limits), batch.encoding, batch.password, batch.ocr, tuple(COLUMNS), tuple(DOCUMENT_COLUMNS))
    sha = blake2b(repr(how).encode(), digest_size=12)
    for file in files:
        sha.update(f"{file.url}\0{file.version}\n".encode("utf-8", "surrogateescape"))
    return f"part-{sha.hexdigest()}"


def _parts_there(batch: Batch) -> set[str]:
    store, path = open_store(batch.out, batch.storage)
    try:
        store.invalidate_cache()
        store.makedirs(path, exist_ok=True)
        return {name.rsplit("/", 1)[-1] for name in store.ls(path, detail=False)} if store.exists(path) else set()
    except Exception as error:  # every store has errors of its own
        raise OutputError(f"cannot be written ({type(error).__name__}: {error})", path=batch.out) from error


def _parts_done(batch: Batch, names: Sequence[str]) -> Iterator[Part]:
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
    return sorted(name for name in _parts_there(batch) if name.endswith(".parquet") and name.rsplit(".", 1)[0].replace("partial-", "part-") not in mine)


# --- on a worker ----------------------------------------------------------------------------------------------------------

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
    for file, data in _fetched(files, batch.storage):
        if isinstance(data, bytes):
            answer = ask(reader, file.url, data)
            missing = missing or answer.waits
        else:
            missing = missing or not isinstance(data, FileNotFoundError)
            answer = Answer(error=_not_given_out(file, data))
        times.append((round(answer.seconds, 4), file.url))
        tasks += len(answer.rows)
        rows += _rows(file, answer)
        if answer.error:
            failures.append((file.url, answer.error.code, answer.error.message))
    _write_part(batch, name, _as_parquet(rows), missing)
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


def _fetched(files: Sequence[Stored], storage: Mapping[str, Any]) -> Iterator[tuple[Stored, bytes | Exception]]:
    """Each file with its bytes, or with what the store said in the end."""
    for at in range(0, len(files), AT_ONCE):
        group = files[at : at + AT_ONCE]
        found = _fetch([file.url for file in group], storage)
        yield from ((file, found[file.url]) for file in group)


def _fetch(urls: Sequence[str], storage: Mapping[str, Any]) -> dict[str, bytes | Exception]:
    """Asks for the files together, and again for those that the store could not give out; a file that is gone stays gone."""
    found: dict[str, bytes | Exception] = {}
    for turn in range(TRIES):
        left = [url for url in urls if not isinstance(found.get(url), bytes | FileNotFoundError)]
        if not left:
            break
        if turn:
            sleep(WAIT * 2 ** (turn - 1))
        found.update(_ask_store(left, storage))
    return found


def _ask_store(urls: Sequence[str], storage: Mapping[str, Any]) -> dict[str, bytes | Exception]:
    try:
        store, _ = open_store(urls[0], storage)
        paths = {url: store._strip_protocol(url) for url in urls}
        plain = [path for path in paths.values() if not _PATTERN & set(path)]
        got: dict[str, bytes | Exception] = store.cat(plain, on_error="return") if plain else {}
        return {url: got[path] if path in got else _ask_for_one(store, path) for url, path in paths.items()}
    except Exception as error:  # every store has errors of its own
        return dict.fromkeys(urls, error)


def _ask_for_one(store: Any, path: str) -> bytes | Exception:
    """A file whose name looks like a pattern, "ke-hoach [2].docx": asked for together with others it would be taken for one."""
    try:
        data: bytes = store.cat_file(path)
        return data
    except Exception as error:  # every store has errors of its own
        return error


def _not_given_out(file: Stored, error: Exception) -> UnreadableFile:
    if isinstance(error, FileNotFoundError):
        return UnreadableFile("is gone since the files were listed", path=file.url)
    return UnreadableFile(f"the store did not give this file out ({type(error).__name__}: {error}); run again later", path=file.url)


def _rows(file: Stored, answer: Answer) -> list[dict[str, Any]]:
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
        return _rows(Stored(url, ""), Answer(error=plan))
    rows = tuple(row_values(plan, row) for row in iter_tasks(plan))
    return _rows(Stored(url, ""), Answer(rows, plan.header.number, plan.header.issuer, plan.header.plan_year, plan.source.sha256))


def part_schema() -> Any:
    """The schema of a part as pyarrow has it: the columns of a task, then `DOCUMENT_COLUMNS`."""
    import pyarrow as pa

    schema = arrow_schema(pa)
    for name, (_, what) in DOCUMENT_COLUMNS.items():
        schema = schema.append(pa.field(name, pa.string(), metadata={"description": what}))
    return schema


def _as_parquet(rows: Sequence[dict[str, Any]]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows), schema=part_schema()), out, compression="zstd")
    return out.getvalue()


def _write_part(batch: Batch, name: str, data: bytes, missing: bool) -> None:
    """Writes the part whole or not at all; once it is whole, what an earlier run left of the chunk goes."""
    partial = name.replace("part-", "partial-")
    _put(batch, f"{partial if missing else name}.parquet", data)
    if not missing:
        store, path = open_store(batch.out, batch.storage)
        rest = f"{path.rstrip('/')}/{partial}.parquet"
        if store.exists(rest):
            store.rm_file(rest)


def _put(batch: Batch, name: str, data: bytes) -> None:
    store, path = open_store(batch.out, batch.storage)
    target = f"{path.rstrip('/')}/{name}"
    try:
        _patiently(lambda: _put_whole(store, target, data))
    except Exception as error:  # every store has errors of its own
        raise OutputError(f"the store did not take this part ({type(error).__name__}: {error}); run again later", path=target) from None


def _put_whole(store: Any, target: str, data: bytes) -> None:
    """An object store shows an object when it is there whole; elsewhere the name is given last."""
    protocols = {store.protocol} if isinstance(store.protocol, str) else set(store.protocol)
    if "file" in protocols:
        from kehoach_parser.emit.atomic import write_whole

        write_whole(Path(target), data)
    elif protocols & {"s3", "s3a", "gs", "gcs", "abfs", "az", "adl", "oci", "memory"}:
        store.pipe_file(target, data)
    else:
        making = f"{target}.{os.urandom(4).hex()}.tmp"
        store.pipe_file(making, data)
        store.mv(making, target)
