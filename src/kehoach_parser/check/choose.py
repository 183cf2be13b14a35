"""Which rules run, and at which level: codes, prefixes and slugs become a mapping from code to level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kehoach_parser.errors import UsageError
from kehoach_parser.message_table import TABLE

LEVELS = ("error", "warning", "info", "off")
_SLUGS = {entry.slug: code for code, entry in TABLE.items()}


def chosen(
    select: Iterable[str] | None = None,
    ignore: Iterable[str] = (),
    extend_select: Iterable[str] = (),
    severity: Mapping[str, str] | None = None,
    *,
    where: str | None = None,
) -> dict[str, str]:
    """Code → level of every rule that is on.

    `select` (None: every rule whose default level is not off) and `extend_select` turn on, `ignore` turns off; the
    longest name that fits decides, `ignore` on a tie. `severity` sets levels by the same names. Raises UsageError
    for a name that fits no rule, with the one that was probably meant; `where` is the file to blame.
    """
    wanted = None if select is None else names(select, where)
    more, less = names(extend_select, where), names(ignore, where)
    levels = {code: level for name, level in (severity or {}).items() for code in _codes_of(name, level, where)}
    result: dict[str, str] = {}
    for code, entry in TABLE.items():
        asked = max(_fit(code, more), _fit(code, wanted or ()))
        on = asked > 0 if wanted is not None else asked > 0 or entry.level != "off" or levels.get(code, "off") != "off"
        off = _fit(code, less)
        if on and not (off and off >= asked):
            result[code] = levels.get(code) or ("info" if entry.level == "off" else entry.level)
    return {code: level for code, level in result.items() if level != "off"}


def names(given: Iterable[str], where: str | None = None) -> list[str]:
    """Codes and prefixes for what was given: slugs become codes, `ALL` the common prefix."""
    return [code_or_prefix(name, where) for name in given]


def code_or_prefix(name: str, where: str | None = None) -> str:
    """The code or prefix that `name` (a code, a prefix such as KH3, a slug, or ALL) stands for."""
    stripped = name.strip()
    upper = stripped.upper()
    if upper == "ALL":
        return "KH"
    if stripped.lower() in _SLUGS:
        return _SLUGS[stripped.lower()]
    prefix = upper.rstrip("X") if upper[2:3].isdigit() else upper
    if prefix.startswith("KH") and any(code.startswith(prefix) for code in TABLE):
        return prefix
    raise UsageError(f"there is no rule {name!r}{nearest(name, [*TABLE, *_SLUGS])}", path=where)


def nearest(word: str, known: Iterable[str]) -> str:
    """“; did you mean …?” for a misspelt word, or nothing when no known word is near."""
    from difflib import get_close_matches

    by_lower = {name.lower(): name for name in known}
    close = get_close_matches(word.strip().lower(), by_lower, n=1, cutoff=0.65)
    return f"; did you mean {by_lower[close[0]]!r}?" if close else ""


def _fit(code: str, prefixes: Iterable[str]) -> int:
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=0)


def _codes_of(name: str, level: str, where: str | None) -> list[str]:
    if level not in LEVELS:
        raise UsageError(f"{level!r} is not a level of rule {name!r}; use one of {', '.join(LEVELS)}", path=where)
    prefix = code_or_prefix(name, where)
    return [code for code in TABLE if code.startswith(prefix)]
