"""One body in a value: where its name ends, which registered forms it may be, its level words and places.

A name is the longest registered one that begins at a place, or a head noun with a known field, or a head noun with the
words that follow it; then come level words ("huyện", "các xã, thị trấn", "cấp tỉnh"), places and circles ("trên địa
bàn …"). What cannot belong to a name ends it: punctuation before another body, a finite verb, "theo", "liên quan".
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kehoach_parser.resolve.lexicon import NO_MARKS, Head, Lexicon, Mark, Marks
from kehoach_parser.resolve.registry import LEAF, Listed, Node, Registry
from kehoach_parser.resolve.words import Words, show

_JOINTS = frozenset((",", "và", "/", "&"))
_SKIPS = frozenset((",", "-", "&", "/", "và", "các", "những"))
_STOPS = frozenset(("(", ")", ";", ":", ".", "[", "]", '"', "?", "!", "…"))
_LONGEST = 40  # words of one name


@dataclass(slots=True)
class Body:
    """A body as it is cut: words `first` to `last` of the value, `stem` where the registered or known part ends."""

    first: int
    last: int
    stem: int
    forms: list[Listed] = field(default_factory=list)
    head: Head | None = None
    kind: str | None = None
    level: str | None = None
    scope: str = ""
    scopes: list[str] = field(default_factory=list)
    place: str = ""
    scope_first: int = -1
    plural: bool = False
    nouns: bool = False
    before: str = ""
    after: str = ""
    known: bool = True
    rule: bool = False
    nested: int = -1
    tail: tuple[int, int] | None = None
    origin: str = "stated"
    honored: bool = False


@dataclass(slots=True)
class Reader:
    """The value that is read: its words, what stands where, whether it is running text, whether misprints are mended."""

    words: Words
    lexicon: Lexicon
    registry: Registry
    prose: bool
    mends: bool = True
    marks: list[Marks] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.marks = self.lexicon.all_at(self.words.low)

    def at(self, i: int) -> Marks:
        """What stands at word `i`."""
        return self.marks[i] if i < len(self.marks) else NO_MARKS

    def word(self, i: int) -> str:
        """The folded word at `i`, empty beyond the end."""
        return self.words.low[i] if i < len(self.words.low) else ""

    def capital(self, i: int) -> bool:
        """Whether a capitalised word or a number stands at `i`."""
        return i < len(self.words.low) and self.words.capital(i)


def known_name(r: Reader, root: Node, i: int, owner: bool = False) -> tuple[int, list[Listed]] | None:
    """The longest name of the trie that begins at word `i`: where it ends, and its forms. Punctuation does not count."""
    node, j, best = root, i, None
    low = r.words.low
    while j < len(low):
        child = node.get(low[j])
        if child is not None:
            node = child
            j += 1
            if LEAF in node:
                best = (j, node[LEAF])
        elif j > i and low[j] in _SKIPS and not (low[j] in ("các", "những") and low[j - 1] in _JOINTS) and (owner or low[j] not in _JOINTS or "head" not in r.at(j + 1) or "noun" in r.at(j + 1)):
            j += 1
        else:
            break
    return best


def begins_body(r: Reader, i: int, strong: bool = False) -> bool:
    """Whether a body begins at word `i`; `strong` asks for a capital letter, an article or a registered name."""
    marks = r.at(i)
    if "plural" in marks:
        after = r.at(i + marks["plural"].size)
        return "noun" in after or "head" in after or "honorific" in after or not strong
    if "honorific" in marks:
        return True
    name = known_name(r, r.registry.names, i)
    if name and (name[0] - i > 1 or r.capital(i)) and _closed(r, i, name) and not (strong and not r.capital(i) and name[0] - i < 2):
        return True
    if "head" in marks and _is_head(r, i, marks["head"]) and (r.capital(i) or not strong):
        size, head = marks["head"]
        alone = "alone" in head.does and (size > 1 or r.capital(i))
        return alone or r.capital(i + size) or (not strong and not _ends_name(r, i + size))
    return not strong and "noun" in marks and _noun_run(r, i)[1] > 1


def _closed(r: Reader, i: int, name: tuple[int, list[Listed]]) -> bool:
    """Whether the name is whole: "Báo" wants a place after it, a single word like "Đoàn" its level."""
    end, forms = name
    if all(f.open_end for f in forms):
        return r.capital(end)
    after = end + r.at(end)["plural"].size if "plural" in r.at(end) else end
    return end - i > 1 or not all(f.scope or f.scopes for f in forms) or "level" in r.at(after) or r.word(after) == "cấp"


def _is_head(r: Reader, i: int, mark: Mark) -> bool:
    following = r.word(i + mark.size)
    return following not in mark.value.not_before and f"{following} {r.word(i + mark.size + 1)}" not in mark.value.not_before


def _ends_name(r: Reader, i: int) -> bool:
    if i >= len(r.words.low):
        return True
    marks = r.at(i)
    word = r.words.low[i]
    return word in _STOPS or word in _JOINTS or bool(marks.keys() & {"action", "tail", "lead", "support", "filler", "with", "reference"} and not r.capital(i))


def read_body(r: Reader, i: int) -> Body | None:
    """The body that begins at word `i`, or None. A shared head before a list ("các phòng: …") is not read here."""
    marks = r.at(i)
    if "plural" in marks:
        return _read_plural(r, i, marks["plural"].size)
    if "noun" in marks and (_noun_run(r, i)[1] > 1 or _named_in_general(r, i)):
        return _read_nouns(r, i, i)
    return _read_named(r, i) or _read_nouns(r, i, i)


def _named_in_general(r: Reader, i: int) -> bool:
    """Whether a common noun stands for many although the registry lists it as a collective: "Cơ quan chuyên môn"."""
    name = known_name(r, r.registry.names, i)
    return bool(name and _collective(name[1]) and not r.prose and _stands_for_many(r, i))


def _read_plural(r: Reader, i: int, size: int) -> Body | None:
    j = i + size
    head = r.at(j).get("head")
    if head and "position" in head.value.does:
        body = _read_named(r, j)
    elif "noun" in r.at(j) and (_noun_run(r, j)[1] > 1 or not _names_one(r, j)):
        return _read_nouns(r, i, j)
    else:
        body = _read_named(r, j)
    if body is None:
        return None if r.prose else _read_unknown_plural(r, i, j)
    body.first, body.plural = i, True
    if body.kind != "position":
        body.kind = "collective"
        body.rule = True
        if not body.nouns:
            body.forms = [f for f in body.forms if f.scopes]
            if not body.scope and not body.place:
                _modifiers(r, body, body.last)
    return body


def _names_one(r: Reader, j: int) -> bool:
    """Whether the noun at `j` is the head of a name rather than a common noun."""
    noun = r.at(j)["noun"].size
    name = known_name(r, r.registry.names, j)
    head = r.at(j).get("head")
    return bool(name and name[0] - j > noun and any(f.how == "exact" for f in name[1])) or bool(head and head.size >= noun and "alone" in head.value.does)


def _read_unknown_plural(r: Reader, i: int, j: int) -> Body | None:
    if j >= len(r.words.low) or _ends_name(r, j):
        return None
    body = Body(i, j, j, kind="collective", plural=True, known=False)
    return _modifiers(r, body, j)


def _noun_run(r: Reader, i: int) -> tuple[int, int]:
    """Common nouns from word `i` on: where they end, and how many they are."""
    count = 0
    j = end = i
    while j < len(r.words.low):
        noun = r.at(j).get("noun")
        head = r.at(j).get("head")
        if noun is None or (count and (_stands_alone(r, j, noun.size) or (j == end and noun.value[0] != "glued"))) or (head and head.size >= noun.size and not _is_head(r, j, head)):
            break
        count += 1
        j = end = j + noun.size
        if r.word(j) in _JOINTS:
            j += 1
            if r.word(j - 1) == "," and r.word(j) == "và":
                j += 1
    return end, count


def _stands_alone(r: Reader, j: int, size: int) -> bool:
    """Whether what looks like one more common noun is the beginning of a body's own name."""
    name = known_name(r, r.registry.names, j)
    if name and name[0] - j > size and not _collective(name[1]):
        return True
    head = r.at(j).get("head")
    if head and head.size >= size and r.capital(j) and "alone" in head.value.does:
        return True
    return bool(head and head.size >= size and r.capital(j) and r.capital(j + size) and "noun" not in r.at(j + size) and "level" not in r.at(j + size))


