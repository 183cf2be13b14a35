"""What a list says once after several names: a level, a place or an owner at the end is given to the incomplete names before it."""

from __future__ import annotations

import re

from kehoach_parser.resolve.bodies import with_owner
from kehoach_parser.resolve.reader import JOINTS, STOPS, Body, Reader, begins_body, ends_name, listed_name
from kehoach_parser.resolve.registry import LEAF, Listed, Node
from kehoach_parser.resolve.scopes import is_branch, own_unit_end, read_scopes
from kehoach_parser.resolve.shared import Listing
from kehoach_parser.resolve.words import show

_ROMAN = re.compile(r"[ivx]{1,4}")
_WORDS_OF_REGION = 2  # "khu vực"
_NUMBER = re.compile(r"\d+(?:[a-eđ]\d{0,2})?")

def share_tails(s: Listing) -> None:
    """Gives a level, place or owner said at the end to the incomplete names before it: "Công an, Quân sự tỉnh"."""
    r = s.r
    order = s.order
    house = ""  # the unit of the plan that the last names belong to
    for k in range(len(order) - 1, 0, -1):
        giver, taker = order[k], order[k - 1]
        house = _house(r, giver) or (house if giver.after == house else "")
        if k in s.breaks or taker.last > giver.first or _role_between(r, taker.last, giver.first):
            continue
        level = r.registry.levels.get(giver.scope)
        if r.word(giver.first).isdigit() or (_has(taker, "no_village") and level == "village") or (_has(taker, "no_commune") and level in ("commune", "village")):
            continue  # "Hội Phụ nữ, 12 thôn"; "Ủy ban Mặt trận Tổ quốc, Ban Công tác Mặt trận thôn"
        classes = _classes(r, giver) if _has(taker, "of_class") and taker.last == taker.stem else ""
        if classes:
            _give(taker, giver, classes)
            continue
        if not is_post(taker) and _said_for_each(s, k):
            continue
        if is_post(taker) and (taker.before or giver.before):
            continue  # "Trưởng phòng: Đào tạo, Tổ chức cán bộ": each has its own field
        if is_post(taker) and r.word(taker.last) not in JOINTS and r.word(taker.last) not in STOPS:
            continue  # "Chi ủy viên phụ trách chi bộ, Tổ trưởng …": which of them is said
        if is_post(taker):
            if is_post(giver) and _post_end(r, taker) >= taker.last and not _has(taker, "own"):
                _share_object(r, giver, taker)
            elif is_post(giver) and _heads_incomplete(r, taker):
                start = giver.scope_first if giver.scope_first >= 0 else giver.nested if giver.nouns and "plural" in r.at(giver.nested) else -1
                if start >= 0:
                    _give(taker, giver, _lower_first(show(r.words, start, giver.last), r, start))
                elif giver.scope and giver.after.removeprefix("các ").lower().startswith(giver.scope):
                    _give(taker, giver, giver.after)  # "Chủ tịch UBND, Trưởng Công an, Chỉ huy trưởng … xã"
        elif _same_owner(s, giver, taker):
            owner = _owner_at(r, giver)
            taker.after = show(r.words, owner, giver.last)
            taker.forms = _registered(r, taker, owner, owner + r.at(owner)["head"].size)
            taker.scope, taker.scopes, taker.place, taker.origin, taker.rule = giver.scope, giver.scopes, giver.place, "distributed", True
        elif house and _within_owner(r, taker):
            _give(taker, giver, house)
            taker.forms, taker.rule = [], True
        elif not (_incomplete(r, taker) or _of_all(r, giver, taker) or _of_union(r, giver, taker)):
            continue
        elif giver.scope.endswith("ủy") and not _of_party(taker):
            continue  # "Công an, Ban Dân vận Huyện ủy"
        elif _party_office(r, giver):
            if _of_party(taker) or _of_union(r, giver, taker):
                _give(taker, giver, show(r.words, giver.last - _PARTY_WORDS, giver.last))
                taker.scope = " ".join(r.words.low[giver.last - _PARTY_WORDS : giver.last])
                taker.scopes = [taker.scope]
        elif is_post(giver) and giver.scope and giver.scope_first < 0:
            _give(taker, giver, f"{giver.scope} {giver.place}".strip())
        elif giver.after and giver.scope:
            _give(taker, giver, giver.after)
        elif giver.scope and giver.scope_first >= 0 and giver.scope_first < giver.last:
            start = giver.scope_first
            if start - 2 > giver.first and (is_branch(r, start - 2) or (_of_party(taker) and "head" in r.at(start - 2) and r.at(start - 2)["head"].value.id == "party-committee")):
                start -= 2  # "Ban Tổ chức, Văn phòng Đảng ủy xã", "Vietcombank, BIDV chi nhánh huyện"
            _give(taker, giver, _lower_first(show(r.words, start, _places_end(s, k)), r, start))
        elif giver.kind == "collective" and giver.scopes == [giver.scope] and not giver.place and " ".join(r.words.low[giver.first : giver.last]).endswith(f" {giver.scope}"):
            of_many = _article(r, giver.last - len(giver.scope.split()) - 1)  # "Mặt trận Tổ quốc và các đoàn thể xã", "Chi hội Phụ nữ, Chi đoàn các thôn"
            _give(taker, giver, f"các {giver.scope}" if of_many else giver.scope)
        elif giver.place and giver.head and giver.head.id == "brand" and taker.head and taker.head.id == "brand":
            branch = next((k for k in range(giver.first, giver.last) if is_branch(r, k)), 0)
            _give(taker, giver, _lower_first(show(r.words, branch, giver.last), r, branch) if branch else giver.place)
        elif region := _region(r, giver, taker):
            _give_region(s, k, taker, region)


