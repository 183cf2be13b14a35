"""DOCX files made from bare XML, so that a test controls every element."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KINDS = ("numbering", "styles", "footnotes", "header", "footer")


def document(body: str, **parts: str) -> bytes:
    """A DOCX with this body XML and the given parts (numbering, styles, footnotes, header, footer)."""
    assert set(parts) <= set(_KINDS)
    types = "".join(f'<Override PartName="/word/{kind}.xml" ContentType="{_MAIN}.{kind}+xml"/>' for kind in parts)
    links = "".join(f'<Relationship Id="r{n}" Type="{_REL}/{kind}" Target="{kind}.xml"/>' for n, kind in enumerate(parts))
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>{types}</Types>',
        "_rels/.rels": relations(f'<Relationship Id="r" Type="{_REL}/officeDocument" Target="word/document.xml"/>'),
        "word/document.xml": f"<w:document {_NS}><w:body>{body}<w:p/><w:sectPr/></w:body></w:document>",
        "word/_rels/document.xml.rels": relations(links),
    }
    roots = {"numbering": "numbering", "styles": "styles", "footnotes": "footnotes", "header": "hdr", "footer": "ftr"}
    for kind, inner in parts.items():
        files[f"word/{kind}.xml"] = f"<w:{roots[kind]} {_NS}>{inner}</w:{roots[kind]}>"
    return archive(files)


def relations(inner: str) -> str:
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def archive(files: Mapping[str, str | bytes]) -> bytes:
    """A zip with these members; the same bytes for the same members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(zipfile.ZipInfo(name), content.encode() if isinstance(content, str) else content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def run(text: str, properties: str = "") -> str:
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(text: str = "", *, num: tuple[int, int] | None = None, style: str = "", inner: str = "") -> str:
    """A paragraph of one run, or of `inner` XML; `num` is (numId, ilvl)."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    listed = f'<w:numPr><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>' if num else ""
    laid = "" if listed or named else '<w:spacing w:after="120"/><w:ind w:firstLine="567"/>'  # as Nghị định 30/2020 lays paragraphs out
    return f"<w:p><w:pPr>{named}{listed}{laid}</w:pPr>{inner or (run(text) if text else '')}</w:p>"


def cell(content: str, properties: str = "") -> str:
    inner = content if content.startswith("<w:") else "".join(f"<w:p>{run(line) if line else ''}</w:p>" for line in content.split("\n"))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


_BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="000000"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))


def table(*rows: list[str], ruled: bool = True) -> str:
    """A table; each cell is text, or XML that begins with `<w:tc>`. `ruled` draws its lines."""
    made = "".join("<w:tr>" + "".join(c if c.startswith("<w:tc>") else cell(c) for c in row) + "</w:tr>" for row in rows)
    width = 9000 // max(map(len, rows))
    grid = f'<w:gridCol w:w="{width}"/>' * max(map(len, rows))
    borders = f"<w:tblBorders>{_BORDERS}</w:tblBorders>" if ruled else ""
    return f'<w:tbl><w:tblPr><w:tblW w:w="9000" w:type="dxa"/>{borders}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{made}</w:tbl>'


def level(ilvl: int, form: str, text: str, extra: str = "") -> str:
    return f'<w:lvl w:ilvl="{ilvl}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{extra}<w:lvlText w:val="{text}"/></w:lvl>'


def abstract(ident: int, *levels: str, extra: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{ident}">{extra}{"".join(levels)}</w:abstractNum>'


def numbered(ident: int, abstract_id: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{ident}"><w:abstractNumId w:val="{abstract_id}"/>{overrides}</w:num>'
