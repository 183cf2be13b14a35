"""`kehoach parse`: plans in, a typed task tree out, for one file or very many."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from kehoach_parser.cli.options import GrammarDirs, NoColor, Quiet, Version, colours, finite, note
from kehoach_parser.cli.root import new_app
from kehoach_parser.errors import UsageError
from kehoach_parser.limits import DEFAULT_LIMITS as LIMITS
from kehoach_parser.limits import MIB, Limits

if TYPE_CHECKING:
    from kehoach_parser.run.inputs import Input
    from kehoach_parser.run.manifest import Manifest
    from kehoach_parser.run.one import Outcome, Wishes
    from kehoach_parser.run.progress import Progress
    from kehoach_parser.run.report import Report

HELP = """Read plans into a task tree (JSON, YAML or one task a line).

PATH is a plan in any known format, or a folder, which is read with all below it, links to other folders left out. One plan goes to standard output; with -o DIR each plan becomes DIR/<same sub-path>/<name>.json, and a second run does only what changed.

Exit status: 0 done, 1 some plan could not be read (the others are written all the same), 2 wrong usage.

Example: kehoach parse plans/ -o out --jobs auto
"""
app = new_app(HELP)
NAMED = 3  # how many files with a changed result name are told one by one
SAFETY = "Safety limits"


class Form(StrEnum):
    json = "json"
    yaml = "yaml"
    jsonl = "jsonl"


@app.command(help=HELP)
def parse(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Plans and folders of plans.")],
    out: Annotated[str | None, typer.Option("--out", "-o", metavar="DIR", help="Write one result a plan into this folder; - for standard output.")] = None,
    form: Annotated[Form, typer.Option("--format", help="A tree in JSON or YAML, or one task a line (jsonl).")] = Form.json,
    jobs: Annotated[str | None, typer.Option("--jobs", "-j", metavar="N", help="Read in N worker processes, auto for one a processor; left out: in this process.")] = None,
    report: Annotated[Path | None, typer.Option(metavar="FILE", help="Write what the run came to as JSON.")] = None,
    cache: Annotated[bool, typer.Option("--cache/--no-cache", help="Skip what an earlier run did into the same folder, and write down what this one does.")] = True,
    encoding: Annotated[str | None, typer.Option(metavar="NAME", help="Encoding of text files; found out when left out.")] = None,
    password: Annotated[str | None, typer.Option(metavar="TEXT", envvar="KEHOACH_PASSWORD", show_envvar=True, help="Opens encrypted files.")] = None,
    ocr: Annotated[bool, typer.Option("--ocr/--no-ocr", help="Read scanned pages.")] = True,
    max_file_bytes: Annotated[int, typer.Option(min=1, help="Size of a file.", rich_help_panel=SAFETY)] = LIMITS.file_bytes,
    max_unpacked_bytes: Annotated[int, typer.Option(min=1, help="Size of an unpacked archive.")] = LIMITS.unpacked_bytes,
    max_unpacked_ratio: Annotated[int, typer.Option(min=1, help="Unpacked size over packed size.")] = LIMITS.unpacked_ratio,
    max_pages: Annotated[int, typer.Option(min=1, help="Pages of a document.")] = LIMITS.pages,
    max_line_chars: Annotated[int, typer.Option(min=1, help="Characters of a line.")] = LIMITS.line_chars,
    max_deadline_chars: Annotated[int, typer.Option(min=1, help="Characters of a deadline phrase.")] = LIMITS.deadline_chars,
    max_seconds: Annotated[float, typer.Option(min=0, callback=finite, help="Seconds to read one document, 0 for no limit.")] = LIMITS.seconds,
    max_memory: Annotated[int, typer.Option(min=0, metavar="MIB", help="Memory of one worker in MiB, 0 for no limit; needs --jobs.")] = 0,
    recycle: Annotated[int, typer.Option(min=1, metavar="N", help="Files after which a worker is replaced by a new one.")] = 1_000,
    grammar: GrammarDirs = None,
    quiet: Quiet = False,
    no_color: NoColor = False,
    version: Version = False,
) -> None:
    from kehoach_parser.grammar import load_grammar
    from kehoach_parser.run.inputs import find_inputs
    from kehoach_parser.run.one import Wishes

    workers = _workers(jobs)
    if max_memory and not workers:
        raise UsageError("--max-memory bounds a worker; add --jobs 1, or another number of workers")
    limits = Limits(max_file_bytes, max_unpacked_bytes, max_unpacked_ratio, max_pages, max_line_chars, max_deadline_chars, max_seconds)
    folder = None if out in (None, "-") else out
    wishes = Wishes(load_grammar(*(grammar or ())), form.value, folder, None, limits, encoding, password, ocr)
    renamed = _Renamed(quiet)
    inputs = find_inputs(paths, f".{form.value}", renamed.tell)
    if folder is None:
        inputs = _for_standard_output(inputs, form)
    with ExitStack() as stack:
        manifest = None
        if folder is not None:
            wishes, manifest = _open_folder(stack, Path(folder), wishes, cache)
        run = _Run(paths, wishes, quiet, no_color, workers or 0)
        status = run.all(inputs, recycle, max_memory * MIB, manifest)
    renamed.end()
    run.finish(report)
    raise typer.Exit(status)


def _workers(jobs: str | None) -> int | None:
    if jobs is None:
        return None
    if jobs == "auto":
        from kehoach_parser.run.pool import cores

        return cores()
    if not jobs.isdigit() or int(jobs) < 1:
        raise UsageError(f"--jobs takes a number from 1, or auto, not {jobs}")
    return int(jobs)


def _for_standard_output(inputs: Iterator[Input], form: Form) -> Iterator[Input]:
    """Lets one plan through, or any number as lines of tasks: two trees in one stream would be no JSON."""
    first = list(islice(inputs, 2))
    if len(first) > 1 and form is not Form.jsonl:
        raise UsageError("several plans do not fit in one stream; write them to a folder with -o DIR, or one task a line with --format jsonl")
    return chain(first, inputs)


def _open_folder(stack: ExitStack, folder: Path, wishes: Wishes, cache: bool) -> tuple[Wishes, Manifest | None]:
    from dataclasses import replace

    from kehoach_parser.run.manifest import base_key, close, open_manifest, tool_key
    from kehoach_parser.run.outputs import workshop

    making = stack.enter_context(workshop(folder))
    if not cache:
        return replace(wishes, workshop=str(making)), None
    manifest = open_manifest(folder)
    stack.callback(close, manifest)
    return replace(wishes, workshop=str(making), base=base_key(wishes, tool_key())), manifest


def _to_standard_output(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


@contextmanager
def _remembered_interrupt() -> Iterator[list[bool]]:
    """Ctrl-C as ever, SIGTERM like it, and noted in the list: a library that calls back into Python may swallow the exception."""
    said: list[bool] = []

    def note_down(signum: int, frame: object) -> None:
        said.append(True)
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield said
        return
    before = {number: signal.signal(number, note_down) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield said
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Renamed:
    """Tells the first few results that got another name, and at the end how many there were."""

    def __init__(self, quiet: bool) -> None:
        self.quiet = quiet
        self.count = 0

    def tell(self, path: str, target: str) -> None:
        self.count += 1
        if self.count <= NAMED:
            note(self.quiet, f"kehoach: {path}: another plan has the same name, its result is {target}")

    def end(self) -> None:
        if self.count > NAMED:
            note(self.quiet, f"kehoach: {self.count} results keep the suffix of their plan, since another plan has the same name")


class _Run:
    """One run at the terminal: results to standard output, failures and progress to standard error, counts to the report."""

    def __init__(self, paths: list[str], wishes: Wishes, quiet: bool, no_color: bool, jobs: int) -> None:
        from kehoach_parser.run.report import Report

        self.paths, self.wishes, self.quiet, self.jobs = paths, wishes, quiet, jobs
        self.report: Report = Report()
        self.began = monotonic()
        self.colour = colours(no_color, sys.stderr)
        self.progress: Progress | None = None

    def all(self, inputs: Iterable[Input], recycle: int, memory: int, manifest: Manifest | None) -> int:
        """Reads all; the exit status."""
        from kehoach_parser.run.every import every_outcome

        outcomes = every_outcome(inputs, self.wishes, jobs=self.jobs, recycle=recycle, memory=memory, manifest=manifest, tick=self.tick)
        try:
            with _remembered_interrupt() as interrupted:
                for outcome in outcomes:
                    if interrupted:
                        raise KeyboardInterrupt
                    self.take(outcome)
        except KeyboardInterrupt:
            outcomes.close()  # type: ignore[attr-defined]  # a generator
            self.report.interrupted = True
            return 130
        finally:
            self.clear()
        return 1 if self.report.failures else 0

    def take(self, outcome: Outcome) -> None:
        from kehoach_parser.run.report import count_in

        count_in(self.report, outcome)
        if outcome.code:
            self.clear()
            print(f"kehoach: {outcome.sentence}", file=sys.stderr)
        elif outcome.data is not None:
            _to_standard_output(outcome.data)

    def tick(self, waiting: int) -> None:
        if self.quiet or monotonic() - self.began < 1:
            return
        from kehoach_parser.run.inputs import count_inputs
        from kehoach_parser.run.progress import Progress, show

        if self.progress is None:
            self.progress = Progress(lambda: count_inputs(self.paths), sys.stderr, sys.stderr.isatty(), self.colour, self.began)
        show(self.progress, self.report.files + waiting, len(self.report.failures))

    def clear(self) -> None:
        if self.progress is not None:
            from kehoach_parser.run.progress import clear

            clear(self.progress)

    def finish(self, path: Path | None) -> None:
        """The last word: one line when there was more than one plan, and the report file."""
        from kehoach_parser.run.report import as_json, summary

        seconds = monotonic() - self.began
        if self.report.files > 1 or self.report.interrupted:
            note(self.quiet, f"kehoach: {summary(self.report, seconds)}")
        if path is not None:
            import json

            from kehoach_parser.emit.atomic import write_whole

            write_whole(path, json.dumps(as_json(self.report, seconds), ensure_ascii=False, indent=2).encode("utf-8") + b"\n")
