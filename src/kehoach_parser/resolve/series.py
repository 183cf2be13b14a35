"""One head before several short names: the places of its bodies ("UBND xã Bình An, Bình Hòa", "Huyện đoàn Lam Sơn, Yên Thủy"), sectors ("các ngành Công an, Y tế"), specialties ("Khoa Nội, Ngoại")."""

from __future__ import annotations

from kehoach_parser.grammar import fold
from kehoach_parser.resolve.lexicon import Head
from kehoach_parser.resolve.reader import (
    JOINTS,
    STOPS,
    Body,
    Reader,
    begins_body,
    capitals_end,
    does_work,
    ends_name,
    known_name,
)
from kehoach_parser.resolve.scopes import place_end, read_levels, read_scopes
from kehoach_parser.resolve.words import show

_MOST = 60  # names of one series
_LONGEST_PLACE = 6  # words, a dash among them: "Văn Miếu - Quốc Tử Giám"


def more_places(r: Reader, body: Body) -> list[Body]:
    """ "UBND xã Bình An, Bình Hòa và thị trấn Châu Ổ": the places after the first take its head and level word.

    "UBND các huyện Bình Sơn, Sơn Tịnh" and "UBND các huyện: …" are such lists too.
    """
    if not body.scope or body.scope_first < 0 or (body.nested >= 0 and body.kind != "position") or body.head is None or not _begins_places(r, body):
        return []
    if "region" in r.at(body.last - len(body.place.split())):
        _take_region(r, body)
        return []
    more: list[Body] = []
    stem, scope = show(r.words, body.first, body.scope_first), body.scope
    i = body.last
    announced = not body.place and r.word(body.last) == ":"
    if body.plural and (announced or body.place):
        _make_single(r, body, stem)
    while (r.word(i) in (",", "và", ":") or _place_after_semicolon(r, i)) and len(more) < _MOST:
        j = i + (2 if r.word(i) == "," and r.word(i + 1) == "và" else 1)
        marks = r.at(j)
        plural = marks["plural"].size if "plural" in marks else 0
        if "level" in r.at(j + plural) and (plural or (r.capital(j + r.at(j)["level"].size) and not (r.capital(j) and _village_word(r, j)))):
            scope = " ".join(r.words.low[j + plural : j + plural + r.at(j + plural)["level"].size])
            start, end, before = j, j + plural + r.at(j + plural)["level"].size, stem
        elif r.capital(j) and ((not begins_body(r, j) and "noun" not in marks) or _village_word(r, j)) and _ends_place(r, j):
            start, end, before = j, j, f"{stem} {scope}"
        else:
            break
        levels = Body(start, end, end)
        end = read_levels(r, levels, j + plural) if plural and not r.capital(end) else end if plural else place_end(r, end)
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


def _take_region(r: Reader, body: Body) -> None:
    """ "Hội Chữ thập đỏ các tỉnh Tây Nguyên và Tây Ninh": a region is no place of that level, so the bodies stay one collective with what follows."""
    j = body.last + 1
    while r.word(j - 1) in (",", "và") and r.capital(j) and not begins_body(r, j) and "level" not in r.at(j) and _ends_place(r, j):
        body.last = capitals_end(r, j)
        j = body.last + 1


def _place_after_semicolon(r: Reader, i: int) -> bool:
    """ "UBND các huyện: Bình Sơn, Sơn Tịnh; thị xã Đức Phổ": a level word and a place go on with the list."""
    level = r.at(i + 1).get("level") if r.word(i) == ";" and not r.prose else None
    return level is not None and r.capital(i + 1 + level.size)


def _begins_places(r: Reader, body: Body) -> bool:
    """Whether a list of places follows: one stands already, or the plural and a colon announce it."""
    if body.place:
        return not body.place.isdigit()
    if _unit_follows(r, body) and any("head" in marks and marks["head"].value.id == "committee" for marks in r.marks[body.first : body.scope_first]):
        return True
    j = body.last + 1
    return (body.plural or (not r.prose and bool(body.head and body.head.id == "committee"))) and len(body.scopes) == 1 and r.word(body.last) == ":" and r.capital(j) and (not begins_body(r, j) or _village_word(r, j))


