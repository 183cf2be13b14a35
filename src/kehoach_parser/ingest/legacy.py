"""Vietnamese encodings from before Unicode: TCVN3 (ABC), VNI and VISCII letters → Unicode. The tables are in legacy.json."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path

from kehoach_parser.grammar.syllables import is_syllable

LEGACY = ("tcvn3", "vni", "viscii")
_STRETCH = re.compile(r"[^\s]+(?: [^\s]+)*")  # words with single spaces between; columns are further apart
_SIGN_IN_WORD = re.compile(r"[¨©ª¬®¶¸¹»¼½¾](?:(?<=[^\W\d_].)|(?=[^\W\d_]))")
_SIGNS = 5
_HYPHENED = re.compile(r"(?<![\w/-])[a-zà-ỹđ]+(?:-[a-zà-ỹđ]*)?(?![\w/-])")
_HORN = re.compile(r"(?<!ư)[ơớờởỡợ](?=ng$|c$)|(?<=^ng)[ờợ](?=i$)")  # before these ơ stands behind ư only; "ngời" is rare, người is not
_OFTEN = frozenset(("nh", "t", "th"))  # what is left of như, tư, thư
_SYMBOLS = frozenset(("symbol", "wingdings", "wingdings 2", "wingdings 3", "webdings"))
_WORD = re.compile(r"[^\W\d_]+")


@cache
def _table(name: str) -> tuple[re.Pattern[str], dict[str, str]]:
    tables = json.loads((Path(__file__).parent / "legacy.json").read_bytes())
    table: dict[str, str] = tables[name]
    longest_first = sorted(table, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), table


def from_letters(text: str, name: str) -> str:
    """Text whose letters are those of a legacy encoding shown as Latin-1 → Unicode text in NFC."""
    pattern, table = _table(name)
    return unicodedata.normalize("NFC", pattern.sub(lambda found: table[found[0]], text))


def line_of_letters(line: str, name: str) -> str:
    """A line of a page on which some are in a legacy encoding: converted where that makes more of it Vietnamese."""
    if line.isascii() or any(c > "ÿ" and c.isalpha() for c in line):
        return line
    made = _with_lost_u(from_letters(line, name)) if name == "tcvn3" else from_letters(line, name)
    better, own = vietnamese_rate(made), vietnamese_rate(line)
    return made if better > own or (better == own and name == "tcvn3" and _SIGN_IN_WORD.search(line)) else line


def _with_lost_u(line: str) -> str:
    """The letter ư of TCVN3 is Windows' soft hyphen, which a PDF leaves out or makes a hyphen: "ng-ời", "trờng" are người, trường."""
    return _HYPHENED.sub(_with_u, line)


def _with_u(found: re.Match[str]) -> str:
    word = found[0]
    if "-" in word:
        whole = word.replace("-", "ư")
        return whole if is_syllable(whole) else word
    horn = _HORN.search(word)
    if horn or word in _OFTEN:
        at = horn.start() if horn else len(word)
        return f"{word[:at]}ư{word[at:]}"
    return word


def has_signs_in_words(text: str) -> bool:
    """Whether signs stand in words several times, as letters of TCVN3 do: "so¸t", "®Ých"."""
    return len(_SIGN_IN_WORD.findall(text)) >= _SIGNS


def is_legacy(font: str) -> bool:
    """Whether letters in this font show something else than in Unicode."""
    low = font.lower()
    return low.startswith((".vn", "vni")) or low in _SYMBOLS


def from_font(text: str, font: str) -> str:
    """A run in a legacy font → Unicode: `.Vn…` fonts hold TCVN3 (those ending in H show capitals), `VNI-…` fonts VNI.

    Symbol fonts hold bullets, arrows and boxes, which say no more than a dash.

    Such a font is often left over from an old template around text that was typed in Unicode, which stays as it is.
    """
    if font.lower() in _SYMBOLS:
        return "-" if len(text.strip()) == 1 else text
    old = ".vn" if font.lower().startswith(".vn") else "vni"
    if text.isascii():
        made = text
    elif old == ".vn":
        made = from_letters(text, "tcvn3")
    else:
        made = from_letters(text.replace("\u2013", "\x96").replace("\u2014", "\x97"), "vni")
    if made != text and _is_unicode(text, made):
        return text
    return as_shown(made, font)


def as_shown(text: str, font: str) -> str:
    """A run in a legacy font whose letters were made Unicode before, with the capitals that the font shows."""
    return text.upper() if _shows_capitals(font) else from_font(text, font) if font.lower() in _SYMBOLS else text


def _is_unicode(text: str, made: str) -> bool:
    """Whether a run was Unicode before it was `made` into something else: by its letters, else by what makes syllables."""
    if any(c > "ÿ" and c.isalpha() for c in text):
        return True
    printed, converted = vietnamese_rate(text), vietnamese_rate(made)
    return printed == 1.0 and converted < 1.0 and not any("¡" <= c <= "¿" for c in text)


def _shows_capitals(font: str) -> bool:
    return font.startswith(".Vn") and font.endswith("H")


def capitals_of_lines(text: str) -> str:
    """TCVN3 has no capitals with marks: in a stretch of line whose other letters are capitals, they were shown as capitals."""
    return _STRETCH.sub(lambda found: found[0].upper() if _in_capitals(found[0]) else found[0], text)


def _in_capitals(stretch: str) -> bool:
    known = [c for c in stretch if c.isascii() and c.isalpha()]
    return len(known) >= 3 and all(c.isupper() for c in known)


def vietnamese_rate(text: str) -> float:
    """How Vietnamese a text is, 0 to 1: the share of words with marked letters that are possible syllables."""
    marked = [word for word in _WORD.findall(unicodedata.normalize("NFC", text[:40_000])) if not word.isascii()]
    if not marked:
        return 0.0
    return sum(map(is_syllable, marked)) / len(marked)
