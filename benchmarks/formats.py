"""How long reading Word and PDF takes beside the libraries' own bare work: `python -m benchmarks.formats`.

Bars: a 20-page PDF with text within 3 times pypdfium2's bare extraction plus parsing; a DOCX of 3,000 paragraphs and a
table of 300 rows under 10 times python-docx's bare open.
"""

from __future__ import annotations

import importlib
import io
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PDF_BAR, DOCX_BAR = 3.0, 10.0


class Measure(NamedTuple):
    """One measured format: seconds for us and for the bare library, and the most times the bare ones may be."""

    name: str
    ours: float
    bare: float
    bar: float

    @property
    def within(self) -> bool:
        """Whether the bar is kept."""
        return self.ours <= self.bar * self.bare


def best(work: Callable[[], Any], times: int = 5) -> float:
    """Seconds of the fastest of several runs, after one to warm up."""
    work()
    runs = []
    for _ in range(times):
        start = perf_counter()
        work()
        runs.append(perf_counter() - start)
    return min(runs)


def made_pdf(pages: int = 20) -> bytes:
    """A PDF of about so many pages of plan text."""
    writers = _writers()
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "samples").glob("*.txt")))
    import pypdfium2

    data = writers.pdf(text)
    copies = max(1, round(pages / len(pypdfium2.PdfDocument(data))))
    data = writers.pdf("\n\n".join([text] * copies))
    whole = pypdfium2.PdfDocument(data)
    while len(whole) > pages:
        whole.del_page(pages)
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def made_docx(paragraphs: int = 3_000, rows: int = 300) -> bytes:
    """A DOCX with numbered paragraphs and one table of tasks."""
    word = _writers("word")
    levels = word.abstract(1, word.level(0, "upperRoman", "%1."), word.level(1, "decimal", "%2."), word.level(2, "decimal", "%2.%3.", "<w:isLgl/>"))
    body = "".join(word.paragraph(f"Rà soát, chuẩn hóa thủ tục hành chính thuộc lĩnh vực thứ {n} và công khai theo quy định.", num=(1, n % 3)) for n in range(paragraphs))
    head = ["STT", "Nội dung", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian", "Sản phẩm"]
    table = word.table(head, *([str(n), f"Xây dựng kế hoạch số {n}", "Sở Nội vụ", "Sở Tài chính; Sở Tư pháp", "Quý II/2025", "Kế hoạch"] for n in range(1, rows + 1)))
    made: bytes = word.document(body + table, numbering=levels + word.numbered(1, 1))
    return made


def _writers(module: str = "writers") -> Any:
    folder = str(ROOT / "tests")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module(f"formats.{module}")


def bare_pdf(data: bytes) -> int:
    """pypdfium2's own text of every page, as its README shows it."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    return sum(len(page.get_textpage().get_text_bounded()) for page in document)


def bare_docx(data: bytes) -> Any:
    """python-docx's own open."""
    import docx

    return docx.Document(io.BytesIO(data))


def measures(times: int = 5) -> list[Measure]:
    """The two bars of the formats, measured here and now."""
    from kehoach_parser import parse_text
    from kehoach_parser.ingest import read_document

    pdf, word_file = made_pdf(), made_docx()
    text = read_document("a.pdf", pdf).text
    parsing = best(lambda: parse_text(text), times)
    bare = best(lambda: bare_pdf(pdf), times)
    reading = best(lambda: read_document("a.pdf", pdf), times)
    return [
        Measure("20-page PDF with text: reading and parsing, over 3 × bare extraction + parsing", reading + parsing, bare + parsing / PDF_BAR, PDF_BAR),
        Measure("DOCX of 3,000 paragraphs and 300 rows: reading, over python-docx's bare open", best(lambda: read_document("a.docx", word_file), times), best(lambda: bare_docx(word_file), times), DOCX_BAR),
    ]


def main() -> int:
    """Prints the measures; 1 when a bar is missed."""
    found = measures()
    for measure in found:
        print(f"{measure.ours * 1000:8.1f} ms  {measure.ours / measure.bare:5.2f} × (bar {measure.bar:g})  {measure.name}")
    return 0 if all(measure.within for measure in found) else 1


if __name__ == "__main__":
    sys.exit(main())
