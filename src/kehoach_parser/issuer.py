"""The name of the body that issues a plan, from capitals and abbreviations to its official writing."""

from __future__ import annotations

import re

from kehoach_parser.grammar import Grammar, fold, trie_pattern
from kehoach_parser.outline.words import EnvelopeWords, envelope_words
from kehoach_parser.resolve.agencies import Setting, read_agencies

_SYMBOL = re.compile(r"\d/[A-ZĐ]")  # the number of a document
_WORD_LIKE = re.compile(r"[A-ZĐ]{1,2}[ĂÂÊÔƠƯ]")  # in capitals "TƯ" is rather the word of "ĐẦU TƯ" than an abbreviation


def expanded_issuer(grammar: Grammar, printed: str | None, setting: Setting, document: str = "") -> str | None:
    """The issuer with abbreviations expanded; a chairman issues for his committee; the territory stays as printed.

    A body that nobody knows, in capitals, is written as a sentence of the document writes it.
    """
    if not printed:
        return None
    words = envelope_words(grammar)
    text = " ".join(printed.split()).strip(" .,;:*-–—_=")  # a rule may be drawn below it in its cell
    chair = words.chairs.match(fold(text))
    text = text[chair.end() :] if chair else text
    if not text.isupper():
        return _named(grammar, text, setting)[0] or text
    board = words.board_of_body.match(fold(text))
    part = words.sub_board.match(fold(text))
    owner = board.end() + 1 if board else part.end() if part and part.group().endswith(" ") else found.start() if (found := words.party.search(fold(text))) else 0
    if owner:  # "BAN CHẤP HÀNH ĐOÀN TNCS HỒ CHÍ MINH TỈNH LAM GIANG", "TIỂU BAN AN NINH ỦY BAN BẦU CỬ XÃ LAM SƠN": the board, and whose it is
        named = _board_case(text[: owner - 1]) if board else _proper_case(grammar, text[: owner - 1])
        whole = f"{named} {expanded_issuer(grammar, text[owner:], setting, document)}"
        return _named(grammar, whole, setting)[0] or whole
    proper = _proper_case(grammar, text)
    place = setting.territory or ""
    if place and fold(proper).endswith(f" {fold(place)}"):
        proper = proper[: -len(place)] + place
    elif province := words.province_at_end.search(fold(proper)):
        place = proper[province.start() + 1 :].title()
        proper = f"{proper[: province.start()]} {place}"
    name, match = _named(grammar, proper, setting)
    if match == "none" and place and proper.endswith(f" {place}"):
        known, match = _named(grammar, proper[: -len(place) - 1], setting)
        name = f"{known} {place}"
    level = words.level.search(fold(proper))
    written = None
    if level is None or words.committee.match(fold(proper)) is None:  # of a committee the case of every word is known
        written = _as_written(text, len(proper[: level.end()].split()) if level else 2, document)
    if written:
        return _named(grammar, written, setting)[0] or written
    if match == "none" and level is None and words.party.match(fold(proper)):
        return proper
    head = words.begins_body.match(fold(proper))
    if match == "none" and head:  # the kind of body is a common noun: "Chi cục Dân Số tỉnh Lam Giang"
        ends = level.start() if level and level.start() > head.end() else len(proper)
        return proper[: head.end()] + _titled(words, proper[head.end() : ends]) + proper[ends:]
    return _titled(words, proper) if match == "none" else name or proper


def _titled(words: EnvelopeWords, text: str) -> str:
    """Each word with a capital, those excepted that only lead to the place: "khu vực"."""
    region = words.region.search(fold(text))
    end = region.start() if region else len(text)
    return " ".join(word if word[:1].isupper() or _SYMBOL.search(word) else word.title() for word in text[:end].split(" ")) + text[end:]


def _board_case(board: str) -> str:
    """"BAN CHẤP HÀNH" → "Ban Chấp hành"; an abbreviation stays."""
    first, *rest = board.split()
    return " ".join([first.title(), *(word.title() if len(rest) > 1 and word is rest[0] else word.lower() for word in rest)]) if rest else board


def _named(grammar: Grammar, text: str, setting: Setting) -> tuple[str | None, str | None]:
    """The name of the one body that a text names, with what follows it, and how the registry knows it."""
    read = read_agencies(grammar, text, setting)
    named = [*read.lead, *read.implementer]
    if len(named) != 1:
        return None, None
    name = named[0].name
    rest = text[named[0].span[1] :].strip(" ,")
    return f"{name} {rest}" if rest and fold(rest) not in fold(name) else name, named[0].match


def _proper_case(grammar: Grammar, text: str) -> str:
    """Capitals → sentence case; abbreviations stay, a place name after a level word is in title case."""
    short = grammar.once(_abbreviations)
    words = [word if word.strip(",.-") in short or _SYMBOL.search(word) else word.lower() for word in text.split()]
    head_words = envelope_words(grammar)
    low = head_words.country.sub(lambda name: name.group().title(), " ".join(words))
    place = head_words.level.search(fold(low)) or head_words.region.search(fold(low)) or grammar.once(_schools).match(fold(low)) or _party_of_place(head_words, low)
    if place:
        low = low[: place.end()] + low[place.end() :].title()
    return low[:1].upper() + low[1:]


def _abbreviations(grammar: Grammar) -> frozenset[str]:
    """The printed forms that stay in capitals."""
    return frozenset(form for entry in grammar.section("abbreviations").values() for form in entry.get("forms", ()) if not _WORD_LIKE.fullmatch(form))


def _party_of_place(words: EnvelopeWords, low: str) -> re.Match[str] | None:
    """A committee of the Party up to the place whose it is, where no body follows: "tỉnh ủy lam giang"."""
    found = words.party.match(fold(low))
    return found if found and low[found.end() :] and not words.begins_body.match(fold(low[found.end() :]).strip()) else None


def _schools(grammar: Grammar) -> re.Pattern[str]:
    """A school up to its own name: "trường THCS", "trường mầm non", "trường THCS số 2"."""
    grades = {fold(phrase) for phrase in grammar.phrases("nouns", "grades")}
    short = {fold(form) for entry in grammar.section("abbreviations").values() if fold(entry.get("full", "")) in grades for form in entry.get("forms", ())}
    number = trie_pattern(grammar.phrases("envelope", "number"))
    return re.compile(rf"(?:{trie_pattern(grammar.phrases('envelope', 'school'))})\s+(?:{trie_pattern(grades | short)})(?!\w)(?:\s+(?:{number})(?=\s))?")


def _as_written(text: str, least: int, document: str) -> str | None:
    """The longest beginning of a name that the document also writes in small letters, as it writes it, and the rest as a place.

    "TRƯỜNG TIỂU HỌC LÊ LỢI" is "Trường Tiểu học Lê Lợi" where a sentence says so. `least` words of it must be there.
    """
    words, folded = text.split(), fold(document)
    for count in range(len(words), least - 1, -1):
        pattern = r"\s+".join(map(re.escape, fold(" ".join(words[:count])).split()))
        for found in re.finditer(rf"(?<!\w){pattern}(?!\w)", folded):
            written = document[found.start() : found.end()]
            if written[:1].isupper() and not written.isupper():
                return " ".join([*written.split(), *(word.title() for word in words[count:])])
    return None
