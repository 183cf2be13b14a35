"""Roles in a list of bodies: "X chủ trì, phối hợp với Y", "Chủ trì: X", "X (chủ trì)", and the words that name nobody."""

from __future__ import annotations

from kehoach_parser.resolve.bodies import read_body
from kehoach_parser.resolve.reader import Body, announces_role, begins_body
from kehoach_parser.resolve.shared import ROLES, Listing

SEPARATORS = frozenset((",", "và", "hoặc", "/", "&", "+", "-", "•"))
_LEADS = 2  # words of "chủ trì"


def bracket(s: Listing, i: int) -> int:
    """Words in brackets belong to the body before them; a role in brackets counts for the names since the last semicolon."""
    r = s.r
    depth, j = 0, i
    while j < len(r.words.low):
        depth += {"(": 1, ")": -1}.get(r.words.low[j], 0)
        j += 1
        if not depth:
            break
    inside = {name for k in range(i + 1, min(i + 4, j)) for name in r.at(k)}
    if s.last is not None and s.last.kind == "person" and _takes_post(s, s.last, i + 1):
        return j
    role = "lead" if "lead" in inside else "support" if "support" in inside else ""
    if role == "support" and s.pending and _partners_inside(s, i + 1, j):
        return j
    if role and s.pending:
        place_pending(s, role, s.segment)
    elif s.last is not None:
        tail(s, s.last, i, j)
    return j


def _takes_post(s: Listing, person: Body, i: int) -> bool:
    """ "đồng chí Mẫu (Phó Chủ tịch UBND xã)": the post in the bracket is who is meant."""
    post = read_body(s.r, i) if begins_body(s.r, i) else None
    if post is None or post.head is None or "position" not in post.head.does:
        return False
    for found in (s.pending, s.order, *s.roles.values()):
        found[:] = [post if body is person else body for body in found]
    s.last = post
    return True


def _partners_inside(s: Listing, i: int, j: int) -> bool:
    """ "Trưởng ban công tác Mặt trận (phối hợp với Trưởng thôn)": the bodies in the bracket support the one before it."""
    r = s.r
    while i < j and "support" not in r.at(i):
        i += 1
    i += r.at(i)["support"].size if "support" in r.at(i) else 0
    if "with" not in r.at(i):
        return False
    i += r.at(i)["with"].size
    found = 0
    while i < j - 1:
        body = read_body(r, i) if r.words.low[i] not in SEPARATORS else None
        if body:
            s.roles["support"].append(body)
            found += 1
        i = body.last if body else i + 1
    return found > 0


def role_at(s: Listing, i: int) -> tuple[str, int] | None:
    """A role word at `i`, "có trách nhiệm" and the like before it skipped: the role and where it ends."""
    r = s.r
    j, marks = i, r.at(i)
    while s.last is not None and j < i + 12:
        if "filler" in marks and "lead" not in marks:
            j += marks["filler"].size
        elif "manner" in marks:
            j += marks["manner"].size
        elif j > i and r.word(j) == ",":
            j += 1
        else:
            break
        marks = r.at(j)
    for role in ROLES:
        if role in marks and (role != "implementer" or r.word(j + marks[role].size) == ":"):
            return role, j + marks[role].size
    return None


def take_role(s: Listing, i: int, role: str, j: int) -> int | None:
    r = s.r
    if "action" in r.at(j) and r.word(j + r.at(j)["action"].size) == ":":
        j += r.at(j)["action"].size  # "Chủ trì tham mưu: …"
    if r.word(j) == ":":
        s.announced = role
        if s.pending and s.pending[-1].nouns and s.pending[-1].last == i and j + 1 < len(r.words.low):
            s.pending.pop()  # "các đơn vị phối hợp: …" says who they are
            s.order.pop()
        return j + 1
    if role == "support":
        return _take_support(s, i, j)
    if role == "lead":
        if s.pending:
            place_pending(s, "lead")
            if j - i > _LEADS and "action" in r.at(i + _LEADS) and begins_body(r, j):  # "chủ trì tham mưu UBND tỉnh ban hành …": whom it advises
                return None if r.prose else skip(s, j, action=True)
            return _with_partners(s, j)
        if not s.roles["lead"]:
            s.announced = "lead"
        return j
    return None


