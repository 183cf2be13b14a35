"""Reads YAML grammar files into sections of entries, with the file and line of everything that is wrong.

Imported only when the cache has no answer: PyYAML costs more than the rest of the start-up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from kehoach_parser.errors import GrammarError
from kehoach_parser.grammar.schema import CHOICES, FORMS, ITEMS, SECTIONS, Shape

Entries = dict[str, dict[str, Any]]
_BASE: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every scalar a string: `1.` is no float, `12:30` no 750


def _is_date(text: str) -> bool:
    """2025, 2025-07 or 2025-07-01."""
    return re.fullmatch(r"\d{4}(?:-\d\d){0,2}", text) is not None and _is_day(text + "-01-01"[len(text) - 4 :])


def _is_day(text: str) -> bool:
    try:
        return len(text) == len("2025-07-01") and date.fromisoformat(text) is not None
    except ValueError:
        return False


# What a text of each form (schema.FORMS) must be, and how one writes it.
_FORMS: dict[str, tuple[Callable[[str], object], str]] = {
    "date": (_is_date, "is no date: {}; write 2025, 2025-07 or 2025-07-01"),
    "day": (_is_day, "is no day: {}; write 2025-07-01"),
    "year": (re.compile(r"\d{4}").fullmatch, "is no year: {}; write 2025"),
    "number": (re.compile(r"\d{1,3}").fullmatch, "is no number: {}; write 3"),
    "shape": (
        re.compile(r"[^{}]*\{(?:roman|arabic|decimal|upper|lower|small)\}[^{}]*").fullmatch,
        "has no numeral that is known: {}; write one of {{roman}}, {{arabic}}, {{decimal}}, {{upper}}, {{lower}}, {{small}} and its signs",
    ),
}


class _Loader(_BASE):  # type: ignore[misc]
    """Remembers the line of each mapping and of each of its keys."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise yaml.MarkedYAMLError(problem="a key must be a word", problem_mark=key_node.start_mark)
            if key in mapping:
                raise yaml.MarkedYAMLError(problem=f"key {key!r} stands here twice", problem_mark=key_node.start_mark)
            mapping[key] = self.construct_object(value_node, deep=True)
        mapping["__lines__"] = {"": node.start_mark.line + 1, **{key: mark.start_mark.line + 1 for key, (mark, _) in zip(mapping, node.value, strict=True)}}
        return mapping


_Loader.add_constructor("tag:yaml.org,2002:map", lambda loader, node: loader.construct_mapping(node))


def read_files(files: list[tuple[Path, bytes]]) -> dict[str, Entries]:
    """Sections of all files, later entries over earlier ones with the same id."""
    sections: dict[str, Entries] = {}
    for path, data in files:
        for name, entries in _read_file(path, data).items():
            section = sections.setdefault(name, {})
            for entry in entries:
                if "remove" not in entry:
                    section[entry["id"]] = entry
                elif section.pop(entry["id"], None) is None:
                    near = get_close_matches(entry["id"], section, 1)
                    hint = f"; did you mean {near[0]!r}?" if near else ""
                    raise GrammarError(f"section {name!r} has no entry {entry['id']!r} to remove{hint}", path=str(path), line=_entry_line(entry))
    return sections


