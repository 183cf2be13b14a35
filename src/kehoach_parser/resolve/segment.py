"""Cuts a value or the beginning of a sentence into bodies with roles.

1. Brackets hold nothing that splits: a role ("chủ trì"), or words about the body before them.
2. At each place the longest name is taken (`bodies`); a semicolon always separates, a comma or "và" only before a body.
3. A head noun said once is given to the fields after it, a level or owner at the end to the incomplete names before it.
4. "X chủ trì, phối hợp với Y", "Chủ trì: X", "X (chủ trì)" give roles; the list ends at the first finite verb.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kehoach_parser.resolve.bodies import Body, Reader, begins_body, known_name, read_body
from kehoach_parser.resolve.registry import Listed
from kehoach_parser.resolve.words import show

_SEPARATORS = frozenset((",", "và", "/", "&", "+", "-", "•"))
_ROLES = ("lead", "support", "implementer")


@dataclass(slots=True)
class Cut:
    """Bodies by role, `end` the offset where the list ends, `left` stretches of the value that were not understood."""

    roles: dict[str, list[Body]]
    end: int
    left: list[tuple[int, int]]


@dataclass(slots=True)
class _List:
    """The list while it is read: bodies without a role yet, the role that was announced, the head that is shared."""

    r: Reader
    roles: dict[str, list[Body]] = field(default_factory=lambda: {role: [] for role in _ROLES})
    pending: list[Body] = field(default_factory=list)
    segment: int = 0
    announced: str = ""
    shared: str = ""
    shared_name: str = ""
    colon: bool = False
    owner: str = ""
    last: Body | None = None
    order: list[Body] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    left: list[tuple[int, int]] = field(default_factory=list)
    honored: bool = False
    stop: int = 0


def cut(r: Reader) -> Cut:
    """Reads the words of `r` from the beginning."""
    s = _List(r)
    s.stop = i = _begin(s)
    while i < len(r.words.low):
        following = _step(s, i)
        if following is None or following <= i:
            break
        s.stop = i = following
    _share_tails(s)
    _place_pending(s, "implementer")
    return Cut(s.roles, r.words.start[s.stop] if s.stop < len(r.words.low) else len(r.words.text), s.left)


def _begin(s: _List) -> int:
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


def _step(s: _List, i: int) -> int | None:
    """Reads what stands at word `i`; where to go on, or None where the list ends."""
    r = s.r
    word, marks = r.words.low[i], r.at(i)
    if word in (";", ".", "…"):
        return _boundary(s, i)
    if word == "(":
        return _bracket(s, i)
    if word in _SEPARATORS or word in (":", ")", '"', "[", "]"):
        return _separator(s, i)
    role = _role_at(s, i)
    if role:
        return _take_role(s, i, *role)
    if word.isdigit() and r.word(i + 1) in (".", ")") and not r.prose:
        return i + 2
    if "asks" in marks and (not r.prose) and begins_body(r, i + marks["asks"].size):
        return i + marks["asks"].size
    if "honorific" in marks:
        return _honored(s, i)
    lead_in = _shared_head(s, i)
    if lead_in:
        return lead_in
    body = _shared_field(s, i) or read_body(r, i) or _territory(r, i)
    if body and not (r.prose and _doubtful(s, body)):
        return _add(s, body)
    return _unknown(s, i)


def _doubtful(s: _List, body: Body) -> bool:
    """Whether a common word at the beginning of a sentence ("Thanh tra, kiểm tra …") is no body: no level, no body beside it."""
    if body.head is None or "doubtful" not in body.head.does or body.scope or body.place:
        return False
    return not (s.r.word(body.last) in (",", "và") and s.r.capital(body.last + 1) and begins_body(s.r, body.last + 1, strong=True)) or not s.r.capital(body.first)


def _territory(r: Reader, i: int) -> Body | None:
    """A unit that is named for its committee: "xã Bình An"."""
    level = r.at(i).get("level")
    if r.prose or level is None or not r.capital(i + level.size):
        return None
    end = _run_end(r, i + level.size)
    place = show(r.words, i + level.size, end)
    return Body(i, end, i + level.size, kind="government", scope=" ".join(r.words.low[i : i + level.size]), place=place, scope_first=i, rule=True)


def _boundary(s: _List, i: int) -> int | None:
    """A semicolon or full stop: what is shared ends; running text ends at a full stop."""
    r = s.r
    if r.prose and (r.words.low[i] != ";" or not begins_body(r, i + 1, strong=True)):
        return None
    s.breaks.append(len(s.order))
    s.segment = len(s.pending)
    s.shared = s.owner = ""
    s.colon = False
    return i + 1


def _separator(s: _List, i: int) -> int | None:
    r = s.r
    if not r.prose:
        return i + 1
    j = i
    while r.word(j) in _SEPARATORS or r.word(j) == ":":
        j += 1
    if r.words.low[i] == ":" and s.pending and _role_at(s, j):
        return j
    if i < j < len(r.words.low) and r.words.low[i] != ":" and (_role_at(s, j) or "honorific" in r.at(j) or s.shared or s.owner or begins_body(r, j) or _is_field(s, j)):
        return j
    s.stop = j
    return None


def _bracket(s: _List, i: int) -> int:
    """Words in brackets belong to the body before them; a role in brackets counts for the names since the last semicolon."""
    r = s.r
    depth, j = 0, i
    while j < len(r.words.low):
        depth += {"(": 1, ")": -1}.get(r.words.low[j], 0)
        j += 1
        if not depth:
            break
    inside = {name for k in range(i + 1, min(i + 4, j)) for name in r.at(k)}
    role = "lead" if "lead" in inside else "support" if "support" in inside else ""
    if role and s.pending:
        _place_pending(s, role, s.segment)
    elif s.last is not None:
        _tail(s, s.last, i, j)
    return j


def _role_at(s: _List, i: int) -> tuple[str, int] | None:
    """A role word at `i`, "có trách nhiệm" and the like before it skipped: the role and where it ends."""
    r = s.r
    j = i
    while s.last is not None and j < i + 12:
        marks = r.at(j)
        if "filler" in marks and "lead" not in marks:
            j += marks["filler"].size
        elif "manner" in marks:
            j += marks["manner"].size
        elif j > i and r.word(j) == ",":
            j += 1
        else:
            break
    marks = r.at(j)
    for role in _ROLES:
        if role in marks and (role != "implementer" or r.word(j + marks[role].size) == ":"):
            return role, j + marks[role].size
    return None


def _take_role(s: _List, i: int, role: str, j: int) -> int | None:
    r = s.r
    if r.word(j) == ":":
        s.announced = role
        return j + 1
    if role == "support":
        return _take_support(s, i, j)
    if role == "lead":
        if s.pending:
            _place_pending(s, "lead")
        elif not s.roles["lead"]:
            s.announced = "lead"
        return j
    return None


def _take_support(s: _List, i: int, j: int) -> int | None:
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
        _place_pending(s, "implementer")
        s.announced = "support"
        return k
    if s.pending and s.roles["lead"] and s.announced != "support":
        _place_pending(s, "support")
        return j
    if r.prose or not s.last:
        return None
    return _skip(s, i, action=True)


def _place_pending(s: _List, role: str, since: int = 0) -> None:
    s.roles[role].extend(s.pending[since:])
    del s.pending[since:]
    s.segment = min(s.segment, len(s.pending))


def _honored(s: _List, i: int) -> int:
    """After "đồng chí": a person's name before the post is left out."""
    r = s.r
    s.honored = "plural" not in r.at(i)
    i += r.at(i)["honorific"].size
    if begins_body(r, i):
        return i
    j = i
    while r.capital(j) and j < i + 6 and not begins_body(r, j, strong=True):
        j += 1
    if j > i and (r.word(j) in ("-", ",", "–")) and begins_body(r, j + 1):
        return j + 1
    return i


