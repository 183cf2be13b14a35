"""What a list says once before several names: a head noun before its fields, a word for units."""

from __future__ import annotations

from dataclasses import dataclass, field

from kehoach_parser.resolve.lexicon import Head
from kehoach_parser.resolve.name_ends import is_field, is_half
from kehoach_parser.resolve.reader import (
    JOINTS,
    STOPS,
    Body,
    Reader,
    begins_body,
    capitals_end,
    does_work,
    ends_name,
    is_compound,
    is_head,
    known_name,
    listed_name,
    noun_run,
)
from kehoach_parser.resolve.registry import LEAF, Listed, Node
from kehoach_parser.resolve.scopes import read_scopes
from kehoach_parser.resolve.words import show

ROLES = ("lead", "support", "implementer")
_LONGEST_FIELD = 8


@dataclass(slots=True, eq=False)
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
    units: bool = False
    last: Body | None = None
    order: list[Body] = field(default_factory=list)
    breaks: set[int] = field(default_factory=set)
    left: list[tuple[int, int]] = field(default_factory=list)
    honored: bool = False
    post: Head | None = None
    stop: int = 0


def take_shared_head(s: Listing, i: int) -> int | None:
    """ "các phòng: …", "các sở, ngành: …", "các Sở Y tế, Nội vụ", "Thường trực: …": the head that is shared, and where its list begins.

    A post may stand before it, which is that of all: "Giám đốc các Sở: Y tế, Nội vụ".
    """
    marks = s.r.at(i)
    head = marks.get("head")
    if head and "position" in head.value.does and "plural" in s.r.at(i + head.size):
        begins = _take_plural_head(s, i + head.size, s.r.at(i + head.size)["plural"].size)
        if begins:
            s.post, s.shared_name = head.value, f"{show(s.r.words, i, i + head.size)} {s.shared_name}"
        return begins
    if "plural" in marks:
        j = i + marks["plural"].size
        post = s.r.at(j).get("head")
        if post and "position" in post.value.does and s.r.word(j + post.size) == ":":
            return _take_single_head(s, j)  # "Các Trưởng phòng: Đào tạo, Tài chính"
        return _take_units(s, i) or _take_plural_owner(s, j) or _take_plural_head(s, i, marks["plural"].size)
    return (_take_single_head(s, i) if head else None) or (_take_plural_head(s, i, 0) if "noun" in marks and s.r.word(noun_run(s.r, i)[0]) == ":" else None)


def _take_units(s: Listing, i: int) -> int | None:
    """ "Các thôn: Đông Hải, Tây Hải", "Các trường: …": units that are named after one word for all."""
    r = s.r
    j = i + r.at(i)["plural"].size
    level, head = r.at(j).get("level"), r.at(j).get("head")
    mark = level or (head if head and not head.value.does & {"spread", "position"} and "noun" in r.at(j) else None)
    if mark is None:
        return None
    colon = r.word(j + mark.size) == ":"
    first = j + mark.size + colon
    if first >= len(r.words.low) or not (r.capital(first) or r.words.made[first]) or begins_body(r, first, strong=True):
        return None
    if colon and r.prose and not (r.words.made[first] or _lists_names(r, first)):
        return None  # "Các trường: Quán triệt đến giáo viên, nhân viên"
    if not colon and not (_lists_fields(r, first) if level is None else not r.prose and r.word(capitals_end(r, first)) in JOINTS):
        return None  # "Các xã Bình An, Bình Khương", "các ngành Y tế, Nội vụ"
    s.owner, s.units = show(r.words, j, j + mark.size), True
    return first


def _lists_fields(r: Reader, i: int) -> bool:
    """Whether two registered fields stand at `i` side by side: "Nông nghiệp và Môi trường, Y tế"."""
    first = _any_field(r, i)
    return first is not None and r.word(first[0]) in JOINTS and r.capital(first[0] + 1) and _any_field(r, first[0] + 1) is not None


