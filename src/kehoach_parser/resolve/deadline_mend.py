"""Misprints of deadline phrases, mended letter for letter before reading (C22); what is printed stays as it is.

Letters read for digits (O6/2024, Quý l), marks lost or misplaced (nãm, truớc, trườc ngày), and texts without any marks.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kehoach_parser.grammar import Grammar, fold, phrase_table, strip_marks, trie_pattern

_DIGIT_LIKE = re.compile(r"(?<![^\W_])(?=[oli]{0,3}\d)[0-9oli]{2,4}(?![^\W_])|(?<![^\W_])(?:[li]o|o[li])(?=/\d)|(?<=\d/)[oli]{2}(?=/\d)")
_DIGITS = str.maketrans("oli", "011")
_LIMITS = ("before", "until", "until_end")
_UNITS = ("day", "week", "month", "quarter", "year")
_PARTS = ("each", "first", "middle", "last")
_SYLLABLE = re.compile(r"[^\W\d_]+")
_LONGEST = 4  # syllables of a phrase that are compared without their marks


class _Mending(NamedTuple):
    """`repair` listed misprints; `near` words beside a number or unit, whatever their marks; `marked` phrases by their form without marks.

    `syllables` are all that phrases are made of, `firsts` those that phrases of several begin with, without marks. `of_others` finds
    misprints whose syllables are those of other words: “quy 2” (“quy định”), “kê từ” (“thống kê”).
    """

    repair: re.Pattern[str]
    repaired: dict[str, str]
    near: re.Pattern[str]
    marked: dict[str, str]
    known: frozenset[str]
    roman: re.Pattern[str]
    syllables: frozenset[str]
    firsts: frozenset[str]
    of_others: re.Pattern[str]


def _mending(grammar: Grammar) -> _Mending:
    entries = grammar.section("deadline_words")
    table = phrase_table(entries)
    repaired = phrase_table(grammar.section("deadline_repairs"))
    marked: dict[str, str] = {}
    for phrase in (*table, *phrase_table(grammar.section("lunar_new_year"))):
        marked.setdefault(strip_marks(phrase), phrase)
    words = frozenset(phrase_table(grammar.section("deadline_no_misprints")))
    no_names = "".join(rf"(?<!{strip_marks(name.rpartition(' ')[0])}\s)" for name in sorted(words) if " " in name)
    before = phrase_table(grammar.section("deadline_repairs_before"))
    limits = sorted({strip_marks(p) for p, entry in table.items() if entry in _LIMITS and " " not in p})
    units = sorted({strip_marks(p) for p, entry in table.items() if entry in _UNITS and " " not in p})
    unit = trie_pattern(units)
    printed = trie_pattern([*units, *(p for p, entry in table.items() if entry in _UNITS)])
    counted = trie_pattern([*units, *sorted({strip_marks(p) for p, entry in table.items() if entry == "times" and " " not in p})])
    parts = sorted({strip_marks(p) for p, entry in table.items() if entry in _PARTS and " " not in p})
    part, after_part = trie_pattern(parts), "|".join(rf"(?<={p}\s)" for p in parts)
    quarters = trie_pattern(p for p, entry in table.items() if entry == "quarter")
    syllables = frozenset(" ".join(table).split()) | words
    of_others = {p for p in repaired if syllables.issuperset(p.split())} | {bare for p, entry in table.items() if entry == "quarter" and (bare := strip_marks(p)) in syllables}
    return _Mending(
        repair=re.compile(rf"(?<!\w)(?:{trie_pattern(repaired)}(?![^\W\d])|{trie_pattern(before)}(?=\s+(?:{printed}(?!\w)|\d)))"),
        repaired=repaired | before,
        near=re.compile(rf"(?<!\w){no_names}(?:{trie_pattern(limits)}(?=\s+(?:(?:{unit}|{part})(?!\w)|\d))|{unit}(?=\s*(?:\d|(?:i{{1,3}}|iv)(?!\w)|\s{part}\s+{unit}(?!\w)))|(?:(?<=\d\s){counted}|(?:{after_part}){unit})(?!\w))"),
        marked=marked,
        known=frozenset(table) | words,
        syllables=syllables,
        firsts=frozenset(phrase.split(" ", 1)[0] for phrase in marked if " " in phrase),
        of_others=re.compile(rf"(?<!\w){trie_pattern(of_others)}(?!\w)"),
        roman=re.compile(rf"(?<!\w)(?P<unit>{quarters})(?P<gap>\s*)(?P<number>(?=[1il]*[il]|11|[1il]v)[1il]{{1,3}}v?)(?!\w)"),
    )


def _unmarked(grammar: Grammar) -> re.Pattern[str]:
    """All phrases without their marks: large, and needed for texts without any marks alone."""
    return re.compile(rf"(?<![^\W\d])(?:{trie_pattern(grammar.once(_mending).marked)})(?![^\W\d])")


def mend(grammar: Grammar, text: str, field: bool = False) -> tuple[str, bool]:
    """The folded text with misprints mended, of the same length, and whether anything was; in a field also “quy 2”, though “quy” is a word."""
    rules, plain = grammar.once(_mending), fold(text)
    mended = _DIGIT_LIKE.sub(lambda m: m.group().translate(_DIGITS), plain)
    bare = strip_marks(mended)
    if bare == mended.replace("đ", "d"):
        mended = grammar.once(_unmarked).sub(lambda m: rules.marked[m.group()], bare)
    elif not rules.syllables.issuperset(_SYLLABLE.findall(mended)):
        mended = rules.repair.sub(lambda m: rules.repaired[m.group()], mended)
        mended = _phrases(rules, _near(rules, mended, bare), bare)
    elif field and rules.of_others.search(mended):
        mended = _near(rules, rules.repair.sub(lambda m: rules.repaired[m.group()], mended), bare)
    mended = rules.roman.sub(lambda m: m["unit"] + m["gap"] + m["number"].replace("l", "i").replace("1", "i"), mended)
    return mended, mended != plain


def _near(rules: _Mending, mended: str, bare: str) -> str:
    """“trườc ngày 15”, “nàm 2024”: with wrong marks, but before a unit or a number there is only one word it can be."""
    pieces, end = [], 0
    for found in rules.near.finditer(bare):
        printed = mended[found.start() : found.end()]
        if printed not in rules.known:
            pieces += [mended[end : found.start()], rules.marked[found.group()]]
            end = found.end()
    return "".join([*pieces, mended[end:]]) if pieces else mended


def _phrases(rules: _Mending, mended: str, bare: str) -> str:
    """“âm lich”, “thường xuyen”, “tiêp theo”: a phrase of several syllables is known by its letters, if one of them is no syllable of any phrase."""
    found = [(m.start(), m.end(), m.group() in rules.syllables) for m in _SYLLABLE.finditer(mended)]
    at, last = 0, len(found)
    while at < last:
        start = found[at][0]
        if bare[start : found[at][1]] in rules.firsts:
            for count in range(min(_LONGEST, last - at), 1, -1):
                end = found[at + count - 1][1]
                phrase = rules.marked.get(bare[start:end])
                if phrase and " " in phrase and not all(known for _, _, known in found[at : at + count]) and _same_d(mended[start:end], phrase, bare[start:end]):
                    mended = mended[:start] + phrase + mended[end:]
                    at += count - 1
                    break
        at += 1
    return mended


def _same_d(printed: str, phrase: str, bare: str) -> bool:
    """Whether “d” and “đ” agree, which are letters and no marks (“dựng kế hoạch” is not “đúng kế hoạch”), or nothing is marked at all."""
    return printed == bare or [letter == "đ" for letter in printed] == [letter == "đ" for letter in phrase]