def _collective(forms: list[Listed]) -> bool:
    return any(f.words[:1] == ("Các",) or f.id.startswith("cac-") for f in forms)


def _read_nouns(r: Reader, first: int, i: int) -> Body | None:
    end, count = _noun_run(r, i)
    if not count or (first == i and count < 2 and (r.prose or not _stands_for_many(r, i))):
        return None
    if r.prose and r.at(i)["noun"].value[0] == "people":
        return None
    noun = r.at(i)["noun"]
    body = Body(first, end, end, kind="collective", level=noun.value[1], plural=first < i, nouns=True)
    name = known_name(r, r.registry.names, i)
    if name and name[0] >= end and _collective(name[1]):
        body.forms = name[1]
        end = body.stem = body.last = name[0]
    body.rule = True
    _modifiers(r, body, end)
    if body.last > body.stem:
        body.forms = []  # some of them: no longer the collective that the registry means
    return body


def _stands_for_many(r: Reader, i: int) -> bool:
    """Whether one common noun without an article names somebody: "địa phương", "đơn vị cung cấp dịch vụ", but no "sở"."""
    return r.at(i)["noun"].value[0] in ("any", "people") and "head" not in r.at(i)


def _modifiers(r: Reader, body: Body, i: int) -> Body:
    """Words after the nouns of a collective that say which ones: kept in the name."""
    j = sure = i
    while j < len(r.words.low) and j - body.first < _LONGEST:
        marks, word = r.at(j), r.words.low[j]
        if word in _STOPS or "lead" in marks or "support" in marks or "reference" in marks:
            break
        if "compound" in marks:
            j += marks["compound"].size
        elif word in _JOINTS:
            if body.plural and _one_more_noun(r, j + 1):
                j = _noun_run(r, j + 1)[0]
            elif _goes_on(r, j):
                j += 1
            else:
                break
        elif "keeps" in marks:
            j = sure = _circle(r, j + marks["keeps"].size)
            break
        elif "together" in marks:
            j = sure = j + marks["together"].size
            break
        elif "plural" in marks:
            level = j + marks["plural"].size
            if "level" not in r.at(level):
                break
            body.plural = True
            j = sure = _levels(r, body, level)
        elif "restricts" in marks:
            j = sure = j + marks["restricts"].size
        elif word == "cấp" and "level" in r.at(j + 1):
            j = sure = _level_and_place(r, body, j + 1)
        elif "tail" in marks or (("action" in marks or "filler" in marks) and not r.capital(j)):
            break
        elif "level" in marks and "plural" not in marks:
            j = sure = _level_and_place(r, body, j)
        elif word == "-" and "head" in r.at(j + 1):
            break
        elif "head" in marks and r.capital(j) and _is_head(r, j, marks["head"]) and begins_body(r, j, strong=True):
            nested = _read_named(r, j)
            if nested is None or (j > body.stem and r.word(j - 1) not in ("của", "thuộc")):
                break
            body.level = nested.level or body.level
            body.scope, body.scopes, body.place, body.nested = nested.scope, nested.scopes, nested.place, j
            j = sure = nested.last
            break
        else:
            j += 1
    if r.prose and (j >= len(r.words.low) or r.words.low[j] in _STOPS or j - sure > 5):
        j = sure  # words that no verb ends are more likely an unknown verb than part of the name
    body.last = max(j, body.last)
    return body