def read_unit(s: Listing, i: int) -> Body | None:
    """One of the units of `_take_units`: the words up to the next separator, unless a body of another kind begins."""
    r = s.r
    if not s.units or (r.prose and not (r.capital(i) or r.words.made[i])) or "plural" in r.at(i) or ("level" in r.at(i) and not r.capital(i)) or (r.capital(i) and "head" in r.at(i) and begins_body(r, i, strong=True)):
        return None
    end = i
    while end < len(r.words.low) and r.words.low[end] not in STOPS and r.words.low[end] not in JOINTS and not (r.at(end).keys() & {"tail", "lead", "support"} and not r.capital(end)):
        end += r.at(end)["compound"].size if "compound" in r.at(end) else 1
    field_name = _any_field(r, i) if r.word(end) == "và" or r.prose else None
    if field_name and (ends_name(r, field_name[0]) if field_name[0] > end else r.prose and does_work(r, field_name[0])):
        end = field_name[0]  # "các ngành: Y tế, Giáo dục và Đào tạo", "các ngành Nội vụ, Y tế | mở lớp"
    return Body(i, end, end, rule=True) if end > i else None


def _take_single_head(s: Listing, i: int) -> int | None:
    """ "Thường trực: Tỉnh ủy, HĐND tỉnh", "Sở: Y tế, Nội vụ"."""
    r = s.r
    head = r.at(i).get("head")
    if head is None or r.word(i + head.size) != ":":
        return None
    start = i + head.size + 1
    if "position" in head.value.does and head.size > 1 and r.words.low[start - 2] in r.registry.fields and (
        known_name(r, r.registry.fields[r.words.low[start - 2]], start) or (r.capital(start) and not begins_body(r, start))
    ):
        s.shared, s.colon, s.shared_name, s.post = r.words.low[start - 2], True, show(r.words, i, i + head.size), head.value
        return start  # "Trưởng phòng: Nội vụ, Tư pháp"
    spread = " ".join(r.words.low[i : i + head.size])
    if "spread" in head.value.does and spread in r.registry.fields and known_name(r, r.registry.fields[spread], start):
        s.shared, s.colon, s.shared_name, s.post = spread, True, spread[:1].upper() + spread[1:], None
        return start
    if "position" in head.value.does and "head" in r.at(start) and "position" in r.at(start)["head"].value.does:
        return start  # "Trưởng ban: Chủ tịch UBND xã": what he is there
    if ("owner" in head.value.does or "shared" in head.value.does) and begins_body(r, start):
        s.owner = show(r.words, i, i + head.size)
        return start
    return None


def _take_plural_owner(s: Listing, j: int) -> int | None:
    """ "các Đảng ủy: Bộ Tài chính, Bộ Nội vụ": the word that all of the list have, each in its own house."""
    r = s.r
    head = r.at(j).get("head")
    if head is None or "owned" not in head.value.does or "spread" in head.value.does or r.word(j + head.size) != ":":
        return None
    first = j + head.size + 1
    house = r.at(first).get("head")
    if house is None or not {"owning", "spread"} <= house.value.does or not begins_body(r, first, strong=True):
        return None
    s.owner = show(r.words, j, j + head.size)
    s.owner = s.owner[:1].upper() + s.owner[1:]
    return first


def _take_plural_head(s: Listing, i: int, size: int) -> int | None:
    r = s.r
    s.post = None
    j = i + size
    k, spread = j, ""
    while (noun := r.at(k).get("noun")) and not (spread and r.capital(k) and _field_at(r, spread, k)):  # "các Hội | Nông dân, Phụ nữ"
        size_of_noun = noun.size
        if not spread:
            kind = r.at(k + 1).get("of_kind")
            name = " ".join(r.words.low[k : k + (1 if kind and kind.size == size_of_noun - 1 else size_of_noun)])  # "các phòng | chuyên môn: Kinh tế, …"
            spread = name if name in r.registry.fields else ""
        k += size_of_noun
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
    field_name = _field_at(r, spread, k) if spread and k - j == len(spread.split()) and r.capital(k) else None
    if field_name and not (size and _one_kind(r, spread, field_name[0])):
        s.shared, s.colon, s.shared_name = spread, True, spread[:1].upper() + spread[1:]
        return k
    return None


def _one_kind(r: Reader, spread: str, i: int) -> bool:
    """Whether a plural and one field name a kind that many places have ("các Sở Y tế"), and no list of fields goes on at `i`."""
    word = r.word(i)
    if word in (";", ".") or word in JOINTS:
        return "plural" in r.at(i + 1) or i + 1 >= len(r.words.low)
    return word != "-"


