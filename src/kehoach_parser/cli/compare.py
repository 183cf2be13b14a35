"""`kehoach compare`: a superior plan and the one that implements it, or two versions of one plan."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from kehoach_parser.cli.options import GrammarDirs, NoColor, Quiet, Version, colours, note
from kehoach_parser.cli.root import new_app
from kehoach_parser.errors import UsageError

if TYPE_CHECKING:
    from kehoach_parser.compare import Comparison
    from kehoach_parser.model import Plan, TaskRow

HELP = """Compare two plans or two versions of one.

A is the superior plan or the older version, B the implementing plan or the newer version: documents in any format, or JSON that `kehoach parse` wrote. Pairs carry a score; nothing is claimed below the threshold.

Exit status: 0 no difference, 1 tasks missing, changed, later or led by another body, 2 wrong usage or a plan that cannot be read.

Example: kehoach compare tinh.docx huyen.docx --format html -o doi-chieu.html
"""
app = new_app(HELP)


class Shape(StrEnum):
    table = "table"
    json = "json"
    html = "html"


class As(StrEnum):
    auto = "auto"
    implementing = "implementing"
    versions = "versions"


KINDS: dict[As, Literal["implementing", "versions"] | None] = {As.auto: None, As.implementing: "implementing", As.versions: "versions"}


@app.command(help=HELP)
def compare(
    first: Annotated[Path, typer.Argument(metavar="A", help="The superior plan, or the older version.")],
    second: Annotated[Path, typer.Argument(metavar="B", help="The implementing plan, or the newer version.")],
    kind: Annotated[As, typer.Option("--as", help="What the two are to each other.")] = As.auto,
    threshold: Annotated[float | None, typer.Option(min=0, max=1, help="The least score of a pair.  [default: 0.46]")] = None,
    shape: Annotated[Shape | None, typer.Option("--format", help="A table for people, JSON for programs, or a page.  [default: table, by the name of FILE with -o]")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write to a file instead of standard output.")] = None,
    grammar: GrammarDirs = None,
    quiet: Quiet = False,
    no_color: NoColor = False,
    version: Version = False,
) -> None:
    from kehoach_parser.cli.plans import failing_is_2, read_plan, spare_sources
    from kehoach_parser.compare import compare_plans
    from kehoach_parser.compare.match import THRESHOLD
    from kehoach_parser.emit.rows import task_rows
    from kehoach_parser.grammar import load_grammar

    wanted = shape or _by_name(out)
    known = load_grammar(*(grammar or ()))
    with failing_is_2():
        a, b = read_plan(first, grammar), read_plan(second, grammar)
    if out is not None:
        spare_sources(out, (first, second), (a, b))
    for path, plan in ((first, a), (second, b)):
        if not any(True for _ in task_rows(plan)):
            note(quiet, f"kehoach: {path}: no task was found in this plan")
    found = compare_plans(a, b, known, kind=KINDS[kind], threshold=THRESHOLD if threshold is None else threshold, level=_level(b, known))
    with failing_is_2():
        _show(found, wanted, out, colours(no_color))
    raise typer.Exit(1 if found.differs else 0)


def _by_name(out: Path | None) -> Shape:
    if out is None:
        return Shape.table
    by_suffix = {".json": Shape.json, ".html": Shape.html, ".htm": Shape.html}
    if out.suffix.lower() not in by_suffix:
        raise UsageError(f"the name {out} does not say which format, add --format json or --format html")
    return by_suffix[out.suffix.lower()]


def _level(plan: Plan, grammar: Any) -> Any:
    from kehoach_parser.resolve.agencies import level_of

    return level_of(grammar, plan.header.issuer or "")


def _show(found: Comparison, shape: Shape, out: Path | None, colour: bool) -> None:
    from kehoach_parser.compare.page import to_page
    from kehoach_parser.emit.atomic import write_whole

    if shape is Shape.table:
        if out is not None:
            raise UsageError("--out takes --format json or html; a table goes to standard output")
        _table(found, colour)
        return
    data = to_page(found) if shape is Shape.html else (json.dumps(_tree(found), ensure_ascii=False, indent=2) + "\n").encode("utf-8")
    if out is None:
        typer.echo(data.decode("utf-8"), nl=False)
    else:
        write_whole(out, data)


def _tree(found: Comparison) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "first": _plan(found.first), "second": _plan(found.second),
        "pairs": [
            {"score": side.score, "first": _row(side.first), "second": _row(side.second), "changes": [{"field": c.field, "first": c.first, "second": c.second} for c in side.changes]}
            for side in found.pairs
        ],
        "first_only": [{**(_row(side.first) or {}), "concern": side.concern} for side in found.first_only],
        "second_only": [_row(side.second) for side in found.second_only],
    }


def _plan(plan: Plan) -> dict[str, Any]:
    return {"path": plan.source.path, "number": plan.header.number, "issuer": plan.header.issuer}


def _row(row: TaskRow | None) -> dict[str, Any] | None:
    if row is None:
        return None
    due = row.deadline
    return {"id": row.id, "line": row.line, "text": row.text, "lead": list(row.lead), "support": list(row.support), "implementer": list(row.implementer), "deadline": due and due.raw, "end": due and due.end}


def _table(found: Comparison, colour: bool) -> None:
    from kehoach_parser.cli.tables import show_table
    from kehoach_parser.compare.page import CONCERNS, FIELDS, summary

    rows: list[tuple[str, str, str, str, str]] = []
    styles: list[str] = []
    gone, new = ("Chưa thấy ở B", "Riêng của B") if found.kind == "implementing" else ("Bị bỏ", "Được thêm")
    for side in found.pairs:
        told = "; ".join(f"{FIELDS[change.field]}: {_short(change.first, 40)} → {_short(change.second, 40)}" for change in side.changes if change.field != "text")
        what = "; ".join(filter(None, ("Nội dung thay đổi" if any(c.field == "text" for c in side.changes) else "", told)))
        rows.append(("Khác" if side.changes else "Khớp", f"{side.score:.2f}", _told(side.first), _told(side.second), what))
        styles.append("yellow" if side.changes else "green")
    for side in found.first_only:
        rows.append((gone, "", _told(side.first), "–", CONCERNS[side.concern] if side.concern else ""))
        styles.append("red" if found.kind == "versions" or side.concern in ("named", "level") else "dim")
    for side in found.second_only:
        rows.append((new, "", "–", _told(side.second), ""))
        styles.append("cyan")
    show_table(("", "Điểm", "A", "B", "Khác nhau"), rows, colour=colour, numbers=(1,), shares=(0, 0, 3, 3, 2), styles=styles)
    typer.echo(summary(found))


def _told(row: TaskRow | None) -> str:
    return f"{row.line}: {_short(row.text, 110)}" if row else "–"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


