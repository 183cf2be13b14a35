"""Worker processes that each read one file at a time; what one file does to its process stays with that file.

The parent gives every worker two files ahead and gets their outcomes back in that order, so the first one that is not
back is the one a lost worker was at. A worker is ended when its file takes longer than the limit (its own alarm should
have rung: a hang in C code does not hear it), and after a number of files, so that what a library leaks stays bounded.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from time import monotonic
from typing import Any

from kehoach_parser.errors import WorkerLost
from kehoach_parser.run.inputs import Input
from kehoach_parser.run.one import Outcome, failed, too_slow

Do = Callable[[Input], Outcome]
AHEAD = 2  # files given to a worker at once: it never waits for the parent
GRACE = 2.0  # seconds that a worker's own alarm has before the parent ends it
PATIENCE = 2.0  # seconds that workers get to finish after Ctrl-C
DEAF = 1.0  # seconds that a process has to end when it is told to
_INTERRUPTS = {signal.SIGINT, signal.SIGTERM}
_TICK = 0.25  # seconds between two looks at the clock


@dataclass(frozen=True, slots=True)
class Terms:
    """How the workers work: how many, files before a new process, seconds a file (0: no limit), bytes of memory (0: no limit).

    `window` is how many outcomes may wait for a slow file before them.
    """

    jobs: int
    recycle: int = 1_000
    seconds: float = 60.0
    memory: int = 0
    window: int = 4_000


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    pending: deque[tuple[int, Input]] = field(default_factory=deque)
    given: int = 0
    since: float = 0.0
    ending: bool = False


def run_pool(
    items: Iterable[Input | Outcome], do: Do, terms: Terms, arrived: Callable[[Outcome], None] = lambda outcome: None, tick: Callable[[int], None] = lambda waiting: None
) -> Iterator[Outcome]:
    """The outcomes of `do` for the items in their order; an item that is an outcome already is passed through.

    `arrived` is told of each new outcome at once, out of order; `tick` is called now and then with the number of outcomes that wait for an earlier one. A file whose worker dies or is ended has the failure as its outcome. On Ctrl-C the workers may finish what they are at.
    """
    state = _State(iter(items), do, terms, arrived)
    try:
        while _fill(state) or state.ready:
            _listen(state, wait([worker.pipe for worker in state.workers if worker.pending], timeout=_TICK) if not _next_is_ready(state) else ())
            tick(len(state.ready))
            while _next_is_ready(state):
                yield state.ready.pop(state.shown)
                state.shown += 1
    except KeyboardInterrupt:
        _let_finish(state)
        raise
    finally:
        _end_all(state)


@dataclass(slots=True)
class _State:
    items: Iterator[Input | Outcome]
    do: Do
    terms: Terms
    arrived: Callable[[Outcome], None]
    workers: list[_Worker] = field(default_factory=list)
    again: deque[tuple[int, Input]] = field(default_factory=deque)  # given to a worker that ended before it came to them
    ready: dict[int, Outcome] = field(default_factory=dict)
    taken: int = 0
    shown: int = 0
    empty: bool = False
    context: BaseContext = field(default_factory=lambda: multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn"))


def _next_is_ready(state: _State) -> bool:
    return state.shown in state.ready


def _fill(state: _State) -> bool:
    """Gives every worker work; whether anything is still under way."""
    for depth in range(1, AHEAD + 1):
        for number in range(state.terms.jobs):
            while number >= len(state.workers) or _has_room(state, state.workers[number], depth):
                job = _next_job(state)
                if job is None:
                    break
                if number >= len(state.workers):
                    state.workers.append(_start(state))
                _give(state, state.workers[number], job)
    return any(worker.pending for worker in state.workers)


def _has_room(state: _State, worker: _Worker, depth: int) -> bool:
    return not worker.ending and len(worker.pending) < depth


def _next_job(state: _State) -> tuple[int, Input] | None:
    if state.again:
        return state.again.popleft()
    while not state.empty and state.taken - state.shown < state.terms.window:
        item = next(state.items, None)
        if item is None:
            state.empty = True
            break
        state.taken += 1
        if not isinstance(item, Outcome):
            return state.taken - 1, item
        state.ready[state.taken - 1] = item
    return None


def _give(state: _State, worker: _Worker, job: tuple[int, Input]) -> None:
    if not worker.pending:
        worker.since = monotonic()
    worker.pending.append(job)
    worker.given += 1
    with suppress(OSError):  # a worker that died just now is noticed when its pipe is read
        worker.pipe.send(job[1])
        if worker.given >= state.terms.recycle:
            worker.ending = True
            worker.pipe.send(None)


def _listen(state: _State, ready: Sequence[Any]) -> None:
    for worker in list(state.workers):
        if worker.pipe in ready:
            _receive(state, worker)
        if worker.pending and state.terms.seconds and monotonic() - worker.since > state.terms.seconds + GRACE:
            _lose(state, worker, too_slow(state.terms.seconds, worker.pending[0][1].path))


def _receive(state: _State, worker: _Worker) -> None:
    try:
        outcome: Outcome = worker.pipe.recv()
    except (EOFError, OSError):
        worker.process.join(1)
        _lose(state, worker, WorkerLost(f"the process that read this file ended ({_how(worker.process.exitcode)}); the other files are not affected"))
        return
    index, _ = worker.pending.popleft()
    worker.since = monotonic()
    _arrive(state, index, outcome)
    if worker.ending and not worker.pending:
        _replace(state, worker)


def _arrive(state: _State, index: int, outcome: Outcome) -> None:
    state.arrived(outcome)
    state.ready[index] = outcome


def _lose(state: _State, worker: _Worker, error: Any) -> None:
    """The worker's first file failed with `error`; its others are done by another worker."""
    index, item = worker.pending.popleft()
    state.again.extend(worker.pending)
    worker.pending.clear()
    end_process(worker.process)
    _replace(state, worker)
    _arrive(state, index, failed(item, error))