def _village_word(r: Reader, j: int) -> bool:
    """Whether a place begins with a word for a village: "Buôn Ma Thuột"."""
    level = r.at(j).get("level")
    return bool(level and level.value == "village" and r.capital(j + level.size))


def _unit_follows(r: Reader, body: Body) -> bool:
    """ "UBND thị trấn và các xã", "UBND quận, huyện, thành phố Thủ Đức": units of the same level, which have committees too."""
    j = body.last + 1
    if r.word(body.last) not in (",", "và"):
        return False
    plural = r.at(j)["plural"].size if "plural" in r.at(j) else 0
    level = r.at(j + plural).get("level")
    if level is None or not (plural or r.capital(j + level.size)):
        return False
    return level.value == r.registry.levels.get(body.scope) or (level.value == "city" and r.registry.levels.get(body.scope) == "district")


def _make_single(r: Reader, body: Body, stem: str) -> None:
    body.plural = False
    if body.place:
        size = r.at(body.scope_first)["plural"].size if "plural" in r.at(body.scope_first) else 0
        body.before, body.origin = stem, "distributed"
        body.first = body.stem = body.scope_first + size


def _ends_place(r: Reader, j: int) -> bool:
    end = place_end(r, j)
    return end - j <= _LONGEST_PLACE and (end >= len(r.words.low) or not r.words.low[end][0].isalpha() or r.words.low[end] in ("và",) or bool(r.at(end)))


def more_names(r: Reader, body: Body) -> list[Body]:
    """The places after the first take the head of the body before them: "Hạt Kiểm lâm Lam Sơn, Yên Thủy", "Báo Nghệ An, Hà Tĩnh".

    Of heads that are told apart by their places; in a value of any head where the places are provinces.
    """
    at = _place_at(r, body)
    if not at:
        return []
    placed = body.head is not None and "places" in body.head.does
    begins = body.first + (r.at(body.first)["plural"].size if "plural" in r.at(body.first) else 0)
    before = f"{body.before} {show(r.words, begins, at)}".strip()
    more: list[Body] = []
    i = body.last
    while r.word(i) in (",", "và") and len(more) < _MOST:
        first = i + 1 + (r.word(i) == "," and r.word(i + 1) == "và")
        end = place_end(r, first) if r.capital(first) else first
        if not (_is_province(r, first, end) or (placed and _is_name(r, first, end))):
            break
        more.append(Body(first, end, first, list(body.forms), body.head, body.kind, body.level, place=show(r.words, first, end), before=before, origin="distributed", rule=True))
        i = end
    if more and begins > body.first:
        body.first, body.plural, body.kind = begins, False, body.head.kind if body.head else None
    return more


def more_numbered_places(r: Reader, body: Body) -> list[Body]:
    """ "Trường THPT số 1 Bình An, số 2 Bình An": each number has its place, and all of them the name before the first."""
    named = next((k for k in range(body.last - 3, body.first, -1) if "numbered" in r.at(k)), 0)
    size = r.at(named)["numbered"].size if named else 0
    number = named + size
    if not named or r.word(body.last) not in (",", "và") or not (r.word(number).isdigit() and number + 1 < body.last and all(map(r.capital, range(number + 1, body.last)))):
        return []
    before = f"{body.before} {show(r.words, body.first, named)}".strip()
    more: list[Body] = []
    i = body.last
    while r.word(i) in (",", "và") and len(more) < _MOST:
        j = i + 1 + (r.word(i) == "," and r.word(i + 1) == "và")
        place = j + size + 1
        if r.words.low[j : j + size] != r.words.low[named:number] or not r.word(j + size).isdigit() or not r.capital(place) or begins_body(r, place, strong=True) or not _ends_place(r, place):
            break
        end = place_end(r, place)
        more.append(Body(j, end, j, list(body.forms), body.head, body.kind, body.level, place=show(r.words, place, end), before=before, origin="distributed", rule=True))
        i = end
    return more


