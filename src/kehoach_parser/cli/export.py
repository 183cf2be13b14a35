"""`kehoach export`: plans as a sheet, a calendar, a review page, an outline or a table of data."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kehoach_parser.cli.options import GrammarDirs, NoColor, Quiet, Version, note
from kehoach_parser.cli.root import new_app
from kehoach_parser.errors import OutputError, UsageError

if TYPE_CHECKING:
    from kehoach_parser.model import Plan

HELP = """Write Excel, CSV, calendar, review page, Markdown or Parquet.

PATH is a plan in any format, a folder of them, or JSON that `kehoach parse` wrote (then nothing is parsed again). Several plans go into one file.

Exit status: 0 written, 1 some plan could not be read or nothing to write, 2 wrong usage.

Example: kehoach export plans/ --to xlsx -o theo-doi.xlsx
"""
app = new_app(HELP)


class Target(StrEnum):
    xlsx = "xlsx"
    csv = "csv"
    ics = "ics"
    html = "html"
    md = "md"
    parquet = "parquet"


_SUFFIXES = {".xlsx": Target.xlsx, ".csv": Target.csv, ".ics": Target.ics, ".html": Target.html, ".htm": Target.html, ".md": Target.md, ".parquet": Target.parquet}


@app.command(help=HELP)
def export(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Plans, folders, or JSON that parse wrote.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The file to write; - for standard output.")],
    to: Annotated[Target | None, typer.Option("--to", help="The format; by the name of FILE when left out.")] = None,
    today: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day for findings that depend on today, YYYY-MM-DD.")] = None,
    check: Annotated[bool, typer.Option("--check/--no-check", help="Add the findings of `kehoach check` to the sheet and the review page.")] = True,
    grammar: GrammarDirs = None,
    quiet: Quiet = False,
    no_color: NoColor = False,
    version: Version = False,
) -> None:
    from kehoach_parser.cli.dates import day_option
    from kehoach_parser.cli.plans import Reading, spare_sources
    from kehoach_parser.emit.exports import exporter

    target = to or _SUFFIXES.get(out.suffix.lower())
    if target is None:
        raise UsageError(f"the name {out} does not say which format, add --to ({', '.join(Target)})")
    day = day_option(today)
    write = _page if target is Target.html else exporter(target.value)
    reading = Reading(grammar, with_text=target is Target.html or (check and target is Target.xlsx), quiet=quiet)
    plans: Sequence[Plan] = reading.read(paths)
    spare_sources(out, reading.taken, plans)
    if not plans:
        raise OutputError("no plan could be read, nothing was written", path=str(out))
    if check and target in (Target.xlsx, Target.html):
        plans = [_checked(plan, day) for plan in plans]
    _check_contents(plans, target, out, quiet)
    _write(out, write(plans))
    raise typer.Exit(1 if reading.failed else 0)


def _checked(plan: Plan, today: date) -> Plan:
    """The plan with the findings of the rules beside those of reading; the plan that was given stays as it is."""
    from kehoach_parser.check import check_plan
    from kehoach_parser.check.config import settings_for

    rules = settings_for(Path(plan.source.path or ".")).rules()
    checked = plan.model_copy(update={"diagnostics": tuple(check_plan(plan, rules=rules, today=today))})
    checked._text = plan.document_text
    return checked


def _page(plans: Sequence[Plan]) -> bytes:
    """The review page, with the four clarities as `kehoach check` counts them."""
    from kehoach_parser.check.engine import has_responsible, has_result, has_time
    from kehoach_parser.emit.html import to_html
    from kehoach_parser.emit.rows import task_nodes

    clear = [
        [(bool(node.text.strip()), has_responsible(node.task), has_time(node.task), has_result(node.task)) for node, _ in task_nodes(plan) if node.task]
        for plan in plans
    ]
    return to_html(plans, clear)


def _write(out: Path, data: bytes) -> None:
    from kehoach_parser.emit.atomic import write_whole

    if str(out) == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        write_whole(out, data)


def _check_contents(plans: Sequence[Plan], target: Target, out: Path, quiet: bool) -> None:
    """Refuses to write a file with nothing in it, and names the tasks that a calendar cannot hold."""
    from kehoach_parser.emit.rows import task_nodes

    tasks = sum(1 for plan in plans for _ in task_nodes(plan))
    if target in (Target.html, Target.md):
        if not any(plan.body for plan in plans):
            raise OutputError("these plans hold no text below the title, nothing was written", path=str(out))
        if not tasks:
            note(quiet, "kehoach: no task was found in these plans, the file has none")
        return
    if not tasks:
        raise OutputError("no task was found in these plans, nothing was written; --to html shows what was read", path=str(out))
    if target is Target.ics:
        left = _name_without_day(plans, quiet)
        if left == tasks:
            raise OutputError("no task has a day, nothing was written", path=str(out))


def _name_without_day(plans: Sequence[Plan], quiet: bool) -> int:
    from kehoach_parser.emit.ics import without_day
    from kehoach_parser.plain import one_line

    left = list(without_day(plans))
    if left:
        note(quiet, f"kehoach: {len(left)} task(s) without a day are not in the calendar:")
    for row in left:
        note(quiet, one_line(f"  {row.plan or row.number or 'plan'}:{row.line}: {row.text[:80]} ({row.deadline.raw if row.deadline else 'no deadline'})"))
    return len(left)
