"""`kehoach grammar check`: grammar files, own ones laid over the built-in, with every example they carry."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kehoach_parser.cli.options import NoColor, Quiet, Version, note
from kehoach_parser.cli.root import new_app

app = new_app("Check grammar files and run their examples.\n\nExample: kehoach grammar check my-grammar/")

CHECK = """Load grammar files, run every example they carry, print file:line of what is wrong.

DIR holds own .yaml files, which are laid over the built-in ones; without DIR the built-in ones are checked.

Exit status: 0 all well, 1 an example does not hold, 2 a file is no grammar.

Example: kehoach grammar check my-grammar/
"""


class Shape(StrEnum):
    text = "text"
    json = "json"


@app.callback()
def group() -> None:
    return


@app.command(help=CHECK)
def check(
    folder: Annotated[list[Path] | None, typer.Argument(metavar="[DIR]...", help="Folders with own grammar files.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Name entries with phrases and no example too.")] = False,
    shape: Annotated[Shape, typer.Option("--format", help="Lines for people or JSON for programs.")] = Shape.text,
    quiet: Quiet = False,
    no_color: NoColor = False,
    version: Version = False,
) -> None:
    from kehoach_parser.grammar import load_grammar
    from kehoach_parser.grammar_check import count_examples, find_faults, in_order

    grammar = load_grammar(*(folder or ()))
    faults = in_order(list(find_faults(grammar, strict=strict)))
    if shape is Shape.json:
        typer.echo(json.dumps([fault._asdict() for fault in faults], ensure_ascii=False, indent=2))
    else:
        for fault in faults:
            typer.echo(f"{fault.at}: {fault.entry}: {fault.what}" if fault.entry else f"{fault.at}: {fault.what}")
    count = f"{len(faults)} fault{'' if len(faults) == 1 else 's'}" if faults else "all hold"
    note(quiet, f"kehoach: {count_examples(grammar)} examples and near misses in {len(grammar.sections())} sections, {count}")
    raise typer.Exit(1 if faults else 0)
