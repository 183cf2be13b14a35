"""DOC, ODT and RTF through LibreOffice (`soffice`) into DOCX, whose numbers and tables are then read as usual.

Converting to text would lose merged cells and keep deleted words. Each call has its own profile, so that a running
LibreOffice or another worker is no obstacle, and a time limit. Macros do not run in a conversion without a window.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from kehoach_parser.document import Document
from kehoach_parser.errors import EncryptedFile, MissingExtra, OutputError, UnreadableFile
from kehoach_parser.ingest import docx
from kehoach_parser.ingest.program import run_program
from kehoach_parser.ingest.request import Request

HOW_TO_GET = "install LibreOffice Writer (Debian: apt install libreoffice-writer-nogui), or save the file as .docx"
_SUFFIX = {"doc": ".doc", "odt": ".odt", "rtf": ".rtf"}
_START_SECONDS, _FILE_SECONDS = 60, 30


@cache
def soffice() -> str | None:
    """The LibreOffice program, or None when it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def read(request: Request, found: str) -> Document:
    """The text of a DOC, ODT or RTF file."""
    _refuse_encrypted(request, found)
    (made,) = convert([(request.data, found)], request.name)
    if made is None:
        raise UnreadableFile(f"LibreOffice could not read this {found.upper()} file; it may be cut off or ask for a password", path=request.name)
    return docx.read(request._replace(data=made), "docx")._replace(format=found)


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
            return _converted(program, Path(folder), files, name)
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile("LibreOffice did not finish in time; open the file and save it as .docx", path=name) from error
    except OSError as error:
        raise OutputError(f"LibreOffice cannot work in the temporary folder, or not be started ({(error.strerror or str(error)).lower()}); TMPDIR names another one", path=name) from error


def _converted(program: str, place: Path, files: Sequence[tuple[bytes, str]], name: str) -> list[bytes | None]:
    sources = [place / f"in-{index}{_SUFFIX[found]}" for index, (_, found) in enumerate(files)]
    for source, (data, _) in zip(sources, files, strict=True):
        source.write_bytes(data)
    profile = (place / "profile").as_uri()
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nolockcheck", "--convert-to", "docx:Office Open XML Text"]
    command += ["--outdir", str(place / "out"), *map(str, sources)]
    run_program(command, seconds=_START_SECONDS + _FILE_SECONDS * len(sources), name=name, place=str(place), environment={"HOME": str(place)})
    made = [place / "out" / f"{source.stem}.docx" for source in sources]
    return [path.read_bytes() if path.is_file() else None for path in made]