def _read_file(path: Path, data: bytes) -> dict[str, list[dict[str, Any]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise GrammarError(f"byte {error.start} is not UTF-8; save the file as UTF-8", path=str(path), line=line) from error
    try:
        loaded = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise GrammarError(f"this is not valid YAML ({error.problem}); mend the line", path=str(path), line=mark.line + 1 if mark else None) from error
    except yaml.YAMLError as error:
        raise GrammarError(f"this is not valid YAML ({' '.join(str(error).split())}); mend it", path=str(path)) from error
    if loaded in (None, ""):
        return {}
    if not isinstance(loaded, dict):
        raise GrammarError("expected sections at the top level, for example `labels:`", path=str(path), line=1)
    lines = loaded.pop("__lines__")
    return {name: _read_section(path, name, entries, lines.get(name)) for name, entries in loaded.items()}


def _read_section(path: Path, name: str, entries: object, line: int | None) -> list[dict[str, Any]]:
    if name not in SECTIONS:
        raise GrammarError(f"unknown section {name!r}; known sections: {', '.join(sorted(SECTIONS))}", path=str(path), line=line)
    if not isinstance(entries, list):
        raise GrammarError(f"section {name!r} must be a list of entries (`- id: …`)", path=str(path), line=line)
    seen: set[str] = set()
    result = []
    for entry in entries:
        if not isinstance(entry, dict):
            raise GrammarError(f"an entry of {name!r} must be a mapping with an id, not {entry!r}", path=str(path), line=line)
        at = entry["__lines__"][""]
        checked = {**_read_entry(path, name, SECTIONS[name], entry), "at": f"{path.name}:{at}"}
        if checked["id"] in seen:
            raise GrammarError(f"id {checked['id']!r} stands twice in section {name!r}", path=str(path), line=at)
        seen.add(checked["id"])
        result.append(checked)
    return result


def _read_entry(path: Path, section: str, shape: Shape, entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of a section, or a mapping in a list of one, without the lines; every key is looked at."""
    lines = entry["__lines__"]
    entry = {key: value for key, value in entry.items() if key != "__lines__"}  # a copy: an anchor gives one mapping to two places
    keys = shape.keys if section in ITEMS else {"id": str, "remove": str, **shape.keys}
    for key, value in entry.items():
        wrong = _wrong_key(section, keys, key, value)
        if wrong:
            raise GrammarError(wrong, path=str(path), line=lines[key])
    needed = shape.required if section in ITEMS else ("id", *shape.required) if "remove" not in entry else ("id",)
    missing = [key for key in needed if key not in entry]
    if missing:
        raise GrammarError(f"this entry of {section!r} lacks {', '.join(missing)}", path=str(path), line=lines[""])
    for key in entry.keys() & {name.rpartition(".")[2] for name in ITEMS if name.startswith(f"{section}.")}:
        inner = f"{section}.{key}"
        entry[key] = [_read_entry(path, inner, ITEMS[inner], item) for item in entry[key]]
    return entry


def _wrong_key(section: str, keys: Mapping[str, type], key: str, value: object) -> str | None:
    """What is wrong with a key of an entry or with its value, or None."""
    if key not in keys:
        return f"{key!r} is not a key of {section!r}; expected: {', '.join(keys)}"
    if not isinstance(value, keys[key]):
        return f"{key!r} must be {'a list' if keys[key] is list else 'a text'}"
    if key == "remove" and value != "true":
        return "'remove' can only be true; leave the line out to keep the entry"
    choices = CHOICES.get(section, {}).get(key)
    if choices and value not in choices:
        return f"{key!r} cannot be {value!r}; expected one of: {', '.join(choices)}"
    if not isinstance(value, list):
        return _wrong_form(section, key, str(value))
    if f"{section}.{key}" in ITEMS:
        return None if all(isinstance(item, dict) for item in value) else f"{key!r} must be a list of mappings, for example {{{', '.join(ITEMS[f'{section}.{key}'].required)}: …}}"
    if not all(isinstance(text, str) and (text.strip() or key == "bullets") for text in value):
        return f"{key!r} must be a list of texts, none of them empty"
    return next(filter(None, (_wrong_form(section, key, text) for text in value)), None)


def _wrong_form(section: str, key: str, text: str) -> str | None:
    form = FORMS.get(section, {}).get(key)
    if form is None or not text or _FORMS[form][0](text):
        return None
    return f"{key!r} {_FORMS[form][1].format(repr(text))}"


def _entry_line(entry: dict[str, Any]) -> int | None:
    line = str(entry["at"]).rpartition(":")[2]
    return int(line) if line.isdigit() else None
