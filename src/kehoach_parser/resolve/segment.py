"""Cuts a value or the beginning of a sentence into bodies with roles.

1. Brackets hold nothing that splits: a role ("chủ trì"), or words about the body before them (`behind`).
2. At each place the longest name is taken (`bodies`); a semicolon always separates, a comma or "và" only before a body.
3. A head noun said once is given to the fields after it (`shared`), a level or owner at the end to the incomplete names before it (`tails`).
4. "X chủ trì, phối hợp với Y", "Chủ trì: X", "X (chủ trì)" give roles (`roles`); the list ends at the first finite verb.
"""

from __future__ import annotations

from dataclasses import dataclass

from kehoach_parser.resolve.behind import after
from kehoach_parser.resolve.bodies import read_body
from kehoach_parser.resolve.collectives import read_nouns
from kehoach_parser.resolve.posts import rank_end
from kehoach_parser.resolve.reader import JOINTS, Body, Reader, begins_body, capitals_end, does_work, is_compound
from kehoach_parser.resolve.roles import SEPARATORS, bracket, place_pending, role_at, skip, take_role
from kehoach_parser.resolve.scopes import numbers_entry, read_levels
from kehoach_parser.resolve.series import more_names, more_numbered_places, more_places, read_series
from kehoach_parser.resolve.shared import (
    Listing,
    field_end,
    is_shared_field,
    more_field,
    read_shared_field,
    read_unit,
    take_shared_head,
)
from kehoach_parser.resolve.tails import is_post, more_numbers, share_tails
from kehoach_parser.resolve.words import show

_DEGREE = "degree"  # the entry of titles that say nothing of how many persons follow
_OF_BOTH = frozenset(("chairman", "chief-of-any"))
_SECTIONS = frozenset(("office", "office-staff"))  # heads for which small offices have a section


@dataclass(slots=True, eq=False)
class Cut:
    """Bodies by role, `end` the offset where the list ends, `left` stretches of the value that were not understood."""

    roles: dict[str, list[Body]]
    end: int
    left: list[tuple[int, int]]


def cut(r: Reader) -> Cut:
    """Reads the words of `r` from the beginning."""
    s = Listing(r)
    s.stop = i = _begin(s)
    while i < len(r.words.low):
        following = _step(s, i)
        if following is None or following <= i:
            break
        s.stop = i = following
    share_tails(s)
    place_pending(s, "implementer")
    return Cut(s.roles, r.words.start[s.stop] if s.stop < len(r.words.low) else len(r.words.text), s.left)


def _begin(s: Listing) -> int:
    """Skips what stands before the first body: a bullet, "đề nghị", what a group uses as its office."""
    r = s.r
    for i, marks in enumerate(r.marks if not r.prose else ()):
        if "introduces" in marks:
            j = i + marks["introduces"].size
            if begins_body(r, j, strong=True):
                return j
    i = 0
    while r.word(i) in ("-", "+", "•", '"'):
        i += 1
    if not r.prose and "nothing" in r.at(i):
        s.left.append((r.words.start[i], len(r.words.text)))
        return len(r.words.low)
    return i


def _step(s: Listing, i: int) -> int | None:
    """Reads what stands at word `i`; where to go on, or None where the list ends."""
    r = s.r
    word, marks = r.words.low[i], r.at(i)
    if word in (";", ".", "…"):
        return _boundary(s, i)
    if word == "(" and (s.last is not None or r.prose or "honorific" in r.at(i + 1) or not begins_body(r, i + 1, strong=True)):
        return bracket(s, i)
    if word == "(":
        return i + 1  # all of the value is in brackets
    if word in SEPARATORS or word in (":", ")", '"', "[", "]"):
        return _separator(s, i)
    role = role_at(s, i)
    if role:
        return take_role(s, i, *role)
    if not r.prose and ((word.isdigit() and r.word(i + 1) in (".", ")")) or numbers_entry(r, i)):
        return i + 2
    if "with" in marks and s.last is not None and r.word(i - 1) == "," and begins_body(r, i + marks["with"].size):
        return i + marks["with"].size  # "Sở Y tế, cùng các cơ quan"
    if word == "cấp" and not r.prose and "level" in r.at(i + 1):
        return _levels(s, i)
    article = marks["plural"].size if "plural" in marks else 0
    said = r.at(i + article) if article else marks  # "các trụ sở"
    if "never" in said and not r.prose and not any(name in said and said[name].size > said["never"].size for name in ("head", "noun")):
        return _pass_over(s, i, article + said["never"].size)
    if "asks" in marks and not r.prose:
        asked = i + marks["asks"].size
        asked += r.word(asked) == ":"  # "Đề nghị: Hội Nông dân tỉnh, …"
        if begins_body(r, asked) or role_at(s, asked) or (s.last is None and r.capital(asked)):
            return asked
    if "honorific" in marks:
        return _honored(s, i)
    post = rank_end(r, i) if "head" in marks else 0
    if post:
        s.left.append((r.words.start[i], r.words.start[post]))
        return post
    series = read_series(r, i)
    if series:
        return _add_series(s, series)
    lead_in = take_shared_head(s, i)
    if lead_in:
        return lead_in
    body = read_unit(s, i) or (_school(s, i) if "noun" in marks else None) or read_shared_field(s, i) or read_body(r, i) or _territory(r, i)
    if body and not (r.prose and _doubtful(s, body)):
        return _add(s, body)
    return _unknown(s, i)


