"""Settings from `kehoach.toml`, `.kehoach.toml` or `[tool.kehoach]` of `pyproject.toml`: the nearest upward counts.

Settings of several files are never mixed, unless one says `extend = "other.toml"`; then its own keys go over those.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

from kehoach_parser.check.choose import LEVELS, chosen, code_or_prefix, nearest
from kehoach_parser.errors import UsageError

FILE_NAMES = ("kehoach.toml", ".kehoach.toml", "pyproject.toml")
_LISTS = ("select", "ignore", "extend-select", "extend-ignore", "exclude")
_TABLES = ("per-file-ignores", "severity")
_TEXTS = ("extend", "fail-on", "baseline", "lang", "output-format")
KEYS = (*_LISTS, *_TABLES, *_TEXTS)


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for the files below `root`: rule names as given, levels by rule, ignores by file pattern."""

    root: Path | None = None
    source: str | None = None
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    fail_on: str = "warning"
    baseline: Path | None = None
    lang: str | None = None
    output_format: str | None = None

    def rules(self) -> dict[str, str]:
        """Code → level of the rules that are on."""
        return chosen(self.select, self.ignore, self.extend_select, self.severity, where=self.source)

    def ignored_in(self, path: str) -> tuple[str, ...]:
        """Codes and prefixes that are ignored in this file."""
        return tuple(
            code_or_prefix(name, self.source) for pattern, names in self.per_file_ignores.items() if self._fits(path, pattern) for name in names
        )

    def excludes(self, path: str) -> bool:
        """Whether the file is not to be checked at all."""
        return any(self._fits(path, pattern) for pattern in self.exclude)

    def _fits(self, path: str, pattern: str) -> bool:
        full = Path(path).absolute()
        inside = full.relative_to(self.root).as_posix() if self.root and full.is_relative_to(self.root) else full.as_posix()
        folder = pattern.rstrip("/")
        return fnmatch(inside, pattern) or fnmatch(full.name, pattern) or fnmatch(inside, f"{folder}/*")

    def over(self, *, select: list[str] | None, ignore: list[str], extend_select: list[str], fail_on: str | None) -> Settings:
        """These settings with what the command line says laid over them."""
        return replace(
            self,
            select=tuple(select) if select is not None else self.select,
            ignore=(*self.ignore, *ignore) if select is None else tuple(ignore),
            extend_select=(*self.extend_select, *extend_select),
            fail_on=fail_on or self.fail_on,
        )


def settings_for(path: Path) -> Settings:
    """The settings that hold for a file or folder: from the nearest settings file upward, else the defaults."""
    absolute = path.absolute()
    return _settings_of_folder(absolute if absolute.is_dir() else absolute.parent)


@cache
def _settings_of_folder(folder: Path) -> Settings:
    for name in FILE_NAMES:
        found = folder / name
        if found.is_file() and (table := _table_of(found)) is not None:
            return _read(found, table)
    return Settings() if folder.parent == folder else _settings_of_folder(folder.parent)


def load_settings(path: Path) -> Settings:
    """The settings of one file (`--config`). Raises UsageError for a missing or wrong file, with what to write instead."""
    if not path.is_file():
        raise UsageError("this settings file does not exist", path=str(path))
    return _read(path.absolute(), _table_of(path) or {})


def _table_of(path: Path) -> dict[str, Any] | None:
    import tomllib

    try:
        loaded = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        if path.name == "pyproject.toml":
            return None  # another tool's business
        raise UsageError(f"this is not valid TOML: {error}", path=str(path)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"this settings file cannot be read ({error})", path=str(path)) from error
    if path.name != "pyproject.toml":
        return loaded
    table = loaded.get("tool", {}).get("kehoach")
    return table if isinstance(table, dict) else None


def _read(path: Path, table: dict[str, Any], seen: tuple[Path, ...] = ()) -> Settings:
    where = str(path)
    for key, value in table.items():
        _check_key(key, value, where)
    base = Settings()
    if "extend" in table:
        parent = (path.parent / table["extend"]).resolve()
        if parent in (*seen, path.resolve()):
            raise UsageError(f"extend = {table['extend']!r} goes round in a circle", path=where)
        if not parent.is_file():
            raise UsageError(f"extend = {table['extend']!r} names a file that does not exist", path=where)
        base = _read(parent, _table_of(parent) or {}, (*seen, path.resolve()))
    settings = Settings(
        root=path.parent,
        source=where,
        select=tuple(table["select"]) if "select" in table else base.select,
        ignore=(*base.ignore, *table.get("extend-ignore", ())) if "ignore" not in table else (*table["ignore"], *table.get("extend-ignore", ())),
        extend_select=(*base.extend_select, *table.get("extend-select", ())),
        severity={**base.severity, **table.get("severity", {})},
        per_file_ignores={**base.per_file_ignores, **{k: tuple(v) for k, v in table.get("per-file-ignores", {}).items()}},
        exclude=tuple(table.get("exclude", base.exclude)),
        fail_on=table.get("fail-on", base.fail_on),
        baseline=path.parent / table["baseline"] if "baseline" in table else base.baseline,
        lang=table.get("lang", base.lang),
        output_format=table.get("output-format", base.output_format),
    )
    settings.rules()  # names that fit no rule are found here, not at the first plan
    for names in settings.per_file_ignores.values():
        for name in names:
            code_or_prefix(name, where)
    return settings


def _check_key(key: str, value: object, where: str) -> None:
    if key not in KEYS:
        raise UsageError(f"{key!r} is no setting{nearest(key, KEYS) or '; known: ' + ', '.join(KEYS)}", path=where)
    if key in _LISTS and not _is_texts(value):
        raise UsageError(f'{key} must be a list of texts, such as {key} = ["KH3"]', path=where)
    if key == "per-file-ignores" and not (isinstance(value, dict) and all(_is_texts(v) for v in value.values())):
        raise UsageError('per-file-ignores must map file patterns to lists, such as "drafts/*" = ["KH5"]', path=where)
    if key == "severity" and not (isinstance(value, dict) and all(isinstance(v, str) for v in value.values())):
        raise UsageError('severity must map rules to levels, such as KH301 = "error"', path=where)
    if key in _TEXTS and not isinstance(value, str):
        raise UsageError(f"{key} must be a text", path=where)
    if key == "fail-on" and value not in LEVELS[:3]:
        raise UsageError(f"fail-on must be one of {', '.join(LEVELS[:3])}, not {value!r}", path=where)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
