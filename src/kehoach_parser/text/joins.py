"""Whether a line goes on with the one above it, over line ends and page breaks (words: grammars/joins.yaml)."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from kehoach_parser.block import Block, Marker
from kehoach_parser.grammar import Grammar, fold, trie_pattern
from kehoach_parser.text.labels import find_labels
from kehoach_parser.text.wraps import Wrap

_PROSE = 240  # a longer numbered block is no heading
_SYMBOL = re.compile(r"\d+(?:/\d{4})?/[A-ZĐ]")  # "214/NQ-CP": the number of a document
_LEFT_OUT = ("...", "…", "...)", "…)")  # what a list leaves out ends no sentence before small letters
_YEAR_AT_END = re.compile(r"(?<!\d)((?:19|20)\d\d)$")
_YEAR_FIRST = re.compile(r"((?:19|20)\d\d)(?!\d)")
_ROMAN = re.compile(r"[IVX]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LAST_WORDS = re.compile(r"(\w+)(?:\s+(\w+))?\s*$")
_STARS = re.compile(r"\s*\*{3}(?=\s)")  # "***" as a rule under the name of a body, the date beside it
_TITLE_LINES = 20  # emphasis that stays open longer is a stray mark
_FIRST_LINE = 3  # blanks by which the first line of a paragraph is set in
SHORT = 60  # a shorter line followed by a capital is a line of its own (letterhead, signature), not a wrapped one
BULLETS = ("-", "+", "*", "•")


class Joins(NamedTuple):
    """Words of `grammars/joins.yaml`, folded, and of the envelope: what stands alone on its line, and what begins a part or a paragraph."""

    cannot_end: frozenset[str]
    may_end: frozenset[str]
    can_end: frozenset[str]
    dash_tails: tuple[str, ...]
    dash_pairs: tuple[tuple[str, str], ...]
    before_number: tuple[str, ...]
    apposition: tuple[str, ...]
    alone: frozenset[str]
    opens: re.Pattern[str]
    begins: re.Pattern[str]
    closes: re.Pattern[str]
    signs: re.Pattern[str]


def joins_of(grammar: Grammar) -> Joins:
    """The words, made once a grammar."""
    return grammar.once(_joins)


def _joins(grammar: Grammar) -> Joins:
    return Joins(
        frozenset(grammar.phrases("joins", "cannot-end")),
        frozenset(grammar.phrases("joins", "may-end")),
        frozenset(grammar.phrases("joins", "can-end")),
        tuple(grammar.phrases("joins", "dash-tail")),
        tuple((left, right) for left, _, right in (phrase.partition(" - ") for phrase in grammar.phrases("joins", "dash-pair"))),
        tuple(f" {phrase}" for phrase in grammar.phrases("joins", "before-number")),
        tuple(f"{phrase} " for phrase in grammar.phrases("joins", "apposition")),
        frozenset(grammar.phrases("envelope", "secrecy")),
        re.compile(rf"(?:{trie_pattern([*grammar.phrases('envelope', 'recipients'), *grammar.phrases('envelope', 'addressed')])})\b"),
        re.compile(rf"(?:{trie_pattern(grammar.phrases('envelope', 'opening'))})\b"),
        re.compile(rf"(?:{trie_pattern(grammar.phrases('verbs', 'summing-up'))})(?!\w)"),
        re.compile(rf"(?:{trie_pattern(grammar.phrases('envelope', 'signature-marks'))})(?=[\s.])"),
    )


def ends_sentence(text: str) -> bool:
    """Whether a text ends with the mark of a sentence, a clause or a lead-in, also inside quotes and brackets."""
    return text.rstrip("”\"'’)*_ ")[-1:] in (".", ":", "?", "!", "…", ";") or text.endswith(("./.", "/."))


def _cannot_end(joins: Joins, text: str) -> bool:
    """Whether a text stops in the middle: after a comma, an open bracket, or a word that cannot end a sentence."""
    if text.endswith((",", "(", "“", "&", "/", " -", " –")) and not text.endswith("./"):
        return True
    words = _LAST_WORDS.search(fold(text[-40:]))
    if not words:
        return False
    if words[2] and f"{words[1]} {words[2]}" in joins.may_end:
        return False
    last = words[2] or words[1]
    if words[2] is not None and f"{words[1]} {words[2]}" in joins.can_end:
        return False
    return last in joins.cannot_end or (words[2] is not None and f"{words[1]} {words[2]}" in joins.cannot_end)


def _open_bracket(text: str) -> bool:
    return text.count("(") > text.count(")")


def false_marker(joins: Joins, marker: Marker, line: str, above: Block, numbered: Block | None = None) -> bool:
    """A wrapped line that only looks numbered below one that ends no sentence: "… Lao động | - Thương binh …", "… tháng | 6. …", "2021 | - 2025", "khối I, | II."."""
    upper = above.parts[-1].text
    if not upper:
        return False
    rest = line[marker.end :]
    if marker.series == "-":
        return (upper[-1].isdigit() and rest[:1].isdigit()) or (
            fold(rest[:24]).startswith(joins.dash_tails) and above.label is not None and not above.parts[-1].text.endswith((",",))
        ) or parts_name(joins, fold(upper[-24:]), fold(rest[:24]))
    if marker.series == "upper":
        return upper.endswith(",") and marker.printed.endswith("-") and not _counts_on(above, marker)  # "N-NH4+," | "N- NO3-, …"
    if marker.series == "roman":
        return not rest and _cannot_end(joins, upper)
    if marker.series in ("arabic", "decimal"):
        counts_on = _counts_on(above, marker) or (numbered is not None and _follows(numbered, marker))
        return rest[:1].islower() or (_cannot_end(joins, upper) and upper[-1].isalpha() and fold(upper).endswith(joins.before_number) and not counts_on)
    return False


def parts_years(marker: Marker, line: str, above: Block) -> bool:
    """Whether the dash of a period stands at the beginning of a line, over a page end or blank line too: "… nhiệm kỳ 2025" / "- 2030"."""
    last = _YEAR_FIRST.match(line, marker.end) if marker.series == "-" else None
    first = _YEAR_AT_END.search(above.parts[-1].text[-5:]) if last else None
    return first is not None and last is not None and first[1] < last[1]


def breaks_at_dash(joins: Joins, marker: Marker, line: str, above: Block) -> bool:
    """Whether a sentence, which the line above does not end, was broken before the dash behind a body: "… báo cáo Cục Hậu cần" / "- Cơ quan thường trực Ban Chỉ đạo trước ngày 20"."""
    if marker.series != "-" or above.hashes or above.strong or (above.marker and above.marker.series in BULLETS):
        return False
    return fold(line[marker.end : marker.end + SHORT]).startswith(joins.apposition) and sum(len(part.text) for part in above.parts) > _PROSE


def _counts_on(above: Block, marker: Marker) -> bool:
    """Whether a number is the next one after that of the block above, or its first child: "2. Chính quyền số" / "2.1. …"."""
    if above.marker is None:
        return False
    head, _, last = marker.ordinal.rpartition(".")
    return (last == "1" and (head == above.marker.ordinal or not head)) or marker.ordinal == _next_number(above.marker.ordinal)


def _follows(numbered: Block, marker: Marker) -> bool:
    """Whether a number counts on from the last one, wherever that stands: "… trong năm" / "5.2. …" after 5.1, "6. …" after 5.3."""
    if _counts_on(numbered, marker):
        return True
    last = numbered.marker.ordinal if numbered.marker else ""
    while "." in last:
        last = last.rpartition(".")[0]
        if marker.ordinal == _next_number(last):
            return True
    return False


def _next_number(ordinal: str) -> str:
    head, dot, last = ordinal.rpartition(".")
    return f"{head}{dot}{int(last) + 1}" if last.isdigit() else ""


def parts_name(joins: Joins, upper: str, rest: str) -> bool:
    """Whether the dash at the beginning of a line is that of a name: "… Sở Lao động" / "- Thương binh và Xã hội"."""
    return any(upper.endswith(left) and rest.startswith(right) for left, right in joins.dash_pairs)


def goes_on(grammar: Grammar, text: str, joins: Joins, above: Block, block: Block, gap: int, wrap: Wrap | None) -> bool:
    """Whether `block`, which has no marker, continues `above`: small letters after an open sentence do, capitals only after a word that cannot end.

    The list of recipients, the signature and the closing formula begin anew, whatever a writer left open above them.
    """
    lower = block.parts[0].text
    return _goes_on(grammar, text, joins, above, block, gap, wrap) and not (
        lower[0].isupper() and (joins.opens.match(folded := fold(lower[:SHORT])) or joins.closes.match(folded) or (_is_caps(lower) and joins.signs.match(folded)))
    )


def _goes_on(grammar: Grammar, text: str, joins: Joins, above: Block, block: Block, gap: int, wrap: Wrap | None) -> bool:
    upper = above.parts[-1].text
    lower = block.parts[0].text
    if block.label and (lower[0].isupper() or ends_sentence(upper)):
        return False
    if upper.endswith("|") or lower.startswith("|"):  # cells
        return False
    if not upper:  # a marker alone on its line: its text follows
        return above.marker is not None
    if gap == 0 and " " not in upper and len(above.parts) == 1 and _is_half_word(joins, above, upper, lower):
        return True
    small = lower[0].islower() or (lower[0] == "/" and lower[1:2].islower())  # "120 m3" | "/s": raised figures end a line in some formats
    if gap == 0:
        return _next_line_goes_on(grammar, text, joins, above, block, small, wrap)
    if ends_sentence(upper) and not (small and (_open_bracket(upper) or upper.endswith(_LEFT_OUT))):
        return False
    if small:
        return True
    if _is_caps(upper) or above.hashes or above.strong or block.strong or _is_caps(lower):
        return False
    if ":" in lower and ":" in upper and _value_goes_on(grammar, above, upper, lower):
        return True
    long = len(upper) > SHORT or (upper.endswith(",") and above.marker is not None and len(above.parts) > 1)
    return long and (_cannot_end(joins, upper) or _open_bracket(" ".join(part.text for part in above.parts[-3:])))


def _value_goes_on(grammar: Grammar, above: Block, upper: str, lower: str) -> bool:
    """A page break inside a labelled value: the upper half ends in a value, the lower one brings the next label."""
    named = above.label is not None or any(True for _ in find_labels(grammar, upper))
    return named and any(not label.weak for label in find_labels(grammar, lower))


def _next_line_goes_on(grammar: Grammar, text: str, joins: Joins, above: Block, block: Block, small: bool, wrap: Wrap | None) -> bool:
    upper, lower = above.parts[-1].text, block.parts[0].text
    if wrap is None:  # a line that was broken by hand inside a paragraph
        if above.marker is not None and above.marker.kind == "part" and _is_caps(upper) and _is_caps(lower) and not ends_sentence(upper):
            return True  # "III. TỔ CHỨC" / "THỰC HIỆN"
        if lower[0].isdigit() and above.label is not None and above.parts[-1].text[-1:].isalpha():
            return True  # "Thời gian: Tháng" / "12/2025"
        return not ends_sentence(upper) and (small or (len(upper) > SHORT and not _is_caps(upper) and _cannot_end(joins, upper)))
    if not ends_sentence(upper) and _open_emphasis(text, above):
        return True
    if above.marker is not None and above.marker.kind == "part" and _is_caps(upper) and _is_caps(lower):
        return True  # a heading in capitals, wrapped
    if wrap.first:
        return _portal_line_goes_on(grammar, joins, above, block, small, wrap)
    if _is_caps(upper) != _is_caps(lower) and (_is_caps(upper) or len(upper) < SHORT):
        return False
    length = above.lines[-1].end - above.lines[-1].start
    if wrap.width and length >= 0.85 * wrap.width:
        if upper.endswith("./.") or joins.opens.match(fold(lower[:SHORT])) or (ends_sentence(upper) and _is_indented(text, above, block.lines[0].start)):
            return False
        return not (_is_caps(lower) and not _is_caps(upper))
    if small:
        return not upper.endswith((".", ":", "?", "!"))
    return not ends_sentence(upper) and (_cannot_end(joins, upper) or _inside_known_name(grammar, upper, lower) or (len(upper) > max(SHORT, wrap.roomy) and not wrap.width))


def _portal_line_goes_on(grammar: Grammar, joins: Joins, above: Block, block: Block, small: bool, wrap: Wrap) -> bool:
    """The same where a portal cut the first line of a paragraph shorter than the others: how long the two lines are tells."""
    upper, lower = above.parts[-1].text, block.parts[0].text
    caps = _is_caps(upper) and _is_caps(above.parts[0].text)  # a heading, and no line of symbols in a sentence
    if small:
        return not upper.endswith((".", "?", "!"))
    folded = fold(lower[:SHORT])
    if upper.endswith(",") and above.marker is not None and not caps and not (block.strong or block.hashes or joins.opens.match(folded)):
        return True  # also before symbols in capitals: "pH, EC," | "N-NO3-, TSS"
    if joins.opens.match(folded) or (caps != _is_caps(lower) and (caps or _caps_words(lower) > 1)):
        return False
    if wrap.spaced and not caps and (above.marker is not None or sum(len(part.text) for part in above.parts) > SHORT):
        return not upper.endswith("./.")
    length = above.lines[-1].end - above.lines[-1].start
    needed = length + 1 + len(lower.split(None, 1)[0])
    roomy = needed <= (wrap.first if len(above.parts) == 1 else 0.8 * wrap.width)
    whole = block.lines[0].end - block.lines[0].start > wrap.longest  # longer than the first line of any paragraph
    item = above.marker is None or above.marker.series in BULLETS or sum(len(part.text) for part in above.parts) > _PROSE
    if ends_sentence(upper):
        goes_on = (above.label is not None and upper[-1] in ";:") or (item and above.marker is not None and upper[-1] == ":")
        return not roomy if goes_on else whole and needed > wrap.width and not upper.endswith("./.")
    if _cannot_end(joins, upper) or _inside_name(grammar, upper, lower):
        return True
    if joins.begins.match(folded) or roomy:
        return False
    return whole or item or caps or (lower[0] == "(" and lower[1:2].islower())


def _caps_words(text: str) -> int:
    """How many words the text has when it is in capitals: "IV/2023." is no heading, nor "214/NQ-CP)."."""
    return sum(not _ROMAN.fullmatch(word) for word in _WORD.findall(text)) if _is_caps(text) and not _SYMBOL.match(text) else 0


def _inside_name(grammar: Grammar, upper: str, lower: str) -> bool:
    """Whether a line ends in the middle of a name: "… Mặt trận Tổ quốc" / "Việt Nam xã", "… Báo Lam" / "Giang, Đài …"."""
    words = lower.split(None, 2)
    if (len(words) == 1 and not words[0].isupper()) or words[0][-1] in ",;.)" or (words[0].isalpha() and words[0].istitle() and words[1:] and words[1][:1].isupper()):
        return True
    return _inside_known_name(grammar, upper, lower)


def _inside_known_name(grammar: Grammar, upper: str, lower: str) -> bool:
    """The same where the two words follow each other in the name of a body that the registry has: "… Đài Tiếng nói Việt" / "Nam, …"."""
    return (fold(upper.rsplit(None, 1)[-1]), fold(lower.split(None, 1)[0].rstrip(",;.)"))) in grammar.once(_name_pairs)


def _name_pairs(grammar: Grammar) -> frozenset[tuple[str, str]]:
    """The words that follow each other in the name of a body, the second with a capital."""
    pairs: set[tuple[str, str]] = set()
    for entry in grammar.section("agencies").values():
        for name in (entry["name"], *entry.get("aliases", ())):
            pairs.update((fold(a), fold(b)) for a, b in pairwise(name.split()) if b[0].isupper())
    return frozenset(pairs)


def _is_indented(text: str, above: Block, at: int) -> bool:
    """Whether a line is set further in than the one above it, as the first line of a paragraph is."""
    line = above.lines[-1]
    return _indent(text, at) >= _indent(text, line.start) + _FIRST_LINE


def _indent(text: str, at: int) -> int:
    end = at
    while text[end : end + 1] in (" ", "\t"):
        end += 1
    return end - at


def _is_half_word(joins: Joins, above: Block, upper: str, lower: str) -> bool:
    """Whether a line is the first syllable of what the next line says ("1. Sở" / "Y tế", "KẾ" / "HOẠCH"): no title is that short."""
    if not upper.isalpha() or len(upper) > 6 or fold(upper) in joins.alone:
        return False
    return above.marker is not None or (upper.isupper() and lower.isupper())


def _open_emphasis(text: str, above: Block) -> bool:
    """Whether `**` was opened in the lines of the block and not closed: hard-wrapped titles."""
    start, end = above.span
    if len(above.lines) > _TITLE_LINES:
        return False
    stars = text.count("**", start, end)
    return stars % 2 == 1 and not (stars == 1 and _STARS.match(text, start))


def _is_caps(text: str) -> bool:
    return text.isupper() and any(c.isalpha() for c in text)
