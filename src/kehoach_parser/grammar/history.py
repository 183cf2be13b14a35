"""Which body is what on which day: validity and successors, from the registry and the acts it names."""

from __future__ import annotations

from typing import Any, NamedTuple

from kehoach_parser.grammar.fold import fold
from kehoach_parser.grammar.loader import Grammar

_UNITS = {"province": "tỉnh", "city": "thành phố"}  # the word before the name of a province of each kind


class Successor(NamedTuple):
    """A body that another became: `path` are the steps (id, relation, legal basis or None) from the first body to it."""

    id: str
    path: tuple[tuple[str, str, str | None], ...]


def body(grammar: Grammar, body_id: str) -> dict[str, Any] | None:
    """The registry's entry of a body or province, or None."""
    return grammar.section("agencies").get(body_id) or grammar.section("provinces").get(body_id)


def in_being(entry: dict[str, Any], on: str) -> bool:
    """Whether the body existed on the day, month or year `on` (ISO, possibly partial).

    Days are inclusive; where the registry or `on` knows only a month or year, any day of it counts.
    """
    begins, ends = entry.get("valid_from", ""), entry.get("valid_to", "")
    return _cut(begins, on) <= _cut(on, begins) and (not ends or _cut(on, ends) <= _cut(ends, on))


def _cut(date: str, other: str) -> str:
    return date[: len(other)] if other and len(other) < len(date) else date


def successors_of(grammar: Grammar, body_id: str, on: str) -> tuple[Successor, ...]:
    """What the body is on the day `on`: itself while it exists, else those its successors' chains lead to.

    A body that took over only a function (`function_moved`) is named with that relation. A body without a known
    successor gives nothing. Source: the successors and legal bases in grammars/agencies and grammars/places.yaml.
    """
    found: dict[str, Successor] = {}
    queue: list[Successor] = [Successor(body_id, ())]
    seen: set[str] = set()
    while queue:
        at = queue.pop(0)
        entry = body(grammar, at.id)
        if entry is None or at.id in seen:
            continue
        seen.add(at.id)
        if in_being(entry, on):
            found.setdefault(at.id, at)
        else:
            queue.extend(Successor(step[0], (*at.path, step)) for step in _steps(entry))
    return tuple(found.values())


def place_of(grammar: Grammar, name: str) -> tuple[str, int] | None:
    """The province with which a body's name ends ("Sở Y tế tỉnh Thái Bình"): its id, and where its words begin; or None.

    The word for its kind must stand before it: “thành phố Thái Bình” is a town of that province.
    """
    folded = fold(name)
    for place_id, entry in grammar.section("provinces").items():
        for form in (entry["bare"], *entry.get("aliases", ())):
            ending = f" {_UNITS[entry['unit']]} {fold(form)}"
            if folded.endswith(ending):
                return place_id, len(folded) - len(ending)
    return None


def placed_name(grammar: Grammar, name: str, place_id: str) -> str:
    """The name of a body of a province: "Công an tỉnh", Quảng Trị → "Công an tỉnh Quảng Trị"."""
    entry = grammar.section("provinces")[place_id]
    bare = next((name[: -len(unit)].rstrip() for unit in _UNITS.values() if name.endswith(f" {unit}")), name)
    return f"{bare} {_UNITS[entry['unit']]} {entry['bare']}"


def _steps(entry: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    steps = [(s["id"], s["relation"], s.get("basis")) for s in entry.get("successors", ())]
    if "successor" in entry:
        steps.append((entry["successor"], "merged_into", entry.get("basis")))
    return steps


def basis(grammar: Grammar, basis_id: str | None) -> str:
    """The legal act as one reads it, with the day of its effect: "Nghị định 45/2025/NĐ-CP (hiệu lực từ 2025-03-01)"; empty for none."""
    entry = grammar.section("legal").get(basis_id or "")
    if entry is None:
        return ""
    effective = entry.get("effective")
    return f"{entry['doc']} (hiệu lực từ {effective})" if effective else str(entry["doc"])
