"""Bodies by role out of a value or the beginning of a sentence, named and found in the registry.

A name is what is printed, with abbreviations written out and a shared head or tail given back; no territory and no level
word is added. The name valid on the plan's date is never rewritten: successors are asked for (`grammar.history`).
Match: `exact` the official name, `alias` another registered form, `rule` built from head, field and level words, `fuzzy`
a misprint of a registered name, `none` not known. Where two bodies remain possible neither id is taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from kehoach_parser.draft import Problem
from kehoach_parser.grammar import Grammar, fold, strip_marks
from kehoach_parser.resolve.bodies import Body, Reader
from kehoach_parser.resolve.lexicon import build_lexicon
from kehoach_parser.resolve.registry import (
    LEAF,
    Listed,
    Node,
    Registry,
    body_level,
    build_registry,
    choose,
    scope_level,
)
from kehoach_parser.resolve.segment import cut
from kehoach_parser.resolve.words import ARTICLES, Words, local_abbreviations, read_words, show

__all__ = ["ReadAgency", "ReadAssignment", "Setting", "is_agency_heading", "level_of", "local_abbreviations", "read_agencies"]

Span = tuple[int, int]
UNKNOWN, MISSPELT, AMBIGUOUS = "KH204", "KH205", "KH208"
_SCORES = {"exact": 1.0, "alias": 1.0, "rule": 0.9, "fuzzy": 0.0, "none": 0.0}
_MOST_SETTINGS, _MOST_READINGS = 32, 1_000  # kept in memory before it is begun anew
_MISNAMED = 0.85  # a wrong name that the registry lists: sure which body, not what was meant to be written
_LONGEST_MISPRINT = 60
_PROSE_LETTERS = 160  # a sentence is read in growing pieces: lists of bodies are short, sentences can be long
_MENDS = re.compile(r"[-–—&*_|/\n\t]|  |,\S|\s[,;.]")
_FIRST_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Setting:
    """What names are read against, one for each plan. `memo` and `names` keep what was read, since phrases repeat.

    `level` of the issuer; `on` the plan's date, ISO, possibly partial; `territory` the issuer's place ("Bình Sơn"), which
    is never added to a name; `abbreviations` of the plan itself: folded abbreviation → full words.
    """

    level: str | None = None
    on: str | None = None
    territory: str | None = None
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    memo: dict[str, dict[str, ReadAssignment]] = field(default_factory=dict, compare=False, repr=False)
    names: list[dict[tuple[object, ...], Resolved]] = field(default_factory=list, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ReadAgency:
    """One body; the fields are those of `model.Agency`, `span` is relative to the text that was read."""

    raw: str
    name: str
    id: str | None
    level: str | None
    kind: str | None
    qualifier: str | None
    span: Span
    match: str
    score: float
    origin: str


Resolved = tuple[ReadAgency, tuple[tuple[str, tuple[str, ...]], ...]]


@dataclass(frozen=True, slots=True)
class ReadAssignment:
    """Bodies by role; `end` is the offset where the list of bodies ends, the length of the text when all is names."""

    lead: tuple[ReadAgency, ...] = ()
    support: tuple[ReadAgency, ...] = ()
    implementer: tuple[ReadAgency, ...] = ()
    end: int = 0
    problems: tuple[Problem, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lead or self.support or self.implementer)


def read_agencies(grammar: Grammar, text: str, setting: Setting, *, prose: bool = False) -> ReadAssignment:
    """The bodies in `text`, by role; those without a role word are implementers.

    With `prose`, `text` is a sentence that may begin with bodies: it is read up to the first finite verb, and gives
    nothing when it begins with something else. Without, it is the value of a slot for bodies: unknown names are kept.
    """
    memo = setting.memo or _open_memo(grammar, setting)
    kept = memo["prose" if prose else "value"]
    known = kept.get(text)
    if known is None:
        known = kept[text] = _read_prose(grammar, text, setting) if prose else _read(grammar, text, setting, prose=False)
    return known


def _open_memo(grammar: Grammar, setting: Setting) -> dict[str, dict[str, ReadAssignment]]:
    """What was read for plans of the same issuer, date and abbreviations, for this grammar: phrases repeat, and so do plans."""
    kept = grammar.once(_build_memos)
    if len(kept) > _MOST_SETTINGS:
        kept.clear()
    key = (setting.level, setting.on, setting.territory, tuple(sorted(setting.abbreviations.items())))
    memo, names = kept.setdefault(key, ({"prose": {}, "value": {}}, {}))
    if any(len(readings) > _MOST_READINGS for readings in memo.values()):
        memo["prose"].clear()
        memo["value"].clear()
        names.clear()
    setting.memo.update(memo)
    setting.names.append(names)
    return setting.memo


def _build_memos(grammar: Grammar) -> dict[tuple[object, ...], tuple[dict[str, dict[str, ReadAssignment]], dict[tuple[object, ...], Resolved]]]:
    return {}


def _read_prose(grammar: Grammar, text: str, setting: Setting) -> ReadAssignment:
    if not _may_begin(grammar, text, setting):
        return ReadAssignment()
    size = _PROSE_LETTERS
    while True:
        read = _read(grammar, text[:size], setting, prose=True)
        if read.end < size - 60 or size >= len(text):
            return read
        size *= 2


def _may_begin(grammar: Grammar, text: str, setting: Setting) -> bool:
    """Whether the first words of a sentence may begin a body: most sentences are done with here."""
    words = _FIRST_WORD.finditer(text)
    first = next(words, None)
    if first is None:
        return False
    shown = first.group()
    if (len(shown) > 1 and shown[:2].isupper()) or shown in ("P", "TP"):
        return True
    word = fold(shown)
    follows = next(words, None)
    second = fold(follows.group()) if follows else ""
    start = grammar.once(_build_starts).get(word)
    if start is not None:
        return (second not in start.never) if start.open else second in start.only or (follows is not None and follows.group()[:2].isupper())
    return word in setting.abbreviations


class _Start(NamedTuple):
    """What may follow the first word of a body: anything but `never` when `open`, else only `only`."""

    open: bool
    only: frozenset[str]
    never: frozenset[str]


def _build_starts(grammar: Grammar) -> dict[str, _Start]:
    registry, lexicon = grammar.once(build_registry), grammar.once(build_lexicon).root
    names = registry.names
    starts: dict[str, _Start] = {}
    for word in names.keys() | lexicon.keys():
        named, said = names.get(word, {}), lexicon.get(word, {})
        leaf = said.get(LEAF, {})
        only = set(registry.seconds.get(word, ())) | {w for w, child in said.items() if w and _leads_to_body(child)}
        wide = (LEAF in named and not all(f.kind == "collective" for f in named[LEAF])) or bool(leaf.keys() & {"head", "plural", "honorific"})
        head = leaf.get("head")
        if only or wide:
            starts[word] = _Start(wide, frozenset(only), frozenset(head.value.not_before - only if head and LEAF not in named else ()))
    return starts


def _leads_to_body(node: Node) -> bool:
    return bool(node.get(LEAF, {}).keys() & {"head", "plural", "honorific"}) or any(_leads_to_body(child) for word, child in node.items() if word)


def _read(grammar: Grammar, text: str, setting: Setting, *, prose: bool, mends: bool = True) -> ReadAssignment:
    words = read_words(grammar, text, setting.abbreviations, setting.level)
    if not words.low:
        return ReadAssignment(end=len(text))
    reader = Reader(words, grammar.once(build_lexicon), grammar.once(build_registry), prose, mends)
    parts = cut(reader)
    problems: list[Problem] = []
    roles = {role: tuple(_resolve(grammar, reader, body, setting, problems) for body in bodies) for role, bodies in parts.roles.items()}
    if not any(roles.values()):
        left = text.strip(" .;")
        return ReadAssignment(end=0 if prose else len(text), problems=() if prose or not left else (Problem(UNKNOWN, (left,), (0, len(text))),))
    ends = [a.span[1] for found in roles.values() for a in found]
    problems += [Problem(AMBIGUOUS, (form, meanings), span) for form, meanings, span in words.doubts if span[1] <= max(ends)]
    return ReadAssignment(roles["lead"], roles["support"], roles["implementer"], parts.end, tuple(problems))


def _resolve(grammar: Grammar, r: Reader, body: Body, setting: Setting, problems: list[Problem]) -> ReadAgency:
    """The agency that a body is; names that repeat in a plan are resolved once."""
    words = r.words
    span = (words.start[body.first], words.end[body.last - 1])
    raw = words.text[span[0] : span[1]]
    key = (raw, body.before, body.after, body.scope, body.place, body.plural, r.prose, r.mends)
    names = setting.names[0]
    known = names.get(key)
    if known is None:
        known = names[key] = _resolve_new(grammar, r, body, setting, raw)
    agency, found = known
    problems.extend(Problem(code, values, span) for code, values in found)
    return replace(agency, span=span, qualifier=_qualifier(body, words.text), origin=body.origin)


def _resolve_new(grammar: Grammar, r: Reader, body: Body, setting: Setting, raw: str) -> Resolved:
    forms = _forms(grammar, body, setting)
    ids = list(dict.fromkeys(f.id for f in forms))
    name = _own_name(body, _name(grammar, r, body, forms), setting)
    chosen = forms[0] if len(ids) == 1 else None
    problems: list[tuple[str, tuple[str, ...]]] = []
    if len(ids) > 1:
        entries = grammar.section("agencies")
        problems.append((AMBIGUOUS, (name, " / ".join(f"{entries[i]['name']} ({i})" for i in ids))))
    match = _match(r, body, chosen)
    score = _SCORES[match]
    if chosen and chosen.how == "misnamed":
        problems.append((MISSPELT, (raw, grammar.section("agencies")[chosen.id]["name"])))
        match, score = "fuzzy", _MISNAMED
    elif match == "none" and not r.prose and r.mends:
        better = None if body.head and "position" in body.head.does else _mend(grammar, setting, name)
        if better:
            return replace(better, raw=raw), ((MISSPELT, (raw, better.name)),)
        problems.append((UNKNOWN, (name,)))
    level, kind = _level(grammar, r.registry, body, forms, chosen, setting), _kind(grammar, body, forms)
    return ReadAgency(raw, name, chosen.id if chosen else None, level, kind, None, (0, 0), match, score, body.origin), tuple(problems)


def _own_name(body: Body, name: str, setting: Setting) -> str:
    """The short name that the plan gave a body, where only its head is said again: "Tổ công tác" for "Tổ công tác Đề án 06 xã"."""
    if body.head is None or body.forms or body.scope or body.place or body.before or body.last - body.first != len(name.split()):
        return name
    if "alone" not in body.head.does or body.stem != body.last:
        return name
    head = fold(name) + " "
    own = [full for short, full in setting.abbreviations.items() if short.startswith(head)]
    return own[0] if len(own) == 1 else name


def _forms(grammar: Grammar, body: Body, setting: Setting) -> list[Listed]:
    if not body.forms:
        return []
    plural = body.plural and not body.nouns
    forms = body.forms
    if body.nouns and body.plural:
        forms = [f for f in forms if grammar.section("agencies")[f.id]["kind"] == "collective"] or forms
    found = choose(grammar, forms, tuple(body.scopes), body.place, plural, setting.level, setting.on, setting.territory)
    if not found and plural and all(f.how == "short" for f in forms):
        return choose(grammar, forms, tuple(body.scopes), body.place, False, setting.level, setting.on, setting.territory)
    return found


def _match(r: Reader, body: Body, chosen: Listed | None) -> str:
    if chosen:
        whole = not body.place and not body.before and (tuple(body.scopes) == chosen.scopes if chosen.scopes else body.scope == chosen.scope)
        if chosen.how == "exact":
            return "exact" if whole or (not body.scope and not body.place) else "rule"
        return "alias"
    return "rule" if body.forms or body.rule or (body.known and (body.scope or body.nouns)) else "none"


def _name(grammar: Grammar, r: Reader, body: Body, forms: list[Listed]) -> str:
    words = r.words
    chosen = forms[0] if forms else body.forms[0] if body.forms and len({f.words for f in body.forms}) == 1 else None
    proper = _from_capitals(r, body) if words.text.isupper() else {}
    first = body.first
    replaced = ""
    if body.nouns:
        proper.update(_plain_nouns(r, body))
    elif chosen and chosen.how in ("short", "misnamed") and chosen.id and forms:
        replaced = r.registry.officials.get(chosen.id, "") if chosen.scope or body.scope else str(grammar.section("agencies")[chosen.id]["name"])
        first = body.stem
    elif chosen:
        proper.update(_official_words(words, body, chosen))
    if body.head and not proper.get(body.first) and not body.before and not replaced:
        proper.update(_head_words(words, body))
    if body.nested > body.first and words.low[body.nested] in ("các", "những"):
        proper[body.nested] = words.low[body.nested]
        proper.update(_plain_nouns(r, body))
    core = _as_printed(words, first, body.last, proper) or (show(words, first, body.last, proper) if body.last > first else "")
    if (replaced or body.before) and core and not words.capital(first):
        core = core[:1].lower() + core[1:]
    return " ".join(part for part in (body.before, replaced, core, body.after) if part)


def _as_printed(words: Words, first: int, last: int, proper: Mapping[int, str]) -> str:
    """The stretch of the text itself where nothing is to be mended in it, else empty: most names are printed as they should be."""
    if any(words.made[first:last]) or any(words.shown[k] != word for k, word in proper.items() if k > first):
        return ""
    raw = words.text[words.start[first] : words.end[last - 1]] if last > first else ""
    if _MENDS.search(raw):
        return ""
    head = proper.get(first, words.shown[first]) if raw else ""
    return head[:1].upper() + head[1:] + raw[len(head) :]


def _from_capitals(r: Reader, body: Body) -> dict[int, str]:
    """Of a name printed in capitals: level words and articles small, other words with one capital."""
    proper = {}
    for k in range(body.first, body.last):
        if not r.words.made[k]:
            small = r.words.low[k] in ARTICLES or r.at(k).keys() & {"level", "plural"} or (k > body.first and "level" in r.at(k - 1) and r.at(k - 1)["level"].size > 1)
            proper[k] = r.words.low[k] if small and k > body.first else r.words.shown[k].capitalize()
    return proper


def _official_words(words: Words, body: Body, chosen: Listed) -> dict[int, str]:
    proper: dict[int, str] = {}
    k = body.first
    for official in chosen.words:
        while k < body.stem and fold(official) != words.low[k]:
            k += 1
        if k >= body.stem:
            return proper if k > body.first else {}
        proper[k] = official
        k += 1
    return proper


def _head_words(words: Words, body: Body) -> dict[int, str]:
    return {body.first: words.shown[body.first][:1].upper() + words.shown[body.first][1:]}


def _plain_nouns(r: Reader, body: Body) -> dict[int, str]:
    """The common nouns of a collective in small letters: "Các Sở, Ban, Ngành" → "Các sở, ban, ngành"."""
    proper: dict[int, str] = {}
    k = body.first
    while k < body.last:
        marks = r.at(k)
        mark = marks.get("noun") or marks.get("plural")
        if mark and not ("head" in marks and marks["head"].size > mark.size):
            proper.update({j: r.words.low[j] for j in range(k, min(k + mark.size, body.last))})
            k += mark.size
        elif r.words.low[k] in (",", "và", "/"):
            k += 1
        elif "head" in marks and "position" in marks["head"].value.does:
            k += marks["head"].size
        else:
            break
    return proper


def _level(grammar: Grammar, registry: Registry, body: Body, forms: list[Listed], chosen: Listed | None, setting: Setting) -> str | None:
    if body.scope and not body.nouns:
        said = scope_level(registry, body.scope, body.place, setting.level, setting.territory)
        if said:
            return said
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
        return registry.levels.get(body.scope)
    if body.nouns or body.level:
        return body.level
    return setting.level if body.head and body.known else None


def _kind(grammar: Grammar, body: Body, forms: list[Listed]) -> str | None:
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
    from kehoach_parser.resolve.misprints import nearest

    found = nearest(grammar, name)
    if found is None:
        return None
    better, score = found
    read = _read(grammar, better, setting, prose=False, mends=False)
    single = read.implementer[0] if len(read.implementer) == 1 and not (read.lead or read.support) else None
    return replace(single, match="fuzzy", score=score) if single and single.match != "none" else None


def is_agency_heading(grammar: Grammar, text: str, setting: Setting) -> ReadAssignment | None:
    """The bodies of a heading that names nothing else ("2. Công an thị xã", "Đề nghị VNPT, Viettel Cửa Lò"), else None."""
    heading = text.strip().rstrip(":;. ")
    if not heading or len(heading) > 400 or heading.endswith("?"):
        return None
    if not _may_begin_heading(grammar, heading, setting):
        from kehoach_parser.resolve.misprints import nearest

        better = nearest(grammar, heading) if len(heading) < _LONGEST_MISPRINT and _sounds_like(grammar, heading) else None
        if better is None:
            return None
    read = read_agencies(grammar, heading, setting)
    found = (*read.lead, *read.support, *read.implementer)
    if not found or any(a.match == "none" for a in found) or read.lead or read.support:
        return None
    return read if all(_only_named(a, heading) for a in found) and _begins(grammar, heading, found[0]) else None


def _may_begin_heading(grammar: Grammar, heading: str, setting: Setting) -> bool:
    first = _FIRST_WORD.search(heading)
    return bool(first and fold(first.group()) in grammar.once(_build_asks)) or _may_begin(grammar, heading, setting)


def _build_asks(grammar: Grammar) -> frozenset[str]:
    """First words of what may stand before the bodies of a heading."""
    entries = grammar.section("list_words").values()
    return frozenset(fold(phrase).split()[0] for e in entries if e["does"] in ("asks", "honorific") for phrase in e["phrases"])


def _build_sounds(grammar: Grammar) -> frozenset[str]:
    return frozenset(strip_marks(word) for word in grammar.once(build_registry).names)


def _sounds_like(grammar: Grammar, heading: str) -> bool:
    """Whether the first word is that of a registered name but for marks: what a misprinted heading still shows."""
    return strip_marks(fold(heading.split(maxsplit=1)[0])) in grammar.once(_build_sounds)


def _only_named(agency: ReadAgency, heading: str) -> bool:
    qualifier = fold(agency.qualifier or "")
    return not qualifier or heading[agency.span[1] :].lstrip().startswith("(") or "liên quan" in qualifier or len(qualifier.split()) <= 1


def _begins(grammar: Grammar, heading: str, first: ReadAgency) -> bool:
    if first.span[0] == 0:
        return True
    before = fold(heading[: first.span[0]]).split()
    asks = {word for e in grammar.section("list_words").values() if e["does"] in ("asks", "honorific") for p in e["phrases"] for word in fold(p).split()}
    return all(word.strip(" -+•.:") in asks or not word.strip(" -+•.:") for word in before)


def level_of(grammar: Grammar, issuer: str) -> str | None:
    """The level of an issuer by the level words of its name, else by what the registry knows; None when neither says."""
    words = read_words(grammar, issuer, {}, None)
    if not words.low:
        return None
    reader = Reader(words, grammar.once(build_lexicon), grammar.once(build_registry), prose=False)
    parts = cut(reader)
    for bodies in parts.roles.values():
        for body in bodies[:1]:
            if body.scope:
                return scope_level(reader.registry, body.scope, body.place, None, None)
            forms = _forms(grammar, body, Setting())
            return body_level(grammar, forms or body.forms) if forms or body.forms else body.level
    return None


def content_words(name: str) -> str:
    """A name reduced to what is compared: folded words without articles and conjunctions."""
    import re

    return " ".join(w for w in re.findall(r"[^\W_]+", fold(name)) if w not in ARTICLES)