def _place_at(r: Reader, body: Body) -> int:
    """Where the own name begins that closes a body: the place behind its head and field; 0 where there is none."""
    if body.head is None or (r.prose and "places" not in body.head.does) or body.scope or body.nested >= 0 or body.after or r.word(body.last) not in (",", "và") or "position" in body.head.does:
        return 0
    at = body.last
    while at > body.first and r.capital(at - 1) and not r.words.low[at - 1].isdigit() and at > body.stem:
        at -= 1
    if at == body.last:  # a name that the registry does not know: "Đồn Biên phòng Cửa Hội"
        size = r.at(body.first)["head"].size if "head" in r.at(body.first) else 0
        at = body.first + size if size and "places" in body.head.does else 0
        own = next((k for k in range(body.last, at, -1) if not r.capital(k - 1) or r.words.low[k - 1].isdigit()), at)
        if at < own < body.last and r.words.low[own - 1].isalpha():
            return own  # "Ban Quản lý rừng phòng hộ Lam Sơn"
        return at if at and at < body.last and all(r.capital(k) and not r.words.low[k].isdigit() for k in range(at, body.last)) else 0
    placed = "places" in body.head.does or fold(show(r.words, at, body.last)) in r.registry.provinces
    return at if placed and at > body.first else 0


def _is_province(r: Reader, first: int, end: int) -> bool:
    return end > first and fold(show(r.words, first, end)) in r.registry.provinces


def _is_name(r: Reader, first: int, end: int) -> bool:
    """Whether just capitalised words stand there up to a mark or "và", none of which begins a body: no "Kinh tế", no "VNPT"."""
    if end == first or end - first > 4 or begins_body(r, first) or r.words.low[first].isdigit() or "noun" in r.at(first):
        return False
    closes = end >= len(r.words.low) or not r.words.low[end][0].isalnum() or r.words.low[end] == "và"
    return not r.words.shown[first].isupper() and (closes or (r.prose and bool(r.at(end).keys() & {"action", "duty", "lead", "support"})))


def read_series(r: Reader, i: int) -> list[Body]:
    """Bodies that share the word at `i` and are told apart by sectors or specialties: "các ngành Công an, Quân sự, Y tế", "Khoa Nội, Ngoại, Nhi".

    Empty unless two stand there. A level behind the last is that of all.
    """
    begins = i + (r.at(i)["plural"].size if "plural" in r.at(i) else 0)
    head, sectors = _series_head(r, begins)
    if head is None:
        return []
    size = r.at(begins)["noun" if sectors and "head" not in r.at(begins) else "head"].size
    first = begins + size
    first = _behind_colon(r, first) if not sectors and begins > i else first + (r.word(first) == ":" and head.id == "sector")
    name = show(r.words, begins, begins + size)
    name = name[:1].upper() + name[1:]
    found: list[Body] = []
    known = comma = 0
    while len(found) < _MOST:
        sure = _sector_end(r, first) if sectors else _specialty_end(r, first)
        end = sure or (_plain_end(r, first) if begins > i or (sectors and known) else 0)
        if not end:
            break
        body = read_scopes(r, Body(first, end, end, [], head, head.kind, head.level, before=name, origin="distributed", rule=True))
        found.append(body)
        known, end = known + bool(sure), body.last
        goes_on = r.word(end) in (",", "và") or (r.word(end) == ";" and not sectors and not r.prose and _specialty_end(r, end + 1))
        if body.scope or body.place or not goes_on:
            break
        comma += r.word(end) != "và"
        first = end + 1 + (r.word(end) == "," and r.word(end + 1) == "và")
    if len(found) == 1 and begins > i and known and _bare_body(r, first):
        return found  # "các cơ quan Công an, Viện kiểm sát, Tòa án"
    if len(found) < 2 or not (known or (head.id == "faculty" and begins > i)) or (begins == i and not comma):
        return []
    last = found[-1]
    if last.scope and last.scope_first >= 0:
        tail = show(r.words, last.scope_first, last.last)
        for taker in found[:-1]:
            taker.after, taker.scope, taker.scopes, taker.place, taker.plural = tail[:1].lower() + tail[1:], last.scope, last.scopes, last.place, last.plural
    return found


