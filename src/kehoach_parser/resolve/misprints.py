"""Misprints of registered names. Asked only for what an agency slot or heading left unmatched; never for free text.

A misprint differs from a registered name of as many words in marks alone ("Sờ Tài chính"), or in one word ("Ủy nhân nhân
dân"). THRESHOLD is the least likeness of the two without marks, set from tests/cases/misprints.yaml: the lowest true pair
has 0.897, the highest pair of two different bodies 0.88 ("Phòng Dân số" / "Phòng Dân tộc"). Two names as like as each other
give nothing.
"""

from __future__ import annotations

from kehoach_parser.grammar import Grammar, fold, strip_marks
from kehoach_parser.resolve.registry import LEAF, Listed, Node, build_registry
from kehoach_parser.resolve.words import ARTICLES

THRESHOLD = 0.89
_SHORTEST, _LONGEST = 9, 90


def nearest(grammar: Grammar, name: str) -> tuple[str, float] | None:
    """The name as it should be and the likeness (0–1), or None when no registered name is near or two are."""
    from rapidfuzz import fuzz, process

    core, rest = _core(grammar, name.split())
    key = strip_marks(fold(" ".join(w.strip(",.;") for w in core if fold(w) not in ARTICLES)))
    if not _SHORTEST <= len(key) <= _LONGEST:
        return None
    names = grammar.once(_official_names)
    once = " ".join(word for word, before in zip(key.split(), ["", *key.split()], strict=False) if word != before)
    if once != key and once in names:
        return " ".join((names[once], *rest)), 0.95  # a word printed twice
    found = process.extract(key, names.keys(), scorer=fuzz.ratio, score_cutoff=THRESHOLD * 100, limit=4)
    known = grammar.once(_words)
    near = [(other, score / 100) for other, score, _ in found if _one_word_off(key, other, known)]
    if not near or (len(near) > 1 and near[1][1] == near[0][1]):
        return None
    better = " ".join((names[near[0][0]], *rest))
    if fold(better) == fold(name):
        return None  # no misprint: what is not known is which body of that name
    return better, round(near[0][1] if near[0][1] < 1 else 0.95, 3)


def _core(grammar: Grammar, words: list[str]) -> tuple[list[str], list[str]]:
    """The words before the first level word or article, and the rest."""
    levels = {level.split()[0] for level in grammar.once(build_registry).levels}
    at = next((i for i, word in enumerate(words) if i > 1 and (fold(word) in levels or fold(word) in ("các", "cấp"))), len(words))
    return words[:at], words[at:]


def _one_word_off(key: str, other: str, known: frozenset[str]) -> bool:
    """Whether one word at most differs. A word of other names is no misprint ("Truyền thanh" for "Truyền thông"), unless it repeats its neighbour."""
    mine, theirs = key.split(), other.split()
    if len(mine) != len(theirs):
        return False
    wrong = [at for at, (a, b) in enumerate(zip(mine, theirs, strict=True)) if a != b]
    return len(wrong) <= 1 and all(mine[at] not in known or mine[at] in (*mine[max(0, at - 1) : at], *mine[at + 1 : at + 2]) for at in wrong)


def _words(grammar: Grammar) -> frozenset[str]:
    return frozenset(word for name in grammar.once(_official_names) for word in name.split())


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