def share_inner_head(s: Listing, body: Body, i: int) -> bool:
    """ "Thanh tra các Bộ: Tài chính, Nội vụ": the name before the plural head is that of one body for each field behind the colon."""
    r = s.r
    spread = r.word(i - 1)
    if i - 3 < body.first or "plural" not in r.at(i - 2) or "head" not in r.at(body.first) or spread not in r.registry.fields or body.before or not known_name(r, r.registry.fields[spread], i + 1):
        return False
    s.shared, s.colon, s.post = spread, True, body.head
    s.shared_name = f"{show(r.words, body.first, i - 2)} {spread[:1].upper()}{spread[1:]}"
    name = listed_name(r, body.first, owner=True)
    if name and name[0] == i - 2 and r.at(body.first)["head"].size < i - 2 - body.first and any(f.how == "exact" and not f.scope and not f.scopes for f in name[1]):
        s.post, s.shared_name = None, spread[:1].upper() + spread[1:]  # "Văn phòng Chính phủ các Bộ: …", a comma lost
        body.last = body.stem = i - 2
        body.forms, body.plural, body.nested, body.scope, body.scopes, body.scope_first = list(name[1]), False, -1, "", [], -1
        body.kind = body.head.kind if body.head else None
    return True


def _list_begins(r: Reader, spread: str, i: int) -> bool:
    """Whether a body, or a field of the shared head, stands at `i`, and no verb: "các đoàn thể: Phối hợp với …"."""
    named = r.capital(i) and not r.at(i).keys() & ({"action", "filler", "lead", "support"} if r.prose else {"lead", "support"}) and (not r.prose or _lists_names(r, i))
    return begins_body(r, i) or named or bool(spread and known_name(r, r.registry.fields[spread], i))


def _lists_names(r: Reader, i: int) -> bool:
    """Whether a short name stands at `i` and the next one behind it, both with a capital: "Nội, Ngoại", not "Căn cứ chức năng, nhiệm vụ được giao"."""
    end = i + 1
    while end < i + _LONGEST_FIELD and end < len(r.words.low) and r.words.low[end] not in STOPS and r.words.low[end] not in JOINTS:
        end += 1
    following = end + (2 if r.word(end) == "," and r.word(end + 1) == "và" else 1)
    return r.word(end) in JOINTS and r.capital(following)


def is_shared_field(s: Listing, i: int) -> bool:
    return bool(s.shared and s.r.capital(i) and known_name(s.r, s.r.registry.fields[s.shared], i))


def read_shared_field(s: Listing, i: int) -> Body | None:
    """A field that takes the head said before it: "Phòng" for "Tư pháp" in "các phòng: Nội vụ, Tư pháp"."""
    r = s.r
    if not s.shared or "plural" in r.at(i):
        return None
    field_name = _field_at(r, s.shared, i)
    own = listed_name(r, i)
    head = r.at(i).get("head")
    others = None if field_name else _any_field(r, i)
    if others and not (ends_name(r, others[0]) or "level" in r.at(others[0])):
        others = None  # "Tổ chức" in "Tổ chức cán bộ"
    if own and own[0] > (field_name[0] if field_name else 0) and not all(f.id.startswith("cc-") for f in own[1]):
        return None
    if head and is_head(r, i, head) and (not field_name or (not s.colon and "spread" not in head.value.does)) and head.value.id != "bare-field":
        return None
    bare = bool(others and head and head.value.id == "bare-field" and ends_name(r, others[0]))  # "Vụ Kế hoạch, Tài chính"
    found = field_name or (others if s.colon or bare or s.shared == "công chức" else None)
    if found is None:
        return _unknown_field(s, i) if s.colon and r.capital(i) and own is None else None
    if not r.capital(i):
        return None
    if s.colon and ((r.word(i - 1) == "," and _and_inside(s, i, found[0])) or _half_follows(r, found[0])):
        return _unknown_field(s, i)
    return _field_body(s, i, found[0])


def _half_follows(r: Reader, k: int) -> bool:
    """Whether a dash and the second half of a field's name follow: "các phòng: Tài chính - Kế toán"."""
    if r.word(k) != "-" or not r.capital(k + 1):
        return False
    head = r.at(k + 1).get("head")
    return is_half(head.value) if head else not begins_body(r, k + 1, strong=True)


