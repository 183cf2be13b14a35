"""What the reader of a list sees: the words, what stands where, and whether a body begins at a place."""

from __future__ import annotations

from dataclasses import dataclass, field

from kehoach_parser.grammar import strip_marks
from kehoach_parser.resolve.lexicon import NO_MARKS, OF_LEVEL, Head, Lexicon, Mark, Marks
from kehoach_parser.resolve.registry import LEAF, Listed, Node, Registry
from kehoach_parser.resolve.words import Words

JOINTS = frozenset((",", "và", "hoặc", "/", "&"))
STOPS = frozenset(("(", ")", ";", ":", ".", "[", "]", '"', "?", "!", "…"))
LONGEST = 40  # words of one name
_BEYOND_DOUBT = 4  # so many words of a registered name behind a verb are no chance: "Phòng Cảnh sát quản lý hành chính về trật tự xã hội"
_NOTHING_AFTER, _NO_WORDS_AFTER = [NO_MARKS] * 4, [""] * 4
_SKIPS = frozenset((",", "-", "&", "/", "và", "các", "những"))


@dataclass(slots=True, eq=False)
class Body:
    """A body as it is cut: words `first` to `last` of the value, `stem` where the registered or known part ends.

    `charge` is the word with which what the holder of a post looks after begins.
    """

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
    open: bool = False
    nested: int = -1
    charge: int = -1
    tail: tuple[int, int] | None = None
    origin: str = "stated"
    honored: bool = False


@dataclass(slots=True, eq=False)
class Reader:
    """The value that is read: its words, what stands where, whether it is running text, whether misprints are mended."""

    words: Words
    lexicon: Lexicon
    registry: Registry
    prose: bool
    mends: bool = True
    depth: int = 0
    marks: list[Marks] = field(default_factory=list)
    low: list[str] = field(default_factory=list)
    names: dict[tuple[int, bool], tuple[int, list[Listed]] | None] = field(default_factory=dict)  # what was looked for at a word already:
    nouns: dict[int, tuple[int, int]] = field(default_factory=dict)  # several rules ask for the same

    def __post_init__(self) -> None:
        self.marks = self.lexicon.all_at(self.words.low) + _NOTHING_AFTER
        self.low = self.words.low + _NO_WORDS_AFTER
        for i, marks in enumerate(self.marks):
            compound = marks.get("compound")
            if compound and compound.value == OF_LEVEL and self.words.shown[i][0].islower() and self.capital(i + 1):
                alone = self.lexicon.at(self.words.low[i : i + 1], 0)
                if "level" in alone and alone["level"].value != "village":
                    self.marks[i] = alone  # "xã Hội Sơn" is a commune

    def at(self, i: int) -> Marks:
        """What stands at word `i`."""
        try:  # asked some hundred times a value: no bound is compared first, and a few words beyond the end are there
            return self.marks[i]
        except IndexError:
            return NO_MARKS

    def word(self, i: int) -> str:
        """The folded word at `i`, empty beyond the end."""
        try:
            return self.low[i]
        except IndexError:
            return ""

    def capital(self, i: int) -> bool:
        """Whether a capitalised word or a number stands at `i`."""
        try:
            first = self.words.shown[i][0]
        except IndexError:
            return False
        return first.isupper() or first.isdigit()


def known_name(r: Reader, root: Node, i: int, owner: bool = False) -> tuple[int, list[Listed]] | None:
    """The longest name of the trie that begins at word `i`: where it ends, and its forms. Punctuation does not count."""
    low, best = r.words.low, None
    if i >= len(low) or low[i] not in root:
        return None  # nearly always
    node, j, end = root, i, len(low)
    while j < end:
        child = node.get(low[j])
        if child is not None:
            node = child
            j += 1
            if LEAF in node:
                best = (j, node[LEAF])
        elif low[j] in _SKIPS and not (low[j] in ("các", "những") and low[j - 1] in JOINTS) and (owner or low[j] not in JOINTS or not _begins_next(r, i, j + 1)):
            j += 1
        else:
            break
    return best


