"""When two values count as the same, at three strictnesses.

strict: as printed. folded: apart from case, white space and the place of tone marks. normalised: apart from whatever two
careful readers may write differently (also dashes, quotes, emphasis marks, punctuation at the end, small words in names,
the printed form of a deadline when its meaning is the same).
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from kehoach_parser.evaluate.gold import GoldDeadline
from kehoach_parser.grammar.fold import old_tones
from kehoach_parser.model import Deadline

NEAR = 0.98  # share of equal letters from which two task texts are the same text

_MARKS = re.compile(r"[*_`]+")
_DASHES = re.compile(r"[–—−]")
_QUOTES = re.compile("[“”\"'’‘]")
_DASH_SPACE = re.compile(r"\s*-\s*")
_POINT_SPACE = re.compile(r"\s*([,;:.])\s*")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w+")
_SMALL_WORDS = frozenset({"các", "những", "và"})


def strict(text: str | None) -> str:
    """The text itself."""
    return text or ""


@lru_cache(maxsize=65_536)
def folded(text: str | None) -> str:
    """Lower case, old tone placement, single spaces."""
    return _SPACE.sub(" ", old_tones(unicodedata.normalize("NFC", text or "").casefold())).strip()


@lru_cache(maxsize=65_536)
def normalised(text: str | None) -> str:
    """Folded, and without emphasis marks, quotes, kinds of dash, spaces before points, points at the ends."""
    low = _QUOTES.sub("", _DASHES.sub("-", _MARKS.sub("", unicodedata.normalize("NFC", text or "").casefold())))
    low = _POINT_SPACE.sub(r"\1 ", _DASH_SPACE.sub(" - ", old_tones(low)))
    return _SPACE.sub(" ", low).strip(" .;,:-/")


@lru_cache(maxsize=65_536)
def name_words(name: str | None) -> str:
    """The words of a body's name in order, without punctuation, articles and conjunctions."""
    return " ".join(word for word in _WORD.findall(normalised(name)) if word not in _SMALL_WORDS)


@dataclass(frozen=True, slots=True)
class Strictness:
    """How values are compared: `text` for header values, `name` for bodies, `near` for task texts; `raw` when a deadline's printed form counts too."""

    text: Callable[[str | None], str]
    name: Callable[[str | None], str]
    near: Callable[[str, str], bool]
    raw: Callable[[str | None], str] | None


def _nearly(want: str, given: str) -> bool:
    a, b = normalised(want), normalised(given)
    if a == b:
        return True
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    return matcher.real_quick_ratio() >= NEAR and matcher.quick_ratio() >= NEAR and matcher.ratio() >= NEAR


STRICTNESSES: dict[str, Strictness] = {
    "strict": Strictness(text=strict, name=strict, near=lambda a, b: a == b, raw=strict),
    "folded": Strictness(text=folded, name=folded, near=lambda a, b: folded(a) == folded(b), raw=folded),
    "normalised": Strictness(text=normalised, name=name_words, near=_nearly, raw=None),
}


def names(by: Strictness, given: Iterable[str]) -> Counter[str]:
    """The bodies of one role, each as often as it is named."""
    return Counter(by.name(name) for name in given)


def same_deadline(by: Strictness, want: GoldDeadline | None, given: Deadline | None) -> bool:
    """Whether both are missing, or mean the same days, recurrence, and kind of condition or reference."""
    if want is None or given is None:
        return want is None and given is None
    if by.raw and by.raw(want.raw) != by.raw(given.raw):
        return False
    wanted, found = rules(want.recurrence), rules(given.recurrence)
    return _meaning(want) == _meaning(given) and wanted <= found and bool(wanted) == bool(found)


def _meaning(deadline: GoldDeadline | Deadline) -> tuple[str, str, bool, bool, bool]:
    return (deadline.start or "", deadline.end or "", deadline.ongoing, bool(deadline.condition), bool(deadline.reference))


def rules(recurrence: Iterable[str]) -> set[str]:
    """Recurrence rules whatever the order of their parts."""
    return {";".join(sorted(rule.upper().removeprefix("RRULE:").split(";"))) for rule in recurrence}
