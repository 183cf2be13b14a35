"""`kehoach eval`: how well plans were read, measured against hand-made answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kehoach_parser.cli.options import GrammarDirs, NoColor, Quiet, Version, colours, note
from kehoach_parser.cli.root import new_app
from kehoach_parser.errors import UnreadableFile, UsageError

if TYPE_CHECKING:
    from kehoach_parser.evaluate import Gold, Miss, Tally
    from kehoach_parser.model import Plan

HELP = """Measure results against hand-made answers.

GOLD is a gold file or a folder of them (YAML), OUT what `kehoach parse -o OUT` wrote. Precision, recall, F1 and support for each field and kind of task.

Exit status: 0 measured, 1 below a --min or nothing to measure, 2 wrong usage or a file that cannot be read.

Example: kehoach eval gold/ out/ --min record=0.98

Example: kehoach eval --init plan.docx -o gold/plan.yaml
"""
app = new_app(HELP)


class Shape(StrEnum):
    table = "table"
    json = "json"


class By(StrEnum):
    strict = "strict"
    folded = "folded"
    normalised = "normalised"


@app.command(help=HELP)
def evaluate(
    gold: Annotated[Path | None, typer.Argument(metavar="GOLD", help="Gold file or folder.")] = None,
    out: Annotated[Path | None, typer.Argument(metavar="OUT", help="JSON file or folder that parse wrote.")] = None,
    by: Annotated[By, typer.Option(help="What counts as the same for --min and the misses: as printed; apart from case, spaces and tone placement; by meaning.")] = By.normalised,
    least: Annotated[list[str] | None, typer.Option("--min", metavar="MEASURE=F1", help="Fail when a measure is below, e.g. record=0.98 or lead.field=0.95; may be given again.")] = None,
    misses: Annotated[int, typer.Option(min=0, help="How many misses to show a plan.")] = 20,
    init: Annotated[Path | None, typer.Option("--init", metavar="PLAN", help="Write a gold file for PLAN, to correct by hand.")] = None,
    output: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Where --init writes; standard output by default.")] = None,
    shape: Annotated[Shape, typer.Option("--format", help="A table for people or JSON for programs.")] = Shape.table,
    grammar: GrammarDirs = None,
    quiet: Quiet = False,
    no_color: NoColor = False,
    version: Version = False,
) -> None:
    from kehoach_parser.cli.plans import failing_is_2

    if init is not None:
        with failing_is_2():
            _begin(init, output, grammar)
        return
    if output is not None:
        raise UsageError("--out is where --init writes; results go to standard output", path=str(output))
    if gold is None or out is None:
        raise UsageError("name the gold folder and the results: kehoach eval GOLD OUT (or --init PLAN to begin a gold file)")
    wanted = _minimums(least or [])
    with failing_is_2():
        pairs = list(_pairs(gold, out, quiet))
    if not pairs:
        raise UnreadableFile("holds no gold file (*.yaml), begin one with kehoach eval --init PLAN", path=str(gold))
    low = _report(pairs, by.value, wanted, misses, shape, colours(no_color), quiet)
    raise typer.Exit(1 if low else 0)


def _begin(plan: Path, output: Path | None, grammar: list[Path] | None) -> None:
    from kehoach_parser.cli.plans import read_plan
    from kehoach_parser.emit.atomic import write_whole
    from kehoach_parser.evaluate.begin import gold_yaml

    data = gold_yaml(read_plan(plan, grammar))
    if output is None:
        typer.echo(data.decode("utf-8"), nl=False)
    elif output.exists():
        raise UsageError("exists already, a gold file is corrected by hand and not written again", path=str(output))
    else:
        write_whole(output, data)


def _minimums(given: Sequence[str]) -> dict[str, float]:
    try:
        pairs = {name: float(value) for name, value in (item.split("=", 1) for item in given)}
    except ValueError:
        raise UsageError(f"--min takes MEASURE=F1, for example record=0.98, not {' '.join(given)}") from None
    if not all(0 <= value <= 1 for value in pairs.values()):
        raise UsageError("--min takes an F1 between 0 and 1, for example record=0.98")
    return pairs


def _pairs(gold: Path, out: Path, quiet: bool) -> Iterator[tuple[Gold, Plan]]:
    from kehoach_parser.evaluate import load_gold

    if not gold.exists():
        raise UnreadableFile("is not there", path=str(gold))
    files = sorted([*gold.glob("*.yaml"), *gold.glob("*.yml")]) if gold.is_dir() else [gold]
    if out.is_file() and len(files) > 1:
        raise UsageError(f"is one result, but {gold} holds {len(files)} gold files; name one of them", path=str(out))
    for path in files:
        answer = load_gold(path)
        yield answer, _result(answer.doc, out, quiet)


def _result(doc: str, out: Path, quiet: bool) -> Plan:
    """The parsed plan for a gold file, by the stem of the plan's file name; an empty plan where there is none."""
    from kehoach_parser.emit.json import load_plan
    from kehoach_parser.model import Header, Plan, Source

    if not out.exists():
        raise UnreadableFile("is not there, write it with kehoach parse PLANS -o OUT", path=str(out))
    names = (f"{Path(doc).stem}.json", f"{doc}.json")
    found = [out] if out.is_file() else [path for path in out.rglob("*.json") if path.name in names]
    if found:
        return load_plan(found[0])
    note(quiet, f"kehoach: {doc}: no JSON for it in {out}, it counts as missed")
    return Plan(source=Source(path=doc, format="missing", sha256="", coverage={}), header=Header())