def _levels(s: Listing, i: int) -> int | None:
    """ "Cấp tỉnh: Sở Nội vụ; cấp xã: …" says of which level the bodies are; "cấp huyện, cấp xã" alone stands for its bodies."""
    units = Body(i, i, i, kind="collective", rule=True)
    end = units.last = read_levels(s.r, units, i)
    return end + 1 if s.r.word(end) == ":" else _add(s, units)


def _pass_over(s: Listing, i: int, size: int) -> int:
    """Words that are no body ("cơ sở dữ liệu", work that is named where a name would stand): left out up to the next separator before a body."""
    r = s.r
    j = i + size
    if r.words.low[i].isdigit() and r.capital(j) and begins_body(r, j, strong=True):
        return j
    while j < len(r.words.low) and not (r.words.low[j] in (",", ";", "và", ".") and begins_body(r, j + 1, strong=True)):
        j += 1
    s.left.append((r.words.start[i], r.words.end[j - 1]))
    return j


def _doubtful(s: Listing, body: Body) -> bool:
    """Whether a common word at the beginning of a sentence ("Thanh tra, kiểm tra …") is no body: no level, no body beside it."""
    if body.head is None or "doubtful" not in body.head.does or body.scope or body.place or body.nested >= 0:
        return False
    return not (s.r.word(body.last) in (",", "và") and s.r.capital(body.last + 1) and begins_body(s.r, body.last + 1, strong=True)) or not s.r.capital(body.first)


def _school(s: Listing, i: int) -> Body | None:
    """A school that takes the word of the one before: "Trường Tiểu học Lê Lợi, THCS Trần Phú"."""
    r = s.r
    noun = r.at(i).get("noun")
    if noun is None or noun.value[0] != "grades" or not r.capital(i + noun.size) or s.last is None or s.last.head is None or s.last.head.id != "school" or not s.last.place:
        return None
    end = capitals_end(r, i + noun.size)
    before = show(r.words, s.last.first, s.last.first + 1) if not s.last.before else s.last.before
    return Body(i, end, i + noun.size, head=s.last.head, kind=s.last.kind, level=s.last.level, place=show(r.words, i + noun.size, end), before=before, origin="distributed", rule=True)


def _territory(r: Reader, i: int) -> Body | None:
    """A unit that is named for its committee: "xã Bình An"; or a number of units: "09 khoa"."""
    first = i
    i += 2 if not r.prose and r.word(i).isdigit() and r.word(i + 1) == "/" and r.word(i + 2).isdigit() else 0  # "126/126 xã, phường"
    if not r.prose and r.word(i).isdigit() and "noun" in r.at(i + 1) and "level" not in r.at(i + 1) and r.at(i + 1)["noun"].value[0] in ("any", "district", "glued"):
        return read_nouns(r, first, i + 1)
    if not r.prose and r.word(i).isdigit() and "level" in r.at(i + 1) and not r.capital(i + 1 + r.at(i + 1)["level"].size):
        units = Body(first, i + 1, i + 1, kind="collective", plural=True, rule=True)  # "05 khu phố"
        units.last = read_levels(r, units, i + 1)
        return units
    level = r.at(i).get("level")
    if level is None or not r.capital(i + level.size) or (r.prose and level.value != "village"):
        return None
    end = capitals_end(r, i + level.size)
    place = show(r.words, i + level.size, end)
    return Body(i, end, i + level.size, kind="government", scope=" ".join(r.words.low[i : i + level.size]), place=place, scope_first=i, rule=True)