def _shared_head(s: _List, i: int) -> int | None:
    """ "các phòng: …", "các sở, ngành: …", "các Sở Y tế, Nội vụ", "Thường trực: …": the head that is shared, and where its list begins."""
    r = s.r
    marks = r.at(i)
    if "plural" not in marks:
        head = marks.get("head")
        if head and "owner" in head.value.does and r.word(i + head.size) == ":":
            s.owner = show(r.words, i, i + head.size)
            return i + head.size + 1
        return None
    j = i + marks["plural"].size
    k, first, spread = j, "", ""
    while "noun" in r.at(k):
        name = " ".join(r.words.low[k : k + r.at(k)["noun"].size])
        spread = spread or (name if name in r.registry.fields else "")
        first = first or show(r.words, k, k + r.at(k)["noun"].size)
        k += r.at(k)["noun"].size
        if r.word(k) in (",", "và", "-", "/") and "noun" in r.at(k + 1):
            k += 1
    head = r.at(j).get("head")
    if head and "spread" in head.value.does and k == j:
        spread = " ".join(r.words.low[j : j + head.size])
        k = j + head.size
    if r.word(k) == ":" and k > j and begins_or_field(r, spread, k + 1):
        s.shared, s.colon = spread, True
        s.shared_name = spread[:1].upper() + spread[1:]
        return k + 1
    if spread and k - j == len(spread.split()) and r.capital(k) and known_name(r, r.registry.fields[spread], k):
        s.shared, s.colon, s.shared_name = spread, True, spread[:1].upper() + spread[1:]
        return k
    return None


