"""Misprints of deadline phrases, mended letter for letter before reading (C22); what is printed stays as it is.

Letters read for digits (O6/2024, Quý l), marks lost or misplaced (nãm, truớc, trườc ngày), and texts without any marks.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kehoach_parser.grammar import Grammar, fold, phrase_table, strip_marks, trie_pattern

_DIGIT_LIKE = re.compile(r"(?<![^\W_])(?=[oli]{0,3}\d)[0-9oli]{2,4}(?![^\W_])")
_DIGITS = str.maketrans("oli", "011")
_LIMITS = ("before", "until", "until_end")
_UNITS = ("day", "week", "month", "quarter", "year")


class _Mending(NamedTuple):
    """`repair` listed misprints; `near` words before a number or unit, whatever their marks; `marked` phrases by their form without marks."""

    repair: re.Pattern[str]
    repaired: dict[str, str]
    near: re.Pattern[str]
    marked: dict[str, str]
    known: frozenset[str]
    roman: re.Pattern[str]


def _mending(grammar: Grammar) -> _Mending:
    entries = grammar.section("deadline_words")
    table = phrase_table(entries)
    repaired = phrase_table(grammar.section("deadline_repairs"))
    marked: dict[str, str] = {}
    for phrase in table:
        marked.setdefault(strip_marks(phrase), phrase)
    limits = sorted({strip_marks(p) for p, entry in table.items() if entry in _LIMITS and " " not in p})
    units = sorted({strip_marks(p) for p, entry in table.items() if entry in _UNITS and " " not in p})
    unit = trie_pattern(units)
    quarters = trie_pattern(p for p, entry in table.items() if entry == "quarter")
    return _Mending(
        repair=re.compile(rf"(?<!\w)(?:{trie_pattern(repaired)})(?!\w)"),
        repaired=repaired,
        near=re.compile(rf"(?<!\w)(?:{trie_pattern(limits)}(?=\s+(?:{unit}(?!\w)|\d))|{unit}(?=\s*(?:\d|(?:i{{1,3}}|iv)(?!\w))))"),
        marked=marked,
        known=frozenset(table),
        roman=re.compile(rf"(?<!\w)(?P<unit>{quarters})(?P<gap>\s*)(?P<number>(?=[1il]*[il]|11|[1il]v)[1il]{{1,3}}v?)(?!\w)"),
    )


def _unmarked(grammar: Grammar) -> re.Pattern[str]:
    """All phrases without their marks: large, and needed for texts without any marks alone."""
    return re.compile(rf"(?<![^\W\d])(?:{trie_pattern(grammar.once(_mending).marked)})(?![^\W\d])")


def mend(grammar: Grammar, text: str) -> tuple[str, bool]:
    """The folded text with misprints mended, of the same length, and whether anything was."""
    rules, plain = grammar.once(_mending), fold(text)
    mended = _DIGIT_LIKE.sub(lambda m: m.group().translate(_DIGITS), plain)
    mended = rules.repair.sub(lambda m: rules.repaired[m.group()], mended)
    bare = strip_marks(mended)
    unmarked = bare == mended
    mended = grammar.once(_unmarked).sub(lambda m: rules.marked[m.group()], mended) if unmarked else _near(rules, mended, bare)
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