def _replace(state: _State, worker: _Worker) -> None:
    _end(worker)
    place = state.workers.index(worker)
    if state.again or not state.empty:
        state.workers[place] = _start(state)
    else:
        del state.workers[place]


def _how(exitcode: int | None) -> str:
    if exitcode is None:
        return "no reason known"
    if exitcode >= 0:
        return f"exit status {exitcode}"
    try:
        return f"signal {signal.Signals(-exitcode).name}"
    except ValueError:
        return f"signal {-exitcode}"


def _start(state: _State) -> _Worker:
    ours, theirs = state.context.Pipe()
    inherited = [*(worker.pipe for worker in state.workers), ours] if state.context.get_start_method() == "fork" else []
    process: Any = state.context.Process(target=_work, args=(theirs, state.do, state.terms.memory, inherited), daemon=True)  # type: ignore[attr-defined]
    with _no_interrupt():
        process.start()
    theirs.close()
    return _Worker(process, ours)


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Holds Ctrl-C and SIGTERM back while a worker is made, so that it does not hear them before it knows what to do."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPTS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(pipe: Connection, do: Do, memory: int, inherited: Sequence[Connection]) -> None:
    """The life of a worker: items in, outcomes out, until None or the end of the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent says what happens
    heed_end()
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _INTERRUPTS)
    for other in inherited:  # else the parent's end could not be heard: this process would keep the pipes of others open
        other.close()
    bound_memory(memory)
    gc.freeze()
    try:
        while (item := pipe.recv()) is not None:
            pipe.send(do(item))
    except (EOFError, OSError):
        return
    except Ended:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)  # so that the exit status says what happened


class Ended(BaseException):
    """Raised in a process that was told to end: it takes the program that it waits for (LibreOffice, tesseract) with it."""


def heed_end() -> None:
    """Makes this process end by `Ended` when it is told to."""

    def end(signum: int, frame: object) -> None:
        raise Ended

    signal.signal(signal.SIGTERM, end)


def end_process(process: Any) -> None:
    """Ends a process that is at a file (of multiprocessing or subprocess): it is told to, and killed when it is deaf."""
    process.terminate()
    wait_for = process.join if hasattr(process, "join") else process.wait
    with suppress(subprocess.TimeoutExpired):
        wait_for(DEAF)
    process.kill()


def bound_memory(most: int) -> None:
    """Bounds the memory of this process in bytes (0: not at all), where the system knows how."""
    if not most:
        return
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _let_finish(state: _State) -> None:
    until = monotonic() + PATIENCE
    state.again.clear()
    state.empty = True
    for worker in state.workers:
        while len(worker.pending) > 1:
            worker.pending.pop()
    while (busy := [w for w in state.workers if w.pending]) and monotonic() < until:
        with suppress(KeyboardInterrupt):
            for pipe in wait([w.pipe for w in busy], timeout=until - monotonic()):
                worker = next(w for w in busy if w.pipe is pipe)
                worker.pending.clear()
                with suppress(EOFError, OSError):
                    state.arrived(worker.pipe.recv())


def _end_all(state: _State) -> None:
    for worker in state.workers:
        _end(worker)


def _end(worker: _Worker) -> None:
    """Ends a worker that has nothing more to say: asks when it is idle, does not ask when it is at a file."""
    with suppress(OSError):
        if worker.pending:
            end_process(worker.process)
        elif not worker.ending:
            worker.pipe.send(None)
    worker.pipe.close()
    worker.process.join(GRACE)
    if worker.process.is_alive():
        worker.process.kill()
        worker.process.join()


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
