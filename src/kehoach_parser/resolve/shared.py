"""What a list says once: a head noun before its fields, places after a level word, a tail for the names before it."""

from __future__ import annotations

from dataclasses import dataclass, field

from kehoach_parser.resolve.lexicon import Head
from kehoach_parser.resolve.reader import Body, Reader, begins_body, does_work, ends_name, is_head, known_name
from kehoach_parser.resolve.registry import Listed
from kehoach_parser.resolve.scopes import read_levels, read_scopes
from kehoach_parser.resolve.words import show

ROLES = ("lead", "support", "implementer")


@dataclass(slots=True)
class Listing:
    """The list while it is read: bodies without a role yet, the role that was announced, the head that is shared."""

    r: Reader
    roles: dict[str, list[Body]] = field(default_factory=lambda: {role: [] for role in ROLES})
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
    post: Head | None = None
    stop: int = 0


def take_shared_head(s: Listing, i: int) -> int | None:
    """ "các phòng: …", "các sở, ngành: …", "các Sở Y tế, Nội vụ", "Thường trực: …": the head that is shared, and where its list begins.

    A post may stand before it, which is that of all: "Giám đốc các Sở: Y tế, Nội vụ".
    """
    head = s.r.at(i).get("head")
    if head and "position" in head.value.does and "plural" in s.r.at(i + head.size):
        begins = _take_plural_head(s, i + head.size)
        if begins:
            s.post, s.shared_name = head.value, f"{show(s.r.words, i, i + head.size)} {s.shared_name}"
        return begins
    return _take_plural_head(s, i) if "plural" in s.r.at(i) else _take_single_head(s, i)


def _take_single_head(s: Listing, i: int) -> int | None:
    """ "Thường trực: Tỉnh ủy, HĐND tỉnh", "Sở: Y tế, Nội vụ"."""
    r = s.r
    head = r.at(i).get("head")
    if head is None or r.word(i + head.size) != ":":
        return None
    start = i + head.size + 1
    spread = " ".join(r.words.low[i : i + head.size])
    if "spread" in head.value.does and spread in r.registry.fields and known_name(r, r.registry.fields[spread], start):
        s.shared, s.colon, s.shared_name, s.post = spread, True, spread[:1].upper() + spread[1:], None
        return start
    if "owner" in head.value.does and begins_body(r, start):
        s.owner = show(r.words, i, i + head.size)
        return start
    return None


def _take_plural_head(s: Listing, i: int) -> int | None:
    r = s.r
    marks = r.at(i)
    s.post = None
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
    if r.word(k) == ":" and k > j and _list_begins(r, spread, k + 1):
        s.shared, s.colon = spread, True
        s.shared_name = spread[:1].upper() + spread[1:]
        return k + 1
    if spread and k - j == len(spread.split()) and r.capital(k) and known_name(r, r.registry.fields[spread], k):
        s.shared, s.colon, s.shared_name = spread, True, spread[:1].upper() + spread[1:]
        return k
    return None


def _list_begins(r: Reader, spread: str, i: int) -> bool:
    """Whether a body, or a field of the shared head, stands at `i`."""
    return begins_body(r, i) or r.capital(i) or bool(spread and known_name(r, r.registry.fields[spread], i))


def is_shared_field(s: Listing, i: int) -> bool:
    return bool(s.shared and s.r.capital(i) and known_name(s.r, s.r.registry.fields[s.shared], i))


def read_shared_field(s: Listing, i: int) -> Body | None:
    """A field that takes the head said before it: "Phòng" for "Tư pháp" in "các phòng: Nội vụ, Tư pháp"."""
    r = s.r
    if not s.shared or "plural" in r.at(i):
        return None
    field_name = known_name(r, r.registry.fields[s.shared], i)
    own = known_name(r, r.registry.names, i)
    head = r.at(i).get("head")
    others = None if field_name else _any_field(r, i)
    if others and not (ends_name(r, others[0]) or "level" in r.at(others[0])):
        others = None  # "Tổ chức" in "Tổ chức cán bộ"
    if own and own[0] > (field_name[0] if field_name else 0) and not all(f.id.startswith("cc-") for f in own[1]):
        return None
    if head and is_head(r, i, head) and (not field_name or (not s.colon and "spread" not in head.value.does)) and head.value.id != "bare-field":
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


