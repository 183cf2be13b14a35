"""Output files are written whole or not at all."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from kehoach_parser.errors import OutputError

_REASONS = {
    PermissionError: "no permission to write here, choose another place with -o",
    FileExistsError: "a file stands where a folder is needed, choose another place with -o",
    NotADirectoryError: "a file stands where a folder is needed, choose another place with -o",
    IsADirectoryError: "is a folder, name a file",
}


def write_whole(path: Path, data: bytes) -> None:
    """Writes `data` to `path`: first beside it under another name, then in one step over it; missing folders are made.

    A device or pipe (`/dev/stdout`) is written directly. Raises OutputError with one sentence; nothing half-written
    is left and an older file stays as it was.
    """
    try:
        if path.is_dir():
            raise IsADirectoryError
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            _write_beside(path, data)
    except OSError as error:
        raise OutputError(_reason(error), path=str(path)) from error


def _write_beside(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.parent / f".kehoach-{secrets.token_hex(8)}.tmp"
    try:
        with beside.open("xb") as file:
            file.write(data)
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def _reason(error: OSError) -> str:
    for kind, sentence in _REASONS.items():
        if isinstance(error, kind):
            return sentence
    return f"cannot be written ({(error.strerror or os.strerror(error.errno or 0)).lower()})"
