"""`kehoach schema`: the JSON Schema of the output, from the models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from kehoach_parser.cli.options import NoColor, Quiet, Version
from kehoach_parser.cli.root import new_app

app = new_app("Print the JSON Schema of the output.\n\nExample: kehoach schema > plan.schema.json")


@app.command(help=app.info.help)
def schema(
    row: Annotated[bool, typer.Option("--row", help="The schema of one line of --format jsonl instead.")] = False,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write to a file instead of standard output.")] = None,
    quiet: Quiet = False,
    no_color: NoColor = False,
    version: Version = False,
) -> None:
    from kehoach_parser.emit.atomic import write_whole
    from kehoach_parser.model import Plan, TaskRow

    tree = (TaskRow if row else Plan).model_json_schema(mode="serialization")
    text = json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **tree}, ensure_ascii=False, indent=2) + "\n"
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_whole(out, text.encode("utf-8"))
