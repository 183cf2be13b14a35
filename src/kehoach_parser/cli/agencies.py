"""`kehoach agencies`: one name, how it is read and what the body is on another day; the registry as a list."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from kehoach_parser.cli.options import GrammarDirs, NoColor, Quiet, Version, colours, note
from kehoach_parser.cli.root import new_app
from kehoach_parser.errors import UsageError

app = new_app(
    "Look up bodies, their history and successors.\n\n"
    "Example: kehoach agencies find 'Sở TT&TT' --on 2023-05-01 --as-of 2025-12-01"
)

_ROOM = 140  # characters a line from which an id and a long name stand beside each other
LEVELS = ("central", "province", "district", "commune", "village")
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day on which the name was used: 2023, 2023-05 or 2023-05-01.")]
Level = Annotated[str | None, typer.Option("--level", metavar="LEVEL", help="Level of the issuer, or of the bodies to list: " + ", ".join(LEVELS) + ".")]
Format = Annotated[str, typer.Option("--format", metavar="table|json", help="What to print.")]


@app.command(
    help="Show how a name or a list of names is read, and what each body is on another day.\n\n"
    "Example: kehoach agencies find 'UBND huyện, Chi cục Thuế huyện' --as-of 2025-12-01"
)
def find(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A name or a list of names.")],
    on: On = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day to follow each body to.")] = None,
    level: Level = None,
    format: Format = "table",  # noqa: A002 - the name of the option
    grammar: GrammarDirs = None,
    quiet: Quiet = False,
    no_color: NoColor = False,
    version: Version = False,
) -> None:
    import unicodedata

    from kehoach_parser.grammar import load_grammar
    from kehoach_parser.resolve.agencies import Setting, read_agencies

    _check(level, format, on, as_of)
    if not text.strip():
        raise UsageError("the name is empty; give one, for example 'Sở TT&TT'")
    words = load_grammar(*(str(d) for d in grammar or ()))
    given = unicodedata.normalize("NFC", text)
    read = read_agencies(words, given, Setting(level=level, on=on))
    rows = [_found(words, role, agency, on, as_of) for role in ("lead", "support", "implementer") for agency in getattr(read, role)]
    rows = rows if any(row["id"] for row in rows) else _provinces(words, given, as_of) or rows
    if format == "json":
        typer.echo(json.dumps({"text": given, "on": on, "as_of": as_of, "found": rows}, ensure_ascii=False, indent=2))
    else:
        _show_found(rows, on, as_of, colours(no_color))
    for problem in read.problems if not quiet else ():
        from kehoach_parser.messages import diagnostic

        note(quiet, f"{problem.code} {diagnostic(problem.code, problem.values, line=1, span=problem.span).message}")
    if not any(row["id"] or row["match"] == "rule" for row in rows):
        raise typer.Exit(1)


@app.command(
    "list",
    help="List the bodies of the registry, by level, kind and the day on which they exist.\n\n"
    "Example: kehoach agencies list --level commune --on 2025-12-01",
)
def list_bodies(
    level: Level = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help="government, party, police, collective, …")] = None,
    on: On = None,
    format: Format = "table",  # noqa: A002 - the name of the option
    grammar: GrammarDirs = None,
    quiet: Quiet = False,
    no_color: NoColor = False,
    version: Version = False,
) -> None:
    from kehoach_parser.cli.tables import show_table
    from kehoach_parser.grammar import load_grammar
    from kehoach_parser.grammar.history import in_being

    _check(level, format, on)
    bodies = load_grammar(*(str(d) for d in grammar or ())).section("agencies")
    kinds = sorted({str(entry["kind"]) for entry in bodies.values()})
    if kind and kind not in kinds:
        raise UsageError(f"no kind {kind!r}; known kinds: {', '.join(kinds)}")
    chosen = [
        (body_id, entry) for body_id, entry in bodies.items()
        if (not level or entry.get("level") == level) and (not kind or entry["kind"] == kind) and (not on or in_being(entry, on))
    ]
    if format == "json":
        typer.echo(json.dumps([_entry(body_id, entry) for body_id, entry in chosen], ensure_ascii=False, indent=2))
    else:
        rows = [(body_id, entry["name"], entry.get("level", ""), entry["kind"], _years(entry)) for body_id, entry in chosen]
        show_table(("Mã", "Tên", "Cấp", "Loại", "Tồn tại"), rows, colour=colours(no_color), shares=(_id_share(), 2, 0, 0, 0))
    note(quiet, f"{len(chosen)} cơ quan")
    if not chosen:
        raise typer.Exit(1)


def _check(level: str | None, form: str, *days: str | None) -> None:
    import re

    if level and level not in LEVELS:
        raise UsageError(f"no level {level!r}; expected one of: {', '.join(LEVELS)}")
    if form not in ("table", "json"):
        raise UsageError(f"no format {form!r}; expected table or json")
    for day in days:
        if day and not re.fullmatch(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?", day):
            raise UsageError(f"{day!r} is not a date; write 2025, 2025-07 or 2025-07-01")


def _found(words: Any, role: str, agency: Any, on: str | None, as_of: str | None) -> dict[str, Any]:
    from kehoach_parser.grammar.history import body, in_being

    entry = body(words, agency.id) if agency.id else None
    return {
        "role": role, "raw": agency.raw, "name": agency.name, "id": agency.id, "official": entry["name"] if entry else None,
        "level": agency.level, "kind": agency.kind, "match": agency.match, "score": agency.score, "qualifier": agency.qualifier,
        "valid_from": entry.get("valid_from") if entry else None, "valid_to": entry.get("valid_to") if entry else None,
        "in_being": in_being(entry, on) if entry and on else None,
        "successors": _heirs(words, agency.id, agency.name, as_of) if agency.id and as_of else [],
    }


def _heirs(words: Any, body_id: str, name: str, as_of: str) -> list[dict[str, Any]]:
    """What a body is on another day, with the name that it has in the province which took in its own."""
    from kehoach_parser.grammar.history import place_of, placed_name

    found = _successors(words, body_id, as_of)
    place = place_of(words, name)
    if place is None:
        return found
    moved = [heir for heir in _successors(words, place[0], as_of) if heir["steps"]]
    return [
        {"id": heir["id"], "name": placed_name(words, heir["name"] if heir["steps"] else name[: place[1]], province["id"]), "steps": [*heir["steps"], *province["steps"]]}
        for heir in found for province in (moved or [{"id": place[0], "steps": []}])
    ]


def _successors(words: Any, body_id: str, as_of: str) -> list[dict[str, Any]]:
    from kehoach_parser.grammar.history import basis, body, successors_of

    found = []
    for successor in successors_of(words, body_id, as_of):
        entry = body(words, successor.id) or {}
        steps = [{"id": step, "relation": relation, "basis": basis(words, act) or None} for step, relation, act in successor.path]
        found.append({"id": successor.id, "name": entry.get("name"), "steps": steps})
    return found


def _provinces(words: Any, text: str, as_of: str | None) -> list[dict[str, Any]]:
    """A province that the text names alone: "Thái Bình", "tỉnh Thái Bình"."""
    from kehoach_parser.grammar import fold

    wanted = fold(text).removeprefix("tỉnh ").removeprefix("thành phố ").strip(" .")
    return [
        {"role": "place", "raw": text, "name": entry["name"], "id": place_id, "official": entry["name"], "level": "province", "kind": "province",
         "match": "exact", "score": 1.0, "qualifier": None, "valid_from": entry.get("valid_from"), "valid_to": entry.get("valid_to"),
         "successors": _successors(words, place_id, as_of) if as_of else []}
        for place_id, entry in words.section("provinces").items()
        if wanted in {fold(name) for name in (entry["bare"], *entry.get("aliases", ()))}
    ]


_ROLES = {"lead": "chủ trì", "support": "phối hợp", "implementer": "thực hiện", "place": "địa danh"}
_RELATIONS = {
    "merged_into": "hợp nhất vào", "reorganised_into": "tổ chức lại thành", "renamed": "đổi tên thành", "function_moved": "chuyển một phần nhiệm vụ sang",
    "split_into": "tách thành", "dissolved_into": "giải thể, chuyển sang", "abolished": "kết thúc hoạt động, nhiệm vụ chuyển sang", "superseded_by": "thay bằng",
}


def _id_share() -> int:
    """How an id shares the width of a table: where there is room for it and the name it stays on one line, to be copied."""
    from kehoach_parser.cli.tables import columns

    return 0 if columns() >= _ROOM else 1


def _show_found(rows: list[dict[str, Any]], on: str | None, as_of: str | None, colour: bool) -> None:
    from kehoach_parser.cli.tables import show_table

    heads = ["Vai trò", "Tên", "Mã", "Cấp", "Loại", "Khớp", "Tồn tại"]
    lines = [
        [_ROLES[row["role"]], row["name"], row["id"] or "–", row["level"] or "–", row["kind"] or "–", f"{row['match']} {row['score']:.2f}", _years(row)]
        for row in rows
    ]
    show_table(heads, lines, colour=colour, shares=(0, 2, _id_share(), 0, 0, 0, 0))
    for row in rows:
        if row.get("in_being") is False:
            typer.echo(f"{row['name']} ({on}): không tồn tại vào lúc này" + ("" if as_of else f"; --as-of {on} cho biết cơ quan kế thừa"))
    for row in rows if as_of else ():
        for successor in row["successors"]:
            typer.echo(f"{row['name']} ({as_of}): {_path(successor)}")
        if row["id"] and not row["successors"]:
            typer.echo(f"{row['name']} ({as_of}): không còn, chưa rõ cơ quan kế thừa")


def _path(successor: dict[str, Any]) -> str:
    if not successor["steps"]:
        return "không đổi"
    steps = [f"{_RELATIONS.get(s['relation'], s['relation'])} {s['id']}" + (f", theo {s['basis']}" if s["basis"] else "") for s in successor["steps"]]
    return f"{successor['name']} – " + "; ".join(steps)


def _entry(body_id: str, entry: dict[str, Any]) -> dict[str, Any]:
    return {"id": body_id, **{key: value for key, value in entry.items() if key not in ("id", "at", "examples", "not")}}


def _years(entry: dict[str, Any]) -> str:
    begins, ends = entry.get("valid_from") or "", entry.get("valid_to") or ""
    return f"{begins or '…'} → {ends or 'nay'}" if begins or ends else ""
