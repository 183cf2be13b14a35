"""Words of a letterhead that a scan printed letter by letter ("T HÀNH P HỐ"), put together where the text prints them whole."""

from __future__ import annotations

import re

from kehoach_parser.visible import Visible, without_spans

_LONE = re.compile(r"(?<![\w.])[bcdđghklmnpqrstvx](?![\w.])", re.IGNORECASE)  # no word of Vietnamese is a lone consonant
_STRETCH = re.compile(r"[^,;:|()\d]+")
_LETTERS = (6, 120)  # of a name


def with_whole_words(line: Visible, text: str) -> Visible:
    """The line without the blanks inside words, where the document prints the same letters elsewhere with fewer of them; else as it is."""
    if len(_LONE.findall(line.text)) < 2:
        return line
    gone: list[int] = []
    for stretch in _STRETCH.finditer(line.text):
        gone.extend(stretch.start() + place for place in _needless_blanks(stretch.group(), text))
    return without_spans(line, ((place, place + 1) for place in gone)) if gone else line


def _needless_blanks(stretch: str, text: str) -> list[int]:
    """The places of the blanks in a stretch that the document does not print where it says the same."""
    letters = "".join(stretch.split())
    if _LONE.search(stretch) is None or not _LETTERS[0] <= len(letters) <= _LETTERS[1]:
        return []
    for found in re.finditer(r"(?<!\w)" + r"\s?".join(map(re.escape, letters)) + r"(?!\w)", text, re.IGNORECASE):
        if _LONE.search(found.group()):
            continue
        blanks, kept = _blanks(stretch.strip()), _blanks(found.group())
        if kept < blanks:
            first = len(stretch) - len(stretch.lstrip())
            return [place + first for place, sign in enumerate(stretch.strip()) if sign.isspace() and _before(stretch.strip(), place) not in kept]
    return []


def _blanks(text: str) -> set[int]:
    """How many letters stand before each blank."""
    return {_before(text, place) for place, sign in enumerate(text) if sign.isspace()}


def _before(text: str, place: int) -> int:
    return place - sum(sign.isspace() for sign in text[:place])
