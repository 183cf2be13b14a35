"""Lines broken before the dash inside a name: the document itself tells them where it prints the name on one line elsewhere."""

from __future__ import annotations

import re
from typing import NamedTuple

from kehoach_parser.block import Block, Marker

_DASHES = (" - ", " – ")
_LAST = re.compile(r"(?<!\w)\w++ \w++$")
_FIRST = re.compile(r"\w++(?: \w++)?")
_LONG = 30  # letters of a line that may be broken; a shorter one is an item of its own ("- Kinh tế" / "- Xã hội")
_WORDS = 32  # letters in which two words stand


class Pair(NamedTuple):
    """The two words before a dash and the one or two behind it, as printed: "Lam Giang" and "An Phú"."""

    left: str
    right: str


def pairs_at_dashes(text: str) -> frozenset[Pair]:
    """What stands around the dashes with blanks inside the lines of a document: "Lễ hội Lam Giang - An Phú, lần thứ II"."""
    pairs = []
    for dash in _DASHES:  # plain search is twenty times faster than a pattern that tries every word of the text
        at = text.find(dash)
        while at >= 0:
            left, right = _LAST.search(text, max(0, at - _WORDS), at), _FIRST.match(text, at + len(dash))
            if left and right:
                pairs.append(Pair(left.group(), right.group()))
            at = text.find(dash, at + 1)
    return frozenset(pairs)


def splits_pair(pairs: frozenset[Pair], marker: Marker, line: str, above: Block) -> bool:
    """Whether a line opens with the second half of such a pair and the one above, which ends no sentence, with the first: "… “Lễ hội Lam Giang" / "- An Phú, lần thứ II”."."""
    if marker.series != "-" or not pairs:
        return False
    upper = above.parts[-1].text
    left, right = _LAST.search(upper[-_WORDS:]), _FIRST.match(line, marker.end)
    if left is None or right is None or len(upper) < _LONG:
        return False
    return Pair(left.group(), right.group()) in pairs
