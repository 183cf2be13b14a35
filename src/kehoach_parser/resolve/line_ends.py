"""Lines of a value that hold one body each, as cells of tables do: the end of such a line counts like a semicolon.

A value is broken over lines for width too, so an end counts only where a body begins the next line and the words before
it can be whole: "Sở Nội vụ / UBND xã", but not "Văn phòng / UBND xã" and "Công an xã, / Trạm Y tế". A blank line counts always.
"""

from __future__ import annotations

from kehoach_parser.resolve.reader import JOINTS, STOPS, Reader, announces_role, begins_body

_BULLETS = frozenset("-+•")
_OPEN = frozenset(("owner", "owned", "position"))  # a head that wants more words after it
_LONGEST_HEAD = 6


def close_lines(r: Reader) -> Reader:
    """The reader with a semicolon at each line end that counts; the same reader where there is none."""
    ends = [i for i in range(1, len(r.words.low)) if _ends_before(r, i)]
    if not ends:
        return r
    words = r.words
    for i in reversed(ends):
        at = words.end[i - 1]
        words.low.insert(i, ";")
        words.shown.insert(i, ";")
        words.start.insert(i, at)
        words.end.insert(i, at + 1)
        words.made.insert(i, False)
    return Reader(words, r.lexicon, r.registry, r.prose, r.mends)


def _ends_before(r: Reader, i: int) -> bool:
    words = r.words
    gap = words.text[words.end[i - 1] : words.start[i]]
    if "\n" not in gap or words.low[i - 1] in STOPS or words.low[i - 1] in JOINTS or words.low[i - 1] in _BULLETS:
        return False
    if words.low[i] in _BULLETS:
        return True
    if not r.capital(i):
        return False
    return gap.count("\n") > 1 or announces_role(r, i) or (begins_body(r, i, strong=True) and not _wants_more(r, i))


def _wants_more(r: Reader, i: int) -> bool:
    """Whether the words before `i` are no whole name: a bare head ("Sở" / "Tài chính"), or a room of the police before its police."""
    after = r.at(i).get("head")
    for k in range(max(0, i - _LONGEST_HEAD), i):
        head = r.at(k).get("head")
        if head and k + head.size == i and (head.value.does & _OPEN or ((after is None or "field" in after.value.does) and "alone" not in head.value.does and "plural" not in r.at(i))):
            return True
    if after is None or after.value.id != "police":
        return False
    return any("police_unit" in mark.value.does for k in range(max(0, i - 2 * _LONGEST_HEAD), i) if (mark := r.at(k).get("head")))
