"""Bodies by role out of a value, a heading or the beginning of a sentence, named and found in the registry.

A name is what is printed, with abbreviations written out and a shared head or tail given back; no territory and no level
word is added. The name valid on the plan's date is never rewritten: successors are asked for (`grammar.history`).
Match: `exact` the official name, `alias` another registered form, `rule` built from head, field and level words, `fuzzy`
a misprint of a registered name, `none` not known. Where two bodies remain possible neither id is taken.
"""

from __future__ import annotations

import re
from operator import eq
from typing import NamedTuple

from kehoach_parser.draft import Problem
from kehoach_parser.grammar import LOWER, UPPER, Grammar, fold, strip_marks
from kehoach_parser.resolve.lexicon import NO_MARKS, Place, build_lexicon
from kehoach_parser.resolve.line_ends import close_lines
from kehoach_parser.resolve.names import content_words
from kehoach_parser.resolve.reader import Body, Reader
from kehoach_parser.resolve.readings import AMBIGUOUS, UNKNOWN, ReadAgency, ReadAssignment, Resolved, Setting
from kehoach_parser.resolve.registry import LEAF, body_level, build_registry, scope_level
from kehoach_parser.resolve.resolving import ISSUER, kind_of, meant_forms, resolve
from kehoach_parser.resolve.segment import Cut, cut
from kehoach_parser.resolve.word_mends import mend_words
from kehoach_parser.resolve.words import local_abbreviations, read_words

__all__ = ["ReadAgency", "ReadAssignment", "Setting", "content_words", "is_agency_heading", "is_house", "level_of", "list_end", "local_abbreviations", "read_agencies"]

_MOST_SETTINGS, _MOST_READINGS = 32, 1_000  # kept in memory before it is begun anew
_LONGEST_MISPRINT, _LONGEST_HEADING = 60, 400
_OF_CITY = {"tu": "Thành ủy"}
_NO_HEADING = ReadAssignment()
_HOUSES = frozenset(("enterprise", "public_service_unit", "bank", "court_procuracy"))
_PROSE_LETTERS = 160  # a sentence is read in growing pieces: lists of bodies are short, sentences can be long
_FIRST_WORD = re.compile(r"[^\W_]+")
_FIRST_WORDS = re.compile(r"[\W_]*+([^\W_]++)(?:[\W_]++([^\W_]++))?")
_MISTONED = re.compile(rf"({UPPER}{LOWER}+) (?={UPPER})")
_SURE = 2  # blanks in a registered name that is long enough to be meant although its first word is another one


def read_agencies(grammar: Grammar, text: str, setting: Setting, *, prose: bool = False) -> ReadAssignment:
    """The bodies in `text`, by role; those without a role word are implementers.

    With `prose`, `text` is a sentence that may begin with bodies: it is read up to the first finite verb, and gives
    nothing when it begins with something else. Without, it is the value of a slot for bodies: unknown names are kept.
    """
    memo = setting.memo or _open_memo(grammar, setting)
    kept = memo["prose" if prose else "value"]
    known = kept.get(text)
    if known is None:
        known = kept[text] = _read_prose(grammar, text, setting) if prose else _resolve_all(grammar, *_cut(grammar, text, setting, prose=False), setting)
    return known


def list_end(grammar: Grammar, text: str, setting: Setting) -> int:
    """Where the list of bodies ends with which a sentence begins and which act, 0 when it begins with none.

    What `read_agencies` says of a sentence, but nothing is looked up of the bodies: which they are is asked when the list is read.
    """
    if not setting.memo:
        _open_memo(grammar, setting)
    kept = setting.ends[0]
    known = kept.get(text)
    if known is None:
        known = kept[text] = _find_list_end(grammar, text, setting)
    return known


def _find_list_end(grammar: Grammar, text: str, setting: Setting) -> int:
    if _may_begin(grammar, text, setting):
        _, parts = _cut_in_pieces(grammar, text, setting)
        return parts.end if parts.roles["lead"] or parts.roles["implementer"] else 0
    read = _read_mended(grammar, text, setting)
    return read.end if read.lead or read.implementer else 0