def _one_more_noun(r: Reader, k: int) -> bool:
    """Whether another common noun follows under the same article: "các cơ quan chuyên môn, đơn vị sự nghiệp"."""
    marks = r.at(k)
    return "noun" in marks and marks["noun"].value[0] in ("any", "people", "glued") and not _stands_alone(r, k, marks["noun"].size) and "plural" not in marks


def _goes_on(r: Reader, j: int) -> bool:
    """Whether a joint inside the modifiers of a collective does not begin something else."""
    k = j + 1
    if "level" in r.at(k):
        name = known_name(r, r.registry.names, k)
        return (r.words.low[j] == "," or "level" in r.at(j - 1)) and not (name and name[0] > k + r.at(k)["level"].size)
    if k >= len(r.words.low) or r.words.low[k] in _JOINTS or r.words.low[k] in _STOPS or begins_body(r, k):
        return False
    marks = r.at(k)
    return not (marks.keys() & {"noun", "action", "lead", "support", "filler", "tail"}) and not r.capital(k)


def _read_named(r: Reader, i: int) -> Body | None:
    head = r.at(i).get("head")
    owner = bool(head and "owner" in head.value.does)
    name = known_name(r, r.registry.names, i, owner)
    if name and not _closed(r, i, name):
        name = None
    if name and r.prose and name[0] - i < 2 and not (r.capital(i) and _goes_on_as_name(r, name[0])):
        name = None
    if name and head and "position" in head.value.does and ("plural" in r.at(i + head.size) or _holds_longer(r, i + head.size, name[0])):
        name = None
    if name and (head is None or name[0] - i >= head.size) and not _cut_short(r, i, name[0], head):
        body = Body(i, name[0], name[0], list(name[1]), head.value if head else None)
        return _scopes(r, body)
    if head is None or not _is_head(r, i, head):
        return None
    if "position" in head.value.does:
        return _read_position(r, i, head)
    return _read_head(r, i, head)


