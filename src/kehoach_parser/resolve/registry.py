"""The registry of bodies, compiled for reading: names by their words, fields of a head noun, and which body is meant.

Names are compared word by word without case, tone placement, punctuation, articles and conjunctions. The level at the
end of an official name ("Công an *huyện*") is not part of the key: it is compared with what the text says or leaves out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from kehoach_parser.grammar import Grammar, fold, trie_pattern
from kehoach_parser.grammar.history import in_being
from kehoach_parser.resolve.words import ARTICLES

Node = dict[str, Any]
LEAF = ""
_PIECE = re.compile(r"[^\W_]+|,")
_ARTICLE_WORDS = ARTICLES | {"Các"}
_TEMPLATE = re.compile(r"\s*[-–]?\s*<[^<>]*>.*")


class Listed(NamedTuple):
    """One registered form of a body: `scope` is the level word cut off its end, `how` exact|alias|short|misnamed.

    `words` are the official writing of the words of the key, `low` the key; `open_end` says that a place or number must follow. Of a
    collective ("Ủy ban nhân dân các xã, phường") all level words are cut off and stand in `scopes`.
    """

    id: str
    scope: str
    how: str
    words: tuple[str, ...]
    low: tuple[str, ...]
    open_end: bool
    kind: str
    scopes: tuple[str, ...] = ()


class Registry(NamedTuple):
    """`names` is a trie over words whose leaves hold the forms of one key; `fields` the same for each head noun.

    `officials` are the official names without their level word, `levels` the levels of level words, `seconds` the second
    words of names that begin with a word, collectives apart, `central` the ids of the bodies of the central level.
    """

    names: Node
    fields: dict[str, Node]
    officials: dict[str, str]
    seconds: dict[str, set[str]]
    levels: dict[str, str]
    cities: frozenset[str]
    provinces: frozenset[str]
    central: frozenset[str]


def build_registry(grammar: Grammar) -> Registry:
    """Compiles the sections `agencies`, `provinces` and the heads that are said once for several fields."""
    names: Node = {}
    heads = _spread_heads(grammar)
    fields: dict[str, Node] = {" ".join(head): {} for found in heads.values() for head in found}
    officials: dict[str, str] = {}
    seconds: dict[str, set[str]] = {}
    owners = {fold(p) for e in grammar.section("heads").values() if "owner" in e.get("does", ()) for p in e["phrases"]}
    nouns = {fold(p) for e in grammar.section("heads").values() for p in e["phrases"]}
    levels = {fold(p): str(e["level"]) for e in grammar.section("list_words").values() if e["does"] == "level" for p in e["phrases"]}
    for body_id, entry in grammar.section("agencies").items():
        several = entry["kind"] == "collective"
        for how, form in _forms(entry):
            letters, _, rest = form.partition(" ")
            if how == "alias" and letters.isupper() and len(letters) > 1 and (not rest or rest in levels) and entry["kind"] != "enterprise":
                how = "short"  # SNV, PC08, CTK tỉnh
            bare = _TEMPLATE.sub("", form) if "<" in form else form
            words = _content(bare)
            low = tuple(fold(" ".join(words)).split())
            scopes = _scopes(low, levels) if several else ()
            scope = "" if several else _scope(low, levels)
            if scope and " ".join(low) in nouns:
                scope = ""  # "Hợp tác xã": the word is no level there
            if scope.endswith("ủy") and " ".join(low[: len(low) - 2]) in owners:
                scope = ""  # "Văn phòng Tỉnh ủy": nothing is left that names it
            stem = len(low) - len(" ".join(scopes or (scope,)).split())
            if how == "exact":
                pieces = bare.split()
                officials[body_id] = " ".join(pieces[: len(pieces) - len(scope.split())])
            listed = Listed(body_id, scope, how, words[:stem], low[:stem], bare != form, entry["kind"], scopes)
            _put(names, low[:stem], listed)
            if not several and len(low) > 1:
                seconds.setdefault(low[0], set()).add(low[1])
            for head in heads.get(low[0], ()) if not several else ():
                if low[: len(head)] == head and stem > len(head):
                    _put(fields[" ".join(head)], low[len(head) : stem], listed._replace(words=words[len(head) : stem], low=low[len(head) : stem]))
                    break
    provinces = grammar.section("provinces").values()
    return Registry(
        names, fields, officials, seconds, levels, frozenset(fold(p["bare"]) for p in provinces if p["unit"] == "city"),
        frozenset(fold(name) for p in provinces for name in (p["bare"], *p.get("aliases", ()))),
        frozenset(body_id for body_id, entry in grammar.section("agencies").items() if entry.get("level") == "central"),
    )


def _content(name: str) -> tuple[str, ...]:
    """The words of a name that count: no articles and conjunctions, but "và các" keeps its article, which begins another body."""
    pieces = _PIECE.findall(name)
    return tuple(
        [w for w, before in zip(pieces, ["", *pieces], strict=False) if w[0].isalnum() and (w not in _ARTICLE_WORDS or (w == "các" and before in ("và", ",")))]
    )


def _spread_heads(grammar: Grammar) -> dict[str, list[tuple[str, ...]]]:
    """Heads that are said once for several fields, as words, by their first word, longest first."""
    heads: dict[str, list[tuple[str, ...]]] = {}
    for entry in grammar.section("heads").values():
        if "spread" in entry.get("does", ()):
            for phrase in entry["phrases"]:
                words = tuple(fold(phrase).split())
                heads.setdefault(words[0], []).append(words)
    return {first: sorted(found, key=len, reverse=True) for first, found in heads.items()}


def _forms(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "exact", entry["name"]
    for how, key in (("alias", "aliases"), ("short", "short"), ("misnamed", "misnamed")):
        for form in entry.get(key, ()):
            yield how, form


def _scope(low: tuple[str, ...], levels: dict[str, str]) -> str:
    for size in (2, 1):
        if len(low) > size and levels.get(" ".join(low[-size:]), "village") != "village":
            return " ".join(low[-size:])
    return ""


def _scopes(low: tuple[str, ...], levels: dict[str, str]) -> tuple[str, ...]:
    """The level words that end the name of a collective, "cấp" with the word after it."""
    found: list[str] = []
    i = next((k for k in range(1, len(low)) if low[k] == "cấp" or _level_size(low, k, levels)), len(low))
    if low[0] in levels or _level_size(low, 0, levels):
        return ()
    while i < len(low):
        above = 1 if low[i] == "cấp" else 0
        size = _level_size(low, i + above, levels)
        if not size:
            return ()
        found.append(" ".join(low[i : i + above + size]))
        i += above + size
    return tuple(found)


def _level_size(low: tuple[str, ...], i: int, levels: dict[str, str]) -> int:
    return next((size for size in (2, 1) if " ".join(low[i : i + size]) in levels and len(low) >= i + size), 0)


def _put(root: Node, low: tuple[str, ...], listed: Listed) -> None:
    node = root
    for word in low:
        node = node.setdefault(word, {})
    node.setdefault(LEAF, []).append(listed)


def choose(
    grammar: Grammar, forms: list[Listed], scopes: tuple[str, ...], place: str, plural: bool, level: str | None, on: str | None, territory: str | None
) -> list[Listed]:
    """Those of the forms that can be meant: by the level said, else the issuer's, then by date. Empty when none fits.

    `scopes` are the level words in the text, `place` the name after them, `plural` says that several bodies are meant,
    `level` is the issuer's, `on` an ISO date.
    """
    registry = grammar.once(build_registry)
    entries = grammar.section("agencies")
    several = [f for f in forms if f.scopes]
    if plural:
        same = [f for f in several if f.scopes == scopes] or [f for f in several if sorted(f.scopes) == sorted(scopes)]
        return [f for f in same if in_being(entries[f.id], on)] or same if on else same
    single = [f for f in forms if not f.scopes] if several else forms
    left = _by_level(registry, entries, single, scopes[0] if scopes else "", place, level, territory)
    if on and not scopes and left and not any(in_being(entries[f.id], on) for f in left):
        left = [f for f in single if f.how == "exact" and not f.scope and in_being(entries[f.id], on)] or left  # since March 2025 "Cục Thống kê" is the central one
    if on and len({f.id for f in left}) > 1:
        left = [f for f in left if in_being(entries[f.id], on)] or left
    return left


def _by_level(
    registry: Registry, entries: dict[str, dict[str, Any]], forms: list[Listed], scope: str, place: str, level: str | None, territory: str | None
) -> list[Listed]:
    if forms and all(f.open_end for f in forms):
        return forms
    if not scope:
        open_forms = [f for f in forms if not f.scope]
        same = [f for f in forms if entries[f.id].get("level") == level] if level else []
        if len({f.id for f in forms}) == 1:
            return forms
        return same or ([f for f in open_forms if not level or entries[f.id].get("level") is None] or (open_forms if not level else []))
    wanted = scope_level(registry, scope, place, level, territory)
    fits = [f for f in forms if entries[f.id].get("level") in (wanted, None)]
    literal = [f for f in fits if f.scope == scope]
    if literal or wanted is None:
        return literal or [f for f in forms if f.scope == scope]
    return fits


def scope_level(registry: Registry, scope: str, place: str, level: str | None, territory: str | None) -> str | None:
    """The level that a level word names; "thành phố" is a province in the centrally run cities, else a district."""
    known = registry.levels.get(scope)
    if known != "city":
        return known
    if place:
        return "province" if fold(place) in registry.cities else "district"
    if level == "province" and territory:
        return "province" if fold(territory) in registry.cities else "district"
    return {"district": "district", "commune": "district", "village": "district"}.get(level or "")


def body_level(grammar: Grammar, forms: list[Listed]) -> str | None:
    """The level that all the forms share, or None."""
    levels = {grammar.section("agencies")[f.id].get("level") for f in forms}
    return levels.pop() if len(levels) == 1 else None


class Found(NamedTuple):
    """A name or alias in running text."""

    start: int
    end: int
    ids: tuple[str, ...]


def _build_scan(grammar: Grammar) -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    names: dict[str, list[str]] = {}
    for body_id, entry in grammar.section("agencies").items():
        for _, form in _forms(entry):
            bare = _TEMPLATE.sub("", form)
            if bare != form and " " not in bare:  # "Báo <tỉnh>": the word alone is no name
                continue
            for spelled in {bare, bare.replace("Ủy ban nhân dân", "UBND").replace("Hội đồng nhân dân", "HĐND")}:
                names.setdefault(" ".join(fold(spelled).split()), []).append(body_id)
    pattern = re.compile(r"(?<!\w)(?:" + trie_pattern(names) + r")(?!\w)")
    return pattern, {name: tuple(dict.fromkeys(ids)) for name, ids in names.items()}


def find_names(grammar: Grammar, text: str) -> list[Found]:
    """Every registered name and alias in `text`, longest first at a place, with the ids that claim it."""
    pattern, ids = grammar.once(_build_scan)
    return [Found(m.start(), m.end(), ids[m.group()]) for m in pattern.finditer(fold(text))]
