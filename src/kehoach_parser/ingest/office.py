"""DOC, ODT and RTF through LibreOffice (`soffice`) into DOCX, whose numbers and tables are then read as usual.

Converting to text would lose merged cells and keep deleted words. Each call has its own profile, so that a running
LibreOffice or another worker is no obstacle, and a time limit. Macros do not run in a conversion without a window.
What was converted is kept by the hash of the file: the start of LibreOffice costs more than a file (measured: 1.5 s for
one file, 2.0 s for eight), so a run with many such files has them converted a few at a time before they are read.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from kehoach_parser.document import Document
from kehoach_parser.errors import EncryptedFile, KehoachError, MissingExtra, OutputError, UnreadableFile
from kehoach_parser.grammar import Grammar
from kehoach_parser.ingest import docx
from kehoach_parser.ingest.program import run_program
from kehoach_parser.ingest.request import Request
from kehoach_parser.ingest.sniff import sniff
from kehoach_parser.kept import keep, kept
from kehoach_parser.limits import DEFAULT_LIMITS

HOW_TO_GET = "install LibreOffice Writer (Debian: apt install libreoffice-writer-nogui), or save the file as .docx"
_SUFFIX = {"doc": ".doc", "odt": ".odt", "rtf": ".rtf"}
_START_SECONDS, _FILE_SECONDS, _AHEAD_SECONDS = 60, 30, 5


@cache
def soffice() -> str | None:
    """The LibreOffice program, or None when it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def read(request: Request, found: str) -> Document:
    """The text of a DOC, ODT or RTF file."""
    _refuse_encrypted(request, found)
    made = kept(_place(request.data))
    if made is None:
        (made,) = convert([(request.data, found)], request.name)
        if made is not None:
            keep(_place(request.data), made)
    if made is None:
        raise UnreadableFile(f"LibreOffice could not read this {found.upper()} file; it may be cut off or ask for a password", path=request.name)
    return docx.read(request._replace(data=made), "docx")._replace(format=found)


def convert_ahead(files: Sequence[tuple[str, bytes]], grammar: Grammar) -> None:
    """Converts those of the files (name, bytes) that are DOC, ODT or RTF in one call and keeps them for `read`.

    It is only a help: what is encrypted or kept already is left out, and where the call fails each file is read by itself later.
    """
    program = soffice()
    if program is None:
        return
    wanted: list[tuple[bytes, str]] = []
    with suppress(KehoachError, OSError, subprocess.TimeoutExpired):
        for name, data in files:
            with suppress(KehoachError):
                request = Request(name, data, DEFAULT_LIMITS, None, None, False, grammar)
                found = sniff(request)
                if found in _SUFFIX and kept(_place(data)) is None:
                    _refuse_encrypted(request, found)
                    wanted.append((data, found))
        if len(wanted) < 2:
            return
        with tempfile.TemporaryDirectory(prefix="kehoach-", ignore_cleanup_errors=True) as folder:
            made = _converted(program, Path(folder), wanted, files[0][0], _AHEAD_SECONDS * (4 + len(wanted)))
        for (data, _), docx_bytes in zip(wanted, made, strict=True):
            if docx_bytes is not None:
                keep(_place(data), docx_bytes)


def _place(data: bytes) -> str:
    """Where the conversion of a file is kept: by its bytes and the LibreOffice that is installed."""
    program = soffice()
    stamp = Path(program).resolve().stat().st_mtime_ns if program else 0
    return f"office/{sha256(b'office-1 %d ' % stamp + data).hexdigest()}.bin"


def _refuse_encrypted(request: Request, found: str) -> None:
    data = request.data
    at = data.find(b"\xec\xa5", 512, 4096) if found == "doc" else -1
    if at >= 0 and len(data) > at + 12 and data[at + 11] & 0x01:  # FibBase.fEncrypted
        raise EncryptedFile("this document is encrypted; open it in Word and save it without a password", path=request.name)
    if found == "odt" and b"manifest:encryption-data" in data:
        raise EncryptedFile("this document is encrypted; open it and save it without a password", path=request.name)


def convert(files: Sequence[tuple[bytes, str]], name: str) -> list[bytes | None]:
    """DOCX bytes for each (bytes, format), None for one that LibreOffice could not read; one call for all of them."""
    program = soffice()
    if program is None:
        raise MissingExtra(f"this is a {files[0][1].upper()} file, which needs LibreOffice: {HOW_TO_GET}", path=name)
    try:
        with tempfile.TemporaryDirectory(prefix="kehoach-", ignore_cleanup_errors=True) as folder:
            return _converted(program, Path(folder), files, name, _START_SECONDS + _FILE_SECONDS * len(files))
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile("LibreOffice did not finish in time; open the file and save it as .docx", path=name) from error
    except OSError as error:
        raise OutputError(f"LibreOffice cannot work in the temporary folder, or not be started ({(error.strerror or str(error)).lower()}); TMPDIR names another one", path=name) from error


def _converted(program: str, place: Path, files: Sequence[tuple[bytes, str]], name: str, seconds: float) -> list[bytes | None]:
    sources = [place / f"in-{index}{_SUFFIX[found]}" for index, (_, found) in enumerate(files)]
    for source, (data, _) in zip(sources, files, strict=True):
        source.write_bytes(data)
    profile = (place / "profile").as_uri()
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nolockcheck", "--convert-to", "docx:Office Open XML Text"]
    command += ["--outdir", str(place / "out"), *map(str, sources)]
    run_program(command, seconds=seconds, name=name, place=str(place), environment={"HOME": str(place)})
    made = [place / "out" / f"{source.stem}.docx" for source in sources]
    return [path.read_bytes() if path.is_file() else None for path in made]
