"""Gives the chunks to a Dask cluster, a few ahead of each worker, and takes what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from kehoach_parser import __version__
from kehoach_parser.cluster.job import Batch, Part
from kehoach_parser.cluster.parts import part_name, parts_done, parts_there
from kehoach_parser.cluster.stores import Stored, list_files
from kehoach_parser.cluster.worker import do_chunk
from kehoach_parser.errors import KehoachError, MissingExtra, UnreadableFile

CONNECT = 20  # seconds to reach a scheduler
IN_FLIGHT = 3  # chunks that a worker has at most before it, so that the scheduler is not flooded
RETRIES = 3  # how often Dask gives a chunk to another worker when one is lost


def run_batch(urls: Sequence[str], batch: Batch, *, chunk: int = 500, address: str | None = None, workers: int = 2) -> Iterator[Part]:
    """Reads all plans below the URLs and gives what became of each chunk, in the order in which they are done.

    `address` is that of a Dask scheduler; without it a cluster of `workers` processes is made here. A chunk that no worker
    could do gives a Part whose failures name each of its files, and no file. Raises MissingExtra without the extra
    `cluster`, UnreadableFile for a URL that is not there, OutputError when `out` cannot be written.
    """
    client_type, wait_for = _dask()
    chunks = _chunks(list_files(urls, batch.storage), chunk)
    there = parts_there(batch)
    named = [(part_name(batch, files), files) for files in chunks]
    done = {part.name: part for part in parts_done(batch, [name for name, _ in named if f"{name}.parquet" in there])}
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


def _chunks(files: Sequence[Stored], size: int) -> Iterator[Sequence[Stored]]:
    return (files[at : at + size] for at in range(0, len(files), size))
