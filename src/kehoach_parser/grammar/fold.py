"""Folding of Vietnamese text for matching only: case, tone placement, look-alike letters, dashes and quotes.

Every function keeps the length of the text, so that an offset in the folded text is one in the printed text.
Sources: old and new placement of tone marks (`hòa`/`hoà`, `ủy`/`uỷ`) differ only in oa, oe, uy without a final
consonant; after q the u belongs to the onset, so `quý` never changes.
"""

from __future__ import annotations

import re

_OLD = ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"]
_NEW = ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"]
_TONE = dict(zip(_NEW, _OLD, strict=True))
_NEW_STYLE = re.compile(r"[ou](?<!q.)[àáảãạèéẻẽẹỳýỷỹỵ](?!\w)")
_SAME_LETTER = {
    "ð": "đ", "ǎ": "ă", "ǒ": "õ", "ǐ": "ĩ", "ǔ": "ũ", "ě": "ẽ", "ɖ": "đ", "а": "a", "е": "e", "о": "o", "с": "c", "р": "p", "х": "x", "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "“": '"', "”": '"',
    "‘": "'", "’": "'", "´": "'", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\t": " ",
}
_ODD = re.compile("[" + "".join(map(re.escape, _SAME_LETTER)) + "]")
_ANY = re.compile(rf"[{''.join(map(re.escape, _SAME_LETTER))}àáảãạèéẻẽẹỳýỷỹỵ](?:(?<=[{''.join(map(re.escape, _SAME_LETTER))}])|(?<=[ou].)(?<!q..)(?!\w))")  # one set of letters, to which `re` skips
_LONG, _MOST = 2_000, 8_192  # letters of a text that is not kept, texts that are: the phrases of a grammar and the lines of a plan


def _fold(text: str) -> str:
    low = text.lower()
    if len(low) != len(text):  # İ and a few others grow: fold letter by letter and keep those
        low = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    if not _ANY.search(low):  # nearly always: one look instead of two passes
        return low
    if _ODD.search(low):
        for letter, same in _SAME_LETTER.items():  # 70 times faster than str.translate, since they are rare
            if letter in low:
                low = low.replace(letter, same)
    return old_tones(low)


def old_tones(low: str) -> str:
    """A lower-case text with tone marks in the old place, and nothing else changed."""
    return _NEW_STYLE.sub(lambda m: _TONE.get(m.group(), m.group()), low)


class _Folded(dict[str, str]):
    """The texts folded so far, since the stages of one plan fold the same stretches several times; long ones would only fill it."""

    cache_clear = dict.clear  # as that of `functools.lru_cache`, which takes twice as long

    def __missing__(self, text: str) -> str:
        folded = _fold(text)
        if len(text) < _LONG:
            if len(self) >= _MOST:
                self.clear()
            self[text] = folded
        return folded


_folded = _Folded()


def fold(text: str) -> str:
    """The text in lower case, old tone placement, plain dashes, quotes and spaces; same length as `text` (NFC)."""
    return _folded[text]


_BARE = str.maketrans(
    {
        **dict.fromkeys("àáảãạăằắẳẵặâầấẩẫậ", "a"),
        **dict.fromkeys("èéẻẽẹêềếểễệ", "e"),
        **dict.fromkeys("ìíỉĩị", "i"),
        **dict.fromkeys("òóỏõọôồốổỗộơờớởỡợ", "o"),
        **dict.fromkeys("ùúủũụưừứửữự", "u"),
        **dict.fromkeys("ỳýỷỹỵ", "y"),
        "đ": "d",
        **dict(zip("ǎǒǐǔěð", "aoiued", strict=True)),  # letters that only look alike, where the text was not folded
    }
)


def strip_marks(folded: str) -> str:
    """A folded text without tone and vowel marks, same length: for comparing misprints, never for naming."""
    return folded.translate(_BARE)


_LETTERS = "abcdefghijklmnopqrstuvwxyzđàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
LOWER = f"[{_LETTERS}]"  # character classes: the code points of capitals and small letters interleave in Unicode
UPPER = f"[{_LETTERS.upper()}]"
