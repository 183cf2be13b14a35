"""Vietnamese syllables that a PDF broke at their marks ("KHO ẢN", "th ực hi ện"), put together again."""

from __future__ import annotations

import re

from kehoach_parser.grammar.syllables import is_syllable

_TOKEN = re.compile(r"\S+")
_VOWELS = frozenset("aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ")
_EDGES = re.compile(r"^\W*|\W*$")


def rejoin(line: str, lone: frozenset[str] | None = None) -> str:
    """The line with neighbouring pieces joined where one of them is no syllable and both together are one.

    On a page known to be broken, `lone` are the syllables without a first consonant that are words: another piece that
    begins with a vowel is then taken for the rest of the one before.
    """
    words = line.split(" ")
    out: list[str] = []
    for word in words:
        if out and _one_syllable(out[-1], word, lone):
            out[-1] += word
        else:
            out.append(word)
    return " ".join(out)


def _one_syllable(left: str, right: str, lone: frozenset[str] | None) -> bool:
    if not left or not right or not left[-1].isalpha() or not right[0].isalpha():
        return False
    core_left, core_right = _EDGES.sub("", left), _EDGES.sub("", right)
    rest = lone is not None and core_right[0].lower() in _VOWELS and core_right.lower() not in lone
    if _stands(core_left) and _stands(core_right) and not rest:
        return False
    return is_syllable(core_left + core_right)


def _stands(piece: str) -> bool:
    """Whether a piece can be a word of its own: a syllable that does not begin or end in the middle, or no letters."""
    if not piece.isalpha() or (piece.isupper() and piece.isascii() and len(piece) > 1):
        return True
    return is_syllable(piece) and _complete(piece.lower())


_CUT_AT_END = re.compile(r"(?:iê|yê|ươ|uô|uyê|uâ|oă|â|ă|[aeoy]ơ)$")


def _complete(piece: str) -> bool:
    """Vowels that need a final consonant have it; a lone consonant or a lone vowel with a mark is a piece."""
    import unicodedata

    bare = "".join(c for c in unicodedata.normalize("NFD", piece) if c not in "\u0300\u0301\u0303\u0309\u0323")
    bare = unicodedata.normalize("NFC", bare)
    return _CUT_AT_END.search(bare) is None and len(piece) > 1