def _goes_on_as_name(r: Reader, end: int) -> bool:
    """Whether a place, level or mark follows a name of one word, which "Bản" in "Bản đồ" is not."""
    return r.capital(end) or bool(r.at(end).keys() & {"level", "plural", "lead", "support", "action"}) or r.word(end) in _JOINTS


def _holds_longer(r: Reader, i: int, end: int) -> bool:
    """Whether the body that a post belongs to reaches further than the registered post ("thành viên Tổ công tác Đề án 06")."""
    name = known_name(r, r.registry.names, i)
    return bool(name and name[0] > end)


def _cut_short(r: Reader, i: int, end: int, head: Mark | None) -> bool:
    """Whether a registered name is only the beginning of a longer one ("Trung tâm Y tế dự phòng tỉnh")."""
    if head is None or end >= len(r.words.low) or r.capital(end):
        return False
    word, marks = r.words.low[end], r.at(end)
    if "compound" in marks or ("plural" in marks and not r.prose and not begins_body(r, end, strong=True) and "level" not in r.at(end + marks["plural"].size)):
        return True
    if not word[0].isalpha() or word in _JOINTS or marks.keys() - {"noun", "head", "restricts", "nothing"} or word == "khu":
        return False
    return not r.prose and "owner" not in head.value.does and not begins_body(r, end)


def _read_position(r: Reader, i: int, head: Mark) -> Body | None:
    j = i + head.size
    body = Body(i, j, j, head=head.value, kind="position")
    if r.capital(j) and "head" in r.at(j - 1) and head.size > 1 and not begins_body(r, j, strong=True):
        j -= 1  # "Trưởng phòng Nội vụ": the post of a body that begins with its last word
    if j < len(r.words.low) and r.words.low[j] not in _JOINTS and r.words.low[j] not in _STOPS:
        nested = read_body(r, j) or (_read_nouns(r, i, j) if "noun" in r.at(j) and not r.prose else None)
        if nested and not nested.before:
            body.last, body.nested, body.level = nested.last, j, nested.level
            body.scope, body.scopes, body.place, body.scope_first = nested.scope, nested.scopes, nested.place, nested.scope_first
            body.rule = True
            body.nouns = nested.nouns
            return body
    _scopes(r, body)
    if body.last == j and r.prose:
        return None
    body.known = body.last > j
    return body


def _read_head(r: Reader, i: int, head: Mark) -> Body | None:
    j = i + head.size
    body = Body(i, j, j, head=head.value, kind=head.value.kind, level=head.value.level)
    spread = r.registry.fields.get(" ".join(r.words.low[i:j]))
    known = known_name(r, spread, j) if spread is not None else None
    if known is None and spread is not None:
        known = max((k for k in (known_name(r, f, j) for f in r.registry.fields.values()) if k), key=lambda k: k[0], default=None)
    if known and not _cut_short(r, i, known[0], head):
        body.stem = body.last = known[0]
        body.rule = True
        return _scopes(r, body)
    if "owner" in head.value.does and r.capital(j) and "head" in r.at(j) and not begins_body(r, j, strong=True):
        body.last, body.rule = j + r.at(j)["head"].size, True  # "Văn phòng Sở"
        return _scopes(r, body)
    if "owner" in head.value.does and r.capital(j) and begins_body(r, j, strong=True):
        nested = _read_named(r, j)
        if nested:
            body.last, body.nested, body.level, body.scope, body.place, body.rule = nested.last, j, nested.level, nested.scope, nested.place, True
            return body
    if "alone" in head.value.does and (_ends_name(r, j) or "level" in r.at(j) or "plural" in r.at(j)) and not _named_after_work(r, j):
        body.rule = j < len(r.words.low)
        return _scopes(r, body)
    return _read_free(r, body, j)


def _named_after_work(r: Reader, j: int) -> bool:
    """Whether the verb after "Tổ công tác" is part of its name: "… triển khai thực hiện Đề án 06 tỉnh"."""
    while "action" in r.at(j):
        j += r.at(j)["action"].size
        if "instrument" in r.at(j) and r.capital(j):
            return True
    return False


