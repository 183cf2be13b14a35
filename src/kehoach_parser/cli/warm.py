"""Keeps what `re` compiled from one run of the command to the next: compiling 200 patterns costs more than reading a plan.

`re` remembers its patterns in a dictionary by their text and flags. It is filled from a file before anything is
imported, so that every `re.compile` finds its pattern there; one that is not there is compiled as ever. The file is named
for the interpreter that wrote it, made again when it lacks patterns, and only ever a matter of time:
where `re` is built otherwise, or the file cannot be read or written, nothing is kept.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import Any

_FEW = 20  # patterns that a run had to compile are worth a new file only when there are more
_MOST = 800  # patterns kept
_ROOM = 2_000  # patterns that `re` remembers in the command; it would forget beyond 512, and reading one plan takes 470


def load_patterns() -> int:
    """Gives `re` the patterns of an earlier run; how many."""
    import marshal
    from array import array

    from kehoach_parser.kept import kept

    try:
        import _sre  # type: ignore[import-not-found]

        cache: dict[Any, Any] = re._cache  # type: ignore[attr-defined]
        re._MAXCACHE = max(re._MAXCACHE, _ROOM)  # type: ignore[attr-defined]
        data = kept(_name())
        if data is None:
            return 0
        for pattern, flags, all_flags, code, groups, names in marshal.loads(data):
            order: list[str | None] = [None] * (groups + 1)
            for name, number in names.items():
                order[number] = name
            cache[type(pattern), pattern, flags] = _sre.compile(pattern, all_flags, array("I", code).tolist(), groups, names, tuple(order))
        return len(cache)
    except (ImportError, AttributeError, ValueError, TypeError, EOFError, IndexError, RuntimeError):
        return 0


def keep_patterns(loaded: int) -> None:
    """Writes the patterns that `re` holds for the next run, unless nearly all of them were loaded."""
    try:
        cache = re._cache  # type: ignore[attr-defined]
        if len(cache) - loaded > _FEW:
            known = [key for key in cache if key[0] in (str, bytes)]
            _write([key[1:] for key in (known if len(known) <= _MOST else known[loaded:])])  # too many: those of older programs go
    except (ImportError, AttributeError, OSError, TypeError):
        return


def _write(patterns: Iterable[tuple[str | bytes, int]]) -> None:
    import marshal
    from array import array
    from re import _compiler, _parser  # type: ignore[attr-defined]

    from kehoach_parser.kept import keep

    rows = []
    for pattern, flags in patterns:
        parsed = _parser.parse(pattern, flags)
        code = array("I", _compiler._code(parsed, flags)).tobytes()
        rows.append((pattern, flags, flags | parsed.state.flags, code, parsed.state.groups - 1, dict(parsed.state.groupdict)))
    keep(_name(), marshal.dumps(rows))


def _name() -> str:
    return f"patterns-{sys.implementation.cache_tag}-{sys.hexversion:x}.bin"
