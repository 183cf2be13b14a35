"""Words that are mended before a list is read: a lost blank between two known words, and in values a misprint within a head
of several words ("Ủy nhân nhân dân") and a word printed twice over "và" ("Dân tộc và Tộc và Tôn giáo").

The text stays as printed: the words only get other letters, with the offsets of what they stand for.
"""

from __future__ import annotations

import re
from operator import eq
from typing import NamedTuple

from kehoach_parser.grammar import Grammar, strip_marks
from kehoach_parser.resolve.lexicon import build_lexicon
from kehoach_parser.resolve.registry import LEAF, Node, build_registry
from kehoach_parser.resolve.words import Words

_LONGEST_SYLLABLE = 5
_TWO_SYLLABLES = re.compile(r"[aeiouy][^aeiouy]+[aeiouy]")  # two vowels apart; "phường" and "quyết" are one syllable
_LONGEST_GLUED = 24  # no two syllables are longer
_WORDS_OF_HEAD = 4  # shorter heads have too many neighbours
_HALF = _WORDS_OF_HEAD // 2
_AND = "và"
_VOWELS = frozenset("aeiouy")


def mend_words(grammar: Grammar, words: Words, *, prose: bool) -> None:
    """Mends `words` in place."""
    _split_glued(grammar, words)
    if not prose:
        _drop_doubled(words)
        _mend_heads(grammar, words)


def _vocabulary(grammar: Grammar) -> frozenset[str]:
    """Every word of the phrases that lists are read by, and of the registered names."""
    found: set[str] = set()
    names: list[Node] = [grammar.once(build_registry).names]
    while names:
        for word, child in names.pop().items():
            if word != LEAF:
                found.add(word)
                names.append(child)
    phrases = [grammar.once(build_lexicon).root]
    while phrases:
        branches = phrases.pop()
        found.update(branches)
        phrases += [further for _, further in branches.values()]
    return frozenset(found)


def _split_glued(grammar: Grammar, words: Words) -> None:
    """Gives back the blank of "cóliên quan" and "Giám đốccác": two known words, one of them with a mark, in one way only."""
    long = [i for i, word in enumerate(words.low) if _LONGEST_SYLLABLE < len(word) <= _LONGEST_GLUED and not words.made[i] and not word.isascii() and _TWO_SYLLABLES.search(strip_marks(word))]
    if not long:
        return
    known = grammar.once(_vocabulary)
    for i in reversed(long):
        word = words.low[i]
        if word in known:
            continue
        cuts = [k for k in range(2, len(word) - 1) if word[:k] in known and word[k:] in known and _two_syllables(word, k)]
        if len(cuts) == 1:
            at, shown, start = cuts[0], words.shown[i], words.start[i]
            words.low[i : i + 1] = [word[:at], word[at:]]
            words.shown[i : i + 1] = [shown[:at], shown[at:]]
            words.start[i : i + 1] = [start, start + at]
            words.end[i : i + 1] = [start + at, words.end[i]]
            words.made[i : i + 1] = [True, True]


def _two_syllables(word: str, k: int) -> bool:
    """Whether both parts hold a vowel and the second does not begin with one, as "Kh|ương" does."""
    bare = strip_marks(word)
    return not _VOWELS.isdisjoint(bare[:k]) and bare[k] not in _VOWELS and not _VOWELS.isdisjoint(bare[k:])


def _drop_doubled(words: Words) -> None:
    """Leaves out the second of "… W và W và …"."""
    low = words.low
    for i in range(len(low) - 3, 0, -1) if low.count(_AND) > 1 else ():
        if low[i] == _AND and low[i + 2 : i + 3] == [_AND] and low[i - 1] == low[i + 1]:
            _drop(words, i, i + 2)


def _drop(words: Words, first: int, last: int) -> None:
    """Leaves out words that were printed twice; the one after them remembers it."""
    words.mended.add(words.start[last])
    words.made[last] = True
    for column in (words.low, words.shown, words.start, words.end, words.made):
        del column[first:last]


class _Heads(NamedTuple):
    """The heads of several words: whole, by the words of a half (with where it begins), and with one word left out → which one and the word."""

    whole: frozenset[tuple[str, ...]]
    by_half: dict[str, dict[str, list[tuple[int, tuple[str, ...]]]]]
    broken: dict[tuple[str, ...], tuple[int, str]]


def _build_heads(grammar: Grammar) -> _Heads:
    phrases = (tuple(phrase.lower().split()) for entry in grammar.section("heads").values() for phrase in entry["phrases"])
    heads = sorted({words for words in phrases if len(words) == _WORDS_OF_HEAD})
    by_half: dict[str, dict[str, list[tuple[int, tuple[str, ...]]]]] = {}
    for words in heads:
        for at in (0, _HALF):
            by_half.setdefault(words[at], {}).setdefault(words[at + 1], []).append((at, words))
    return _Heads(frozenset(heads), by_half, {(*words[:at], "", *words[at + 1 :]): (at, word) for words in heads for at, word in enumerate(words)})


def _mend_heads(grammar: Grammar, words: Words) -> None:
    heads = grammar.once(_build_heads)
    if not _one_word_off(heads, words.low):
        return
    for i in range(len(words.low) - _WORDS_OF_HEAD + 1):
        window = words.low[i : i + _WORDS_OF_HEAD]
        for at in range(_WORDS_OF_HEAD):
            found = heads.broken.get((*window[:at], "", *window[at + 1 :]))
            if found and found[1] != window[at] and _is_misprint(grammar, window, at, found[1]):
                _replace(words, i + at, found[1])
                break


def _one_word_off(heads: _Heads, low: list[str]) -> bool:
    """Whether one word of a head is another one somewhere: a half of it is whole then, outside all heads that are."""
    end = 0  # of the last whole head
    for i, word in enumerate(low[:-1]):
        if word not in heads.by_half or i < end:
            continue
        near = heads.by_half[word].get(low[i + 1])
        if near is None:
            continue
        if tuple(low[i : i + _WORDS_OF_HEAD]) in heads.whole:
            end = i + _WORDS_OF_HEAD
        elif tuple(low[i + 1 : i + 1 + _WORDS_OF_HEAD]) not in heads.whole:
            for at, head in near:
                if i >= at and sum(map(eq, low[i - at : i - at + _WORDS_OF_HEAD], head)) == _WORDS_OF_HEAD - 1:
                    return True
    return False


def _replace(words: Words, k: int, meant: str) -> None:
    if words.low[k + 1 : k + 2] == [meant]:
        _drop(words, k, k + 1)  # "Ủy ban nhân nhân dân"
        return
    words.low[k] = meant
    words.shown[k] = meant.capitalize() if words.shown[k][0].isupper() else meant
    words.made[k] = True
    words.mended.add(words.start[k])


def _is_misprint(grammar: Grammar, window: list[str], at: int, meant: str) -> bool:
    """A word with other marks, or one that is no word of any name, or that repeats its neighbour."""
    if strip_marks(window[at]) == strip_marks(meant):
        return True
    repeats = window[at] in (*window[max(0, at - 1) : at], *window[at + 1 : at + 2])
    return repeats or (window[at].isalpha() and len(window[at]) > 1 and window[at] not in grammar.once(_vocabulary) and _near(window[at], meant))


def _near(word: str, meant: str) -> bool:
    """Whether no more than one letter differs, marks apart."""
    a, b = strip_marks(word), strip_marks(meant)
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) <= 1
    short, long = sorted((a, b), key=len)
    return len(long) - len(short) == 1 and any(long[:k] + long[k + 1 :] == short for k in range(len(long)))
