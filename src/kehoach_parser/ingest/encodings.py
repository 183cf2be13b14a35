"""Bytes → text: byte order marks, UTF-8, UTF-16, and the Vietnamese encodings from before Unicode.

General detectors take TCVN3, VNI and VISCII for European encodings; what tells them apart is how Vietnamese the result
is. Nothing is guessed below `_SURE`: the reader is asked to name the encoding.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import NamedTuple

from kehoach_parser.errors import BadEncoding, UnreadableFile
from kehoach_parser.ingest.request import Request

_OLD = ("tcvn3", "vni", "viscii")  # tables in legacy.py, which is read when it is needed: start-up counts
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NAMES = {"abc": "tcvn3", "tcvn": "tcvn3", "tcvn-3": "tcvn3", "vni-windows": "vni", "windows-1258": "cp1258"}
_SURE = 0.7  # share of marked words that are Vietnamese syllables; right tables give 0.99, wrong ones below 0.4
_WINDOWS = {code: bytes([code]).decode("cp1252", "replace").replace("\ufffd", "") for code in range(0x80, 0xA0)}
_BACK = {ord(letter): code for code, letter in _WINDOWS.items() if letter}
_UNICODE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9\u0300-\u0323]")
_CONTROL = re.compile("[\0-\b\x0e-\x1f\ufffd]")
_ODD = re.compile("[\u0080-\u00ff]")


class Decoded(NamedTuple):
    """A text, the encoding it was in, how sure that is (0 to 1), and what was noticed: (code, message) or None."""

    text: str
    encoding: str
    confidence: float
    remark: tuple[str, str] | None = None


def decode(request: Request) -> Decoded:
    """The text of the bytes. Raises UnreadableFile for bytes that are no text, BadEncoding for an unknown encoding."""
    if request.encoding:
        return _as_told(request, request.encoding.lower().replace("_", "-"))
    data = request.data
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _as_told(request, name)
    if b"\0" in data:
        return _wide(request)
    try:
        return _unicode(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return _cut_off(request, "utf-8", error) or _legacy(request, error.start)


def _cut_off(request: Request, name: str, error: UnicodeDecodeError) -> Decoded | None:
    """The text without its last letter, of which only a part is there; None when something else is wrong with it."""
    if error.reason not in ("unexpected end of data", "truncated data") or not error.start:
        return None
    text = request.data[: error.start].decode(name).removeprefix("\ufeff")
    return Decoded(text, name, 1.0, ("KH920", "the file ends in the middle of a letter; it may be cut off"))


def _as_told(request: Request, name: str) -> Decoded:
    name = _NAMES.get(name, name)
    if name in _OLD:
        return Decoded(_from_legacy(request.data, name), name, 1.0)
    try:
        text = request.data.decode(name)
    except LookupError as error:
        raise BadEncoding(f"{name!r} is no known encoding; try utf-8, utf-16, tcvn3, vni, viscii or cp1258", path=request.name) from error
    except (UnicodeDecodeError, ValueError) as error:
        cut = _cut_off(request, name, error) if isinstance(error, UnicodeDecodeError) else None
        if cut is not None:
            return cut
        told = f"{name} (byte {error.start})" if isinstance(error, UnicodeDecodeError) else name
        raise BadEncoding(f"this is not text in {told}; name another encoding with --encoding", path=request.name) from error
    if "\0" in text:
        raise UnreadableFile("this is not text (it holds NUL bytes); give a document or a text file", path=request.name)
    return Decoded(text.removeprefix("\ufeff"), name.removesuffix("-sig"), 1.0)


def _wide(request: Request) -> Decoded:
    """UTF-16 without a mark: the high bytes of Latin letters and spaces are zeros, all on one side."""
    data = request.data
    sample = data[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    name = "utf-16-le" if odd > 4 * even else "utf-16-be" if even > 4 * odd else ""
    if not name or max(even, odd) < len(sample) / 8:
        raise UnreadableFile("this is not text (it holds NUL bytes); give a document or a text file", path=request.name)
    text = data[: len(data) // 2 * 2].decode(name, "replace")
    if _CONTROL.search(text[:4096]):
        raise UnreadableFile("this is not text (it holds control bytes); give a document or a text file", path=request.name)
    return Decoded(text, "utf-16", 0.9)


def _unicode(text: str) -> Decoded:
    """UTF-8 text; when its letters are those of TCVN3 or VNI (text copied out of an old document), the converted text."""
    if _UNICODE.search(text) or len(_ODD.findall(text[:40_000])) < 20:
        return Decoded(text, "utf-8", 1.0)
    from kehoach_parser.ingest.legacy import from_letters, vietnamese_rate

    once = _saved_once(text)
    if once is not None:
        return Decoded(once, "utf-8", 1.0, ("KH920", "this was UTF-8 taken for Windows-1252 and saved once more; it was converted back"))
    own = vietnamese_rate(text)
    rate, name = max((vietnamese_rate(from_letters(text[:40_000], name)), name) for name in _OLD[:2])
    if rate < 0.85 or rate < own + 0.2:
        return Decoded(text, "utf-8", 1.0)
    converted = _tidied(from_letters(text, name), name)
    return Decoded(converted, name, round(rate, 3), ("KH920", f"the letters are those of {name.upper()} fonts; they were converted"))


def _saved_once(text: str) -> str | None:
    """The text whose UTF-8 bytes were taken for letters of Windows and saved as UTF-8 again ("Káº¿ hoáº¡ch"); None for any other."""
    try:
        once = text.translate(_BACK).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None
    return once if _UNICODE.search(once) else None


def _legacy(request: Request, place: int) -> Decoded:
    from kehoach_parser.ingest.legacy import vietnamese_rate

    sample = request.data[:60_000]
    rates = {name: vietnamese_rate(_from_legacy(sample, name)) for name in _OLD}
    rates["cp1258"] = vietnamese_rate(_from_legacy(sample, "cp1258"))
    name = max(rates, key=lambda key: rates[key])
    if rates[name] < _SURE or sum(byte >= 0x80 for byte in sample) < 8:
        raise BadEncoding(f"this is not text in an encoding that is known here (byte {place} is not UTF-8); name it with --encoding", path=request.name)
    text = _from_legacy(request.data, name)
    return Decoded(text, name, round(rates[name], 3), ("KH920", f"the encoding {name.upper()} was found out, {rates[name]:.0%} sure; --encoding overrides it"))


def _from_legacy(data: bytes, name: str) -> str:
    if name == "cp1258":
        return unicodedata.normalize("NFC", data.decode("cp1258", "replace"))
    from kehoach_parser.ingest.legacy import from_letters

    letters = data.decode("latin-1")
    if name != "viscii":  # quotes and dashes stand where Windows has them; VISCII has letters there
        letters = letters.translate(_WINDOWS)
    return _tidied(from_letters(letters, name), name)


def _tidied(text: str, name: str) -> str:
    from kehoach_parser.ingest.legacy import capitals_of_lines

    return capitals_of_lines(text) if name == "tcvn3" else text
