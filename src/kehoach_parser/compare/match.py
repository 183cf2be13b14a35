"""Two plans → pairs of tasks that are the same work, each with a score; nothing is claimed below the threshold.

Words are compared folded and with abbreviations written out, single and in pairs (which serve as Vietnamese words), each
weighing by how rare it is in the two plans, so that "tiếp tục triển khai" counts for little and "sổ hộ tịch" for much. A like heading above and a leading body of the
same field add to it. (Measured and left out: words as underthesea cuts them, 0.90 F1 where pairs give 0.92; a share of
rapidfuzz's token set ratio, which changed nothing.)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log, sqrt

from kehoach_parser.grammar import Grammar, fold
from kehoach_parser.model import TaskRow

THRESHOLD = 0.46  # scores below are not claimed; chosen on two plans under one national programme (tests/compare)
HEADING_BONUS = 0.3  # what the same heading above adds; "Tổ chức thực hiện" and its like stand in every plan and add nothing
BODY_BONUS = 0.1  # what a leading body of the same field adds
PLACE_BONUS = 0.25  # what the same number under the same heading adds, for two versions of one plan

SAME_FIELD = 70  # token set ratio from which two names are bodies of one field at two levels

_WORD = re.compile(r"[\w]+(?:[/.-][\w-]*[^\W_])*%?")
_NUMBER = re.compile(r"^\W*(?:[IVXLC]+|\d+(?:\.\d+)*|[a-zđ])[.)/]?\W*\s")
_CAPITALS = re.compile(r"(?<![\w/-])[A-ZĐ][A-Za-zĐđ]*[A-ZĐ](?![\w/-])")

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Pair:
    """Row `a` of the first plan and row `b` of the second, by their index; the score is 0 to 1."""

    a: int
    b: int
    score: float


def match(first: Sequence[TaskRow], second: Sequence[TaskRow], grammar: Grammar, *, threshold: float = THRESHOLD, same_plan: bool = False) -> list[Pair]:
    """Pairs of tasks that are the same work, best first within the order of the first plan; each task is in one pair at most.

    `same_plan` says that these are two versions of one plan, in which a task tends to keep its number.
    """
    vectors_a, vectors_b = _weigh(*([words(row.text, grammar) for row in rows] for rows in (first, second)))
    heads_a, heads_b = _weigh(*([words(_heading(row, grammar), grammar) for row in rows] for rows in (first, second)))
    found = []
    for a, b, score in _likely(vectors_a, vectors_b):
        score += HEADING_BONUS * _cosine(heads_a[a], heads_b[b]) + PLACE_BONUS * (same_plan and first[a].id == second[b].id)
        if score + BODY_BONUS >= threshold:
            score += BODY_BONUS * same_field(leading(first[a]), leading(second[b]))
        if score >= threshold:
            found.append(Pair(a, b, round(min(score, 1.0), 4)))
    return sorted(_one_to_one(found), key=lambda pair: pair.a)


def words(text: str, grammar: Grammar) -> list[str]:
    """The words of a task, folded, abbreviations written out, numbers of documents kept whole; then each pair of neighbours."""
    full = grammar.once(_abbreviations)
    written = _CAPITALS.sub(lambda found: full.get(fold(found.group()), found.group()), text)
    single = _WORD.findall(fold(written))
    return [*single, *(f"{left} {right}" for left, right in pairwise(single))]


def _abbreviations(grammar: Grammar) -> dict[str, str]:
    """Printed forms (folded) with what they stand for: for comparing only, so the first of several meanings will do."""
    full: dict[str, str] = {}
    for entry in grammar.section("abbreviations").values():
        written = entry.get("full") or next(iter(entry.get("meanings", ())), None)
        if written and entry.get("expand") != "no":
            full.update((fold(form), written) for form in entry["forms"])
    return full


def _heading(row: TaskRow, grammar: Grammar) -> str:
    """The heading above, without its number; empty for one that every plan has."""
    text = _NUMBER.sub("", row.path[-1]) if row.path else ""
    return "" if fold(text) in grammar.once(_usual_headings) else text


def _usual_headings(grammar: Grammar) -> frozenset[str]:
    return frozenset(fold(phrase) for entry in grammar.section("headings").values() for phrase in entry["phrases"])


def _weigh(first: Sequence[Sequence[str]], second: Sequence[Sequence[str]]) -> tuple[list[Vector], list[Vector]]:
    seen = Counter(word for task in (*first, *second) for word in set(task))
    total = len(first) + len(second)
    return [_vector(task, seen, total) for task in first], [_vector(task, seen, total) for task in second]


def _vector(task: Sequence[str], seen: Mapping[str, int], total: int) -> Vector:
    weights = {word: (1 + log(count)) * log((1 + total) / seen[word]) for word, count in Counter(task).items()}
    length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {word: weight / length for word, weight in weights.items()}


def _cosine(one: Vector, other: Vector) -> float:
    return sum(weight * other.get(word, 0.0) for word, weight in one.items())


def _likely(first: Sequence[Vector], second: Sequence[Vector]) -> Iterable[tuple[int, int, float]]:
    """Every two tasks that share a word, with the cosine of their words; found through the words, not by trying all pairs."""
    places: dict[str, list[tuple[int, float]]] = {}
    for b, vector in enumerate(second):
        for word, weight in vector.items():
            places.setdefault(word, []).append((b, weight))
    for a, vector in enumerate(first):
        scores: dict[int, float] = {}
        for word, weight in vector.items():
            for b, other in places.get(word, ()):
                scores[b] = scores.get(b, 0.0) + weight * other
        yield from ((a, b, score) for b, score in scores.items())


def leading(row: TaskRow) -> tuple[str, ...]:
    """Who leads a task, else who carries it out."""
    return row.lead or row.implementer


def same_field(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether a body of the one has the field of a body of the other: Sở Tư pháp and Phòng Tư pháp, Công an tỉnh and Công an huyện."""
    return any(_alike(one, other) for one in first for other in second)


@lru_cache(maxsize=65_536)
def _alike(one: str, other: str) -> bool:
    from rapidfuzz.fuzz import token_set_ratio

    return token_set_ratio(fold(one), fold(other)) >= SAME_FIELD


def _one_to_one(found: Iterable[Pair]) -> list[Pair]:
    """The best pairs first, each task once."""
    taken_a: set[int] = set()
    taken_b: set[int] = set()
    kept = []
    for pair in sorted(found, key=lambda pair: (-pair.score, pair.a, pair.b)):
        if pair.a not in taken_a and pair.b not in taken_b:
            taken_a.add(pair.a)
            taken_b.add(pair.b)
            kept.append(pair)
    return kept
