"""Misprints of registered names. Asked only for what an agency slot or heading left unmatched; never for free text.

A misprint differs from a registered name of as many words in marks alone ("Sờ Tài chính"), or in one word ("Ủy nhân nhân
dân"). THRESHOLD is the least likeness of the two without marks, set from tests/cases/misprints.yaml: the lowest true pair
has 0.897, the highest pair of two different bodies 0.88 ("Phòng Dân số" / "Phòng Dân tộc"). Two names as like as each other
give nothing.
"""

from __future__ import annotations

from operator import itemgetter, ne

from kehoach_parser.grammar import Grammar, fold, strip_marks
from kehoach_parser.resolve.lexicon import build_lexicon
from kehoach_parser.resolve.reader import Reader, ends_name
from kehoach_parser.resolve.registry import LEAF, Listed, Node, build_registry
from kehoach_parser.resolve.words import ARTICLES

THRESHOLD = 0.89
_SHORTEST, _LONGEST = 9, 90
_DASHES = frozenset("-–")  # inside names; their words are listed without


def nearest(grammar: Grammar, name: str) -> tuple[str, float] | None:
    """The name as it should be and the likeness (0–1), or None when no registered name is near or two are."""
    core, rest = _core(grammar, name.split())
    key = strip_marks(fold(" ".join(w.strip(",.;") for w in core if fold(w) not in ARTICLES and w not in _DASHES)))
    if not _SHORTEST <= len(key) <= _LONGEST:
        return None
    names = grammar.once(_official_names)
    once = " ".join(word for word, before in zip(key.split(), ["", *key.split()], strict=False) if word != before)
    if once != key and once in names:
        return " ".join((names[once], *rest)), 0.95  # a word printed twice
    near = _likeness(key, _one_word_off(grammar, key))
    if not near or (len(near) > 1 and near[1][1] == near[0][1]):
        return None
    better = " ".join((names[near[0][0]], *rest))
    if fold(better) == fold(name):
        return None  # no misprint: what is not known is which body of that name
    return better, round(near[0][1] if near[0][1] < 1 else 0.95, 3)


def without_doubles(r: Reader) -> Reader:
    """The reader without a word printed twice at the end of a common noun ("các cơ quan quan tham mưu"); the same one where there is none."""
    words = r.words
    twice = [k for k in range(2, len(words.low)) if words.low[k] == words.low[k - 1] and not r.at(k) and ends_name(r, k + 1) and _closes_noun(r, k)]
    for k in reversed(twice):
        words.end[k - 1], words.made[k - 1] = words.end[k], True  # the word stands for both
        for column in (words.low, words.shown, words.start, words.end, words.made):
            del column[k]
    return Reader(words, r.lexicon, r.registry, r.prose, r.mends) if twice else r


def _closes_noun(r: Reader, k: int) -> bool:
    """Whether a common noun of two words or more ends before word `k`."""
    return any("noun" in r.at(i) and 1 < r.at(i)["noun"].size == k - i for i in range(max(0, k - 4), k - 1))


def mended_post(grammar: Grammar, name: str) -> tuple[str, float] | None:
    """A name that begins with a misprinted post of three words or more, as it should be, and the likeness: "Phó chỉ tịch UBND xã".

    One word of it, not the first, differs by a letter or its marks, and an office follows or nothing. Other posts are left:
    "Tổ Trường Sơn" is no "Tổ trưởng", "Chi cục Trồng trọt" no "Chi cục trưởng".
    """
    words = name.split()
    folded = [fold(word) for word in words]
    for size, posts in grammar.once(_posts):
        if size < len(words) and not grammar.once(build_lexicon).at(folded, size).keys() & {"head", "noun", "plural"}:
            continue
        near = {strip_marks(" ".join(post)): post for post in posts if post[0] == folded[0] and sum(map(ne, folded[:size], post)) == 1 and size <= len(words)}
        like = _likeness(strip_marks(" ".join(folded[:size])), list(near))
        if len(like) == 1:
            better, score = like[0]
            written = (word.capitalize() if printed[:1].isupper() else word for word, printed in zip(near[better], words, strict=False))
            return " ".join((*written, *words[size:])), round(min(score, 0.95), 3)
    return None