def _open_memo(grammar: Grammar, setting: Setting) -> dict[str, dict[str, ReadAssignment]]:
    """What was read for plans of the same issuer, date and abbreviations, for this grammar: phrases repeat, and so do plans."""
    kept = grammar.once(_build_memos)
    if len(kept) > _MOST_SETTINGS:
        kept.clear()
    key = (setting.level, setting.house, setting.on, setting.territory, tuple(sorted(setting.abbreviations.items())))
    memo, names, ends = kept.setdefault(key, ({"prose": {}, "value": {}, "heading": {}}, {}, {}))
    if len(ends) > _MOST_READINGS or any(len(readings) > _MOST_READINGS for readings in memo.values()):
        for readings in memo.values():
            readings.clear()
        names.clear()
        ends.clear()
    setting.memo.update(memo)
    setting.names.append(names)
    setting.ends.append(ends)
    return setting.memo


def _build_memos(grammar: Grammar) -> dict[tuple[object, ...], tuple[dict[str, dict[str, ReadAssignment]], dict[tuple[object, ...], Resolved], dict[str, int]]]:
    return {}


def _read_prose(grammar: Grammar, text: str, setting: Setting) -> ReadAssignment:
    return _read_in_pieces(grammar, text, setting) if _may_begin(grammar, text, setting) else _read_mended(grammar, text, setting)


def _read_in_pieces(grammar: Grammar, text: str, setting: Setting) -> ReadAssignment:
    return _resolve_all(grammar, *_cut_in_pieces(grammar, text, setting), setting)


def _cut_in_pieces(grammar: Grammar, text: str, setting: Setting) -> tuple[Reader, Cut]:
    """The bodies that begin a sentence, in its first piece that is long enough."""
    size = _PROSE_LETTERS
    while True:
        reader, parts = _cut(grammar, text[:size], setting, prose=True)
        if size >= len(text) or parts.end < size - 60 or not any(parts.roles.values()):
            return reader, parts
        size *= 2


def _read_mended(grammar: Grammar, text: str, setting: Setting) -> ReadAssignment:
    """The bodies of a sentence whose first word has wrong marks, where the whole is a registered name: "Vu Kế hoạch - Tài chính tham mưu …".

    The right word has as many letters, so that all places are those of the sentence as printed.
    """
    first = _MISTONED.match(text)
    if first is None:
        return ReadAssignment()
    for word in grammar.once(_build_sounds).get(strip_marks(fold(first[1])), ()):
        better = word.capitalize() + text[len(word) :]
        if len(word) == len(first[1]) and _may_begin(grammar, better, setting):
            read = _read_in_pieces(grammar, better, setting)
            found = next((a for a in (*read.lead, *read.implementer) if a.span[0] == 0), None)
            if found is not None and found.match in ("exact", "alias") and found.raw.count(" ") >= _SURE:
                return read
    return ReadAssignment()


def _may_begin(grammar: Grammar, text: str, setting: Setting) -> bool:
    """Whether the first words of a sentence may begin a body: most sentences are done with here."""
    words = _FIRST_WORDS.match(text)
    if words is None:
        return False
    shown, follows = words.groups(default="")
    if (len(shown) > 1 and shown[:2].isupper()) or shown in ("P", "TP"):
        return True
    word, second = fold(shown), fold(follows)
    start = grammar.once(_build_starts).get(word)
    kinds = grammar.once(_build_kinds)[shown[0].isupper()].get(word, ())
    if start is not None and second not in kinds:
        if "/" in start.only and text[words.end(1) : words.end(1) + 1] == "/":
            return True  # "Đ/c"
        return (second not in start.never) if start.open else second in start.only or follows[:2].isupper()
    return word in setting.abbreviations or second in kinds


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
        named, (leaf, said) = names.get(word, {}), lexicon.get(word, (NO_MARKS, {}))
        only = set(registry.seconds.get(word, ())) | {w for w, further in said.items() if _leads_to_body(further)}
        wide = (LEAF in named and not all(f.kind == "collective" for f in named[LEAF])) or bool(leaf.keys() & {"head", "plural", "honorific"})
        head = leaf.get("head")
        if only or wide:
            starts[word] = _Start(wide, frozenset(only), frozenset(head.value.not_before - only if head and LEAF not in named else ()))
    return starts


def _build_kinds(grammar: Grammar) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """First and second words of the common nouns that may stand without an article, verbs apart: in small letters, so behind
    other words ("phối hợp với cơ sở y tế cấp xã"), and at the beginning of a sentence, where only parties to a contract may."""
    verbs = {fold(p) for e in grammar.section("list_words").values() if e["does"] == "action" for p in e["phrases"]}
    small: dict[str, set[str]] = {}
    first: dict[str, set[str]] = {}
    for entry in grammar.section("nouns").values():
        for words in (fold(phrase).split() for phrase in entry["phrases"] if entry["id"] in ("any", "parties")):
            if len(words) > 1 and " ".join(words[:2]) not in verbs:
                for table in (small, first) if entry["id"] == "parties" else (small,):
                    table.setdefault(words[0], set()).add(words[1].rstrip(","))
    return small, first