def _boundary(s: Listing, i: int) -> int | None:
    """A semicolon or full stop: what is shared ends; running text ends at a full stop."""
    r = s.r
    if r.prose and (r.words.low[i] != ";" or not begins_body(r, i + 1, strong=True)):
        return None
    s.breaks.add(len(s.order))
    s.segment = len(s.pending)
    if is_shared_field(s, i + 1) and (not begins_body(r, i + 1, strong=True) or r.at(i + 1)["head"].value.id == "bare-field"):
        return i + 1  # "Các sở: Tài chính; Nội vụ"
    s.shared = s.owner = ""
    s.colon = s.units = False
    return i + 1


def _separator(s: Listing, i: int) -> int | None:
    r = s.r
    if not r.prose:
        return i + 1
    j = i
    while r.word(j) in SEPARATORS or r.word(j) == ":":
        j += 1
    if r.words.low[i] == ":" and s.pending and role_at(s, j):
        return j
    if i < j < len(r.words.low) and r.words.low[i] != ":" and (role_at(s, j) or "honorific" in r.at(j) or s.shared or s.owner or begins_body(r, j) or is_shared_field(s, j)):
        return j
    s.stop = j
    return None


def _honored(s: Listing, i: int) -> int:
    """After "đồng chí": a person's name before the post is left out."""
    r = s.r
    s.honored = "plural" not in r.at(i) and r.at(i)["honorific"].value != _DEGREE
    i += r.at(i)["honorific"].size
    if begins_body(r, i):
        return i
    j = i
    while r.capital(j) and j < i + 6 and not begins_body(r, j, strong=True):
        j += 1
    if j > i and (r.word(j) in ("-", ",", "–")) and begins_body(r, j + 1) and "honorific" not in r.at(j + 1):
        return j + 1
    return i


def _add(s: Listing, body: Body) -> int | None:
    """Takes a body into the list, with the places that share its head, and what follows it up to the next separator."""
    r = s.r
    _trim(r, body)
    body.honored = s.honored
    s.honored = False
    if s.units and (body.head is not None or body.scope or body.plural):
        s.owner, s.units = "", False  # another kind of body ends the list
    if s.owner:
        body.before = f"{s.owner} {body.before}".strip()
        body.origin = "distributed"
        body.forms, body.rule = [], True
    _share_standing(s, body)
    head = body.head
    if head and "spread" in head.does and not body.before and not body.plural and body.kind != "collective":
        s.shared, s.colon = _head_words(r, body), False
        s.shared_name = show(r.words, body.first, body.first + len(s.shared.split()))
        s.post = None
    elif not s.colon and not body.before:
        s.shared = ""
        _share_post(s, body)
    _take(s, body)
    for more in more_places(r, body) or more_numbers(r, body) or more_numbered_places(r, body) or more_names(r, body):
        _take(s, more)
    return after(s, s.order[-1], s.order[-1].last)


def _add_series(s: Listing, series: list[Body]) -> int | None:
    """Takes bodies that share a head into the list."""
    s.shared = s.owner = ""
    s.colon = s.units = False
    for body in series:
        _take(s, body)
    return after(s, s.order[-1], s.order[-1].last)


def _trim(r: Reader, body: Body) -> None:
    """No name ends in "của" or "trong": what should follow was none of its words."""
    while body.last - 1 > body.first and not body.after and _dangles(r, body.last - 1):
        body.last -= 1
        body.stem = min(body.stem, body.last)


def _dangles(r: Reader, k: int) -> bool:
    if r.words.low[k] == ",":
        return True
    return r.words.low[k] in r.lexicon.dangling and not r.capital(k) and all(mark.size < 2 for mark in r.at(k - 1).values())  # "trực thuộc"


def _share_post(s: Listing, body: Body) -> None:
    """ "Trưởng phòng Nội vụ, Tư pháp", "Giám đốc Sở Y tế, Sở Tài chính": the post of both."""
    r = s.r
    head = r.at(body.nested).get("head") if body.nested > body.first and is_post(body) and not body.plural else None
    if head and "spread" in head.value.does and body.last > body.nested + head.size:
        words = " ".join(r.words.low[body.nested : body.nested + head.size])
        if words in r.registry.fields:
            s.shared, s.post, s.shared_name = words, body.head, show(r.words, body.first, body.nested + head.size)