def _series_head(r: Reader, k: int) -> tuple[Head | None, bool]:
    """The head at `k` that sectors (true) or specialties (false) follow; "cơ quan" before a sector is such a head too."""
    head, noun = r.at(k).get("head"), r.at(k).get("noun")
    if head and "by_sector" in head.value.does and r.word(k + head.size) != "của":
        return head.value, True
    if head and "by_specialty" in head.value.does:
        return head.value, False
    if head is None and noun and r.words.low[k : k + noun.size] == ["cơ", "quan"] and r.capital(k + 2):
        return _AGENCY, True
    return None, False


def _behind_colon(r: Reader, k: int) -> int:
    """Where the list begins behind a colon, with the kind of faculties before it: "các khoa lâm sàng: Nội, Ngoại"; without one, at `k`."""
    colon = next((j for j in range(k, k + 4) if r.word(j) == ":" or r.capital(j)), k)
    return colon + 1 if r.word(colon) == ":" else k


_AGENCY = Head("sector", "collective", None, frozenset(), frozenset())


def _sector_end(r: Reader, k: int) -> int:
    """Where a sector ends at `k`: a registered field, or a body that a sector is named for ("Công an", "Quân sự"); else 0."""
    if not r.capital(k):
        return 0
    head = r.at(k).get("head")
    ends = [name[0] for root in r.registry.fields.values() if (name := known_name(r, root, k))]
    if head and "of_sector" in head.value.does:
        ends.append(k + head.size)
    elif head and begins_body(r, k, strong=True):
        return 0
    end = max(ends, default=0)
    return end if end and _closes(r, end) else 0


def _specialty_end(r: Reader, k: int) -> int:
    """Where a specialty ends at `k`, several of them with dashes too ("Toán - Tin"); else 0."""
    end = _item_end(r, k)
    words = r.words.low[k:end]
    parts = [part.strip() for part in " ".join(words).split(" - ")]
    specialties = r.lexicon.specialties
    return end if end and r.capital(k) and (" ".join(words) in specialties or all(part in specialties for part in parts)) else 0


def _plain_end(r: Reader, k: int) -> int:
    """Where a few words end at `k` that are no body and no work, up to the next joint or mark; else 0."""
    end = _item_end(r, k)
    ok = end > k and end - k <= _LONGEST_ITEM and r.capital(k) and not begins_body(r, k, strong=True) and not r.words.shown[k].isupper() and not r.words.low[k].isdigit()
    return end if ok else 0


def _bare_body(r: Reader, k: int) -> bool:
    """Whether a body of which only the head is said stands at `k`."""
    head = r.at(k).get("head")
    return head is not None and "alone" in head.value.does and r.capital(k) and ends_name(r, k + head.size)


_LONGEST_ITEM = 7


def _item_end(r: Reader, k: int) -> int:
    end = k
    while end < len(r.words.low) and r.words.low[end] not in JOINTS and r.words.low[end] not in STOPS and not r.at(end).keys() & _AFTER_ITEM and not (end > k and does_work(r, end)):
        end += 1
    return end if end - k <= _LONGEST_ITEM else 0


_AFTER_ITEM = frozenset(("level", "tail", "lead", "support", "keeps", "plural", "duty"))


def _closes(r: Reader, end: int) -> bool:
    """Whether a sector is whole at `end`: a joint, a mark, a level or a verb follows."""
    return ends_name(r, end) or bool(r.at(end).keys() & _AFTER_ITEM)