def _region(r: Reader, giver: Body, taker: Body) -> int:
    """Where the region begins that closes the second of two bodies of a kind, and is that of both: "Tòa án nhân dân, Viện kiểm sát nhân dân khu vực 3"; else 0."""
    if giver.scope or giver.head is None or giver.head != taker.head:
        return 0
    return next((k for k in range(giver.first + 1, giver.last) if _is_region(r, k + _article(r, k)) and (_article(r, k) or _is_number(r, k + _WORDS_OF_REGION))), 0)


def _is_region(r: Reader, k: int) -> bool:
    return "part" in r.at(k) and "numbered" in r.at(k) and r.at(k)["numbered"].size == _WORDS_OF_REGION


def _give_region(s: Listing, k: int, taker: Body, begins: int) -> None:
    """The region of the body at `k`, from word `begins` on, with further regions of its list, and the registered body that those of regions are."""
    r, giver, end = s.r, s.order[k], s.order[k].last
    for more in s.order[k + 1 :]:
        if more.origin != "distributed" or more.head != giver.head or more.first != end + 1:
            break
        end = more.last
    _give(taker, giver, _lower_first(show(r.words, begins, end), r, begins))
    named = begins + _article(r, begins)
    taker.forms, taker.rule = _registered(r, taker, named, named + _WORDS_OF_REGION), True


def _registered(r: Reader, taker: Body, first: int, last: int) -> list[Listed]:
    """The registered bodies that a name is with the words given back to it."""
    node: Node | None = r.registry.names
    for word in (*r.words.low[taker.first : taker.last], *r.words.low[first:last]):
        if node and word[0].isalnum():
            node = node.get(word)
    return list(node[LEAF]) if node and LEAF in node else []


def _places_end(s: Listing, k: int) -> int:
    """Where the body at `k` ends, with the further places of its list: "Trạm Y tế, Công an các phường Nam Thanh, Bắc Hà"."""
    giver, end = s.order[k], s.order[k].last
    if giver.origin == "distributed" and _article(s.r, giver.scope_first):
        for more in s.order[k + 1 :]:
            if more.origin != "distributed" or more.head != giver.head or more.scope_first >= 0 or more.first != end + 1:
                break
            end = more.last
    return end


def _classes(r: Reader, giver: Body) -> str:
    """The classes that a group of people is of, which are those of the teachers before it too: "Giáo viên chủ nhiệm, học sinh các lớp"."""
    if _has(giver, "of_class") and giver.after:
        return giver.after
    told = (giver.nouns or _has(giver, "of_class")) and giver.stem < giver.last and "plural" in r.at(giver.stem)
    return _lower_first(show(r.words, giver.stem, giver.last), r, giver.stem) if told else ""


