"""What stands behind a body, up to the next separator: brackets, "liên quan", a level, an apposition, what the body does."""

from __future__ import annotations

from kehoach_parser.resolve.reader import Body, Reader, begins_body
from kehoach_parser.resolve.roles import SEPARATORS, bracket, role_at, skip, tail
from kehoach_parser.resolve.scopes import circle_end, read_scopes
from kehoach_parser.resolve.shared import Listing, share_inner_head
from kehoach_parser.resolve.tails import is_post
from kehoach_parser.resolve.words import show


def after(s: Listing, body: Body, i: int) -> int | None:
    """What stands between a body and the next separator: brackets, "liên quan", an apposition, what the body does."""
    r = s.r
    while i < len(r.words.low):
        marks, word = r.at(i), r.words.low[i]
        if word == "(":
            i = _level_after(r, body, bracket(s, i))
        elif marks.get("tail") and marks["tail"].value == "concerned" and not (r.prose and word == "được"):
            tail(s, body, i, i + marks["tail"].size)
            i = _circle_after(r, body, i + marks["tail"].size)
        elif "others" in marks and body.plural and not body.after and (body.nouns or body.scope):
            body.after = show(r.words, i, i + marks["others"].size)  # "các đơn vị liên quan khác", "UBND các xã khác"
            body.after = body.after[:1].lower() + body.after[1:]
            i += marks["others"].size
        else:
            break
    marks, word = r.at(i), r.word(i)
    if "negated" in marks:
        return _refuse(s, i)
    if "reference" in marks:  # "được giao nhiệm vụ tại Phụ lục I" only says which of them
        return skip(s, i, action=False) if r.word(body.last) == "được" else _refers(s, body, i)
    if word == ":" and share_inner_head(s, body, i):
        if body.last == i:
            _drop(s, body)  # "Thanh tra các Bộ: Tài chính, Nội vụ": one for each field
        return i + 1
    if not r.prose and word == ":" and body.nouns and begins_body(r, i + 1):
        _drop(s, body)  # "các sở, ngành của tỉnh: Sở Y tế, …": who they are
        return i + 1
    if not word or word in (";", ".", ":", ")"):
        return i
    if _apposition(r, body, i):
        return skip(s, i, action=False, apposition=True)
    if not r.prose and "charges" in marks and _leads_later(r, i + marks["charges"].size):
        _drop(s, body)
        return i + marks["charges"].size
    if word in SEPARATORS and not (word == "-" and is_post(body)):
        return i
    if role_at(s, i):
        return i
    if r.capital(i) and begins_body(r, i, strong=True):
        return i
    if "with" in marks and begins_body(r, i + marks["with"].size, strong=True):
        return i + marks["with"].size  # "Công an tỉnh cùng Sở Tư pháp"
    if r.prose:
        s.stop = i
        return None
    return skip(s, i, action="action" in marks and "tail" not in marks)


def _circle_after(r: Reader, body: Body, i: int) -> int:
    """A circle behind "liên quan" is still the name's: "các đơn vị có liên quan thuộc Bộ"."""
    if "keeps" not in r.at(i) or not body.plural or body.scope or body.place or body.after or body.nested >= 0:
        return i
    begins = i + r.at(i)["keeps"].size
    end = circle_end(r, begins)
    if end == begins and r.at(i)["keeps"].value == "keeps-object":
        return i
    body.after = show(r.words, i, end)
    body.after = body.after[:1].lower() + body.after[1:]
    return end


def _level_after(r: Reader, body: Body, i: int) -> int:
    """A level word behind brackets is still the name's: "Trung tâm Kiểm soát bệnh tật (CDC) tỉnh"."""
    first = i + (r.at(i)["plural"].size if "plural" in r.at(i) else 0)
    if "level" not in r.at(first) or r.capital(i) or "head" in r.at(first) or body.scope or body.place or body.after or body.nouns or is_post(body):
        return i
    scope = read_scopes(r, Body(i, i, i))
    body.after = show(r.words, i, scope.last)
    body.after = body.after[:1].lower() + body.after[1:]
    body.scope, body.scopes, body.place, body.plural = scope.scope, scope.scopes, scope.place, body.plural or scope.plural
    return scope.last


def _leads_later(r: Reader, i: int) -> bool:
    """Whether a body begins at `i` and leads: "giao Sở Nội vụ chủ trì"."""
    if not begins_body(r, i, strong=True):
        return False
    ends = next((k for k in range(i, len(r.words.low)) if r.words.low[k] in (";", ".")), len(r.words.low))
    return any("lead" in r.at(k) for k in range(i, ends))


def _drop(s: Listing, body: Body) -> None:
    for found in (s.pending, s.order, *s.roles.values()):
        if found and found[-1] is body:
            found.pop()
    s.last = s.order[-1] if s.order else None


def _refuse(s: Listing, i: int) -> int | None:
    """ "Sở Y tế không chủ trì việc này": a role that is denied is nobody's, and who would have it is not named for anything else."""
    r = s.r
    while len(s.pending) > s.segment:
        _drop(s, s.pending[-1])
    if r.prose:
        return None
    j = next((k for k in range(i, len(r.words.low)) if r.words.low[k] in (";", ".")), len(r.words.low))
    s.left.append((r.words.start[i], r.words.end[j - 1]))
    return j


def _refers(s: Listing, body: Body, i: int) -> int | None:
    """ "Các đơn vị tại khoản 1 Mục II": named elsewhere, so nobody is named here."""
    _drop(s, body)
    s.left.append((s.r.words.start[body.first], s.r.words.end[i]))
    return None if s.r.prose else skip(s, i, action=False)


def _apposition(r: Reader, body: Body, i: int) -> bool:
    """ "Chủ tịch UBND xã, Tổ trưởng …": the second post is the same person's; "Công an tỉnh - Cơ quan thường trực …": one body."""
    if "also" in r.at(i):
        return is_post(body)  # "Phó Chủ tịch kiêm Trưởng Công an xã"
    head = r.at(i + 1).get("head") if r.words.low[i] in ("-", ",") else None
    if head is None:
        return False
    if head.value.id == "agency":
        return not body.plural
    return bool(is_post(body) and not body.plural and "position" in head.value.does and (r.words.low[i] == "-" or body.honored) and "scope" not in head.value.does)