def _leads_to_body(place: Place) -> bool:
    """Whether a phrase of several words that begins a body goes through a place behind the first word."""
    marks, said = place
    return any(name in marks and marks[name].size > 1 for name in ("head", "plural", "honorific")) or any(map(_leads_to_body, said.values()))


def _cut(grammar: Grammar, text: str, setting: Setting, *, prose: bool) -> tuple[Reader, Cut]:
    """The bodies of a text by role, as they are cut out of it."""
    words = read_words(grammar, text, {**_OF_CITY, **setting.abbreviations} if "TU" in text and _in_city(grammar, setting) else setting.abbreviations, setting.level)
    mend_words(grammar, words, prose=prose)
    reader = Reader(words, grammar.once(build_lexicon), grammar.once(build_registry), prose)
    if any(map(eq, words.low, words.low[1:])):
        from kehoach_parser.resolve.misprints import without_doubles

        reader = without_doubles(reader)
    if not prose and "\n" in text:
        reader = close_lines(reader)
    return reader, cut(reader)


def _in_city(grammar: Grammar, setting: Setting) -> bool:
    """Whether a centrally run city issues the plan, whose Party committee is no "Tỉnh ủy"."""
    return setting.level == "province" and fold(setting.territory or "") in grammar.once(build_registry).cities


def _resolve_all(grammar: Grammar, reader: Reader, parts: Cut, setting: Setting) -> ReadAssignment:
    """The bodies that were cut out of a text, each looked up."""
    words, prose, text = reader.words, reader.prose, reader.words.text
    if not words.low:
        return ReadAssignment(end=len(text))
    problems: list[Problem] = []
    roles = {role: tuple(resolve(grammar, reader, body, setting, problems) for body in bodies) for role, bodies in parts.roles.items()}
    if not any(roles.values()):
        left = text.strip(" .;")
        return ReadAssignment(end=0 if prose else len(text), problems=() if prose or not left else (Problem(UNKNOWN, (left,), (0, len(text))),))
    last = max(a.span[1] for found in roles.values() for a in found)
    problems += [Problem(AMBIGUOUS, (form, meanings), span) for form, meanings, span in words.doubts if span[1] <= last]
    return ReadAssignment(roles["lead"], roles["support"], roles["implementer"], parts.end, tuple(problems))


def is_agency_heading(grammar: Grammar, text: str, setting: Setting) -> ReadAssignment | None:
    """The bodies of a heading that names nothing else ("2. Công an thị xã", "Đề nghị VNPT, Viettel Cửa Lò"), else None."""
    heading = text.strip().rstrip(":;. ")
    if not heading or len(heading) > _LONGEST_HEADING or heading.endswith("?"):
        return None
    kept = (setting.memo or _open_memo(grammar, setting))["heading"]
    known = kept.get(heading)
    if known is None:
        known = kept[heading] = _read_heading(grammar, heading, setting) or _NO_HEADING
    return known or None


def _read_heading(grammar: Grammar, heading: str, setting: Setting) -> ReadAssignment | None:
    if not _may_begin_heading(grammar, heading, setting):
        from kehoach_parser.resolve.misprints import nearest

        better = nearest(grammar, heading) if len(heading) < _LONGEST_MISPRINT and _sounds_like(grammar, heading) else None
        if better is None:
            return None
    read = read_agencies(grammar, heading, setting)
    if read.lead and heading.endswith(")") and not (read.support or read.implementer):
        read = _without_status(grammar, heading, read, setting)
    found = (*read.lead, *read.support, *read.implementer)
    owed = fold(heading).startswith(grammar.once(_duties_of))
    if not found or read.lead or read.support:
        return None
    listed = _lists_units(grammar, heading, found, setting)
    if not listed and not all(_is_named(grammar, a, owed) or (a is not found[0] and _in_general(found[0], a)) for a in found):
        return None
    return read if all(_only_named(grammar, a, heading) for a in found) and (listed or _begins(grammar, heading, found[0])) else None


def _lists_units(grammar: Grammar, heading: str, found: tuple[ReadAgency, ...], setting: Setting) -> bool:
    """Whether a collective before a colon says that what follows are bodies, known or not: "Các đơn vị chuyên môn: Khoa Du lịch, Viện Biển"."""
    before, colon, _ = heading.partition(":")
    units = is_agency_heading(grammar, before, setting) if colon and len(found) > 1 else None
    return units is not None and units.implementer[:1] != () and units.implementer[0].kind == "collective"