def _read_free(r: Reader, body: Body, j: int) -> Body | None:
    """A name that the registry does not know: the head and the words after it."""
    if j >= len(r.words.low) or not r.words.low[j][0].isalnum() or (r.prose and not r.capital(j) and "instrument" not in r.at(j) and not _named_after_work(r, j)):
        return None
    if r.words.low[j] in _JOINTS or (r.at(j).keys() & {"lead", "support", "tail"} and not r.capital(j)) or ("plural" in r.at(j) and r.prose):
        return None
    body.known = bool(body.head and "named" in body.head.does)
    body.rule = body.known and r.capital(j)
    commas = bool(body.head and "commas" in body.head.does)
    k = j
    while "action" in r.at(k) and "compound" not in r.at(k):
        k += r.at(k)["action"].size
    k = max(k, j + (1 if "compound" not in r.at(j) else 0))
    while k < len(r.words.low) and k - body.first < _LONGEST:
        marks, word = r.at(k), r.words.low[k]
        if "compound" in marks:
            k += marks["compound"].size - 1
        elif word in _STOPS or marks.keys() & {"level", "keeps", "lead", "support", "together"}:
            break
        elif word in _JOINTS:
            if not _same_name(r, k, commas):
                break
        elif _ends_free(r, k):
            break
        elif "action" in marks:
            k += marks["action"].size - 1  # "Đào tạo": the second word is no verb
        k += 1
    body.stem = body.last = k
    return _scopes(r, body)


def _ends_free(r: Reader, k: int) -> bool:
    """Whether the word at `k` ends a name that the registry does not know: a verb, another body, a branch."""
    marks = r.at(k)
    if marks.keys() & {"action", "tail", "filler"} and not r.capital(k):
        return True
    if "head" in marks and r.capital(k) and begins_body(r, k, strong=True) and r.word(k) != "ngành":
        return True
    return r.word(k) == "-" and ((r.word(k + 1) == "chi" and r.word(k + 2) == "nhánh") or begins_body(r, k + 1, strong=True))


def _same_name(r: Reader, k: int, commas: bool) -> bool:
    """Whether a joint stands inside a name that the registry does not know."""
    nxt = k + 1
    if nxt >= len(r.words.low) or r.words.low[nxt] in _JOINTS or begins_body(r, nxt) or "level" in r.at(nxt):
        return False
    if r.words.low[k] != ",":
        return not (r.prose and "action" in r.at(nxt))
    if not commas or (r.prose and "action" in r.at(nxt)):
        return False
    return not r.capital(nxt) or _closes_with_and(r, nxt)


def _closes_with_and(r: Reader, k: int) -> bool:
    """Whether the list of words from `k` ends in "và …" before the next comma: "Văn hóa, Thể thao và Truyền thông"."""
    while k < len(r.words.low) and r.words.low[k] not in _STOPS:
        if r.words.low[k] == "và":
            return not begins_body(r, k + 1)
        if r.words.low[k] == "," and begins_body(r, k + 1):
            return False
        k += 1
    return False