def begins_or_field(r: Reader, spread: str, i: int) -> bool:
    """Whether a body, or a field of the shared head, stands at `i`."""
    return begins_body(r, i) or r.capital(i) or bool(spread and known_name(r, r.registry.fields[spread], i))


def _is_field(s: _List, i: int) -> bool:
    return bool(s.shared and s.r.capital(i) and known_name(s.r, s.r.registry.fields[s.shared], i))


def _shared_field(s: _List, i: int) -> Body | None:
    """A field that takes the head said before it: "Phòng" for "Tư pháp" in "các phòng: Nội vụ, Tư pháp"."""
    r = s.r
    if not s.shared or "plural" in r.at(i):
        return None
    field_name = known_name(r, r.registry.fields[s.shared], i)
    own = known_name(r, r.registry.names, i)
    head = r.at(i).get("head")
    others = None if field_name else _any_field(r, i)
    if own and own[0] > (field_name[0] if field_name else 0) and not all(f.id.startswith("cc-") for f in own[1]):
        return None
    if head and (not field_name or (not s.colon and "spread" not in head.value.does)) and head.value.id != "bare-field":
        return None
    found = field_name or (others if s.colon or s.shared == "công chức" else None)
    if found is None:
        return _unknown_field(s, i) if s.colon and r.capital(i) and own is None else None
    if not r.capital(i):
        return None
    return _field_body(s, i, found[0])


def _any_field(r: Reader, i: int) -> tuple[int, list[Listed]] | None:
    names = [known_name(r, root, i) for root in r.registry.fields.values()]
    return max((n for n in names if n), key=lambda n: n[0], default=None)


def _unknown_field(s: _List, i: int) -> Body:
    r = s.r
    j = i + 1
    while j < len(r.words.low) and r.words.low[j] not in (",", ";", ".", "(", "và", ":") and not r.at(j).keys() & {"level", "tail"}:
        j += 1
    body = _field_body(s, i, j)
    body.rule, body.known = False, False
    return body


def _field_body(s: _List, i: int, end: int) -> Body:
    from kehoach_parser.resolve.bodies import _scopes

    r = s.r
    body = Body(i, end, end, before=s.shared_name, origin="distributed", rule=True)
    spread = r.lexicon.at(s.shared.split(), 0)["head"].value
    body.head, body.kind, body.level = spread, spread.kind, spread.level
    root = r.registry.fields[s.shared]
    found = known_name(r, root, i)
    body.forms = list(found[1]) if found and found[0] == end else []
    return _scopes(r, body)