def _without_status(grammar: Grammar, heading: str, read: ReadAssignment, setting: Setting) -> ReadAssignment:
    """A heading read without the bracket that closes it, where that tells a standing ("đầu mối", "cơ quan chủ trì") and not who leads ("chủ trì")."""
    begins = heading.rfind("(")
    inside = fold(heading[begins + 1 : -1])
    leads = next((fold(phrase) for phrase in grammar.section("verbs")["lead"]["phrases"] if fold(phrase) in inside), "")
    if begins < 0 or (leads and inside.removesuffix(leads).strip() not in grammar.phrases("slots", "cơ quan")):
        return read
    return read_agencies(grammar, heading[:begins].rstrip(), setting)


def _may_begin_heading(grammar: Grammar, heading: str, setting: Setting) -> bool:
    first = _FIRST_WORD.search(heading)
    if first and fold(first.group()) in grammar.once(_build_asks):
        return True
    return _may_begin(grammar, heading, setting) or _told_by_noun(grammar, heading)


def _told_by_noun(grammar: Grammar, heading: str) -> bool:
    """Whether a common noun and a capital stand at the beginning: "Tổ chức Công đoàn", "Cơ quan Thuế"."""
    words = [word.group() for word, _ in zip(_FIRST_WORD.finditer(heading), range(3), strict=False)]
    if len(words) < 3 or not words[2][0].isupper() or words[1][0].isupper():
        return False
    noun = grammar.once(build_lexicon).at([fold(word) for word in words], 0).get("noun")
    return noun is not None and noun.size == 2 and noun.value[0] == "any"


def _build_asks(grammar: Grammar) -> frozenset[str]:
    """First words of what may stand before the bodies of a heading."""
    entries = grammar.section("list_words").values()
    firsts = (_FIRST_WORD.search(fold(phrase)) for e in entries if e["does"] in ("asks", "honorific") for phrase in e["phrases"])
    return frozenset(first.group() for first in firsts if first)


def _build_sounds(grammar: Grammar) -> dict[str, list[str]]:
    """The first words of registered names, by what they are without marks."""
    sounds: dict[str, list[str]] = {}
    for word in grammar.once(build_registry).names:
        sounds.setdefault(strip_marks(word), []).append(word)
    return sounds


def _sounds_like(grammar: Grammar, heading: str) -> bool:
    """Whether the first word is that of a registered name but for marks: what a misprinted heading still shows."""
    return strip_marks(fold(heading.split(maxsplit=1)[0])) in grammar.once(_build_sounds)


def _duties_of(grammar: Grammar) -> tuple[str, ...]:
    return tuple(f"{fold(phrase)} " for phrase in grammar.section("list_words")["duty-of"]["phrases"])


def _is_named(grammar: Grammar, agency: ReadAgency, owed: bool) -> bool:
    """Whether a heading may name the body: known, or a head noun with a capital after it ("Phòng Nghiệp vụ Y").

    A sector ("Ngành Nông nghiệp") is a topic, and so is a common word without a level ("Thanh tra, kiểm tra"); where the
    heading speaks of somebody's duty (`owed`), any head noun will do ("Trách nhiệm của Văn phòng").
    """
    if agency.origin == "distributed" and agency.match != "none":
        return True
    words = agency.raw.split()
    mark = grammar.once(build_lexicon).at([fold(word) for word in words], 0).get("head")
    if mark and owed:
        return True
    if mark and (mark.value.id == "sector" or ("doubtful" in mark.value.does and len(words) <= mark.size)):
        return False
    if agency.match != "none" and not (mark and {"named"} == mark.value.does & {"named", "sure"} and agency.id is None):
        return True
    return bool(mark and len(words) > mark.size and words[mark.size][0].isupper() and fold(words[mark.size]) not in mark.value.not_before)


def _in_general(first: ReadAgency, agency: ReadAgency) -> bool:
    """Whether a kind of bodies follows a collective: "các bệnh viện, trung tâm y tế; bệnh viện tư nhân"."""
    return first.kind == agency.kind == "collective" or (first.kind == "collective" and agency.raw[:1].islower() and " " in agency.raw)


