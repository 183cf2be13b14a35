"""The folder for what this program can make again: the compiled grammar, compiled patterns, recognised pages, converted files.

A file of it is whole or passed over: it begins with a sum over the rest.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_SUM = 4  # bytes of the sum


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
    from zlib import crc32

    with suppress(OSError, RuntimeError):
        path = cache_directory() / name
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(crc32(data).to_bytes(_SUM, "big") + data)
            Path(beside).replace(path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise


def kept(name: str) -> bytes | None:
    """What `keep` wrote under this name; None when there is nothing, or not what was written."""
    from zlib import crc32

    try:
        data = (cache_directory() / name).read_bytes()
    except (OSError, RuntimeError):
        return None
    return data[_SUM:] if int.from_bytes(data[:_SUM], "big") == crc32(data[_SUM:]) and len(data) > _SUM else None


def kept_files() -> list[Path]:
    """All files of the folder, what a killed run left of one too."""
    folder = cache_directory()
    patterns = ("grammar-*", "patterns-*", "ocr/*.json", "ocr/*.bin", "office/*.bin", "*.tmp", "ocr/*.tmp", "office/*.tmp")
    return sorted(path for pattern in patterns for path in folder.glob(pattern) if path.is_file())
