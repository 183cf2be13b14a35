"""`kehoach deadline`: how one phrase is read, and why."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kehoach_parser.cli.options import GrammarDirs, NoColor, Quiet, Version, colours, note
from kehoach_parser.cli.root import new_app
from kehoach_parser.errors import UsageError

if TYPE_CHECKING:
    from kehoach_parser.grammar import Grammar
    from kehoach_parser.model import Deadline, Diagnostic

HELP = """Show how a deadline phrase is read, and why.

TEXT is the value of a deadline field, such as “Quý II/2024” or “Trước ngày 15 hàng tháng”.

Exit status: 0 understood, 1 not understood, 2 wrong usage.

Example: kehoach deadline "Trước ngày 15/3" --issued-on 2024-02-07
"""
app = new_app(HELP)


class Shape(StrEnum):
    table = "table"
    json = "json"


@app.command(help=HELP)
def deadline(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The phrase.")],
    issued_on: Annotated[str | None, typer.Option("--issued-on", metavar="DATE", help="The day on which the plan was issued, YYYY-MM-DD (or YYYY-MM, YYYY).")] = None,
    plan_year: Annotated[int | None, typer.Option("--plan-year", metavar="YEAR", min=1945, max=2099, help="The year the plan is for; by default that of --issued-on.")] = None,
    shape: Annotated[Shape, typer.Option("--format", help="Plain Vietnamese for people, JSON for programs.")] = Shape.table,
    grammar: GrammarDirs = None,
    quiet: Quiet = False,
    no_color: NoColor = False,
    version: Version = False,
) -> None:
    import unicodedata

    from kehoach_parser.grammar import load_grammar
    from kehoach_parser.messages import diagnostic
    from kehoach_parser.model import Deadline
    from kehoach_parser.resolve.deadlines import Calendar, read_deadline

    if not text.strip():
        raise UsageError('the phrase is empty; give one, for example "Quý II/2024"')
    known = load_grammar(*(grammar or ()))
    read, problems = read_deadline(known, unicodedata.normalize("NFC", text), Calendar(_day(issued_on), plan_year))
    reading = Deadline.model_validate(read)
    remarks = [diagnostic(p.code, p.values, line=1, span=p.span) for p in problems]
    if shape is Shape.json:
        print(json.dumps({**reading.model_dump(mode="json"), "diagnostics": [d.model_dump(mode="json", exclude_none=True) for d in remarks]}, ensure_ascii=False, indent=2))
    else:
        _show(known, reading, remarks, colours(no_color))
    if not read.understood:
        note(quiet, f"kehoach: “{reading.raw}” is not understood as a deadline; no date is guessed")
        raise typer.Exit(1)


def _day(given: str | None) -> str | None:
    """The day of issue as given, checked; a month or a year alone is allowed."""
    if given is None:
        return None
    whole = given + "-01-01"[len(given) - 4 :] if len(given) in (4, 7) else given
    try:
        date.fromisoformat(whole)
    except ValueError:
        raise UsageError(f"--issued-on takes a day as YYYY-MM-DD, for example 2024-02-07, not {given}") from None
    if len(whole) != 10:
        raise UsageError(f"--issued-on takes a day as YYYY-MM-DD, for example 2024-02-07, not {given}")
    return given


def _show(grammar: Grammar, reading: Deadline, remarks: list[Diagnostic], colour: bool) -> None:
    """The reading line by line, then the conventions behind it, then what is to be said about it."""
    rows = [(name, value) for name, value in _rows(reading) if value]
    width = max(len(name) for name, _ in rows) + 2
    for name, value in rows:
        print(f"{_bold(name + ':', colour)}{' ' * (width - len(name) - 1)}{value}")
    says = grammar.section("deadline_conventions")
    for code in reading.conventions:
        print(f"  {code:<4} {says.get(code, {}).get('says', '')}".rstrip())
    for remark in remarks:
        print(f"{remark.code} {remark.message}")


def _rows(reading: Deadline) -> list[tuple[str, str | None]]:
    from kehoach_parser.recurrence import in_words

    return [
        ("Thời hạn", f"“{reading.raw}”"),
        ("Bắt đầu", _vietnamese(reading.start)),
        ("Chậm nhất", _vietnamese(reading.end)),
        ("Liên tục", "có" if reading.ongoing else None),
        ("Lặp lại", "; ".join(f"{in_words(rule)} ({rule})" for rule in reading.recurrence)),
        ("Điều kiện", reading.condition),
        ("Theo", reading.reference),
        ("Các mốc", "; ".join(f"{m.raw}: {m.start or '…'} – {m.end or '…'}" for m in reading.milestones)),
        ("Cách hiểu khác", reading.alternative),
        ("Năm", "không ghi, lấy theo kế hoạch" if reading.year_inferred else None),
    ]


def _vietnamese(iso: str | None) -> str | None:
    """“14/3/2024 (2024-03-14)”"""
    if iso is None:
        return None
    day: Any = date.fromisoformat(iso)
    return f"{day.day}/{day.month}/{day.year} ({iso})"


def _bold(text: str, colour: bool) -> str:
    return f"\x1b[1m{text}\x1b[0m" if colour else text