def listed_name(r: Reader, i: int, owner: bool = False) -> tuple[int, list[Listed]] | None:
    """The longest name of the registry that begins at word `i`."""
    key = (i, owner)
    if key not in r.names:
        r.names[key] = known_name(r, r.registry.names, i, owner)
    return r.names[key]


def mistoned_end(r: Reader, root: Node, i: int) -> int:
    """Where a name of the trie ends that begins at word `i` with wrong tone marks; 0 where none does."""
    node, j, best = root, i, 0
    low = r.words.low
    while j < len(low):
        child = node.get(low[j])
        if child is None and low[j] not in _SKIPS:
            bare = strip_marks(low[j])
            child = next((c for word, c in node.items() if word != LEAF and strip_marks(word) == bare), None)
        if child is not None:
            node = child
            j += 1
            best = j if LEAF in node else best
        elif j > i and low[j] in _SKIPS and (low[j] not in JOINTS or "head" not in r.at(j + 1)):
            j += 1
        else:
            break
    return best


def _begins_next(r: Reader, i: int, j: int) -> bool:
    """Whether the word behind a joint begins the next body and does not go on the name from `i`: "Vụ Kế hoạch, Tài chính" is one."""
    marks = r.at(j)
    if "head" not in marks or "noun" in marks or (r.word(j - 1) == "và" and "field" in marks["head"].value.does):
        return False  # "Vụ Kê khai và Kế toán thuế"
    return not ("doubtful" in marks["head"].value.does and "head" in r.at(i) and "doubtful" not in r.at(i)["head"].value.does)


def registered(r: Reader, i: int, owner: bool = False) -> tuple[int, list[Listed]] | None:
    """The longest registered name at word `i`; in a sentence "Bộ xây dựng kế hoạch" is the ministry's doing, not its name."""
    name = listed_name(r, i, owner)
    if name and is_compound(r, i) and r.at(i)["compound"].value == OF_LEVEL and name[0] - i < r.at(i)["compound"].size:
        return None  # "Làng" in "Làng nghề"
    if name and r.prose and "head" in r.at(i):
        j = i + r.at(i)["head"].size
        if j < name[0] and does_work(r, j) and name[0] - j - r.at(j)["action"].size < _BEYOND_DOUBT:
            return None
    return name


def capitals_end(r: Reader, j: int) -> int:
    """Where the words with a capital end that begin at `j`."""
    while r.capital(j):
        j += 1
    return j


def does_work(r: Reader, j: int) -> bool:
    """Whether a verb in small letters stands at `j`, and no longer phrase that is a noun."""
    return "action" in r.at(j) and not is_compound(r, j) and not r.capital(j)


def written_out(r: Reader, j: int) -> bool:
    """Whether the verb at `j` stands in the middle of an abbreviation: "Phòng KHTH rà soát" is "Phòng Kế hoạch tổng hợp"."""
    return "action" in r.at(j) and j > 0 and r.words.made[j] and r.words.start[j] == r.words.start[j - 1]


def is_compound(r: Reader, j: int) -> bool:
    """Whether a noun with a verb in it stands at `j`: "tổ chức đảng", but not in "tổ chức hội thi", which is the longer verb."""
    marks = r.at(j)
    return "compound" in marks and ("action" not in marks or marks["compound"].size >= marks["action"].size)


