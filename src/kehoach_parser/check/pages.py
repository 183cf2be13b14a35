"""The user's page of a rule, from the docstring of its module and the message table."""

from __future__ import annotations

import importlib
from dataclasses import dataclass

from kehoach_parser.check.engine import READING, module_of
from kehoach_parser.message_table import TABLE, Entry

_WHY, _BAD, _GOOD, _ENGLISH = "Vì sao:", "Không nên:", "Nên:", "English:"
_TITLES = {
    "vi": {"level": "mức", "bad": "Không nên:", "good": "Nên:", "help": "Cách sửa:", "off": "mặc định tắt"},
    "en": {"level": "level", "bad": "Bad:", "good": "Good:", "help": "What to do:", "off": "off by default"},
}


@dataclass(frozen=True, slots=True)
class Page:
    """A rule as it is explained: what it finds and why (Vietnamese), a bad and a good example, and the English summary."""

    code: str
    entry: Entry
    text: str
    bad: str
    good: str
    english: str


def page_of(code: str) -> Page:
    """The page of a code; reading errors, which have no module, have what the table says."""
    entry = TABLE[code]
    if code.startswith(READING):
        return Page(code, entry, _plain(entry.vi), "", "", _plain(entry.en))
    lines = (importlib.import_module(module_of(code)).__doc__ or "").strip().split("\n")
    bad, good = lines.index(_BAD), lines.index(_GOOD)
    english = next(at for at, line in enumerate(lines) if line.startswith(_ENGLISH))
    return Page(
        code, entry, "\n".join(lines[:bad]).strip(), _example(lines[bad + 1 : good]), _example(lines[good + 1 : english]),
        " ".join(lines[english:]).removeprefix(_ENGLISH).strip(),
    )


def page_text(code: str, lang: str) -> str:
    """The page as `kehoach explain` prints it."""
    page, titles = page_of(code), _TITLES[lang]
    level = titles["off"] if page.entry.level == "off" else f"{titles['level']}: {page.entry.level}"
    said = page.english if lang == "en" else page.text
    advice = _plain(page.entry.help_en if lang == "en" else page.entry.help_vi)
    parts = [f"{code} {page.entry.slug} ({level})", said]
    if page.bad:
        parts += [f"{titles['bad']}\n{_indented(page.bad)}", f"{titles['good']}\n{_indented(page.good)}"]
    return "\n\n".join([*parts, f"{titles['help']} {advice}"]) + "\n"


def _example(lines: list[str]) -> str:
    return "\n".join(line.removeprefix("    ") for line in lines).strip("\n")


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.split("\n"))


def _plain(template: str) -> str:
    for slot in range(4):
        template = template.replace(f"{{{slot}}}", "…")
    return template.removesuffix(": …")
