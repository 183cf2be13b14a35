"""Output files are written whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from kehoach_parser.errors import OutputError

_REASONS = {
    PermissionError: "cannot be written: no permission, or another program has it open; close it there or choose another place with -o",
    FileExistsError: "a file stands where a folder is needed, choose another place with -o",
    NotADirectoryError: "a file stands where a folder is needed, choose another place with -o",
    IsADirectoryError: "is a folder, name a file",
}


def write_whole(path: Path, data: bytes, *, workshop: Path | None = None) -> os.stat_result | None:
    """Writes `data` to `path`: first under another name, then in one step over it; missing folders are made.

    The other name is beside it, or in the folder `workshop` of the same file system. A device or pipe (`/dev/stdout`)
    is written directly. Gives what the file system says of the new file (None for a device). Raises OutputError with
    one sentence; nothing half-written is left and an older file stays as it was.
    """
    try:
        if path.is_dir():
            raise IsADirectoryError
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return None
        return _write_elsewhere(path, data, workshop)
    except OSError as error:
        raise OutputError(_reason(error), path=str(path)) from error


def _write_elsewhere(path: Path, data: bytes, workshop: Path | None) -> os.stat_result:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = (workshop or path.parent) / f".kehoach-{os.urandom(8).hex()}.tmp"
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            stat = os.fstat(file.fileno())  # before the name is given: another run may give it to its own file at once
        beside.replace(path)
        return stat
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def _reason(error: OSError) -> str:
    for kind, sentence in _REASONS.items():
        if isinstance(error, kind):
            return sentence
    return f"cannot be written ({(error.strerror or os.strerror(error.errno or 0)).lower()})"