def _only_named(grammar: Grammar, agency: ReadAgency, heading: str) -> bool:
    """Whether what follows the name only says which body is meant: "liên quan", "được giao nhiệm vụ tại …", a bracket."""
    words = fold(agency.qualifier or "").split()
    if len(words) <= 1 or heading[agency.span[1] :].lstrip().startswith("(") or "liên quan" in " ".join(words):
        return True
    marks = grammar.once(build_lexicon).at(words, 0)
    head = marks.get("head")
    if head and heading[agency.span[1] :].lstrip()[:1] in ("-", "–", ",") and agency.kind != "collective":
        return bool(head.value.id == "agency")  # "Sở Tài chính - Cơ quan thường trực Ban Chỉ đạo"
    tail = marks.get("tail")
    return tail is not None and tail.value == "concerned"


def _begins(grammar: Grammar, heading: str, first: ReadAgency) -> bool:
    if first.span[0] == 0:
        return True
    if first.origin == "distributed" and heading[: first.span[0]].rstrip().endswith(":"):
        return _may_begin(grammar, heading, Setting())  # "UBND các xã: Lam Sơn, Lam Thủy", "Các phòng: Nội vụ, Tư pháp"
    if _is_rank(grammar, heading[: first.span[0]]) or (first.origin == "distributed" and _is_shared(grammar, heading[: first.span[0]], first)):
        return True
    before = fold(_without_person(grammar, heading[: first.span[0]])).split()
    asks = {word for e in grammar.section("list_words").values() if e["does"] in ("asks", "honorific") for p in e["phrases"] for word in fold(p).split()}
    return all(word.strip(" -+•.:") in asks or not word.strip(" -+•.:") for word in before)


def _is_shared(grammar: Grammar, before: str, first: ReadAgency) -> bool:
    """Whether the head that the list shares stands before the first body: "Các ngành | Công an, Y tế", "Tổ | Văn, Toán". One sector is a topic."""
    words = _FIRST_WORD.findall(fold(before))
    article = grammar.once(build_lexicon).at(words, 0).get("plural") if words else None
    size = article.size if article else 0
    return (size > 0 or first.kind != "collective") and _FIRST_WORD.findall(fold(first.name))[: len(words) - size] == words[size:]


def _is_rank(grammar: Grammar, before: str) -> bool:
    """Whether what stands before a post is the rank of its holder: "Đảng ủy viên, Trưởng Công an xã"."""
    words = _FIRST_WORD.findall(fold(before))
    head = grammar.once(build_lexicon).at(words, 0).get("head") if words else None
    return head is not None and "rank" in head.value.does


def _without_person(grammar: Grammar, before: str) -> str:
    """What stands before a post, without the person who holds it: "Đồng chí Nguyễn Văn Mẫu - Chủ tịch UBND xã"."""
    if before.rstrip()[-1:] not in ("-", "–", ","):
        return before
    from kehoach_parser.resolve.people import find_people

    people = find_people(grammar, before, guess=False)
    named = len(people) == 1 and not before[people[0].span[1] :].strip(" -–,")
    return before[: people[0].span[0]] if named else before


def level_of(grammar: Grammar, issuer: str) -> str | None:
    """The level of an issuer by the level words of its name, else by what the registry knows; None when neither says."""
    read = _issuer(grammar, issuer)
    if read is None:
        return None
    reader, body = read
    if body.scope:
        return scope_level(reader.registry, body.scope, body.place, None, None)
    forms = meant_forms(grammar, body, Setting())
    return body_level(grammar, forms or body.forms) if forms or body.forms else None if body.level == ISSUER else body.level


def is_house(grammar: Grammar, issuer: str) -> bool:
    """Whether an issuer is a house with a union and a Party committee of its own: a company, hospital, school, court."""
    read = _issuer(grammar, issuer)
    kind = kind_of(grammar, read[1]) if read else None
    return kind in _HOUSES


def _issuer(grammar: Grammar, issuer: str) -> tuple[Reader, Body] | None:
    kept = grammar.once(_issuers)
    if issuer not in kept:
        if len(kept) > _MOST_SETTINGS:
            kept.clear()
        kept[issuer] = _read_issuer(grammar, issuer)
    return kept[issuer]


def _issuers(grammar: Grammar) -> dict[str, tuple[Reader, Body] | None]:
    """The issuers met before: each is asked about twice a plan, and many plans have the same one."""
    return {}


def _read_issuer(grammar: Grammar, issuer: str) -> tuple[Reader, Body] | None:
    words = read_words(grammar, issuer, {}, None)
    if not words.low:
        return None
    reader = Reader(words, grammar.once(build_lexicon), grammar.once(build_registry), prose=False)
    return next(((reader, bodies[0]) for bodies in cut(reader).roles.values() if bodies), None)
