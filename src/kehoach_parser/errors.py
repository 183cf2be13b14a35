"""Everything that can go wrong outside the content of a document, as one small tree.

Content never raises: an exception means an unreadable file, a broken grammar, wrong usage, or a limit that bit.
Each error has a stable `code`, the `path` it is about (or None) and says in one sentence what to do.
"""

from __future__ import annotations


class KehoachError(Exception):
    """Base of all errors: `code` is stable, `path` names the file or is None, `message` is one sentence."""

    code = "KH900"
    exit_code = 2

    def __init__(self, message: str, *, path: str | None = None, line: int | None = None) -> None:
        super().__init__(message, path, line)
        self.message = message
        self.path = path
        self.line = line

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.path, self.line) if part is not None)
        return f"{where}: {self.message}" if where else self.message

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.message, self.path, self.line))


def _rebuild(kind: type[KehoachError], message: str, path: str | None, line: int | None) -> KehoachError:
    return kind(message, path=path, line=line)


class UnreadableFile(KehoachError):
    """The file is missing, cannot be opened, or is not what its name says."""

    code = "KH901"
    exit_code = 1


class EncryptedFile(UnreadableFile):
    """The file asks for a password."""

    code = "KH902"


class EmptyFile(UnreadableFile):
    """The file holds no text at all."""

    code = "KH903"


class GrammarError(KehoachError):
    """A grammar file is broken; `path` and `line` say where."""

    code = "KH904"


class UnsupportedFormat(UnreadableFile):
    """No reader for this format, or the program or extra that it needs is not installed."""

    code = "KH905"


class BadEncoding(UnreadableFile):
    """The bytes are not text in a known encoding; the message gives the byte offset."""

    code = "KH906"


class LimitExceeded(UnreadableFile):
    """A safety limit bit; the message names the limit and its option."""

    code = "KH907"


class OutputError(KehoachError):
    """A result could not be written; nothing half-written is left."""

    code = "KH908"
    exit_code = 1


class UsageError(KehoachError):
    """An option or argument is wrong."""

    code = "KH909"


class MissingExtra(KehoachError):
    """An optional package or program is needed; the message says how to get it."""

    code = "KH910"


class WorkerLost(UnreadableFile):
    """The process that read the file ended or had to be ended; only this file is without a result."""

    code = "KH911"


class InternalError(UnreadableFile):
    """A bug of this program; the file is named and the others are done all the same."""

    code = "KH912"