def _said_for_each(s: Listing, k: int) -> bool:
    """Whether the body after `k` has the same level printed once more, so that it is no tail of all: "Hội Chữ thập đỏ, Hội Phụ nữ huyện, Liên đoàn Lao động huyện"."""
    giver, after = s.order[k], s.order[k + 1] if k + 1 < len(s.order) and k + 1 not in s.breaks else None
    return after is not None and giver.origin == after.origin == "stated" and bool(giver.scope) and giver.scopes == after.scopes and not giver.place and after.scope_first >= 0


def more_numbers(r: Reader, body: Body) -> list[Body]:
    """ "Ban Quản lý dự án số 1, số 2 tỉnh", "Đội Quản lý thị trường số 1, 2", "Trường Cán bộ quản lý I, II", "Phân xưởng 1, 2": the numbers after the first take its name, and all the tail of the last."""
    more: list[Body] = []
    if body.last - body.first < 2 or not _is_number(r, body.last - 1):
        return more
    named = next((k for k in (body.last - 2, body.last - 3) if "numbered" in r.at(k) and k + r.at(k)["numbered"].size == body.last - 1), body.last - 1)
    bare = named == body.last - 1
    if named <= body.first or (r.prose and bare and r.word(named)[0].isdigit()):
        return more
    size, word = (r.at(named)["numbered"].size if "numbered" in r.at(named) else 0), show(r.words, named, body.last - 1)
    word = word if r.capital(named) else word[:1].lower() + word[1:]
    begins = body.first + _article(r, body.first)
    if body.nouns and "head" in r.at(begins):
        body.head, body.kind, body.nouns = r.at(begins)["head"].value, None, False  # "Các phòng 1, 2"
    parted = next((k for k in range(begins + 1, named) if _article(r, k)), 0)  # "Giáo viên chủ nhiệm | các | lớp 6, 7"
    stem = f"{show(r.words, begins, parted)} {_lower_first(show(r.words, parted + 1, named), r, parted + 1)}" if parted else show(r.words, begins, named)
    known_forms = [f for f in body.forms if f.how in ("exact", "alias")]
    i = body.last
    while r.word(i) in (",", "và") and len(more) < 60:
        j = i + (2 if r.word(i) == "," and r.word(i + 1) == "và" else 1)
        number = j + (size if size and r.words.low[j : j + size] == r.words.low[named : named + size] else 0)
        if not _is_number(r, number) or r.word(number)[0].isdigit() != r.word(body.last - 1)[0].isdigit() or not _closes_number(r, number + 1, number == j, bare):
            break
        before = stem if number > j else f"{stem} {word}".rstrip()
        found = Body(j, number + 1, number + 1, known_forms, body.head, body.kind, body.level, before=f"{body.before} {before}".strip(), origin="distributed", rule=body.rule or bool(body.forms), known=body.known, open=body.open)
        more.append(with_owner(r, read_scopes(r, found)))
        if found.forms and not found.scope and not found.place:
            found.place = r.word(number)  # a number tells it apart as a place does
        i = found.last
        if i > number + 1:
            break
    if not more:
        return more
    if parted and body.kind == "collective":
        body.last = more[-1].last  # "học sinh các lớp 6, 7" are one
        return []
    if parted:
        body.before, body.first, body.stem, body.plural, body.origin = f"{body.before} {stem}".strip(), named, body.last, False, "distributed"
    elif begins > body.first:
        body.first, body.plural = begins, False  # "Các phân xưởng 1, 2": each is one
    last = more[-1]
    if last.last > last.stem:
        for taker in (body, *more[:-1]):
            _give(taker, last, _lower_first(show(r.words, last.stem, last.last), r, last.stem))
    return more


def _article(r: Reader, k: int) -> int:
    return r.at(k)["plural"].size if "plural" in r.at(k) else 0


def _closes_number(r: Reader, k: int, alone: bool, bare: bool) -> bool:
    """Whether the number before `k` tells a unit apart, and does not count what follows it ("Đề án 06, 12 thôn") or begin a date."""
    if r.word(k) == "/" or (r.word(k) == "." and r.word(k + 1).isdigit()):
        return False
    level = r.at(k).get("level")
    follows = "belongs" in r.at(k) or (r.capital(k) and begins_body(r, k, strong=True))
    return not alone or ends_name(r, k) or follows or (level is not None and (not bare or r.capital(k + level.size)))


