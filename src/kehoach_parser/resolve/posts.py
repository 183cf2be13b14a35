"""Posts: a rank in the Party that stands before the post itself, and what one of several holders looks after."""

from __future__ import annotations

from kehoach_parser.resolve.lexicon import Mark
from kehoach_parser.resolve.name_ends import is_half
from kehoach_parser.resolve.reader import JOINTS, STOPS, Body, Reader, begins_body, does_work

_LONGEST_RANK = 14  # words
_LONGEST_CHARGE = 24


def rank_end(r: Reader, i: int) -> int:
    """Where the post of a person begins whose rank stands at `i`: "Ủy viên Ban Thường vụ Đảng ủy, Chủ tịch UBND xã"; else 0.

    A rank is of one person and names the Party, by its own word ("Đảng ủy viên") or by the board behind it; "Ủy viên Ban Chỉ đạo" is a
    post. The post is of one person too, or both may be of several.
    """
    head = r.at(i).get("head")
    if head is None or "rank" not in head.value.does:
        return 0
    of_party = head.value.id == "party-member"
    j = i + head.size
    while j < min(i + _LONGEST_RANK, len(r.words.low)):
        board = r.at(j).get("head")
        if r.words.low[j] in (",", "-"):
            return j + 1 if of_party and _one_post(r, j + 1) else 0
        if r.words.low[j] in STOPS or r.words.low[j] in JOINTS or (board is None and does_work(r, j)):
            return 0
        of_party = of_party or (board is not None and board.value.kind == "party")
        j += board.size if board else 1
    return 0


def _one_post(r: Reader, i: int) -> bool:
    """Whether a post of one person or of one kind stands at `i`: no "Trưởng các phòng"."""
    head = r.at(i).get("head")
    return head is not None and "position" in head.value.does and r.capital(i) and "plural" not in r.at(i + head.size)


def staff_in_charge(r: Reader, i: int, head: Mark) -> Body | None:
    """One of the staff with what he looks after: "Công chức phụ trách lĩnh vực Lao động - Thương binh và Xã hội"."""
    if head.value.kind != "position" or "position" in head.value.does:
        return None
    last = i + head.size
    at = next((k for k in (last, last - 2) if k > i and (end := charge_end(r, k)) > last), 0)
    return Body(i, end, end, head=head.value, kind=head.value.kind, level=head.value.level, rule=True, charge=at) if at else None


def with_charge(r: Reader, body: Body | None) -> Body | None:
    """The holder of a post with what he looks after, where that stands right behind it."""
    end = charge_end(r, body.last) if body and not body.nouns else 0
    if body and end:
        body.charge, body.last, body.rule = body.last, end, True
        body.forms = []
    return body


def charge_end(r: Reader, i: int) -> int:
    """Where what a holder looks after ends, if that stands at `i`: "Phó Hiệu trưởng phụ trách chuyên môn"; else 0.

    It tells which of several is meant. A comma goes on with it where "và" closes its list ("lĩnh vực Dân tộc, Tôn giáo và …");
    in a sentence only a verb right behind it shows that it is no work of its own.
    """
    if "charge" not in r.at(i):
        return 0
    first = i + r.at(i)["charge"].size
    named = first + r.at(first)["field"].size if "field" in r.at(first) else first
    if named >= len(r.words.low) or r.words.low[named] in STOPS or r.words.low[named] in JOINTS:
        return 0
    if named == first and r.at(first).keys() & {"noun", "plural"} and "never" not in r.at(first):
        return 0  # "Đảng ủy viên phụ trách chi bộ"
    end = _field_end(r, named, said=named > first)
    if r.prose:
        return end if does_work(r, end) or r.at(end).keys() & {"duty", "lead", "support", "filler"} or r.word(end) == ":" else 0
    return end


def _field_end(r: Reader, first: int, said: bool) -> int:
    """The end of the field that begins at word `first`, behind "lĩnh vực" where that is `said`: to a mark, a role, or a joint before another body."""
    j, listed = first + (said or not r.prose), False  # a verb there is the field itself: "phụ trách lĩnh vực giám sát"
    while j < len(r.words.low) and j - first < _LONGEST_CHARGE:
        word, marks = r.words.low[j], r.at(j)
        if word in STOPS or marks.keys() & {"lead", "support", "duty", "filler"} or (r.prose and (word in JOINTS or does_work(r, j))):
            break
        if word in JOINTS:
            if _another(r, j + 1, strong=said) and not (listed and word == "và") and not _bare_and_closed(r, j + 1):
                break
            listed = listed or word == ","
        j += 1
    return j


def _another(r: Reader, k: int, strong: bool) -> bool:
    """Whether somebody else begins at `k`; behind "lĩnh vực" a field in small letters is none, nor is "kế toán" in "tài chính, kế toán"."""
    head = r.at(k).get("head")
    half = head is not None and is_half(head.value) and not r.capital(k)
    return "honorific" in r.at(k) or (begins_body(r, k, strong=strong) and not half)


def _bare_and_closed(r: Reader, k: int) -> bool:
    """Whether a word that bodies begin with is one more field before the last: "Hành chính, Văn phòng và lĩnh vực khác"."""
    head = r.at(k).get("head")
    return head is not None and r.word(k + head.size) == "và" and not _another(r, k + head.size + 1, strong=False)
