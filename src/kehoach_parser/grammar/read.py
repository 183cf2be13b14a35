"""Reads YAML grammar files into sections of entries, with the file and line of everything that is wrong.

Imported only when the cache has no answer: PyYAML costs more than the rest of the start-up.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from kehoach_parser.errors import GrammarError
from kehoach_parser.grammar.schema import CHOICES, DATES, SECTIONS

Entries = dict[str, dict[str, Any]]
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_BASE: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every scalar a string: `1.` is no float, `12:30` no 750


class _Loader(_BASE):  # type: ignore[misc]
    """Remembers the line of each mapping."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in mapping:
                raise yaml.MarkedYAMLError(problem=f"key {key!r} stands here twice", problem_mark=key_node.start_mark)
            mapping[key] = self.construct_object(value_node, deep=True)
        mapping["__line__"] = node.start_mark.line + 1
        return mapping


_Loader.add_constructor("tag:yaml.org,2002:map", lambda loader, node: loader.construct_mapping(node))


def read_files(files: list[tuple[Path, bytes]]) -> dict[str, Entries]:
    """Sections of all files, later entries over earlier ones with the same id."""
    sections: dict[str, Entries] = {}
    for path, data in files:
        for name, entries in _read_file(path, data).items():
            section = sections.setdefault(name, {})
            for entry in entries:
                if entry.get("remove") == "true":
                    section.pop(entry["id"], None)
                else:
                    section[entry["id"]] = entry
    return sections


def _read_file(path: Path, data: bytes) -> dict[str, list[dict[str, Any]]]:
    try:
        loaded = yaml.load(data, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise GrammarError(f"this is not valid YAML ({error.problem}); mend the line", path=str(path), line=line) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise GrammarError(f"this is not UTF-8 YAML ({error})", path=str(path)) from error
    if loaded in (None, ""):
        return {}
    if not isinstance(loaded, dict):
        raise GrammarError("expected sections at the top level, for example `labels:`", path=str(path), line=1)
    loaded.pop("__line__", None)
    return {name: _read_section(path, name, entries) for name, entries in loaded.items()}


def _read_section(path: Path, name: str, entries: object) -> list[dict[str, Any]]:
    if name not in SECTIONS:
        known = ", ".join(sorted(SECTIONS))
        raise GrammarError(f"unknown section {name!r}; known sections: {known}", path=str(path), line=_line_of(path, name))
    if not isinstance(entries, list):
        raise GrammarError(f"section {name!r} must be a list of entries (`- id: …`)", path=str(path), line=_line_of(path, name))
    seen: set[str] = set()
    result = []
    for entry in entries:
        checked = _read_entry(path, name, entry)
        if checked["id"] in seen:
            raise GrammarError(f"id {checked['id']!r} stands twice in section {name!r}", path=str(path), line=_entry_line(checked))
        seen.add(checked["id"])
        result.append(checked)
    return result


def _read_entry(path: Path, section: str, entry: object) -> dict[str, Any]:
    if not isinstance(entry, dict):
        raise GrammarError(f"an entry of {section!r} must be a mapping with an id, not {entry!r}", path=str(path), line=_line_of(path, section))
    line = entry.pop("__line__", None)
    shape = SECTIONS[section]
    for key, value in entry.items():
        if key not in shape.keys and key not in ("id", "remove"):
            allowed = ", ".join(["id", *shape.keys])
            raise GrammarError(f"{key!r} is not a key of {section!r}; expected: {allowed}", path=str(path), line=line)
        if key in shape.keys and not isinstance(value, shape.keys[key]):
            wanted = "a list" if shape.keys[key] is list else "a text" if shape.keys[key] is str else "a mapping"
            raise GrammarError(f"{key!r} must be {wanted}", path=str(path), line=line)
        wrong = _wrong_value(section, key, value)
        if wrong:
            raise GrammarError(wrong, path=str(path), line=line)
    missing = [key for key in ("id", *shape.required) if key not in entry]
    if missing and entry.get("remove") != "true":
        raise GrammarError(f"this entry of {section!r} lacks {', '.join(missing)}", path=str(path), line=line)
    if "id" not in entry:
        raise GrammarError(f"this entry of {section!r} lacks id", path=str(path), line=line)
    return {**_without_lines(entry), "at": f"{path.name}:{line}"}


def _wrong_value(section: str, key: str, value: object) -> str | None:
    """What is wrong with a value whose key has a choice of words, is a date, or lists texts."""
    choices = CHOICES.get(section, {}).get(key)
    if choices and value not in choices:
        return f"{key!r} cannot be {value!r}; expected one of: {', '.join(choices)}"
    if key in DATES and value and not _DATE.fullmatch(str(value)):
        return f"{key!r} is no date: {value!r}; write 2025, 2025-07 or 2025-07-01"
    if key in ("phrases", "aliases") and isinstance(value, list) and not all(isinstance(text, str) and text.strip() for text in value):
        return f"{key!r} must be a list of texts, none of them empty"
    return None


def _without_lines(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_lines(v) for k, v in value.items() if k != "__line__"}
    if isinstance(value, list):
        return [_without_lines(v) for v in value]
    return value


def _entry_line(entry: dict[str, Any]) -> int | None:
    line = str(entry["at"]).rpartition(":")[2]
    return int(line) if line.isdigit() else None


def _line_of(path: Path, key: str) -> int | None:
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.startswith(f"{key}:"):
            return number
    return None
