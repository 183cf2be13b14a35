"""Single values read on their own: one agency list, one deadline, the citations of a text."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import get_args

from kehoach_parser.grammar import Grammar, load_grammar
from kehoach_parser.model import Agency, Assignment, Citation, Deadline, Level

_DAY = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


def parse_deadline(raw: str, *, issued_on: date | str | None = None, plan_year: int | None = None, grammar: Grammar | None = None) -> Deadline:
    """Reads one deadline phrase. Any text gives a Deadline; what is not understood keeps `raw` and has all else empty.

    `issued_on`, a date or what `header.issued_on` holds, is what relative terms count from, `plan_year` (else the year of `issued_on`) is the year that a text
    leaves out; without them such dates stay open. Dates are ISO and inclusive; `span` counts code points of `raw` in NFC.
    The conventions are in docs/deadlines.md.
    """
    from kehoach_parser.resolve.deadlines import Calendar, read_deadline

    calendar = Calendar(_iso(issued_on), plan_year)
    read, _ = read_deadline(grammar or load_grammar(), unicodedata.normalize("NFC", raw), calendar)
    return Deadline.model_validate(read)


def find_citations(text: str, *, own_number: str | None = None, grammar: Grammar | None = None) -> list[Citation]:
    """The documents that a text cites, in order, each with its span (code points of `text` in NFC) and 1-based line.

    The number of the document itself is none of them: on a “Số:” line it is known, elsewhere `own_number` names it.
    """
    from kehoach_parser.resolve import citations

    text = unicodedata.normalize("NFC", text)
    found = citations.find_citations(grammar or load_grammar(), text, own_number)
    result, line, at = [], 1, 0
    for cited in found:
        line += text.count("\n", at, cited.span[0])
        at = cited.span[0]
        result.append(Citation(raw=cited.raw, kind=cited.kind, number=cited.number, date=cited.date, issuer=cited.issuer, span=cited.span, line=line))
    return result


def parse_agencies(raw: str, *, level: str | None = None, on: date | str | None = None, grammar: Grammar | None = None) -> Assignment:
    """Reads the value of a field for bodies: who leads, who supports; a bare list of bodies goes to `implementer`.

    `level` is the level of the issuer (central, province, district, commune, village), which decides where the text
    leaves the level out; `on` is the day on which a name must be valid where two bodies share it. Any text gives an
    Assignment: a body that is not known keeps its name with match `none`, and a diagnostic says so. Spans count code
    points of `raw` in NFC. How names are written is in docs/agencies.md. Raises ValueError for another `level`.
    """
    from kehoach_parser.messages import diagnostic
    from kehoach_parser.resolve.agencies import Setting, read_agencies

    if level is not None and level not in get_args(Level):
        raise ValueError(f"level: expected one of {', '.join(get_args(Level))}, or None; got {level!r}")
    text = unicodedata.normalize("NFC", raw)
    read = read_agencies(grammar or load_grammar(), text, Setting(level=level, on=_iso(on)))
    lead, support, implementer = (tuple(Agency.model_validate(a) for a in found) for found in (read.lead, read.support, read.implementer))
    notes = tuple(diagnostic(p.code, p.values, line=text.count("\n", 0, p.span[0]) + 1, span=p.span) for p in read.problems)
    return Assignment(lead=lead, support=support, implementer=implementer, diagnostics=notes)


def _iso(day: date | str | None) -> str | None:
    """A day as ISO text; a text may be as short as a header's date ("2024-02"). Raises ValueError for another text."""
    if isinstance(day, str):
        if not _DAY.fullmatch(day):
            raise ValueError(f"expected a date such as 2024-02-07, 2024-02 or 2024; got {day!r}")
        return day
    return day.isoformat() if day else None
