"""Opens zip archives (DOCX, XLSX, ODT) within the limits: bombs, encrypted members and XML entities are refused."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from kehoach_parser.errors import EncryptedFile, LimitExceeded, UnreadableFile
from kehoach_parser.ingest.request import Request

_FREE_BYTES = 16 * 1024 * 1024  # a small document of one repeated line may well shrink 200 times
_MEMBERS = 20_000


def open_archive(request: Request) -> zipfile.ZipFile:
    """The archive, after its table of contents was held against the limits. Members cannot grow past what it says."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(request.data))
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise UnreadableFile("this file is cut off or damaged (its archive cannot be opened); get it again", path=request.name) from error
    if any(member.flag_bits & 1 for member in members):
        raise EncryptedFile("this archive is encrypted; unpack it first", path=request.name)
    _check_size(request, sum(member.file_size for member in members), len(members))
    return archive


def _check_size(request: Request, unpacked: int, members: int) -> None:
    limits = request.limits
    if unpacked > limits.unpacked_bytes:
        raise LimitExceeded(
            f"this file unpacks to {unpacked} bytes, more than the limit of {limits.unpacked_bytes}; raise it with --max-unpacked-bytes",
            path=request.name,
        )
    if unpacked > max(limits.unpacked_ratio * len(request.data), min(_FREE_BYTES, limits.unpacked_bytes)):
        raise LimitExceeded(
            f"this file unpacks to more than {limits.unpacked_ratio} times its size; raise it with --max-unpacked-ratio", path=request.name
        )
    if members > _MEMBERS:
        raise LimitExceeded(f"this archive has {members} members, more than {_MEMBERS}; no document needs so many", path=request.name)


def read_member(archive: zipfile.ZipFile, name: str, request: Request) -> bytes:
    """The bytes of a member, which must be XML without a document type (entities) when its name says XML."""
    try:
        data = archive.read(name)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:  # ValueError: an offset before the start
        raise UnreadableFile(f"this file is damaged ({name} in it cannot be unpacked); get it again", path=request.name) from error
    if name.endswith((".xml", ".rels")) and _has_doctype(data):
        raise UnreadableFile(f"{name} in this file declares XML entities, which documents never need; it was not read", path=request.name)
    return data


def _has_doctype(data: bytes) -> bool:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4]:
        data = data.replace(b"\0", b"")
    return b"<!DOCTYPE" in data or b"<!ENTITY" in data
