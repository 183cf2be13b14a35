"""`kehoach due`: what is overdue, due, running and recurring, and whose it is."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kehoach_parser.cli.options import GrammarDirs, NoColor, Quiet, Version, colours, note
from kehoach_parser.cli.root import new_app
from kehoach_parser.errors import OutputError, UsageError

if TYPE_CHECKING:
    from datetime import date

    from kehoach_parser.due import Item

HELP = """Show what is overdue, due, running and recurring.

PATH is a plan in any format, a folder of them, or JSON that `kehoach parse` wrote. Overdue means that the last day in time has passed; whether the work was done stands in no plan.

Exit status: 0 shown, 1 some plan could not be read, 2 wrong usage.

Example: kehoach due plans/ --within 2w --agency "công an"
"""
app = new_app(HELP)

TITLES = {
    "overdue": "Quá hạn", "due": "Sắp đến hạn", "running": "Đang trong hạn", "later": "Chưa bắt đầu",
    "recurring": "Định kỳ", "conditional": "Theo điều kiện", "undated": "Không có ngày",
}
STYLES = {"overdue": "red", "due": "yellow", "running": "green", "later": "blue", "recurring": "cyan", "conditional": "magenta", "undated": "dim"}


class Shape(StrEnum):
    table = "table"
    json = "json"
    csv = "csv"


class Standing(StrEnum):
    overdue = "overdue"
    due = "due"
    running = "running"
    later = "later"
    recurring = "recurring"
    conditional = "conditional"
    undated = "undated"


@app.command(help=HELP)
def due(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Plans, folders, or JSON that parse wrote.")],
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Stand on this day instead of today, YYYY-MM-DD.")] = None,
    within: Annotated[str, typer.Option(metavar="TIME", help="How far ahead counts as due: 30d, 2w or 3m.")] = "30d",
    agency: Annotated[str | None, typer.Option(metavar="TEXT", help="Only tasks that name this body in any role; part of its name will do, with or without marks.")] = None,
    only: Annotated[list[Standing] | None, typer.Option("--only", help="Only these; may be given again.")] = None,
    shape: Annotated[Shape, typer.Option("--format", help="A table for people, JSON or CSV for programs.")] = Shape.table,
    grammar: GrammarDirs = None,
    quiet: Quiet = False,
    no_color: NoColor = False,
    version: Version = False,
) -> None:
    from kehoach_parser.cli.dates import day_option
    from kehoach_parser.cli.plans import Reading
    from kehoach_parser.due import follow_up, names_body, span_of_days
    from kehoach_parser.emit.rows import task_rows

    today = day_option(as_of)
    ahead = span_of_days(within, today)
    if ahead is None:
        raise UsageError(f"--within takes a time like 30d, 2w or 3m, not {within}")
    reading = Reading(grammar, quiet=quiet)
    plans = reading.read(paths)
    if not plans:
        raise OutputError("no plan could be read, there is nothing to show")
    rows = ((row, plan.header) for plan in plans for row in task_rows(plan) if agency is None or names_body(row, agency))
    items = [item for item in follow_up(rows, today, within=ahead) if not only or item.standing in only]
    _show(items, today, within, shape, colours(no_color))
    if not items:
        note(quiet, "kehoach: no task matches")
    raise typer.Exit(1 if reading.failed else 0)


def _show(items: Sequence[Item], today: date, within: str, shape: Shape, colour: bool) -> None:
    if shape is Shape.json:
        typer.echo(json.dumps({"as_of": today.isoformat(), "within": within, "summary": _counts(items), "items": [_record(item) for item in items]}, ensure_ascii=False, indent=2))
    elif shape is Shape.csv:
        _as_csv(items)
    elif items:
        _as_table(items, today, colour)


def _counts(items: Sequence[Item]) -> dict[str, int]:
    return {name: sum(item.standing == name for item in items) for name in TITLES}


def _record(item: Item) -> dict[str, Any]:
    row = item.row
    return {
        "standing": item.standing, "on": item.on and item.on.isoformat(), "days": item.days, "coming": [day.isoformat() for day in item.coming], "deadline": item.what or None,
        "text": row.text, "lead": list(row.lead), "support": list(row.support), "implementer": list(row.implementer),
        "plan": row.plan, "number": row.number, "id": row.id, "line": row.line, "page": row.page,
    }


def _as_csv(items: Sequence[Item]) -> None:
    from kehoach_parser.emit.csv import safe

    writer = csv.writer(sys.stdout, lineterminator="\n")
    records = [_record(item) for item in items]
    heads = ("standing", "on", "days", "coming", "deadline", "text", "lead", "support", "implementer", "plan", "number", "id", "line", "page")
    writer.writerow(heads)
    for record in records:
        writer.writerow(record[head] if head == "days" else safe("; ".join(record[head]) if isinstance(record[head], list) else record[head]) for head in heads)


def _as_table(items: Sequence[Item], today: date, colour: bool) -> None:
    from kehoach_parser.cli.tables import show_table
    from kehoach_parser.emit.columns import document_name

    rows = [
        (TITLES[item.standing], item.on.strftime("%d/%m/%Y") if item.on else "–", _distance(item), _short(item.row.text, 90), _whose(item), item.what or "–", f"{document_name(item.row)}:{item.row.line}")
        for item in items
    ]
    heads = ("Tình trạng", "Ngày", "Còn", "Nhiệm vụ", "Chủ trì / thực hiện", "Thời hạn", "Nơi ghi")
    show_table(heads, rows, colour=colour, numbers=(2,), shares=(0, 0, 0, 5, 3, 3, 0), styles=[STYLES[item.standing] for item in items], title=f"Tính đến ngày {today:%d/%m/%Y}")
    counts = ", ".join(f"{TITLES[name].lower()} {count}" for name, count in _counts(items).items() if count)
    typer.echo(f"{len(items)} nhiệm vụ: {counts}.")


def _distance(item: Item) -> str:
    if item.days is None:
        return ""
    return f"{item.days} ngày" if item.days >= 0 else f"trễ {-item.days} ngày"


def _whose(item: Item) -> str:
    return "; ".join(item.row.lead or item.row.implementer) or "–"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
