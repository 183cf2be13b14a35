"""How a body is named: what is printed, with abbreviations written out, official capitals, and what was shared given back."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kehoach_parser.grammar import Grammar, fold
from kehoach_parser.resolve.reader import Body, Reader, listed_name
from kehoach_parser.resolve.readings import Setting
from kehoach_parser.resolve.registry import Listed
from kehoach_parser.resolve.words import ARTICLES, Words, show

_CAPITAL = re.compile(r"[^\W_]+")
_SYLLABLE = re.compile(r"[AEIOUYÀ-ỸĂƠƯ](?<!Đ)")  # a vowel
_ROMAN = re.compile(r"[IVX]{1,5}")
_WORDS_IN_CAPITALS = 3  # fewer may be a brand
_MENDS = re.compile(r"[-–—&*_|/\n\t]|  |,\S|\s[,;.]")


def name_of(grammar: Grammar, r: Reader, body: Body, forms: list[Listed]) -> str:
    words = r.words
    chosen = forms[0] if forms else body.forms[0] if body.forms and len({f.words for f in body.forms}) == 1 else None
    proper = _from_capitals(r, body) if words.text.isupper() or _stands_out(words, body) else {}
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
    if replaced and core and replaced.lower().endswith(" ".join(words.low[first : first + 2])):
        replaced = replaced.rsplit(" ", 2)[0]  # "VCB chi nhánh tỉnh", whose official name ends in "Chi nhánh"
    return " ".join(part for part in (body.before, replaced, core, body.after) if part)


def _stands_out(words: Words, body: Body) -> bool:
    """Whether a name of several words is in capitals although the text is not: "BỘ Y TẾ | Độc lập"; abbreviations are so in any text."""
    whole = body.head is not None and not any(words.made[body.first : body.last])
    return whole and body.last - body.first >= _WORDS_IN_CAPITALS and all(word.isupper() for word in words.shown[body.first : body.last] if word.isalpha())


def own_name(r: Reader, body: Body, name: str, setting: Setting) -> str:
    """The short name that the plan gave a body, where only its head is said again: "Tổ công tác" for "Tổ công tác Đề án 06 xã"."""
    if body.head is None or body.forms or body.scope or body.place or body.before or body.last - body.first != len(name.split()):
        return name
    said = r.at(body.first).get("head")
    if said is None or "alone" not in body.head.does or body.stem != body.last or body.last - body.first != said.size:
        return name
    head = fold(name) + " "
    own = [full for short, full in setting.abbreviations.items() if short.startswith(head)]
    return own[0] if len(own) == 1 else name


def _as_printed(words: Words, first: int, last: int, proper: Mapping[int, str]) -> str:
    """The stretch of the text itself where nothing is to be mended in it, else empty: most names are printed as they should be."""
    if words.text.isupper() or any(words.made[first:last]) or any(words.shown[k] != word for k, word in proper.items() if k > first):
        return ""
    raw = words.text[words.start[first] : words.end[last - 1]] if last > first else ""
    if _MENDS.search(raw):
        return ""
    head = proper.get(first, words.shown[first]) if raw else ""
    return head[:1].upper() + head[1:] + raw[len(head) :]


def _capitalised(found: re.Match[str]) -> str:
    """A word with one capital; a code ("PK02"), a numeral and letters that are no syllable ("FPT") stay."""
    word = found.group()
    return word if any(map(str.isdigit, word)) or not _SYLLABLE.search(word) or _ROMAN.fullmatch(word) else word.capitalize()


def _from_capitals(r: Reader, body: Body) -> dict[int, str]:
    """Of a name printed in capitals: level words, articles and all but the first word of a phrase small ("Trung tâm Bảo tồn"), other words with one capital."""
    proper = {}
    within = body.first
    letters = {start for _, _, (start, _) in r.words.doubts}  # abbreviations with several readings stay as they are
    for k in range(body.first, body.last):
        if k >= within:
            within = k + _phrase_size(r, k)
            begins = k
        if not r.words.made[k] and r.words.start[k] not in letters:
            small = k > begins or r.words.shown[k][0].islower() or r.words.low[k] in ARTICLES or r.at(k).keys() & {"level", "plural"} or (k > body.first and "level" in r.at(k - 1) and r.at(k - 1)["level"].size > 1)
            proper[k] = r.words.low[k] if small and k > body.first else _CAPITAL.sub(_capitalised, r.words.shown[k])
    return proper


def _phrase_size(r: Reader, k: int) -> int:
    """How many words stand together at `k`: a head noun ("trung tâm"; "ban" in "ban quản lý"), or work that a unit is named for."""
    marks = r.at(k)
    head = marks.get("head")
    if head and head.size > 1:
        short = r.lexicon.at(r.words.low[k : k + 1], 0).get("head")
        return 1 if short and r.word(k + 1) not in short.value.not_before else head.size
    return max((mark.size for name, mark in marks.items() if name in ("inner", "action", "compound")), default=1)


def _official_words(words: Words, body: Body, chosen: Listed) -> dict[int, str]:
    proper: dict[int, str] = {}
    k = body.first
    for official, low in zip(chosen.words, chosen.low, strict=True):
        while k < body.stem and words.low[k] != low:
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
    alone = r.at(body.nested).get("noun") if body.nested > body.first else None
    if alone and body.nested + alone.size == body.last:
        return proper  # "Giám đốc Sở": the one of which the plan is
    k = body.first
    while k < body.last:
        marks = r.at(k)
        mark = marks.get("noun") or marks.get("plural")
        if mark and mark.size > 1 and r.capital(k) and "belongs" in r.at(k - 1):
            break  # "thành viên Ban Chỉ đạo": the name of the one they belong to
        last = k + mark.size - 1 if mark else k
        if last > k and r.capital(last) and not r.capital(k) and (name := listed_name(r, last)) and name[0] > last + 1:
            proper.update({j: r.words.low[j] for j in range(k, last)})
            break  # "các cấp Hội Nông dân"
        grade = r.at(k + mark.size).get("noun") if mark else None
        if mark and ((grade and grade.value[0] == "grades") or not ("head" in marks and marks["head"].size > mark.size)):
            proper.update({j: r.words.low[j] for j in range(k, min(k + mark.size, body.last))})
            k += mark.size
        elif r.words.low[k] in (",", "và", "/"):
            k += 1
        elif "head" in marks and "position" in marks["head"].value.does:
            k += marks["head"].size
        else:
            break
    return proper


def content_words(name: str) -> str:
    """A name reduced to what is compared: folded words without articles and conjunctions."""
    import re

    return " ".join(w for w in re.findall(r"[^\W_]+", fold(name)) if w not in ARTICLES)