def begins_body(r: Reader, i: int, strong: bool = False) -> bool:
    """Whether a body begins at word `i`; `strong` asks for a capital letter, an article or a registered name."""
    marks = r.at(i)
    if "plural" in marks:
        after = r.at(i + marks["plural"].size)
        return "noun" in after or "head" in after or "honorific" in after or not strong
    if "honorific" in marks:
        return True
    name = registered(r, i)
    if name and (name[0] - i > 1 or r.capital(i)) and is_whole(r, i, name) and not (strong and not r.capital(i) and name[0] - i < 2):
        return True
    if "head" in marks and is_head(r, i, marks["head"]) and (r.capital(i) or not strong):
        size, head = marks["head"]
        alone = "alone" in head.does and (size > 1 or r.capital(i))
        alone = alone or ("position" in head.does and not r.prose and "head" in r.at(i + size))  # "Trưởng khoa Dược"
        if "position" in head.does and "plural" in r.at(i + size):
            after = r.at(i + size + r.at(i + size)["plural"].size)
            alone = alone or (r.capital(i) and bool(after.keys() & {"noun", "head"}))  # "Thủ trưởng các đơn vị"
        alone = alone or (head.id == "enterprise" and size > 2)  # a name follows its legal form: "Công ty Cổ phần đầu tư Sông Lam"
        return alone or r.capital(i + size) or (not strong and not ends_name(r, i + size))
    if "noun" not in marks or strong:
        return False
    end, count = noun_run(r, i)
    tail = r.at(end).get("tail")
    return count > 1 or (tail is not None and tail.value == "concerned")  # "Trưởng phòng Kinh tế, | cá nhân có liên quan"


def announces_role(r: Reader, i: int) -> bool:
    """Whether a role and a colon stand at `i`: "Phối hợp: …"."""
    marks = r.at(i)
    return any(role in marks and r.word(i + marks[role].size) == ":" for role in ("lead", "support"))


def is_whole(r: Reader, i: int, name: tuple[int, list[Listed]]) -> bool:
    """Whether the name is whole: "Báo" wants a place after it, a single word like "Đoàn" its level."""
    end, forms = name
    if all(f.open_end for f in forms):
        return r.capital(end)
    if end - i > 1:
        return True
    after = end + r.at(end)["plural"].size if "plural" in r.at(end) else end
    return not all(f.scope or f.scopes for f in forms) or "level" in r.at(after) or r.word(after) == "cấp"


def is_head(r: Reader, i: int, mark: Mark) -> bool:
    if not mark.value.not_before:
        return True
    if "position" in mark.value.does and r.capital(i + mark.size):
        return True  # "Trưởng Ban Chỉ đạo", but "Trưởng ban chỉ đạo các thành viên"
    following = r.word(i + mark.size)
    return following not in mark.value.not_before and f"{following} {r.word(i + mark.size + 1)}" not in mark.value.not_before


def ends_name(r: Reader, i: int) -> bool:
    if i >= len(r.words.low):
        return True
    marks = r.at(i)
    word = r.words.low[i]
    return word in STOPS or word in JOINTS or bool(marks.keys() & {"action", "tail", "lead", "support", "filler", "with", "reference"} and not r.capital(i))


def noun_run(r: Reader, i: int) -> tuple[int, int]:
    """Common nouns from word `i` on: where they end, and how many they are."""
    run = r.nouns.get(i)
    if run is None:
        run = r.nouns[i] = _read_noun_run(r, i)
    return run


def _read_noun_run(r: Reader, i: int) -> tuple[int, int]:
    count, kinds = 0, ""
    said: list[list[str]] = []
    j = end = i
    while j < len(r.words.low):
        noun, head = r.marks[j].get("noun"), r.marks[j].get("head")
        if noun is None:
            break
        if head and head.size > noun.size and "position" in head.value.does:
            break  # "Tổ phó"
        if count and j == end and r.capital(j) and not r.capital(j - 1):
            break  # "thành viên Ban tổ chức …"
        if (count and ((j == end and noun.value[0] != "glued" and not _comma_lost(r, j)) or stands_alone(r, j, noun.size))) or (head and head.size >= noun.size and not is_head(r, j, head)):
            break
        if count and noun.value[0] == "parents" and not _under_article(r, i):
            break
        if count and kinds != noun.value[0] and (
            (noun.value[0] in _RANKED and r.capital(j) and kinds not in _RANKED and not _under_article(r, i)) or (noun.value[0] == "people" and of_post(r, i))
        ):
            break  # "Doanh nghiệp, Sở, ban, ngành"; "Trưởng các phòng, giáo viên"
        if (word := r.words.low[j : j + noun.size]) in said:
            break  # "… của đơn vị sự nghiệp, | đơn vị sự nghiệp thuộc tỉnh": said again, it begins another body
        said.append(word)
        kinds = noun.value[0]
        count += 1
        j = end = j + noun.size
        if noun.value[0] == "parties" and not _under_article(r, i):
            break  # "Chủ đầu tư, nhà thầu": each stands for itself; under one "các" they are one
        joint = r.word(j)
        if joint in JOINTS:
            j += 2 if joint == "," and r.word(j + 1) == "và" else 1
    return end, count


