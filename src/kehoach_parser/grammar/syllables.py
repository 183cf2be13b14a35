"""What can be a Vietnamese syllable, by its letters alone."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_SYLLABLE = re.compile(
    "(?:ngh?|nh|th|tr|ch|ph|kh|gh|gi|qu|[bcdđghklmnpqrstvx])?"
    "(?:iê|yê|uô|ươ|uyê|uâ|uơ|uê|uya|oa|oă|oe|uy|ia|ua|ưa|ya|ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|[aăâeêioôơuưy])"
    "(?:ng|nh|ch|[ckmnptiuyo])?"
)


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Whether a word can be one Vietnamese syllable, by onset, rime and at most one tone."""
    if not (word.islower() or word.isupper() or word.istitle()):
        return False
    bare = unicodedata.normalize("NFD", word.lower())
    without = bare.translate(_TONES)
    return len(bare) - len(without) <= 1 and _SYLLABLE.fullmatch(unicodedata.normalize("NFC", without)) is not None