def _unknown_field(s: Listing, i: int) -> Body:
    r = s.r
    j = i + 1
    while j < len(r.words.low) and r.words.low[j] not in (",", ";", ".", "(", "và", ":") and not r.at(j).keys() & {"level", "tail"} and not (r.prose and (does_work(r, j) or r.at(j).keys() & {"lead", "support"})):
        j += 1
    body = _field_body(s, i, j)
    body.rule, body.known = False, False
    body.open = bool(body.head and "closed" not in body.head.does)
    return body


def _field_body(s: Listing, i: int, end: int) -> Body:
    r = s.r
    body = Body(i, end, end, before=s.shared_name, origin="distributed", rule=True)
    spread = s.post or r.lexicon.at(s.shared.split(), 0)["head"].value
    body.head, body.kind, body.level = spread, spread.kind, spread.level
    root = r.registry.fields[s.shared]
    found = known_name(r, root, i)
    body.forms = list(found[1]) if found and found[0] == end and s.post is None else []
    return read_scopes(r, body)


def more_places(r: Reader, body: Body) -> list[Body]:
    """ "UBND xã Bình An, Bình Hòa và thị trấn Châu Ổ": the places after the first take its head and level word.

    "UBND các huyện Bình Sơn, Sơn Tịnh" and "UBND các huyện: …" are such lists too.
    """
    if not body.scope or body.scope_first < 0 or body.nested >= 0 or body.head is None or not _begins_places(r, body):
        return []
    more: list[Body] = []
    stem, scope = show(r.words, body.first, body.scope_first), body.scope
    i = body.last
    announced = body.plural and not body.place
    if body.plural:
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
        levels = Body(start, end, end)
        end = read_levels(r, levels, j + plural) if plural and not r.capital(end) else end if plural else capitals_end(r, end)
        more.append(Body(
            start, end, end, list(body.forms), body.head, body.kind, body.level, scope, levels.scopes or [scope], "" if plural else show(r.words, start, end),
            plural=bool(plural), before=before, origin="distributed", rule=True,
        ))
        i = end
        if plural:
            break
    if announced and more:
        first = more.pop(0)
        for name in ("first", "last", "stem", "before", "origin", "place", "scope", "scopes"):
            setattr(body, name, getattr(first, name))
    return more


def _begins_places(r: Reader, body: Body) -> bool:
    """Whether a list of places follows: one stands already, or the plural and a colon announce it."""
    if body.place:
        return not body.place.isdigit()
    if not body.plural and body.head and body.head.id == "committee" and _same_level_follows(r, body):
        return True
    return body.plural and len(body.scopes) == 1 and r.word(body.last) == ":" and r.capital(body.last + 1) and not begins_body(r, body.last + 1)


def _same_level_follows(r: Reader, body: Body) -> bool:
    """ "UBND thị trấn và các xã": units of the same level, which have committees too."""
    j = body.last + 1
    if r.word(body.last) not in (",", "và") or "plural" not in r.at(j):
        return False
    level = r.at(j + r.at(j)["plural"].size).get("level")
    return bool(level and level.value == r.registry.levels.get(body.scope))


def _make_single(r: Reader, body: Body, stem: str) -> None:
    body.plural = False
    if body.place:
        size = r.at(body.scope_first)["plural"].size if "plural" in r.at(body.scope_first) else 0
        body.before, body.origin = stem, "distributed"
        body.first = body.stem = body.scope_first + size


def capitals_end(r: Reader, j: int) -> int:
    while r.capital(j):
        j += 1
    return j


def _ends_place(r: Reader, j: int) -> bool:
    end = capitals_end(r, j)
    return end - j <= 4 and (end >= len(r.words.low) or not r.words.low[end][0].isalpha() or r.words.low[end] in ("và",) or bool(r.at(end)))


