"""`kehoach check`: finds what is unclear or wrong in plans, for a person and for CI."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from kehoach_parser.cli.options import GrammarDirs, NoColor, Quiet, Version, colours, note
from kehoach_parser.cli.root import new_app
from kehoach_parser.errors import MissingExtra, UsageError

if TYPE_CHECKING:
    from kehoach_parser.check.config import Settings
    from kehoach_parser.cli.checking import Run
    from kehoach_parser.findings import Checked

HELP = """Find what is unclear or wrong in plans: who, when, with which result, and the form.

PATH is a plan in any format, a folder of them, or JSON that `kehoach parse` wrote. `kehoach explain CODE` tells more about a finding.

Exit status: 0 nothing at or above the failing level, 1 findings, 2 could not check (usage, unreadable file, broken grammar).

Example: kehoach check plans/ --ignore KH5 --output-format sarif -o findings.sarif
"""
app = new_app(HELP)
DEFAULT_BASELINE = "kehoach-baseline.json"


class Format(StrEnum):
    full = "full"
    concise = "concise"
    json = "json"
    sarif = "sarif"
    github = "github"
    gitlab = "gitlab"
    junit = "junit"


class Language(StrEnum):
    vi = "vi"
    en = "en"


class Failing(StrEnum):
    error = "error"
    warning = "warning"
    info = "info"


RULES = "codes, prefixes (KH3) or names (no-deadline), with commas or given again."


@app.command(help=HELP)
def check(
    paths: Annotated[list[str] | None, typer.Argument(metavar="PATH...", help="Plans and folders; - for a plan in text on standard input.")] = None,
    output_format: Annotated[Format | None, typer.Option("--output-format", help="How findings are shown; full by default.")] = None,
    output_file: Annotated[Path | None, typer.Option("--output-file", "-o", metavar="FILE", help="Write the findings here instead of to standard output.")] = None,
    select: Annotated[list[str] | None, typer.Option(metavar="RULES", help=f"Only these rules: {RULES}")] = None,
    extend_select: Annotated[list[str] | None, typer.Option(metavar="RULES", help="These rules on top of the usual ones.")] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="RULES", help="Not these rules.")] = None,
    fail_on: Annotated[Failing | None, typer.Option(help="The level from which the exit status is 1; warning by default.")] = None,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit status 0 also with findings.")] = False,
    statistics: Annotated[bool, typer.Option("--statistics", help="Only how often each rule found something.")] = False,
    baseline: Annotated[Path | None, typer.Option(metavar="FILE", help="Leave out the findings listed here; what is gone is taken out of it.")] = None,
    write_baseline: Annotated[bool, typer.Option("--write-baseline", help=f"Write all findings of now to the baseline ({DEFAULT_BASELINE} without --baseline).")] = False,
    diff_base: Annotated[str | None, typer.Option("--diff-base", metavar="REV", help="Only what is new since this git revision.")] = None,
    config: Annotated[Path | None, typer.Option(metavar="FILE", help="Settings from this file, for all plans.")] = None,
    isolated: Annotated[bool, typer.Option("--isolated", help="No settings files.")] = False,
    lang: Annotated[Language | None, typer.Option(help="Language of the messages; from the locale by default, else vi.")] = None,
    stdin_filename: Annotated[str | None, typer.Option(metavar="NAME", help="Check standard input as if it were this file.")] = None,
    force_exclude: Annotated[bool, typer.Option("--force-exclude", help="`exclude` of the settings also for files named here.")] = False,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Check as on this day instead of today, YYYY-MM-DD.")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Check again whenever a file changes (extra: watch).")] = False,
    grammar: GrammarDirs = None,
    quiet: Quiet = False,
    no_color: NoColor = False,
    version: Version = False,
) -> None:
    from kehoach_parser import __version__
    from kehoach_parser.check.config import Settings, load_settings, settings_for
    from kehoach_parser.cli.checking import Run, files_of
    from kehoach_parser.cli.dates import day_option
    from kehoach_parser.cli.tables import PIPE_WIDTH, columns
    from kehoach_parser.report import Options

    if paths == ["-"] and stdin_filename is None:
        stdin_filename = "-"
    if not paths and stdin_filename is None:
        raise UsageError("name a plan or a folder to check, for example: kehoach check plans/")
    selected = _split(select)
    if selected == []:
        raise UsageError("--select names no rule; leave it out to run the rules that are on by default")
    fixed = Settings() if isolated else load_settings(config) if config else None
    known: dict[int, Settings] = {}

    def settings_of(path: str) -> Settings:
        base = fixed or settings_for(Path(path))
        if id(base) not in known:
            known[id(base)] = base.over(
                select=selected, ignore=_split(ignore) or [], extend_select=_split(extend_select) or [], fail_on=fail_on.value if fail_on else None
            )
        return known[id(base)]

    here = settings_of(stdin_filename or (paths or ["."])[0])
    here.rules()  # a wrong rule name is said before anything is read
    language = lang.value if lang else here.lang or locale_language()
    shape = "statistics" if statistics else output_format.value if output_format else here.output_format or "full"
    _check_choice(language, [member.value for member in Language], "lang", here)
    _check_choice(shape, [*(member.value for member in Format), "statistics"], "output-format", here)
    baseline_path = baseline or here.baseline or (Path(DEFAULT_BASELINE) if write_baseline else None)
    options = Options(language, colours(no_color) and output_file is None, quiet, __version__, columns() if output_file is None else PIPE_WIDTH)

    def once() -> Run:
        run = Run(settings_of, day_option(as_of), language, grammar or (), baseline_path, _known_findings(baseline_path, write_baseline), diff_base)
        if stdin_filename is not None:
            plans = run.check_bytes(stdin_filename, sys.stdin.buffer.read())
            total = 1
        else:
            files = files_of(paths or [], settings_of, force_exclude=force_exclude)
            if not files:
                note(quiet, "kehoach: no plan found in what was named")
            plans, total = run.check_files(files), len(files)
        _report(plans, total, shape, options, output_file)
        _keep_baseline(run, write_baseline, quiet)
        return run

    if watch:
        _watch(once, paths or [], quiet)
    run = once()
    if run.unread:
        raise typer.Exit(2)
    if run.failed and not exit_zero and not write_baseline:
        raise typer.Exit(1)


def locale_language() -> str:
    """The language that the environment asks for: en for an English locale, else vi."""
    said = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if said.lower().startswith("en") else "vi"


def _split(given: list[str] | None) -> list[str] | None:
    if given is None:
        return None
    return [name for part in given for name in part.replace(" ", ",").split(",") if name]


def _check_choice(value: str, known: list[str], key: str, settings: Settings) -> None:
    if value not in known:
        raise UsageError(f"{key} must be one of {', '.join(known)}, not {value!r}", path=settings.source)


def _report(plans: Iterator[Checked], total: int, shape: str, options: object, output_file: Path | None) -> None:
    from kehoach_parser.cli.checking import with_progress
    from kehoach_parser.report import Options, render

    assert isinstance(options, Options)
    pieces = render(shape, with_progress(plans, total, sys.stderr.isatty() and not options.quiet), options)
    if output_file is not None:
        from kehoach_parser.emit.atomic import write_whole

        write_whole(output_file, "".join(pieces).encode())
        return
    for piece in pieces:
        _write(sys.stdout, piece)


def _write(out: TextIO, piece: str) -> None:
    """Writes and flushes, so that findings come as they are found; what the terminal cannot show is replaced."""
    try:
        out.write(piece)
    except UnicodeEncodeError:
        out.write(piece.encode(out.encoding or "ascii", "replace").decode(out.encoding or "ascii"))
    out.flush()


def _known_findings(path: Path | None, writing: bool) -> dict[str, dict[str, str]]:
    from kehoach_parser.check.baseline import read_baseline

    return {} if path is None or writing else read_baseline(path)


def _keep_baseline(run: Run, writing: bool, quiet: bool) -> None:
    """Writes the baseline anew, or takes out what is gone: findings that were mended, plans that were removed."""
    if run.baseline_path is None:
        return
    from kehoach_parser.check.baseline import baseline_bytes
    from kehoach_parser.emit.atomic import write_whole

    folder = run.baseline_path.absolute().parent
    kept = run.found if writing else {plan: marks for plan, marks in run.baseline.items() if (folder / plan).exists()}
    data = baseline_bytes(kept)
    if writing or data != run.baseline_path.read_bytes():
        write_whole(run.baseline_path, data)
        note(quiet, f"kehoach: {run.baseline_path} now holds {sum(map(len, kept.values()))} known findings")


def _watch(once: object, paths: list[str], quiet: bool) -> None:
    try:
        from watchfiles import watch as changes
    except ImportError as error:
        raise MissingExtra("--watch needs the extra watch: pip install 'kehoach-parser[watch]'") from error
    assert callable(once)
    try:
        once()
        for _ in changes(*paths):
            note(quiet, "kehoach: a file changed, checking again")
            once()
    except KeyboardInterrupt:
        raise typer.Exit(0) from None
