"""Which registered body a cut name is: exact, by an alias, by rule, a misprint, or unknown; its level and kind."""

from __future__ import annotations

from collections.abc import Sequence

from kehoach_parser.draft import Problem
from kehoach_parser.grammar import Grammar
from kehoach_parser.resolve.lexicon import build_lexicon
from kehoach_parser.resolve.names import name_of, own_name
from kehoach_parser.resolve.reader import Body, Reader
from kehoach_parser.resolve.readings import AMBIGUOUS, MISSPELT, UNKNOWN, ReadAgency, Resolved, Setting
from kehoach_parser.resolve.registry import Listed, Registry, body_level, build_registry, choose, scope_level
from kehoach_parser.resolve.segment import cut
from kehoach_parser.resolve.words import read_words

_SCORES = {"exact": 1.0, "alias": 1.0, "rule": 0.9, "fuzzy": 0.0, "none": 0.0}
_OWN = frozenset(("mass_organisation", "party"))
ISSUER = "issuer"  # the level of the common nouns that every level has
_MISPRINTED = 0.95  # one word of several
_MISNAMED = 0.85  # a wrong name that the registry lists: sure which body, not what was meant to be written


def resolve(grammar: Grammar, r: Reader, body: Body, setting: Setting, problems: list[Problem]) -> ReadAgency:
    """The agency that a body is; names that repeat in a plan are resolved once."""
    words = r.words
    span = (words.start[body.first], words.end[body.last - 1])
    raw = words.text[span[0] : span[1]]
    made = " ".join(words.low[body.first : body.last]) if words.made[body.first] else ""  # "HĐND - UBND" are two of one stretch
    parts = (body.stem - body.first, body.head and body.head.id, body.level, body.nouns, body.known, body.rule, body.open)  # the words around it decide on these
    key = (raw, made, body.kind, body.before, body.after, body.scope, body.place, body.plural, parts, r.prose, r.mends, words.text.isupper())
    names = setting.names[0]
    known = names.get(key)
    if known is None:
        known = names[key] = _resolve_new(grammar, r, body, setting, raw)
    agency, found = known
    if found:
        problems.extend(Problem(code, values, span) for code, values in found)
    return ReadAgency(*agency[:5], _qualifier(body, words.text), span, *agency[7:9], body.origin)


def _resolve_new(grammar: Grammar, r: Reader, body: Body, setting: Setting, raw: str) -> Resolved:
    forms = meant_forms(grammar, body, setting)
    ids = list(dict.fromkeys(f.id for f in forms))
    said = name_of(grammar, r, body, forms)
    name = own_name(r, body, said, setting)
    body.open = body.open or name != said  # the plan itself says which body is meant
    chosen = forms[0] if len(ids) == 1 else None
    problems: list[tuple[str, tuple[str, ...]]] = []
    if len(ids) > 1 and not body.scope and body_level(grammar, forms) is None:
        problems.append((AMBIGUOUS, (name, " / ".join(_meanings(grammar, ids)))))
    match = _match(r, body, chosen)
    score = _SCORES[match]
    if r.words.mended and not r.words.mended.isdisjoint(r.words.start[body.first : body.last]):
        problems.append((MISSPELT, (raw, name)))
        match, score = "fuzzy", _MISPRINTED
    elif chosen and chosen.how == "misnamed":
        problems.append((MISSPELT, (raw, grammar.section("agencies")[chosen.id]["name"])))
        match, score = "fuzzy", _MISNAMED
    elif match == "none" and not r.prose and r.mends:
        better = None if body.kind == "person" or (body.head and "position" in body.head.does) else _mend(grammar, setting, name)
        if better:
            return better._replace(raw=raw), ((MISSPELT, (raw, better.name)),)
        if not body.open:
            problems.append((UNKNOWN, (name,)))
    if match == "none" and body.open:
        match, score = "rule", _SCORES["rule"]
    level, kind = _level(grammar, r.registry, body, forms, chosen, setting), kind_of(grammar, body, forms)
    return ReadAgency(raw, name, chosen.id if chosen else None, level, kind, None, (0, 0), match, score, body.origin), tuple(problems)


def _meanings(grammar: Grammar, ids: list[str]) -> list[str]:
    """The bodies of the registry that a name may mean, each with its level word where its name does not hold it."""
    levels = {e["level"]: e["phrases"][0] for e in reversed(list(grammar.section("list_words").values())) if e["does"] == "level"}
    entries = [grammar.section("agencies")[body_id] for body_id in ids]
    words = [str(levels.get(entry.get("level"), "")) for entry in entries]
    return [f"{e['name']} ({word})" if word and not e["name"].endswith(word) else e["name"] for e, word in zip(entries, words, strict=True)]