def _add(s: _List, body: Body) -> int | None:
    """Takes a body into the list, with the places that share its head, and what follows it up to the next separator."""
    r = s.r
    body.honored = s.honored
    s.honored = False
    if s.owner:
        body.before = f"{s.owner} {body.before}".strip()
        body.origin = "distributed"
        body.forms, body.rule = [], True
    head = body.head
    if head and "spread" in head.does and not body.before and not body.plural and body.kind != "collective":
        s.shared, s.colon = _head_words(r, body), False
        s.shared_name = show(r.words, body.first, body.first + len(s.shared.split()))
    elif not s.colon and not body.before:
        s.shared = ""
    _take(s, body)
    last = body.last
    for more in _more_places(r, body):
        _take(s, more)
        last = more.last
    return _after(s, s.order[-1], last)


def _head_words(r: Reader, body: Body) -> str:
    size = r.at(body.first)["head"].size if "head" in r.at(body.first) else 0
    words = " ".join(r.words.low[body.first : body.first + size])
    return words if words in r.registry.fields else ""


def _take(s: _List, body: Body) -> None:
    s.order.append(body)
    s.last = body
    if s.announced:
        s.roles[s.announced].append(body)
    else:
        s.pending.append(body)


def _more_places(r: Reader, body: Body) -> list[Body]:
    """ "UBND xã Bình An, Bình Hòa và thị trấn Châu Ổ": the places after the first take its head and level word.

    "UBND các huyện Bình Sơn, Sơn Tịnh" and "UBND các huyện: …" are such lists too.
    """
    if not body.scope or body.scope_first < 0 or body.nested >= 0 or body.head is None or not _begins_places(r, body):
        return []
    more: list[Body] = []
    stem, scope = show(r.words, body.first, body.scope_first), body.scope
    i = body.last
    if body.plural:
        i = body.last if not body.place else i
        _make_single(r, body, stem)
    while r.word(i) in (",", "và", ":") and len(more) < 60:
        j = i + (2 if r.word(i) == "," and r.word(i + 1) == "và" else 1)
        marks = r.at(j)
        plural = marks["plural"].size if "plural" in marks else 0
        if "level" in r.at(j + plural) and (plural or r.capital(j + r.at(j)["level"].size)):
            scope = " ".join(r.words.low[j + plural : j + plural + r.at(j + plural)["level"].size])
            start, end, before = j, j + plural + r.at(j + plural)["level"].size, stem
        elif r.capital(j) and not begins_body(r, j) and "noun" not in marks and _ends_place(r, j):
            start, end, before = j, j, f"{stem} {scope}"
        else:
            break
        end = end if plural else _run_end(r, end)
        more.append(Body(
            start, end, end, list(body.forms), body.head, body.kind, body.level, scope, [scope], "" if plural else show(r.words, start, end),
            plural=bool(plural), before=before, origin="distributed", rule=True,
        ))
        i = end
        if plural:
            break
    if body.place == "" and more:
        first = more.pop(0)
        for name in ("first", "last", "stem", "before", "origin", "place", "scope", "scopes"):
            setattr(body, name, getattr(first, name))
    return more


def _begins_places(r: Reader, body: Body) -> bool:
    """Whether a list of places follows: one stands already, or the plural and a colon announce it."""
    if body.place:
        return not body.place.isdigit()
    return body.plural and len(body.scopes) == 1 and r.word(body.last) == ":" and r.capital(body.last + 1) and not begins_body(r, body.last + 1)


def _make_single(r: Reader, body: Body, stem: str) -> None:
    body.plural = False
    if body.place:
        size = r.at(body.scope_first)["plural"].size if "plural" in r.at(body.scope_first) else 0
        body.before, body.origin = stem, "distributed"
        body.first = body.stem = body.scope_first + size


def _run_end(r: Reader, j: int) -> int:
    while r.capital(j):
        j += 1
    return j


