"""The output folder: made before anything is read, with a hidden place for the manifest and for files in the making.

`OUT/.kehoach/` holds the journal of the manifest and one folder a run, where result files are made before they get their
name. A run keeps its folder locked; what a killed run left is swept by the next one, and only then.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kehoach_parser.emit.atomic import write_whole
from kehoach_parser.errors import OutputError

HIDDEN = ".kehoach"
_WORKSHOP = "making-"
_LOCK = "lock"


@contextmanager
def workshop(out: Path) -> Iterator[Path]:
    """A folder of this run's own below `out`, gone afterwards. Raises OutputError when `out` cannot be written."""
    hidden = out / HIDDEN
    made = _made_folder(out, hidden)
    lock = os.open(made / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try_lock(lock)
    try:
        _sweep(hidden, made)
        yield made
    finally:
        os.close(lock)
        shutil.rmtree(made, ignore_errors=True)
        with suppress(OSError):
            hidden.rmdir()  # only when empty: without a manifest nothing is left


def _made_folder(out: Path, hidden: Path) -> Path:
    made = hidden / f"{_WORKSHOP}{os.getpid()}-{os.urandom(4).hex()}"
    try:
        made.mkdir(parents=True)
        write_whole(made / _LOCK, b"")
    except FileExistsError:
        raise OutputError("a file stands where the output folder should be; choose another place with -o", path=str(out)) from None
    except NotADirectoryError:
        raise OutputError("a file stands on the way to the output folder; choose another place with -o", path=str(out)) from None
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise OutputError(f"the output folder cannot be written ({reason}); choose another place with -o", path=str(out)) from None
    return made


def _sweep(hidden: Path, own: Path) -> None:
    """Takes away the folders of runs that are no more: whose lock nobody holds."""
    for folder in hidden.glob(f"{_WORKSHOP}*"):
        if folder == own:
            continue
        with suppress(OSError):
            lock = os.open(folder / _LOCK, os.O_RDWR)
            try:
                if try_lock(lock):
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)


def try_lock(handle: int, *, shared: bool = False) -> bool:
    """Locks an open file without waiting; False when another process holds it. The lock ends with the process.

    Where the system has no such locks nothing is ever taken for free, so that nothing of another run is touched.
    """
    try:
        import fcntl
    except ImportError:
        return False
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
