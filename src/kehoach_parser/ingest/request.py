"""What every reader gets: the bytes and the wishes of the caller."""

from __future__ import annotations

from typing import NamedTuple

from kehoach_parser.grammar import Grammar
from kehoach_parser.limits import Limits


class Request(NamedTuple):
    """One file to read; `name` is shown in messages, and its suffix is a hint only."""

    name: str
    data: bytes
    limits: Limits
    encoding: str | None
    password: str | None
    ocr: bool
    grammar: Grammar

    @property
    def suffix(self) -> str:
        """The last suffix of the name in lower case, with its dot; empty when there is none."""
        _, dot, ending = self.name.replace("\\", "/").rsplit("/", 1)[-1].rpartition(".")
        return f".{ending.lower()}" if dot else ""