def _ends_place(r: Reader, j: int) -> bool:
    end = _run_end(r, j)
    return end - j <= 4 and (end >= len(r.words.low) or not r.words.low[end][0].isalpha() or r.words.low[end] in ("và",) or bool(r.at(end)))


def _after(s: _List, body: Body, i: int) -> int | None:
    """What stands between a body and the next separator: brackets, "liên quan", an apposition, what the body does."""
    r = s.r
    while i < len(r.words.low):
        marks, word = r.at(i), r.words.low[i]
        if word == "(":
            i = _bracket(s, i)
        elif marks.get("tail") and marks["tail"].value == "concerned" and not (r.prose and word == "được"):
            _tail(s, body, i, i + marks["tail"].size)
            i += marks["tail"].size
        else:
            break
    if "reference" in r.at(i):
        return _refers(s, body, i)
    if i >= len(r.words.low) or r.words.low[i] in (";", ".", ":", ")"):
        return i
    if body.kind == "position" and not body.plural and _apposition(r, body, i):
        return _skip(s, i, action=False, apposition=True)
    if r.words.low[i] in _SEPARATORS and not (r.words.low[i] == "-" and body.kind == "position"):
        return i
    if _role_at(s, i):
        return i
    if r.capital(i) and begins_body(r, i, strong=True):
        return i
    if r.prose:
        s.stop = i
        return None
    marks = r.at(i)
    return _skip(s, i, action="action" in marks and "tail" not in marks)


def _refers(s: _List, body: Body, i: int) -> int | None:
    """ "Các đơn vị tại khoản 1 Mục II": named elsewhere, so nobody is named here."""
    for found in (s.pending, s.order, *s.roles.values()):
        if found and found[-1] is body:
            found.pop()
    s.last = s.order[-1] if s.order else None
    s.left.append((s.r.words.start[body.first], s.r.words.end[i]))
    return None if s.r.prose else _skip(s, i, action=False)


def _apposition(r: Reader, body: Body, i: int) -> bool:
    """ "Chủ tịch UBND xã, Tổ trưởng …" and "Chủ tịch UBND huyện - Trưởng ban …": the second post is the same person's."""
    if r.words.low[i] not in ("-", ","):
        return False
    head = r.at(i + 1).get("head")
    return bool(head and "position" in head.value.does and (r.words.low[i] == "-" or body.honored) and "scope" not in head.value.does)


def _skip(s: _List, i: int, action: bool, apposition: bool = False) -> int | None:
    """Passes over words that name nobody: to the next body after a semicolon or, when no verb governs them, any joint."""
    r = s.r
    j, depth = i, 0
    while j < len(r.words.low):
        word = r.words.low[j]
        depth += {"(": 1, ")": -1}.get(word, 0)
        if depth <= 0 and j > i:
            if word in (";", ".") and begins_body(r, j + 1, strong=True) and not r.at(j + 1).get("action"):
                break
            if not action and word in (",", "và") and begins_body(r, j + 1, strong=True):
                break
            if (apposition and word == ",") or (apposition and _role_at(s, j)):
                break
            if apposition and "action" in r.at(j) and not r.capital(j) and r.word(j - 1) not in ("trưởng", "ban"):
                break
        j += 1
    if s.last is not None:
        _tail(s, s.last, i, j)
    if apposition and r.prose and j < len(r.words.low) and not _role_at(s, j) and r.word(j) != ",":
        s.stop = j
        return None
    return j


def _tail(s: _List, body: Body, i: int, j: int) -> None:
    start, end = s.r.words.start[i], s.r.words.end[j - 1]
    body.tail = (min(body.tail[0], start), max(body.tail[1], end)) if body.tail else (start, end)


