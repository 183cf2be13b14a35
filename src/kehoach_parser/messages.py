"""Turns a code and its values into a diagnostic. The texts are in `message_table`, which is read on first use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kehoach_parser.message_table import Entry
    from kehoach_parser.model import Diagnostic, Span

LANGUAGES = ("vi", "en")
_SLOT = re.compile(r"\{(\d)\}")
_NO_VALUE = "…"
_LONGEST = 90
_READING = "KH9"  # codes whose value is why a file or page was not read
_BORDER = "\0"  # between message and help: some values stand in the help alone


def entry(code: str) -> Entry:
    """The slug, level and texts of `code`; a code that nobody described gets a plain entry, since content never raises."""
    from kehoach_parser.message_table import TABLE, Entry

    return TABLE.get(code) or Entry(code.lower(), "info", "{0}", "", "{0}", "")


def diagnostic(
    code: str,
    values: tuple[str, ...] = (),
    *,
    line: int,
    span: Span,
    page: int | None = None,
    node: str | None = None,
    lang: str = "vi",
    level: str | None = None,
) -> Diagnostic:
    """The diagnostic of `code` with `values` filled into its message.

    `level` stands in for the default level; `off` counts as `info`, since whoever reports it wants it seen.
    """
    from kehoach_parser.model import Diagnostic

    return Diagnostic(**diagnostic_record(code, values, line=line, span=span, page=page, node=node, lang=lang, level=level))


def diagnostic_record(
    code: str,
    values: tuple[str, ...],
    *,
    line: int,
    span: Span,
    page: int | None = None,
    node: str | None = None,
    lang: str = "vi",
    level: str | None = None,
) -> dict[str, Any]:
    """The same as plain data, its keys in the order of the model."""
    known = entry(code)
    values = tuple(reason(value, lang) or _short(value) if code.startswith(_READING) else _short(value) for value in values)
    chosen = level or known.level
    message, advice = (known.en, known.help_en) if lang == "en" else (known.vi, known.help_vi)
    return {
        "code": code, "slug": known.slug, "severity": "info" if chosen == "off" else chosen, "message": _fill(message, values),
        "help": _fill(advice, values) or None, "line": line, "span": span, "page": page, "node": node,
    }


def translate(given: Diagnostic, lang: str) -> Diagnostic:
    """The same diagnostic in another language, its values taken back out of the message it has."""
    known = entry(given.code)
    said = f"{given.message}{_BORDER}{given.help or ''}"
    for template in (f"{known.vi}{_BORDER}{known.help_vi}", f"{known.en}{_BORDER}{known.help_en}"):
        values = _taken_back(template, said)
        if values is not None:
            return diagnostic(
                given.code, values, line=given.line, span=given.span, page=given.page, node=given.node, lang=lang, level=given.severity
            )
    return given


def reason(sentence: str, lang: str) -> str | None:
    """Why a file was not read, in the language asked for, whichever it is in now; None for a sentence that `reason_table` does not know."""
    from kehoach_parser.reason_table import REASONS

    for english, vietnamese in REASONS.items():
        for template in (english, vietnamese):
            values = _values_in(template, sentence)
            if values is not None:
                return _fill(english if lang == "en" else vietnamese, tuple(reason(value, lang) or _short(value) for value in values))
    return None


def _values_in(template: str, sentence: str) -> tuple[str, ...] | None:
    """What stands in the slots of a template, which are numbered from the left, or None when the sentence is not made from it."""
    first, *pieces = _SLOT.split(template)[::2]
    if not pieces:
        return () if sentence == first else None
    if not sentence.startswith(first) or not sentence.endswith(pieces[-1]):
        return None
    values: list[str] = []
    at, end = len(first), len(sentence) - len(pieces[-1])
    for piece in pieces[:-1]:
        found = sentence.find(piece, at, end)
        if found < 0:
            return None
        values.append(sentence[at:found])
        at = found + len(piece)
    return (*values, sentence[at:end]) if at <= end else None


def _short(value: str) -> str:
    """A value on one line and not longer than a message bears."""
    line = " ".join(value.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + _NO_VALUE


def _fill(template: str, values: tuple[str, ...]) -> str:
    return _SLOT.sub(lambda slot: values[int(slot[1])] if int(slot[1]) < len(values) else _NO_VALUE, template)


def _taken_back(template: str, message: str) -> tuple[str, ...] | None:
    pattern, seen, end = "", list[int](), 0
    for slot in _SLOT.finditer(template):
        number = int(slot[1])
        pattern += re.escape(template[end : slot.start()]) + (f"(?P=v{number})" if number in seen else f"(?P<v{number}>.*?)")
        seen.append(number)
        end = slot.end()
    found = re.fullmatch(pattern + re.escape(template[end:]), message, re.DOTALL)
    return found and tuple(found.groupdict().get(f"v{n}", _NO_VALUE) for n in range(max(seen, default=-1) + 1))