def _posts(grammar: Grammar) -> list[tuple[int, list[list[str]]]]:
    """The posts of three words or more that begin with no word for a body, by their number of words, the longest first."""
    lexicon = grammar.once(build_lexicon)
    table: dict[int, list[list[str]]] = {}
    for entry in grammar.section("heads").values():
        for phrase in entry["phrases"] if "position" in entry.get("does", ()) else ():
            words = fold(phrase).split()
            if len(words) > 2 and "head" not in lexicon.at(words[:1], 0):
                table.setdefault(len(words), []).append(words)
    return sorted(table.items(), reverse=True)


def _core(grammar: Grammar, words: list[str]) -> tuple[list[str], list[str]]:
    """The words before the first level word or article, and the rest."""
    ends = grammar.once(_ends_of_names)
    at = next((i for i in range(2, len(words)) if fold(words[i]) in ends), len(words))
    return words[:at], words[at:]


def _ends_of_names(grammar: Grammar) -> frozenset[str]:
    """Words with which a name ends: the first of level words, articles."""
    return frozenset(level.split()[0] for level in grammar.once(build_registry).levels) | {"các", "cấp"}


def _one_word_off(grammar: Grammar, key: str) -> list[str]:
    """The registered names of as many words that differ in one misprinted word at most: nearly always none."""
    mine = key.split()
    ends = grammar.once(_by_ends)
    alike = [*ends.get((len(mine), 0, mine[0]), ()), *(theirs for theirs in ends.get((len(mine), 1, mine[-1]), ()) if theirs[0] != mine[0])]
    near = [theirs for theirs in alike if sum(map(ne, mine, theirs)) <= 1]
    return [" ".join(theirs) for theirs in near if mine == theirs or _is_misprint(grammar, mine, next(at for at, word in enumerate(theirs) if mine[at] != word))]


def _is_misprint(grammar: Grammar, words: list[str], at: int) -> bool:
    """A word of other names is none ("Truyền thanh" for "Truyền thông"), unless it repeats its neighbour."""
    if len(words[at]) < 2 or words[at].isdigit():
        return False  # a number says which one, a single letter belongs to an abbreviation
    return words[at] not in grammar.once(_words) or words[at] in (*words[max(0, at - 1) : at], *words[at + 1 : at + 2])


def _words(grammar: Grammar) -> frozenset[str]:
    return frozenset(word for name in grammar.once(_official_names) for word in name.split())


def _by_ends(grammar: Grammar) -> dict[tuple[int, int, str], list[list[str]]]:
    """The registered names as words, by the number of words and the first (0) or last (1) of them: one word apart, they have one of the two in common."""
    table: dict[tuple[int, int, str], list[list[str]]] = {}
    for name in grammar.once(_official_names):
        words = name.split()
        for end in (0, 1):
            table.setdefault((len(words), end, words[-end]), []).append(words)
    return table


def _likeness(key: str, others: list[str]) -> list[tuple[str, float]]:
    """Those of the names that are like enough, the likest first."""
    if not others:
        return []
    from rapidfuzz import fuzz  # here: few plans have a misprint

    scores = [(other, fuzz.ratio(key, other) / 100) for other in others]
    return sorted(((other, score) for other, score in scores if score >= THRESHOLD), key=itemgetter(1), reverse=True)


def _official_names(grammar: Grammar) -> dict[str, str]:
    """Registered names without marks, level words and conjunctions → their official writing."""
    registry = grammar.once(build_registry)
    table: dict[str, str] = {}
    stack: list[Node] = [registry.names]
    while stack:
        for word, child in stack.pop().items():
            if word == LEAF:
                for form in child:
                    _enter(table, registry.officials, form)
            else:
                stack.append(child)
    return table


def _enter(table: dict[str, str], officials: dict[str, str], form: Listed) -> None:
    if form.how not in ("exact", "alias") or len(form.words) < 2 or form.scopes:
        return
    official = officials[form.id] if form.how == "exact" else " ".join(form.words)
    table.setdefault(strip_marks(fold(" ".join(form.words))), official)