def _report(pairs: list[tuple[Gold, Plan]], by: str, least: Mapping[str, float], most: int, shape: Shape, colour: bool, quiet: bool) -> bool:
    from kehoach_parser.evaluate import measure_plan, total
    from kehoach_parser.evaluate.same import STRICTNESSES

    results = {name: [measure_plan(gold, plan, how) for gold, plan in pairs] for name, how in STRICTNESSES.items()}
    totals = {name: total(tallies for tallies, _ in result) for name, result in results.items()}
    unknown = least.keys() - totals[by].keys()
    if unknown:
        raise UsageError(f"--min {min(unknown)} is no measure, there are: {', '.join(totals[by])}")
    low = {name: value for name, value in least.items() if totals[by][name].f1 < value}
    if shape is Shape.json:
        typer.echo(_as_json(pairs, results, totals, by, least, low))
    else:
        _show(pairs, results[by], totals, most, colour)
    for name, value in low.items():
        note(quiet, f"kehoach: {name} is {totals[by][name].f1:.4f} ({by}), below {value:g}")
    return bool(low)


def _as_json(pairs: Any, results: Any, totals: Any, by: str, least: Mapping[str, float], low: Mapping[str, float]) -> str:
    plans = {
        gold.doc: {"measures": _numbers(_total_of(tallies)), "misses": [{"line": m.line, "measure": m.measure, "want": m.want, "given": m.given} for m in found]}
        for (gold, _), (tallies, found) in zip(pairs, results[by], strict=True)
    }
    tree = {"by": by, "measures": {name: _numbers(tallies) for name, tallies in totals.items()}, "plans": plans, "minimums": dict(least), "below": sorted(low)}
    return json.dumps(tree, ensure_ascii=False, indent=2)


def _total_of(tallies: Mapping[str, Tally]) -> dict[str, Tally]:
    from kehoach_parser.evaluate import total

    return total([tallies])


def _numbers(tallies: Mapping[str, Tally]) -> dict[str, dict[str, float]]:
    return {
        name: {"precision": round(t.precision, 4), "recall": round(t.recall, 4), "f1": round(t.f1, 4), "right": t.right, "want": t.want, "given": t.given}
        for name, t in tallies.items()
    }


def _show(pairs: Sequence[tuple[Gold, Plan]], results: Sequence[tuple[Mapping[str, Tally], Sequence[Miss]]], totals: Mapping[str, Mapping[str, Tally]], most: int, colour: bool) -> None:
    from kehoach_parser.cli.tables import show_table

    for (gold, _), (_, missed) in zip(pairs, results, strict=True):
        for miss in missed[:most]:
            typer.echo(f"{gold.doc}:{miss.line}: {miss.measure}: want {miss.want} | given {miss.given}" if miss.line else f"{gold.doc}: {miss.measure}: want {miss.want} | given {miss.given}")
        if len(missed) > most:
            typer.echo(f"{gold.doc}: … and {len(missed) - most} more (--misses {len(missed)})")
    main = totals["normalised"]
    rows = [
        [name, str(t.want), str(t.given), f"{t.precision:.1%}", f"{t.recall:.1%}", f"{t.f1:.1%}", f"{totals['folded'][name].f1:.1%}", f"{totals['strict'][name].f1:.1%}"]
        for name, t in main.items() if t.want or t.given
    ]
    show_table(["measure", "support", "given", "precision", "recall", "F1", "F1 folded", "F1 strict"], rows, colour=colour, numbers=range(1, 8))
