"""Opens a DOCX with python-docx and hands out the XML of its parts. What python-docx refuses without need is mended before."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from typing import Any

from kehoach_parser.errors import KehoachError, UnreadableFile
from kehoach_parser.ingest.archive import open_archive, read_member
from kehoach_parser.ingest.request import Request

_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMESPACES = {  # ISO 29500 Strict → Transitional, the ones that hold text or relations
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    b"http://purl.oclc.org/ooxml/drawingml/": b"http://schemas.openxmlformats.org/drawingml/2006/",
}
_RELATION = re.compile(rb"<Relationship\b[^>]*?(?:/>|>\s*</Relationship>)")
_TARGET = re.compile(rb'\bTarget\s*=\s*"([^"]*)"')


def open_parts(request: Request) -> tuple[Any, dict[str, list[Any]]]:
    """The document element, and the elements of the related parts by the last word of their relation type.

    Raises UnreadableFile for a package that is damaged or holds no document.
    """
    from docx.package import Package

    archive = open_archive(request)
    data = _mended(archive, request)
    try:
        package = Package.open(io.BytesIO(data))
        main: Any = package.main_document_part
        parts: dict[str, list[Any]] = {}
        for relation in main.rels.values():
            if not relation.is_external:
                kind = relation.reltype.rsplit("/", 1)[-1]
                if kind in ("styles", "numbering", "footnotes", "endnotes", "header", "footer"):
                    parts.setdefault(kind, []).append(_element(relation.target_part))
        return _element(main), parts
    except KehoachError:
        raise
    except Exception as error:  # python-docx raises whatever its XML reader met
        raise UnreadableFile(f"this DOCX is damaged ({type(error).__name__}: {error}); get it again", path=request.name) from error


def _element(part: Any) -> Any:
    element = getattr(part, "element", None)
    if element is not None:
        return element
    from docx.oxml.parser import parse_xml  # its parser resolves no entities

    return parse_xml(part.blob)


def _mended(archive: zipfile.ZipFile, request: Request) -> bytes:
    """The bytes of the archive, rewritten when relations point at nothing or the namespaces are the strict ones."""
    names = set(archive.namelist())
    changed: dict[str, bytes] = {}
    for name in names:
        if not name.endswith((".xml", ".rels")):
            continue
        data = read_member(archive, name, request)
        better = _without_dangling(name, data, names) if name.endswith(".rels") else data
        if _STRICT in better:
            for strict, usual in _NAMESPACES.items():
                better = better.replace(strict, usual)
        if better is not data:
            changed[name] = better
    return _rewritten(archive, changed, request) if changed else request.data


def _without_dangling(name: str, data: bytes, names: set[str]) -> bytes:
    base = posixpath.dirname(posixpath.dirname(name))
    dangling = []
    for relation in _RELATION.findall(data):
        target = _TARGET.search(relation)
        if target is None or b'"External"' in relation:
            continue
        path = posixpath.normpath(posixpath.join("/" + base, target[1].decode("utf-8", "replace"))).lstrip("/")
        if path not in names:
            dangling.append(relation)
    for relation in dangling:
        data = data.replace(relation, b"")
    return data


def _rewritten(archive: zipfile.ZipFile, changed: dict[str, bytes], request: Request) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as copy:
        for name in archive.namelist():
            copy.writestr(name, changed.get(name) or read_member(archive, name, request))
    return out.getvalue()