def share_tails(s: Listing) -> None:
    """Gives a level, place or owner said at the end to the incomplete names before it: "Công an, Quân sự tỉnh"."""
    r = s.r
    order = s.order
    for k in range(len(order) - 1, 0, -1):
        giver, taker = order[k], order[k - 1]
        if k in s.breaks or taker.last > giver.first or _role_between(r, taker.last, giver.first):
            continue
        if is_post(taker):
            if is_post(giver) and _post_end(r, taker) >= taker.last:
                _share_object(r, giver, taker)
            elif is_post(giver) and _heads_incomplete(r, taker):
                start = giver.scope_first if giver.scope_first >= 0 else giver.nested if giver.nouns and "plural" in r.at(giver.nested) else -1
                if start >= 0:
                    _give(taker, giver, _lower_first(show(r.words, start, giver.last), r, start))
        elif _same_owner(s, giver, taker):
            taker.after = show(r.words, _owner_at(r, giver), giver.last)
            taker.scope, taker.scopes, taker.place, taker.origin, taker.rule = giver.scope, giver.scopes, giver.place, "distributed", True
        elif not (_incomplete(r, taker) or _of_all(giver, taker)):
            continue
        elif is_post(giver) and giver.scope and giver.scope_first < 0:
            _give(taker, giver, f"{giver.scope} {giver.place}".strip())
        elif giver.after and giver.scope:
            _give(taker, giver, giver.after)
        elif giver.scope and giver.scope_first >= 0 and giver.scope_first < giver.last:
            _give(taker, giver, _lower_first(show(r.words, giver.scope_first, giver.last), r, giver.scope_first))
        elif giver.place and giver.head and giver.head.id == "brand" and taker.head and taker.head.id == "brand":
            _give(taker, giver, giver.place)


def _role_between(r: Reader, i: int, j: int) -> bool:
    """Whether a role stands between two bodies: "Trạm Khuyến nông phối hợp với UBND các xã" shares nothing."""
    return any(r.at(k).keys() & {"lead", "support"} for k in range(i, j))


def is_post(body: Body) -> bool:
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


def _same_owner(s: Listing, giver: Body, taker: Body) -> bool:
    """ "Ban Pháp chế, Ban Kinh tế - Ngân sách HĐND tỉnh": both are boards of the council."""
    same = giver.head is not None and giver.head == taker.head and giver.head.id == "ban"
    return same and not taker.forms and not taker.scope and _owner_at(s.r, giver) > giver.first


def _owner_at(r: Reader, body: Body) -> int:
    return next((k for k in range(body.first + 1, body.last) if "head" in r.at(k) and r.at(k)["head"].value.id == "council"), -1)


def _heads_incomplete(r: Reader, body: Body) -> bool:
    """Whether a post belongs to a body without its level: "Bí thư Đảng ủy, Chủ tịch UBND các xã"."""
    if body.nested < 0 or body.scope or body.place or body.after:
        return False
    head = r.at(body.nested).get("head")
    return bool(head and "scope" in head.value.does and body.nested + head.size == body.last)


def _of_all(giver: Body, taker: Body) -> bool:
    """ "Phòng Nội vụ, Phòng Tư pháp các huyện": a unit that only the units below have, of which all are meant."""
    same = giver.head is not None and giver.head == taker.head and "spread" in giver.head.does
    return same and giver.plural and bool(giver.scope) and not (taker.scope or taker.place or taker.plural or taker.before)


def _incomplete(r: Reader, body: Body) -> bool:
    if body.scope or body.place or body.after or body.nested >= 0 or any("level" in r.at(k) and "compound" not in r.at(k) for k in range(body.first, body.last)):
        return False
    does = body.head.does if body.head else frozenset()
    return "scope" in does or (bool(body.forms) and all(f.kind in ("party", "military") and f.scope for f in body.forms))


def _give(taker: Body, giver: Body, words: str) -> None:
    taker.after, taker.scope, taker.scopes, taker.place, taker.plural = words, giver.scope, giver.scopes, giver.place, taker.plural or giver.plural
    taker.origin = "distributed"
