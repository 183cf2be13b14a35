"""Lines broken before the dash inside a name: the document itself tells them where it prints the name on one line elsewhere."""

from __future__ import annotations

import re

from kehoach_parser.block import Block, Marker

_DASHES = (" - ", " – ")
_LAST = re.compile(r"(?<!\w)\w++ \w++$")
_FIRST = re.compile(r"\w++(?: \w++)?")
_LONG = 30  # letters of a line that may be broken; a shorter one is an item of its own ("- Kinh tế" / "- Xã hội")
_WORDS = 32  # letters in which two words stand


def splits_pair(text: str, marker: Marker, line: str, above: Block) -> bool:
    """Whether the line above, which ends no sentence, ends with two words and this line opens with the one or two that stand behind them and a
    dash elsewhere in the document: "… “Lễ hội Lam Giang" / "- An Phú, lần thứ II”." where it has "Lễ hội Lam Giang - An Phú, lần thứ II"."""
    if marker.series != "-":
        return False
    upper = above.parts[-1].text
    left, right = _LAST.search(upper[-_WORDS:]), _FIRST.match(line, marker.end)
    if left is None or right is None or len(upper) < _LONG:
        return False
    return any(_prints(text, left.group(), dash, right.group()) for dash in _DASHES)


def _prints(text: str, left: str, dash: str, right: str) -> bool:
    """Whether a document has the words on one line, and there no more of them than these."""
    at = text.find(f"{left}{dash}{right}")
    while at >= 0:
        behind = _FIRST.match(text, at + len(left) + len(dash))
        if behind is not None and behind.group() == right and not text[max(at - 1, 0) : at].isalnum():
            return True
        at = text.find(f"{left}{dash}{right}", at + 1)
    return False