def _is_number(r: Reader, k: int) -> bool:
    """Whether a word tells units of one name apart: "1", "II", "6A"."""
    return bool(r.capital(k) and (_NUMBER.fullmatch(r.word(k)) or _ROMAN.fullmatch(r.word(k))))


def _role_between(r: Reader, i: int, j: int) -> bool:
    """Whether a role stands between two bodies: "Trạm Khuyến nông phối hợp với UBND các xã" shares nothing."""
    return any(r.at(k).keys() & {"lead", "support"} for k in range(i, j))


def is_post(body: Body) -> bool:
    return _has(body, "position")


def _has(body: Body, does: str) -> bool:
    return body.head is not None and does in body.head.does


def _share_object(r: Reader, giver: Body, taker: Body) -> None:
    """ "Chủ tịch, các Phó Chủ tịch UBND huyện": the office of the last post is that of all."""
    start, office = _post_end(r, giver), giver.last if giver.charge < 0 else giver.charge
    if start >= office and not giver.after:
        return
    if taker.head and giver.head and taker.head.id != giver.head.id and ((giver.nouns and (_article(r, start) or _has(taker, "office"))) or (_has(taker, "office") and not _has(giver, "office")) or _of_members(r, start)):
        return  # "Giám đốc, Trưởng các phòng thuộc Sở", "Chánh Văn phòng, Giám đốc Trung tâm Y tế", "Hiệu trưởng, Chủ tịch Công đoàn": they are the other's
    if _has(taker, "secretary") and not _has(giver, "secretary"):
        if giver.scope_first >= start:  # "Bí thư, Chủ tịch UBND xã": the committee is the chairman's
            _give(taker, giver, _lower_first(show(r.words, giver.scope_first, giver.last), r, giver.scope_first))
        return
    own = _lower_first(show(r.words, start, office), r, start) if start < office else ""
    taker.after = f"{own} {giver.after}".strip()
    taker.scope, taker.scopes, taker.place, taker.level = giver.scope, giver.scopes, giver.place, giver.level
    taker.origin, taker.known, taker.rule = "distributed", True, True


def _of_members(r: Reader, k: int) -> bool:
    """Whether a union, association or Party body stands at `k`, which has no heads but its own."""
    head = r.at(k).get("head")
    return head is not None and head.value.kind in ("mass_organisation", "party")


def _post_end(r: Reader, body: Body) -> int:
    i = body.first + (r.at(body.first)["plural"].size if "plural" in r.at(body.first) else 0)
    return i + r.at(i)["head"].size if "head" in r.at(i) else body.last


def _lower_first(text: str, r: Reader, i: int) -> str:
    return text if r.capital(i) else text[:1].lower() + text[1:]


def _same_owner(s: Listing, giver: Body, taker: Body) -> bool:
    """ "Ban Pháp chế, Ban Kinh tế - Ngân sách HĐND tỉnh": both are boards of the council."""
    same = giver.head is not None and giver.head == taker.head and giver.head.id == "ban"
    return same and not taker.forms and not taker.scope and _owner_at(s.r, giver) > giver.first


def _house(r: Reader, giver: Body) -> str:
    """ "Thanh tra Sở", "Đoàn Thanh niên Công ty": the unit that issues the plan, when a body is named as its own."""
    bare = giver.nested > giver.first and own_unit_end(r, giver.nested) == giver.last
    return _lower_first(show(r.words, giver.nested, giver.last), r, giver.nested) if bare else ""


def _within_owner(r: Reader, taker: Body) -> bool:
    """Whether a bare name before it is a unit of the same department: "Văn phòng, Thanh tra Sở", "Công đoàn, Đoàn Thanh niên Sở"."""
    if taker.head is None or taker.plural or taker.scope or taker.place or taker.before or taker.after or taker.nested >= 0:
        return False
    head = r.at(taker.first).get("head")
    return head is not None and taker.first + head.size == taker.last and (taker.head.id in ("office", "party-committee", "office-staff") or taker.head.kind == "mass_organisation")


def _of_party(body: Body) -> bool:
    return body.kind == "party" or bool(body.head and body.head.kind == "party") or (bool(body.forms) and all(f.kind == "party" for f in body.forms))