def _comma_lost(r: Reader, j: int) -> bool:
    """Whether the noun at `j` is one more although no comma stands before it: "cơ quan tổ chức có liên quan"."""
    k = j + r.at(j)["noun"].size
    return "tail" in r.at(k) and r.at(k)["tail"].value == "concerned" and not r.capital(j) and r.at(j)["noun"].value[0] == "any"


def _under_article(r: Reader, i: int) -> bool:
    return i > 0 and any("plural" in r.at(k) and k + r.at(k)["plural"].size == i for k in range(max(0, i - 3), i))


_RANKED = frozenset(("central", "province", "district", "glued"))  # nouns that begin or go on "bộ, ban, ngành", "sở, ban, ngành", "phòng, ban"


def of_post(r: Reader, i: int) -> bool:
    """Whether the nouns at `i` stand under an article and a post before it: "Trưởng các phòng"."""
    article = next((k for k in range(max(0, i - 3), i) if "plural" in r.at(k) and k + r.at(k)["plural"].size == i), -1)
    return any("head" in r.at(k) and k + r.at(k)["head"].size == article and "position" in r.at(k)["head"].value.does for k in range(max(0, article - 4), article))


def stands_alone(r: Reader, j: int, size: int) -> bool:
    """Whether what looks like one more common noun is the beginning of a body's own name."""
    name = listed_name(r, j)
    if name and name[0] - j > size and not collective(name[1]) and not in_general(r, j, name[0]):
        return True
    head = r.at(j).get("head")
    if head is None or head.size < size or not r.capital(j):
        return False
    after = r.at(j + size)
    if "alone" in head.value.does or ("plural" in after and r.capital(j + size + after["plural"].size)):
        return True  # "Công đoàn các Khu công nghiệp"
    if not r.capital(j + size) or "level" in after:
        return False
    field = after.get("noun")  # "tổ chức" is one in "Phòng Tổ chức - Hành chính" too
    return field is None or is_compound(r, j + size) or (r.word(j + size + field.size) == "-" and r.capital(j + size + field.size + 1))


def in_general(r: Reader, j: int, end: int) -> bool:
    """Whether a name stands in small letters and without a level or place: "các bệnh viện, trung tâm y tế"."""
    after = end + r.at(end)["plural"].size if "plural" in r.at(end) else end
    said = any(r.capital(k) or "together" in r.at(k) for k in range(j, min(end + 1, len(r.words.low))))
    return not said and not r.at(after).keys() & {"level", "together"}


def collective(forms: list[Listed]) -> bool:
    return any(form.id.startswith("cac-") for form in forms)


def one_more_noun(r: Reader, k: int) -> bool:
    """Whether another common noun follows under the same article: "các cơ quan chuyên môn, đơn vị sự nghiệp"."""
    marks = r.at(k)
    return "noun" in marks and marks["noun"].value[0] in ("any", "people", "parents", "parties", "glued", "grades") and "plural" not in marks and not stands_alone(r, k, marks["noun"].size) and noun_run(r, k)[1] > 0
