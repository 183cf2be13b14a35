"""The safety limits of the contract (§5). Each names itself and its option when it bites."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on one document; the command line has an option for each (`--max-…`)."""

    file_bytes: int = 64 * MIB
    unpacked_bytes: int = 512 * MIB
    unpacked_ratio: int = 200
    pages: int = 2_000
    line_chars: int = 100_000
    deadline_chars: int = 500
    seconds: float = 60.0


DEFAULT_LIMITS = Limits()