def _with_partners(s: Listing, j: int) -> int:
    """After "X chủ trì": "cùng Y" names partners, what else stands there ("tham mưu Kế hoạch và theo dõi") is the work."""
    r = s.r
    if r.word(j) == "," and "with" in r.at(j + 1):
        j += 1  # "chủ trì, cùng Y"
    if "with" in r.at(j) and begins_body(r, j + r.at(j)["with"].size):
        s.announced = "support"
        return j + r.at(j)["with"].size
    if r.prose or not r.capital(j) or begins_body(r, j) or role_at(s, j) or "honorific" in r.at(j):
        return j
    while j < len(r.words.low) and r.words.low[j] not in (",", ";", ".", "(") and not role_at(s, j):
        j += 1
    return j


def _take_support(s: Listing, i: int, j: int) -> int | None:
    """ "phối hợp": with partners after it they support; without, those before it do when another leads."""
    r = s.r
    k, adverbs = j, 0
    while k < len(r.words.low) and adverbs < 12:
        marks = r.at(k)
        step = next((marks[name].size for name in ("with", "manner") if name in marks), 1 if r.word(k) in (",", "và") else 0)
        if not step:
            break
        k, adverbs = k + step, adverbs + step
    if r.word(k) == ":":
        s.announced = "support"
        return k + 1
    unknown = not r.prose and r.capital(k) and k > j and r.word(k - 1) in ("với", "cùng")
    if unknown or "honorific" in r.at(k) or (begins_body(r, k) and (r.capital(k) or "plural" in r.at(k) or not r.prose or "with" in r.at(k - 1))):
        place_pending(s, "implementer")
        s.announced = "support"
        return k
    if s.pending and s.roles["lead"] and s.announced != "support":
        place_pending(s, "support")
        return j
    if r.prose or not s.last:
        return None
    return skip(s, i, action=True)


def place_pending(s: Listing, role: str, since: int = 0) -> None:
    s.roles[role].extend(s.pending[since:])
    del s.pending[since:]
    s.segment = min(s.segment, len(s.pending))


def skip(s: Listing, i: int, action: bool, apposition: bool = False) -> int | None:
    """Passes over words that name nobody: to the next body after a semicolon or, when no verb governs them, any joint."""
    r = s.r
    j, depth = i, 0
    while j < len(r.words.low):
        word = r.words.low[j]
        depth += {"(": 1, ")": -1}.get(word, 0)
        if depth <= 0 and j > i:
            if word in (";", ".") and ((begins_body(r, j + 1, strong=not _alone_after(s, j)) and not r.at(j + 1).get("action")) or announces_role(r, j + 1)):
                break
            if not action and word in (",", "và") and (begins_body(r, j + 1, strong=True) or (word == "," and r.at(j + 1).keys() & {"lead", "support"})):
                break
            if apposition and (word in (",", ":") or role_at(s, j)):
                break
            if apposition and "action" in r.at(j) and not r.capital(j) and r.word(j - 1) not in ("trưởng", "ban", "thường"):
                break
        j += 1
    if s.last is not None:
        tail(s, s.last, i, j)
    if apposition and r.prose and j < len(r.words.low) and not role_at(s, j) and r.word(j) not in (",", "và"):
        s.stop = j
        return None
    return j


def _alone_after(s: Listing, j: int) -> bool:
    """Whether a semicolon at `j` of a value is followed by a head that needs no more words, small as it is: "…; kế toán, văn thư"."""
    head = s.r.at(j + 1).get("head") if s.r.word(j) == ";" and not s.r.prose else None
    return head is not None and "alone" in head.value.does


def tail(s: Listing, body: Body, i: int, j: int) -> None:
    start, end = s.r.words.start[i], s.r.words.end[j - 1]
    body.tail = (min(body.tail[0], start), max(body.tail[1], end)) if body.tail else (start, end)