def _scopes(r: Reader, body: Body) -> Body:
    """Level words, places, branches and circles after the known part of a name."""
    j = body.last
    while j < len(r.words.low):
        marks, word = r.at(j), r.words.low[j]
        if "together" in marks and not body.scope:
            body.scope, body.scope_first, body.plural = "cấp", j, True
            j += marks["together"].size
        elif "plural" in marks and "level" in r.at(j + marks["plural"].size) and not body.scope:
            body.plural = True
            body.scope_first = j
            j = _levels(r, body, j + marks["plural"].size)
        elif "plural" in marks and j == body.stem and body.head and "alone" in body.head.does and not body.scope and _one_more_noun(r, j + marks["plural"].size):
            body.plural, body.scope_first = True, j
            j = _noun_run(r, j + marks["plural"].size)[0]
            break
        elif word == "cấp" and ("level" in r.at(j + 1) or r.word(j + 1) in ("trên", "dưới")) and not body.scope:
            body.scope_first = j
            body.plural = True
            j = _levels(r, body, j) if "level" in r.at(j + 1) else j + 2
        elif word.isdigit() and "level" in r.at(j + 1) and not body.scope and not r.capital(j + 2):
            body.plural, body.scope_first = True, j
            j = _levels(r, body, j + 1)
        elif "level" in marks and (not body.place or body.place.isdigit()) and (not body.scope or r.capital(j) or word != r.word(body.scope_first)):
            if body.scope_first < 0:
                body.scope_first = j
            j = _levels(r, body, j)
        elif "keeps" in marks:
            j = _circle(r, j + marks["keeps"].size)
            break
        elif word == "-" and (r.word(j + 1) == "chi" or (r.capital(j + 1) and r.capital(j - 1) and j > body.stem and not begins_body(r, j + 1, True))):
            j += 3 if r.word(j + 1) == "chi" else 2
        elif (word == "chi" and r.word(j + 1) == "nhánh") or (word == "khu" and r.word(j + 1) == "vực") or (word == "việt" and r.word(j + 1) == "nam"):
            j += 2
        elif word == "/" and r.word(j - 1).isdigit() and r.words.start[j] == r.words.end[j - 1] and j + 1 < len(r.words.low):
            j += 2  # 06/CP
        elif r.capital(j) and "head" in marks and "spread" in marks["head"].value.does and not body.scope and not _new_body(r, j, body):
            body.forms, body.rule, body.nested = [], True, j  # "Thanh tra Sở"
            j += marks["head"].size
        elif r.capital(j) and not _new_body(r, j, body):
            k = _place(r, j)
            if (body.scope_first < 0 and j == body.stem and body.head is None) or body.place == "":
                body.place = show(r.words, j, k)
            j = k
        else:
            break
    body.last = j
    return body


def _new_body(r: Reader, j: int, body: Body) -> bool:
    """Whether a capital after a name begins the next body although no comma stands between ("Công an xã Tổ công tác")."""
    head = r.at(j).get("head")
    if head is None:
        return False
    if body.scope and not body.place and r.word(j - 1) in ("xã", "phường", "phố", "huyện", "tỉnh", "trấn") and head.size == 1 and r.capital(j + 1) and known_name(r, r.registry.names, j) is None:
        return False  # "xã Hội Sơn", "thành phố Hội An"
    return begins_body(r, j, strong=True)


def _place(r: Reader, j: int) -> int:
    """Where a run of capitalised words and numbers ends."""
    k = j + 1
    while k < len(r.words.low):
        if r.capital(k) and not ("head" in r.at(k) and begins_body(r, k, strong=True)) and "honorific" not in r.at(k):
            k += 1
        elif r.words.low[k] == "-" and r.capital(k + 1) and r.capital(k - 1) and not begins_body(r, k + 1, strong=True):
            k += 2
        else:
            break
    return k


def _levels(r: Reader, body: Body, j: int) -> int:
    """One or several level words ("xã, phường, thị trấn", "cấp huyện, cấp xã") with the place of the last one."""
    j = _level_and_place(r, body, j + 1 if r.words.low[j] == "cấp" else j)
    while r.word(j) in _JOINTS and not body.place:
        k = j + 1
        if r.word(k) == "cấp":
            k += 1
        name = known_name(r, r.registry.names, k)
        if "level" not in r.at(k) or (name and name[0] > k + r.at(k)["level"].size) or (r.word(j) != "/" and r.capital(k + r.at(k)["level"].size)):
            break
        if r.word(k) in ("tỉnh", "trung") and r.words.low[k - 1] != "cấp":
            break
        body.plural = True
        j = _level_and_place(r, body, k, further=True)
    return j


def _level_and_place(r: Reader, body: Body, j: int, further: bool = False) -> int:
    size = r.at(j)["level"].size
    level = " ".join(r.words.low[j : j + size])
    if not further and not body.scope:
        body.scope = level
    body.scopes.append(f"cấp {level}" if r.word(j - 1) == "cấp" else level)
    j += size
    if r.capital(j) and not _new_body(r, j, body):
        k = _place(r, j)
        if not body.place:
            body.place = show(r.words, j, k)
        j = k
    return j


def _circle(r: Reader, j: int) -> int:
    """The end of "trên địa bàn huyện Bình Sơn", "thuộc Sở Y tế", "tại các khối"."""
    marks = r.at(j)
    plural = "plural" in marks
    if plural:
        j += marks["plural"].size
    if r.word(j) == "cấp":
        j += 1
    if "level" in r.at(j):
        scratch = Body(j, j, j)
        return _levels(r, scratch, j)
    if begins_body(r, j, strong=not plural):
        nested = _read_named(r, j)
        return nested.last if nested else j
    if plural and "noun" in r.at(j):
        return _noun_run(r, j)[0]
    return _place(r, j) if r.capital(j) else j