def _unknown(s: _List, i: int) -> int | None:
    """Words that begin no known body: the end of the list in running text, else kept or taken as the tail of the last."""
    r = s.r
    if r.prose:
        return None
    marks = r.at(i)
    if s.last is not None and (not r.capital(i) or marks.keys() & {"action", "tail", "filler"}):
        return _skip(s, i, action=bool(marks.keys() & {"action", "filler"}))
    j = i + 1
    while j < len(r.words.low) and r.words.low[j] not in (",", ";", "(", ":", ".") and not (r.words.low[j] == "và" and begins_body(r, j + 1)):
        if r.at(j).keys() & {"lead", "support"} or (r.at(j).get("tail") and not r.capital(j)):
            break
        j += r.at(j)["action"].size if "action" in r.at(j) and r.capital(j) else 1
    return _add(s, Body(i, j, j, known=False))


def _share_tails(s: _List) -> None:
    """Gives a level, place or owner said at the end to the incomplete names before it: "Công an, Quân sự tỉnh"."""
    r = s.r
    order = s.order
    for k in range(len(order) - 1, 0, -1):
        giver, taker = order[k], order[k - 1]
        if k in s.breaks or taker.last > giver.first:
            continue
        if _is_post(taker):
            if _is_post(giver) and _post_end(r, taker) >= taker.last:
                _share_object(r, giver, taker)
        elif _same_owner(s, giver, taker):
            taker.after = show(r.words, _owner_at(r, giver), giver.last)
            taker.scope, taker.scopes, taker.place, taker.origin, taker.rule = giver.scope, giver.scopes, giver.place, "distributed", True
        elif not _incomplete(r, taker):
            continue
        elif giver.after and giver.scope:
            _give(taker, giver, giver.after)
        elif giver.scope and giver.scope_first >= 0 and giver.scope_first < giver.last:
            _give(taker, giver, _lower_first(show(r.words, giver.scope_first, giver.last), r, giver.scope_first))
        elif giver.place and giver.head and giver.head.id == "brand" and taker.head and taker.head.id == "brand":
            _give(taker, giver, giver.place)


def _is_post(body: Body) -> bool:
    return bool(body.head and "position" in body.head.does)


def _share_object(r: Reader, giver: Body, taker: Body) -> None:
    """ "Chủ tịch, các Phó Chủ tịch UBND huyện": the office of the last post is that of all."""
    start = _post_end(r, giver)
    if start >= giver.last and not giver.after:
        return
    taker.after = giver.after or _lower_first(show(r.words, start, giver.last), r, start)
    taker.scope, taker.scopes, taker.place, taker.level = giver.scope, giver.scopes, giver.place, giver.level
    taker.origin, taker.known, taker.rule = "distributed", True, True


def _post_end(r: Reader, body: Body) -> int:
    i = body.first + (r.at(body.first)["plural"].size if "plural" in r.at(body.first) else 0)
    return i + r.at(i)["head"].size if "head" in r.at(i) else body.last


def _lower_first(text: str, r: Reader, i: int) -> str:
    return text if r.capital(i) else text[:1].lower() + text[1:]


def _same_owner(s: _List, giver: Body, taker: Body) -> bool:
    """ "Ban Pháp chế, Ban Kinh tế - Ngân sách HĐND tỉnh": both are boards of the council."""
    same = giver.head is not None and giver.head == taker.head and giver.head.id == "ban"
    return same and not taker.forms and not taker.scope and _owner_at(s.r, giver) > giver.first


def _owner_at(r: Reader, body: Body) -> int:
    return next((k for k in range(body.first + 1, body.last) if "head" in r.at(k) and r.at(k)["head"].value.id == "council"), -1)


def _incomplete(r: Reader, body: Body) -> bool:
    if body.scope or body.place or body.after or body.nested >= 0 or any("level" in r.at(k) for k in range(body.first, body.last)):
        return False
    does = body.head.does if body.head else frozenset()
    return "scope" in does or (bool(body.forms) and all(f.kind == "party" and f.scope for f in body.forms))


def _give(taker: Body, giver: Body, words: str) -> None:
    taker.after, taker.scope, taker.scopes, taker.place, taker.plural = words, giver.scope, giver.scopes, giver.place, taker.plural or giver.plural
    taker.origin = "distributed"