def _share_standing(s: Listing, body: Body) -> None:
    """ "Thường trực Tỉnh ủy, HĐND tỉnh": the standing committee of both; "Bộ phận Văn phòng, Kế toán": each has such a section; "Chủ tịch HĐND, UBND xã": the post in both."""
    before = s.order[-1] if s.order and len(s.order) not in s.breaks else None
    if before is None or before.head is None or body.head is None or body.before:
        return
    if is_post(before) and body.head.id == "committee" and body.scope and not body.place and not before.scope and _heads_council(s.r, before):
        body.before = show(s.r.words, before.first, before.nested)
        body.head, body.kind, body.origin, body.forms, body.rule = before.head, "position", "distributed", [], True
        before.after, before.scope, before.scopes, before.level = body.scope, body.scope, body.scopes, body.level
        return
    if (before.head.id == "standing" and body.head.id == "council") or (before.head.id == "one-stop" and body.head.id in _SECTIONS and _sections_head(s.r, before) in _SECTIONS and body.last - body.first == s.r.at(body.first)["head"].size):
        body.before = show(s.r.words, before.first, before.first + s.r.at(before.first)["head"].size)
        body.origin, body.forms, body.rule = "distributed", [], True


def _heads_council(r: Reader, post: Body) -> bool:
    """Whether a post that councils and committees have is one of the people's council, and nothing of its level is said: "Chủ tịch HĐND"."""
    return post.head is not None and post.head.id in _OF_BOTH and post.nested > post.first and "head" in r.at(post.nested) and r.at(post.nested)["head"].value.id == "council" and post.nested + r.at(post.nested)["head"].size == post.last


def _sections_head(r: Reader, body: Body) -> str:
    """The head behind the word for a section: "Văn phòng" in "Bộ phận Văn phòng"."""
    inner = r.at(body.first + r.at(body.first)["head"].size).get("head") if "head" in r.at(body.first) else None
    return inner.value.id if inner else ""


def _head_words(r: Reader, body: Body) -> str:
    size = r.at(body.first)["head"].size if "head" in r.at(body.first) else 0
    words = " ".join(r.words.low[body.first : body.first + size])
    return words if words in r.registry.fields else ""


def _take(s: Listing, body: Body) -> None:
    s.order.append(body)
    s.last = body
    if s.announced:
        s.roles[s.announced].append(body)
    else:
        s.pending.append(body)


def _unknown(s: Listing, i: int) -> int | None:
    """Words that begin no known body: the end of the list in running text, else kept or taken as the tail of the last."""
    r = s.r
    if r.prose:
        return None
    marks = r.at(i)
    field = more_field(s, i)
    if field:
        return _add(s, field)
    if s.last is not None and (not r.capital(i) or marks.keys() & {"action", "tail", "filler"}):
        return skip(s, i, action=bool(marks.keys() & {"action", "filler"}) and not (r.capital(i) and is_compound(r, i)))
    if r.words.low[i].isdigit() or (s.last is None and not r.capital(i) and "action" in marks):  # "Cơ quan chủ trì soạn thảo văn bản"
        return _pass_over(s, i, 1)
    j = max(i + 1, field_end(r, i))
    while j < len(r.words.low) and r.words.low[j] not in (",", ";", "(", ":", ".") and not (r.words.low[j] == "và" and begins_body(r, j + 1)):
        if r.at(j).keys() & {"lead", "support"} or (r.at(j).get("tail") and not r.capital(j)):
            break
        if does_work(r, j) and all(r.capital(k) for k in range(i, j)):
            break  # "BKAV khẩn trương hoàn thành …"
        j += r.at(j)["action"].size if "action" in r.at(j) and r.capital(j) else 1
    if r.capital(i) and (s.honored or (s.last is not None and s.last.kind == "person")):
        return _add(s, Body(i, j, j, kind="person", known=False, open=True))  # "đồng chí Mẫu": no body is missing
    return _add(s, Body(i, j, j, known=False, before=_firm_before(s, i, j)))


def _firm_before(s: Listing, i: int, j: int) -> str:
    """The head of the firm before, for one that is only letters as that one is: "Tập đoàn ABC, XYZ"."""
    r, firm = s.r, s.last
    if firm is None or firm.head is None or firm.head.id != "enterprise" or firm.before or j != i + 1 or not r.words.shown[i].isupper() or r.word(i - 1) not in JOINTS:
        return ""
    size = r.at(firm.first)["head"].size if "head" in r.at(firm.first) else 0
    return show(r.words, firm.first, firm.first + size) if size and firm.last == firm.first + size + 1 and r.words.shown[firm.last - 1].isupper() else ""
