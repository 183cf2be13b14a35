"""Runs another program (LibreOffice, tesseract) so that nothing of it is left when the call ends, however it ends.

The program and what it starts are a group of processes apart: Ctrl-C does not reach it, so it is never cut off while this
process goes on and takes the half for a damaged file; this process ends the whole group when it stops waiting.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from kehoach_parser.errors import WorkerLost

_FROM_OUTSIDE = (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM))  # a crash of the program is another signal


def run_program(command: Sequence[str], *, seconds: float, name: str, data: bytes = b"", place: str | None = None, environment: Mapping[str, str]) -> tuple[int, bytes]:
    """The exit status and the standard output of a program that is given `data`.

    Raises subprocess.TimeoutExpired after `seconds`, OSError when it cannot be started, WorkerLost for the file `name` when
    someone else ended it: the system for lack of memory, or a user. That says nothing about the file.
    """
    process: subprocess.Popen[bytes] | None = None
    try:
        with _unbound_memory(), _undisturbed():
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=place, env={**os.environ, **environment}, start_new_session=True
            )
        out, _ = process.communicate(data, seconds)
    except BaseException:
        if process is not None:
            _end_group(process)
        raise
    if process.returncode in [-number for number in _FROM_OUTSIDE] + [128 + number for number in _FROM_OUTSIDE]:
        raise WorkerLost(f"{Path(command[0]).name} was ended from outside while it read this file; run again", path=name)
    return process.returncode, out


def _end_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        with suppress(OSError):
            if stream is not None:
                stream.close()


@contextmanager
def _unbound_memory() -> Iterator[None]:
    """Lets a program start without the bound that --max-memory puts on this process: LibreOffice needs more than any plan."""
    try:
        import resource
    except ImportError:
        yield
        return
    bound = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (bound[1], bound[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, bound)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keeps interrupts and alarms back for a moment: raised while a program is being started, nobody would know whom to end."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGALRM") if hasattr(signal, name)]
    before = {number: signal.signal(number, lambda number, frame: came.append(number)) or signal.SIG_DFL for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in came:
            signal.raise_signal(number)
