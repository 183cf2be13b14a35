"""Field labels: "Cơ quan chủ trì:", "Thời hạn hoàn thành:" at the beginning of a text or inside a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kehoach_parser.block import Label
from kehoach_parser.errors import GrammarError
from kehoach_parser.grammar import UPPER, Grammar, fold, trie_pattern
from kehoach_parser.visible import BRACKETS

_SLOT = re.compile(r"<([^<>]+)>\s*")
_LONGEST = 120  # letters of a label
_REMEMBERED = 2_000  # labels whose role is remembered
_LONGEST_TIME = 220  # letters of a line that is a label and its time, without a colon
_FIRST = 4
_PLAIN = frozenset({"person", "deadline"})  # "đơn vị thực hiện:" may close a list of bodies
_PLAIN_LABEL = 2  # blanks in "đơn vị chủ trì": so long a label of a person or of the time is one also in small letters behind a comma
_FIRST_WORDS = 20  # letters in which a word of time stands
_BARE = 50  # letters of a label without a colon
_PLACE = 50  # letters of "tại mục II của Kế hoạch này"
_OF_SEVERAL = "phạm vi"  # the slot of words that say that a label is of several tasks
_AHEAD = "sau"  # the slot of words that point to the tasks below: such a stretch is a lead-in
_STOPS = re.compile(r"[.;:…)”\"!?,–+•*|-][*\s]*\s(?=\S)|[(\[]\s*(?=\S)")
_CLAUSES = ".;:,(["
_VERBS = (("là", frozenset({"lead", "support", "implementer"})), ("includes", frozenset({"lead", "support"})))  # what stands in place of the colon
_STOP = r"\s*(?:\([^()\n]{0,60}\)\s*)?:"


class _Lexicon(NamedTuple):
    """`pattern` finds a label, `roles` gives the role of a phrase and whether it is weak, `slots` the slot of a group.

    `verbs` stand in place of the colon, each behind labels of some roles; `signs` are those of which the others are made, `by_verb`
    is one of them before bodies. `known` remembers the role of each label met, folded as it stands: a plan repeats a handful of them.
    `timed` finds a label of the time before a word of time, `time_begins` are the first letters of such labels. `headings` are
    texts that are no labels without a colon.
    """

    pattern: re.Pattern[str]
    roles: dict[str, tuple[str, bool]]
    slots: dict[str, str]
    known: dict[str, tuple[str, bool]]
    timed: re.Pattern[str]
    time_begins: frozenset[str]
    verbs: tuple[tuple[str, frozenset[str]], ...]
    signs: tuple[str, ...]
    by_verb: re.Pattern[str]
    headings: frozenset[str]


def _lexicon(grammar: Grammar) -> _Lexicon:
    """One pattern: (slot words + tails | plain phrases) followed by a colon; tails and phrases lead to the role."""
    roles: dict[str, tuple[str, bool]] = {}
    tails: dict[str, list[str]] = {}
    plain: list[str] = []
    for entry in grammar.section("labels").values():
        for phrase in entry["phrases"]:
            folded = fold(phrase)
            found = (entry["role"], entry.get("weak") == "true")
            if roles.setdefault(folded, found) != found:
                raise GrammarError(f"two labels with different roles claim {phrase!r}; keep it in one of them", path=entry["at"])
            slot = _SLOT.match(folded)
            if slot:
                tails.setdefault(slot[1], []).append(folded[slot.end() :])
            else:
                plain.append(folded)
    slots = {fold(k): frozenset(map(fold, e["phrases"])) for k, e in grammar.section("slots").items()}
    options = [f"(?:{_spaced(slots.get(name, ()))})\\s+(?P<tail{i}>{_spaced(words)})" for i, (name, words) in enumerate(tails.items())]
    options.append(f"(?P<plain>{_spaced(plain)})")
    some = rf"[^:\n]{{0,50}}\d\s*(?:,|-|–|{_spaced(slots.get('dãy', ()))})\s*\d"  # "tại điểm 1, 2": of some of them, which no one label can say
    ahead = rf"[^:()\n]{{0,{_PLACE}}}?\s{_spaced(slots.get(_AHEAD, ()))}\s*:"
    pattern = re.compile(rf"(?:{'|'.join(options)})(?:\s+{_spaced(slots.get(_OF_SEVERAL, ()))}(?!\w)(?!{some}|{ahead})[^:()\n]{{0,{_PLACE}}})?{_STOP}")
    times = [p for p in plain if roles[p] == ("deadline", False) and p.count(" ") > 2]
    begins = grammar.once(_time_words)
    timed = re.compile(rf"(?P<label>{_spaced(times)})\s+(?={begins}\b)")
    verbs = tuple((f" {verb} ", roles) for slot, roles in _VERBS for verb in sorted(slots.get(slot, ())))
    signs = tuple(verb for verb, _ in verbs if not any(other != verb and other in verb for other, _ in verbs))
    return _Lexicon(pattern, {" ".join(k.split()): v for k, v in roles.items()}, {f"tail{i}": name for i, name in enumerate(tails)}, {}, timed, frozenset(p[:_FIRST] for p in times), verbs, signs, re.compile(rf"\s{trie_pattern(verb for slot, _ in _VERBS for verb in slots.get(slot, ()))}\s(?={UPPER}|{trie_pattern(grammar.phrases('list_words', 'plural'))}\s)"), slots.get("heading", frozenset()))


def _time_words(grammar: Grammar) -> str:
    """Words with which a time begins."""
    return f"(?:{trie_pattern(fold(p) for p in grammar.section('slots')['thời gian']['phrases'])})"


def begins_time(grammar: Grammar, text: str) -> bool:
    """Whether a text begins with a word of time: "Từ khi lập danh sách …"."""
    return grammar.once(_time_at).match(fold(text[:_FIRST_WORDS])) is not None


def _time_at(grammar: Grammar) -> re.Pattern[str]:
    return re.compile(rf"{_time_words(grammar)}(?!\w)")


def _spaced(phrases: object) -> str:
    return trie_pattern(phrases).replace("\\ ", r"\s+")  # type: ignore[arg-type]


def read_label(grammar: Grammar, text: str) -> Label | None:
    """The label with which a visible text begins, or None."""
    lexicon = grammar.once(_lexicon)
    if ":" not in text[:120]:
        head = text[:_BARE]
        for verb, roles in lexicon.verbs:
            if verb in head:
                return _label_by_verb(grammar, text, head.index(verb), len(verb), roles)
        return _label_by_time(lexicon, text) if text[:_FIRST].casefold() in lexicon.time_begins else None
    found = lexicon.pattern.match(fold(text[:160]))
    return _label(lexicon, found, text) if found else None


def read_bracket_label(grammar: Grammar, text: str) -> Label | None:
    """The label that opens a bracket on a line of its own: "(Chủ trì: Phòng Y tế; phối hợp: Công an xã)", "[Chủ trì: Phòng Y tế]"."""
    closing = BRACKETS.get(text[:1])
    if closing is None or text.find(closing) != len(text.rstrip(" .;")) - 1:
        return None
    label = read_label(grammar, text[1:])
    return label._replace(start=label.start + 1, end=label.end + 1) if label else None


def read_bare_label(grammar: Grammar, text: str) -> Label | None:
    """The label that a whole text is, without a colon ("Cơ quan chủ trì", its value on the next line), or None.

    Capitals are a heading ("PHÂN CÔNG NHIỆM VỤ"), a capital inside is the name of a body ("Ban Tham mưu").
    """
    if len(text) > _BARE or text.isupper() or any(word[0].isupper() for word in text.split()[1:]):
        return None
    lexicon, folded = grammar.once(_lexicon), fold(text)
    found = lexicon.pattern.fullmatch(folded + ":") if folded not in lexicon.headings else None
    return _label(lexicon, found, text) if found else None


def _label_by_verb(grammar: Grammar, text: str, verb: int, length: int, roles: frozenset[str]) -> Label | None:
    """"Cơ quan chủ trì là Sở Y tế": a label of who acts, with a verb in place of the colon."""
    label = read_bare_label(grammar, text[:verb])
    if label is None or label.weak or " " not in label.text or label.role not in roles:
        return None
    return label._replace(text=text[:verb], end=verb + length)


def says_by_verb(grammar: Grammar, text: str) -> bool:
    """Whether a text may hold a label with a verb in place of the colon."""
    lexicon = grammar.once(_lexicon)
    for verb in lexicon.signs:
        if verb in text:  # plain search: it is asked of every block, and few hold one
            return lexicon.by_verb.search(text) is not None
    return False


def _labels_by_verb(grammar: Grammar, text: str) -> Iterator[Label]:
    """The same inside a paragraph, behind the end of a clause and before bodies: "…; đơn vị chủ trì là Sở Y tế; đơn vị phối hợp gồm các xã"."""
    lexicon = grammar.once(_lexicon)
    roles_of = dict(lexicon.verbs)
    for found in lexicon.by_verb.finditer(text):
        at = found.start()
        start = max(text.rfind(stop, max(0, at - _BARE), at) for stop in _CLAUSES) + 1
        start += len(text[start:at]) - len(text[start:at].lstrip())
        roles = roles_of.get(found.group())
        label = _label_by_verb(grammar, text[start:], at - start, len(found.group()), roles) if start and roles else None
        if label is not None:
            yield label._replace(start=start, end=start + label.end)


def _label_by_time(lexicon: _Lexicon, text: str) -> Label | None:
    """"Thời gian thực hiện trong quý I năm 2025.": a label of the time, with a word of time in place of the colon."""
    if len(text) > _LONGEST_TIME or text[:1].islower():
        return None
    found = lexicon.timed.match(fold(text[:_LONGEST]))
    return Label(text[: found.end("label")], "deadline", False, 0, found.end()) if found else None


def find_labels(grammar: Grammar, text: str) -> Iterator[Label]:
    """Labels inside a paragraph, each at the beginning of a sentence or of a bracket, in order."""
    if says_by_verb(grammar, text):
        yield from sorted((*_labels_by_colon(grammar, text), *_labels_by_verb(grammar, text)), key=lambda label: label.start)
    else:
        yield from _labels_by_colon(grammar, text)


def _labels_by_colon(grammar: Grammar, text: str) -> Iterator[Label]:
    colon = text.find(":")
    if colon < 0:
        return
    lexicon, folded = grammar.once(_lexicon), fold(text)
    after = 0
    beside = False  # after a label a small letter may begin the next one: "Cơ quan chủ trì: X, cơ quan phối hợp: Y"
    while colon >= 0:
        for place, sure in _places(text, max(after, colon - _LONGEST), colon, beside):
            found = lexicon.pattern.match(folded, place, colon + 1)
            if found and found.end() == colon + 1:
                label = _label(lexicon, found, text)
                if sure or (label.role in _PLAIN and label.text.count(" ") >= _PLAIN_LABEL and not label.weak):
                    beside = True
                    yield label
                    break
        after = colon + 1
        colon = text.find(":", after)


def _places(text: str, start: int, colon: int, beside: bool) -> Iterator[tuple[int, bool]]:
    """Where a label before a colon may begin: the text's begin, after the end of a sentence, after a bracket or separator.

    A small letter behind a comma or dash is no sure place: only a label that cannot be anything else begins there.
    """
    if not text[:start].strip():
        yield len(text) - len(text.lstrip()), True
    for stop in _STOPS.finditer(text, max(start - 2, 0), colon):
        if stop.end() >= start:
            yield stop.end(), beside or stop.group()[0] not in ",-–+•*" or text[stop.end()].isupper()


def _label(lexicon: _Lexicon, found: re.Match[str], text: str) -> Label:
    printed = found.group()
    known = lexicon.known.get(printed)
    if known is None:
        name = found.lastgroup or "plain"
        phrase = " ".join(found[name].split())
        slot = lexicon.slots.get(name)
        known = lexicon.roles[f"<{slot}> {phrase}" if slot else phrase]
        if len(lexicon.known) < _REMEMBERED:
            lexicon.known[printed] = known
    start, end = found.span()
    return Label(text[start : end - 1].strip(), *known, start, end)
