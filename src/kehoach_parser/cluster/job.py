"""What a run on a cluster is told, and what it tells of each chunk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from kehoach_parser.limits import DEFAULT_LIMITS, Limits


@dataclass(frozen=True, slots=True)
class Batch:
    """What is the same for every chunk: where to, how to read, how to reach the stores.

    `own` are the user's grammar files (folder number, sub-path, bytes), since a worker may stand on another machine.
    """

    out: str
    limits: Limits = DEFAULT_LIMITS
    encoding: str | None = None
    password: str | None = field(default=None, repr=False)
    ocr: bool = True
    memory: int = 0
    digest: str = ""
    own: tuple[tuple[int, str, bytes], ...] = ()
    storage: Mapping[str, Any] = field(default_factory=dict)


class Part(NamedTuple):
    """What became of one chunk, in this run or (`skipped`) in an earlier one; `failures` are (URL, code, message)."""

    name: str
    documents: int = 0
    tasks: int = 0
    failures: tuple[tuple[str, str, str], ...] = ()
    seconds: float = 0.0
    slowest: tuple[tuple[float, str], ...] = ()
    skipped: bool = False
