"""`kehoach batch`: very many plans on a Dask cluster, from any store to Parquet on any store."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kehoach_parser.cli.options import GrammarDirs, NoColor, Quiet, Version, finite, note
from kehoach_parser.cli.root import new_app
from kehoach_parser.errors import UsageError
from kehoach_parser.limits import DEFAULT_LIMITS, MIB, Limits

if TYPE_CHECKING:
    from kehoach_parser.cluster import Batch, Part

HELP = """Parse very many plans on a Dask cluster.

URL is a file, a folder or a pattern with * on any store that fsspec knows (a path, s3://, gs://, abfs://, …). Tasks go to Parquet files in the folder --out, one a chunk; a file that cannot be read is a row with its error. A second run does only the chunks that are not there, and names what failed in the others again. Without --scheduler a cluster is made on this machine. Needs the extra cluster.

Exit status: 0 done, 1 some file could not be read (the others are written all the same), 2 wrong usage.

Example: kehoach batch s3://plans/2024/ --out s3://tasks/2024 --scheduler tcp://10.0.0.5:8786
"""
app = new_app(HELP)
SHOWN = 20  # failures that are named one by one; the report has all


@app.command(help=HELP)
def batch(
    urls: Annotated[list[str], typer.Argument(metavar="URL...", help="Files, folders or patterns.")],
    out: Annotated[str, typer.Option("--out", "-o", metavar="URL", help="The folder for the Parquet files.")],
    scheduler: Annotated[str | None, typer.Option(metavar="ADDRESS", help="A running Dask scheduler, tcp://host:8786.")] = None,
    chunk: Annotated[int, typer.Option(min=1, help="Files a chunk: one task of the cluster and one Parquet file.")] = 500,
    workers: Annotated[int | None, typer.Option(min=1, help="Worker processes on this machine, when there is no --scheduler.")] = None,
    storage: Annotated[list[str] | None, typer.Option("--storage", metavar="KEY=VALUE", help="An option of the store, e.g. endpoint_url=http://localhost:9000; may be given again. Keep secrets in the environment.")] = None,
    report: Annotated[Path | None, typer.Option(metavar="FILE", help="Write what the run came to as JSON.")] = None,
    encoding: Annotated[str | None, typer.Option(metavar="NAME", help="Encoding of text files; found out when left out.")] = None,
    ocr: Annotated[bool, typer.Option("--ocr/--no-ocr", help="Read scanned pages.")] = True,
    max_seconds: Annotated[float, typer.Option(min=0, callback=finite, help="Seconds to read one document, 0 for no limit.")] = DEFAULT_LIMITS.seconds,
    max_memory: Annotated[int, typer.Option(min=0, metavar="MIB", help="Memory of one reading process in MiB, 0 for no limit.")] = 0,
    grammar: GrammarDirs = None,
    quiet: Quiet = False,
    no_color: NoColor = False,
    version: Version = False,
) -> None:
    from kehoach_parser.cluster import Batch, other_parts, run_batch
    from kehoach_parser.grammar import load_grammar
    from kehoach_parser.run.pool import cores

    directories = tuple(grammar or ())
    limits = Limits(seconds=max_seconds)
    job = Batch(out, limits, encoding, None, ocr, max_memory * MIB, load_grammar(*directories).digest, _own_files(directories), _options(storage or ()))
    run = _Run(quiet)
    try:
        for part in run_batch(urls, job, chunk=chunk, address=scheduler, workers=workers or cores()):
            run.take(part)
    except KeyboardInterrupt:
        run.interrupted = True
    run.finish(job, report, [] if run.interrupted else other_parts(job, run.names))
    raise typer.Exit(130 if run.interrupted else 1 if run.failures else 0)


def _own_files(directories: Sequence[Path]) -> tuple[tuple[int, str, bytes], ...]:
    return tuple((number, path.relative_to(folder).as_posix(), path.read_bytes()) for number, folder in enumerate(directories) for path in sorted(folder.rglob("*.yaml")))


def _options(given: Sequence[str]) -> dict[str, Any]:
    """Options of a store; a value that is JSON (true, 3, {…}) is taken as what it says."""
    options: dict[str, Any] = {}
    for pair in given:
        key, sign, value = pair.partition("=")
        if not key or not sign:
            raise UsageError(f"--storage takes KEY=VALUE, for example endpoint_url=http://localhost:9000, not {pair}")
        try:
            options[key] = json.loads(value)
        except ValueError:
            options[key] = value
    return options


@dataclass(slots=True)
class _Run:
    """Counts of the run, told once a second; `documents` are all, `read` those that this run read."""

    quiet: bool
    names: set[str] = field(default_factory=set)
    done: int = 0
    skipped: int = 0
    documents: int = 0
    read: int = 0
    tasks: int = 0
    failures: list[tuple[str, str, str]] = field(default_factory=list)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    interrupted: bool = False
    began: float = field(default_factory=monotonic)
    told: float = 0.0

    def take(self, part: Part) -> None:
        self.names.add(part.name)
        self.skipped += part.skipped
        self.done += not part.skipped
        self.documents += part.documents
        self.read += 0 if part.skipped else part.documents
        self.tasks += part.tasks
        self.slowest = sorted([*self.slowest, *part.slowest], reverse=True)[:10]
        for url, code, message in part.failures:
            self.failures.append((url, code, message))
            if len(self.failures) <= SHOWN:
                print(f"kehoach: {url}: {message}", file=sys.stderr)
        if not part.skipped and monotonic() - self.told > 1:
            self.told = monotonic()
            note(self.quiet, f"kehoach: {self.done} chunks, {self.read} files, {self.read / (self.told - self.began):.0f} a second, {len(self.failures)} failed")

    def finish(self, job: Batch, report: Path | None, others: Sequence[str]) -> None:
        seconds = monotonic() - self.began
        failed = f", {len(self.failures)} failed" if self.failures else ""
        note(self.quiet, f"kehoach: {'interrupted: ' if self.interrupted else ''}{self.done} chunks done, {self.skipped} there already, {self.documents} files{failed}, {self.tasks} tasks in {seconds:.1f} s")
        if others:
            note(self.quiet, f"kehoach: {job.out} also holds {len(others)} files of other or changed inputs; delete them if they are not wanted ({others[0]} …)")
        if report is not None:
            from kehoach_parser.emit.atomic import write_whole

            write_whole(report, json.dumps(self.as_json(seconds, others), ensure_ascii=False, indent=2).encode("utf-8") + b"\n")

    def as_json(self, seconds: float, others: Sequence[str]) -> dict[str, Any]:
        return {
            "files": self.documents, "parsed": self.documents - len(self.failures), "failed": len(self.failures), "failed_by_kind": dict(sorted(Counter(code for _, code, _ in self.failures).items())),
            "tasks": self.tasks, "seconds": round(seconds, 3), "interrupted": self.interrupted, "chunks": {"done": self.done, "skipped": self.skipped}, "other_parts": list(others),
            "slowest": [{"path": url, "seconds": took} for took, url in self.slowest],
            "failures": [{"path": url, "code": code, "message": message} for url, code, message in self.failures],
        }
