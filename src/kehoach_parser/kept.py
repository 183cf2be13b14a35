"""The folder for what this program can make again: the compiled grammar, compiled patterns, recognised pages."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def cache_directory() -> Path:
    """Where it is: KEHOACH_CACHE_DIR, else in the user's cache folder. Raises RuntimeError where there is no home."""
    own = os.environ.get("KEHOACH_CACHE_DIR")
    if own:
        return Path(own)
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "kehoach-parser"


def keep(name: str, data: bytes) -> None:
    """Writes a file of the folder whole; where it cannot be written nothing is kept, which only costs time."""
    import tempfile

    with suppress(OSError, RuntimeError):
        folder = cache_directory()
        folder.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=folder, suffix=".tmp")
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        Path(beside).replace(folder / name)