def more_field(s: Listing, i: int) -> Body | None:
    """A field that no registry knows, of a head said once before it: "Phòng Hành chính, Đào tạo, Khảo thí"."""
    r = s.r
    if not s.shared or r.prose or not r.capital(i) or r.words.low[i].isdigit() or r.word(i - 1) not in JOINTS or begins_body(r, i) or ("action" in r.at(i) and not is_compound(r, i)):
        return None
    head = r.at(i).get("head")
    closed = s.post is None and "closed" in r.lexicon.at(s.shared.split(), 0)["head"].value.does
    if closed and head and is_head(r, i, head):
        return None  # "Bộ Tư pháp, Nhà thiếu nhi Thủ đô"
    return _unknown_field(s, i)


def _field_at(r: Reader, spread: str, i: int) -> tuple[int, list[Listed]] | None:
    """The field of a shared head at `i`; of a head with no registered body the fields of all ("Chi hội Nông dân").

    Two fields with a comma between them are no name with "và": "các ban: Tuyên giáo, Dân vận".
    """
    root = r.registry.fields[spread]
    if not root:
        return _any_field(r, i)
    found = known_name(r, root, i)
    if found:
        comma = next((k for k in range(i + 1, found[0]) if r.words.low[k] == ","), 0)
        first = _ends_at(root, r.words.low[i:comma]) if comma else None
        if first and _ends_at(root, r.words.low[comma + 1 : found[0]]):
            return comma, first
    return found


def _ends_at(root: Node, low: list[str]) -> list[Listed] | None:
    """The forms whose key is just these words."""
    node: Node | None = root
    for word in low:
        node = node.get(word) if node is not None else None
    return node.get(LEAF) if node else None


def _any_field(r: Reader, i: int) -> tuple[int, list[Listed]] | None:
    word = r.word(i)
    names = [known_name(r, root, i) for root in r.registry.fields.values() if word in root]
    return max((n for n in names if n), key=lambda n: n[0], default=None)


def field_end(r: Reader, i: int) -> int:
    """Where the registered field of some head ends that stands alone at `i` ("Lao động, Thương binh và Xã hội; Y tế"), else 0."""
    found = _any_field(r, i)
    return found[0] if found and ends_name(r, found[0]) else 0


def _and_inside(s: Listing, i: int, k: int) -> bool:
    """Whether the "và" at `k` stands inside the field from `i`, not between the last two of the list.

    Commas part the list before and after it ("các Chi cục: …, Trồng trọt và Bảo vệ thực vật, …"), or it ends a list that
    has had such a field already. So it does where the field has a capital and what follows has none.
    """
    r = s.r
    if r.word(k) == "và" and not r.capital(k + 1):
        return not r.prose and r.capital(i) and _goes_on_small(r, k + 1)
    if r.word(k) != "và" or not r.capital(k + 1) or begins_body(r, k + 1, strong=True) or is_field(r, k + 1):
        return False
    j = capitals_end(r, k + 1)
    while j < len(r.words.low) and r.words.low[j] not in (",", "và") and r.words.low[j] not in STOPS:
        j += 1
    if r.word(j) != ",":
        return r.word(i - 1) == "," and any(body.origin == "distributed" and "và" in r.words.low[body.first : body.last] for body in s.order)
    return r.word(i - 1) == "," or (r.capital(j + 1) and not begins_body(r, j + 1, strong=True))


def _goes_on_small(r: Reader, k: int) -> bool:
    """Whether plain words in small letters stand at `k`, no body and no verb: "Quản lý nhà và thị trường bất động sản"."""
    apart = {"action", "tail", "level", "lead", "support", "filler", "with", "plural", "noun", "head"}
    return r.word(k)[:1].isalpha() and (is_compound(r, k) or not r.at(k).keys() & apart) and not begins_body(r, k) and not is_field(r, k)


def _unknown_field(s: Listing, i: int) -> Body:
    r = s.r
    j = i + 1
    while j < len(r.words.low) and (r.words.low[j] not in (",", ";", ".", "(", "và", ":") or _and_inside(s, i, j)) and not r.at(j).keys() & {"level", "tail"} and not (r.prose and (does_work(r, j) or r.at(j).keys() & {"lead", "support"})):
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
    found = _field_at(r, s.shared, i) if r.registry.fields[s.shared] and s.post is None else None
    body.forms = list(found[1]) if found and found[0] == end else []
    return read_scopes(r, body)