def meant_forms(grammar: Grammar, body: Body, setting: Setting) -> list[Listed]:
    if not body.forms or (setting.house and _is_own(grammar, body)):
        return []
    plural = body.plural and not body.nouns
    forms = body.forms
    if body.nouns and body.plural:
        forms = [f for f in forms if grammar.section("agencies")[f.id]["kind"] == "collective"] or forms
    found = choose(grammar, forms, tuple(body.scopes), body.place, plural, setting.level, setting.on, setting.territory)
    if not found and plural and all(f.how == "short" for f in forms):
        return choose(grammar, forms, tuple(body.scopes), body.place, False, setting.level, setting.on, setting.territory)
    return found


def _is_own(grammar: Grammar, body: Body) -> bool:
    """Whether a union or Party committee is named without a level, which in the plan of a house is its own: "Đoàn Thanh niên"."""
    said = body.scope or body.place or body.before or body.after
    return not said and all(f.scope or f.how != "exact" for f in body.forms) and kind_of(grammar, body) in _OWN


def _match(r: Reader, body: Body, chosen: Listed | None) -> str:
    if chosen:
        whole = not body.place and not body.before and (tuple(body.scopes) == chosen.scopes if chosen.scopes else body.scope == chosen.scope)
        if chosen.how == "exact":
            return "exact" if whole or (not body.scope and not body.place) else "rule"
        return "alias"
    return "rule" if body.forms or body.rule or (body.known and (body.scope or body.nouns)) else "none"


def _level(grammar: Grammar, registry: Registry, body: Body, forms: list[Listed], chosen: Listed | None, setting: Setting) -> str | None:
    if body.scope and not body.nouns:
        said = scope_level(registry, body.scope, body.place, setting.level, setting.territory)
        if said:
            return said
    if setting.house and body.forms and _is_own(grammar, body):
        return None
    if body.level == ISSUER:
        return scope_level(registry, body.scope, body.place, setting.level, setting.territory) if body.scope else setting.level  # "các ban, ngành, đoàn thể": those of who issues the plan
    if chosen:
        level = grammar.section("agencies")[chosen.id].get("level")
        return str(level) if level else None
    shared = body_level(grammar, forms or body.forms) if forms or body.forms else None
    if shared:
        return shared
    if body.head and body.head.id == "phong" and not body.level:
        return setting.level if setting.level in ("province", "central") else "commune" if setting.on and setting.on >= "2025-07" else "district"
    if body.nouns and body.level == "district" and setting.level in ("province", "central"):
        return setting.level  # "các phòng" of a department
    if body.nouns and body.scope and not body.level:
        return scope_level(registry, body.scope, body.place, setting.level, setting.territory)
    if body.nouns or body.level:
        return body.level
    return setting.level if body.head and body.known else None


def kind_of(grammar: Grammar, body: Body, forms: Sequence[Listed] = ()) -> str | None:
    """The kind of a body by the registry's forms that it may be, else by its head."""
    entries = grammar.section("agencies")
    kinds = {entries[f.id]["kind"] for f in forms or body.forms}
    if body.plural and body.head and body.kind != "position" and body.scope:
        return "collective"
    if len(kinds) == 1:
        return str(kinds.pop())
    return body.kind or (body.head.kind if body.head else None)


def _qualifier(body: Body, text: str) -> str | None:
    if body.tail is None:
        return None
    words = " ".join(text[body.tail[0] : body.tail[1]].split()).strip(" ,;.-")
    inner = words[1:-1].strip() if words.startswith("(") and words.endswith(")") and words.count("(") == 1 else words
    return inner or None


def _mend(grammar: Grammar, setting: Setting, name: str) -> ReadAgency | None:
    from kehoach_parser.resolve.misprints import mended_post, nearest

    found = nearest(grammar, name) or mended_post(grammar, name)
    if found is None:
        return None
    better, score = found
    words = read_words(grammar, better, setting.abbreviations, setting.level)
    reader = Reader(words, grammar.once(build_lexicon), grammar.once(build_registry), prose=False, mends=False)
    bodies = [body for role in cut(reader).roles.values() for body in role]
    if len(bodies) != 1:
        return None
    agency, _ = _resolve_new(grammar, reader, bodies[0], setting, better)
    return agency._replace(match="fuzzy", score=score) if agency.match != "none" else None