_PARTY_WORDS = 2  # "Huyện ủy"


def _party_office(r: Reader, giver: Body) -> bool:
    """ "Ban Tổ chức, Ban Tuyên giáo, Văn phòng Huyện ủy": the committee at the end is that of all."""
    at = giver.last - _PARTY_WORDS
    return _has(giver, "owner") and not giver.scope and at > giver.first and "head" in r.at(at) and r.at(at)["head"].value.id in ("party-committee-of-level", "youth-union-of-level")


def _of_union(r: Reader, giver: Body, taker: Body) -> bool:
    """Whether a board before "Văn phòng Tỉnh đoàn" is one of the youth union's: not one that the registry knows as somebody else's."""
    at = giver.last - _PARTY_WORDS
    said = giver.scope.endswith(" đoàn") if giver.after else _party_office(r, giver) and r.at(at)["head"].value.id == "youth-union-of-level"
    return said and taker.head is not None and taker.head.id == "ban" and taker.last == taker.stem and not taker.plural and all(f.kind == "mass_organisation" for f in taker.forms)


def _owner_at(r: Reader, body: Body) -> int:
    return next((k for k in range(body.first + 1, body.last) if "head" in r.at(k) and r.at(k)["head"].value.id == "council"), -1)


def _heads_incomplete(r: Reader, body: Body) -> bool:
    """Whether a post belongs to a body without its level: "Bí thư Đảng ủy, Chủ tịch UBND các xã"."""
    if body.scope or body.place or body.after:
        return False
    if body.nested < 0:
        return bool(body.forms) and (all(f.scope for f in body.forms) or _ends_in_committee(r, body))  # "Trưởng Công an", "Phó Chủ tịch UBND"
    head = r.at(body.nested).get("head")
    if head is None or "scope" not in head.value.does:
        return False
    name = listed_name(r, body.nested)
    return body.nested + head.size == body.last or bool(name and name[0] == body.last and any(f.scope for f in name[1]))


def _ends_in_committee(r: Reader, body: Body) -> bool:
    return any("head" in r.at(k) and k + r.at(k)["head"].size == body.last and r.at(k)["head"].value.id in ("council", "committee") for k in range(body.first + 1, body.last))


def _of_all(r: Reader, giver: Body, taker: Body) -> bool:
    """ "Phòng Nội vụ, Phòng Tư pháp các huyện": a unit that only the units below have; "Chi cục Thuế, Chi cục Thống kê huyện": one that each level has."""
    same = giver.head is not None and giver.head == taker.head and "spread" in giver.head.does
    bare = not (taker.scope or taker.place or taker.plural) and taker.before in ("", giver.before)
    if taker.forms and all(f.id in r.registry.central for f in taker.forms):
        return False  # "Cục Điều tra chống buôn lậu, Cục Hải quan tỉnh Lạng Sơn": there is one of it
    return same and bare and bool(giver.scope) and (giver.plural or bool(giver.head and "layered" in giver.head.does))


def _incomplete(r: Reader, body: Body) -> bool:
    if body.scope or body.place or body.after or body.nested >= 0:
        return False
    if not (_has(body, "scope") or (body.forms and all(f.kind in ("party", "military") and f.scope for f in body.forms))):
        return False
    if any(f.how == "exact" and not f.scope and f.kind == "party" for f in body.forms):
        return False  # "Đảng ủy Chính phủ": no level belongs to it
    begins = body.stem if any(f.scope for f in body.forms) else body.first  # "Liên minh Hợp tác xã" has a level word in its name
    levels = any("level" in marks and "compound" not in marks for marks in r.marks[begins : body.last])
    if body.last - body.first > _WORDS_OF_REGION and _is_region(r, body.last - _WORDS_OF_REGION):
        return False  # "Kho bạc Nhà nước khu vực", but not what ends in "Việt Nam"
    return not levels and not any("plural" in marks for marks in r.marks[body.first : body.last])


def _give(taker: Body, giver: Body, words: str) -> None:
    taker.after, taker.scope, taker.scopes, taker.place, taker.plural = words, giver.scope, giver.scopes, giver.place, taker.plural or giver.plural
    taker.origin = "distributed"
