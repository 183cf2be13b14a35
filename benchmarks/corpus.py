"""Makes corpora of made-up plans for benchmarks and tests: `python -m benchmarks.corpus N FOLDER [--seed S] [--text-only]`.

Plan number i of a seed is always the same bytes, however many are made. All layouts of the samples occur, three in a hundred
are DOCX and two PDF (when reportlab is there), one in a hundred is damaged. Folders hold a thousand files each. Bodies and
labels come from `grammars/`, all else from the fragments in corpus.yaml.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import yaml

from kehoach_parser.grammar import load_grammar

FOLDER = 1_000  # files a folder
DOCX, PDF, DAMAGED = 0.03, 0.02, 0.01
ROMAN = ("I", "II", "III", "IV")
_SLOT = re.compile(r"<(y(?:[+-]\d)?|topic|place|[dmqnpk])>")
_FONTS = ("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf", "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf")


@dataclass(frozen=True, slots=True)
class Work:
    """One task of a made-up plan."""

    text: str
    lead: str
    support: str
    deadline: str
    deliverable: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a layout draws: the facts of one made-up plan."""

    rng: random.Random
    topic: str
    place: str
    unit: str
    year: int
    number: int
    sections: tuple[tuple[str, tuple[Work, ...]], ...]
    bodies: tuple[str, ...]

    def fill(self, fragment: str) -> str:
        """A fragment with its slots filled."""
        return _SLOT.sub(lambda slot: self._value(slot[1]), fragment.replace("<object>", self._pick("objects")))

    def _value(self, slot: str) -> str:
        if slot[0] == "y":
            return str(self.year + int(slot[1:] or 0))
        if slot in ("topic", "place"):
            return self.topic if slot == "topic" else f"{self.unit} {self.place}"
        low, high = {"d": (1, 28), "m": (2, 12), "q": (1, 4), "n": (2, 60), "p": (30, 100), "k": (1, 2400)}[slot]
        value = self.rng.randint(low, high)
        return ROMAN[value - 1] if slot == "q" else f"{value:02d}"

    def _pick(self, name: str) -> str:
        return str(self.rng.choice(fragments()[name]))

    def some(self, name: str) -> str:
        """One filled fragment of a list."""
        return self.fill(self._pick(name))


@cache
def fragments() -> dict[str, list[Any]]:
    """The lists of corpus.yaml."""
    loaded: dict[str, list[Any]] = yaml.safe_load((Path(__file__).parent / "corpus.yaml").read_text(encoding="utf-8"))
    return loaded


@cache
def _bodies(level: str) -> tuple[str, ...]:
    """Names of registered bodies of a level, as a plan would print them."""
    entries = load_grammar().section("agencies").values()
    return tuple(e["name"] for e in entries if e.get("level") == level and e.get("kind") in ("government", "police", "mass_organisation") and "<" not in e["name"])


@cache
def _labels(role: str) -> tuple[str, ...]:
    """Printed labels of a role."""
    entries = (e for e in load_grammar().section("labels").values() if e["role"] == role and "weak" not in e)
    plain = (p.replace("<cơ quan>", "cơ quan") for e in entries for p in e["phrases"][:6])
    return tuple(p[0].upper() + p[1:] for p in plain if "<" not in p)


def draw_sheet(rng: random.Random, small: bool = False) -> Sheet:
    """The facts of one made-up plan; a small one has one section of two tasks."""
    words = fragments()
    unit = rng.choice(words["units"])
    empty = Sheet(rng, rng.choice(words["topics"]), rng.choice(unit["places"]), unit["name"], rng.randint(2019, 2026), rng.randint(1, 480), (), _bodies(unit["level"]))
    heads = rng.sample(("Công tác chỉ đạo, điều hành", "Hoàn thiện thể chế", "Thông tin, tuyên truyền", "Hạ tầng, dữ liệu", "Đào tạo, tập huấn", "Kiểm tra, giám sát"), 1 if small else rng.randint(2, 4))
    sections = tuple((head, tuple(_work(empty) for _ in range(2 if small else rng.randint(2, 6)))) for head in heads)
    return Sheet(rng, empty.topic, empty.place, empty.unit, empty.year, empty.number, sections, empty.bodies)


def _work(sheet: Sheet) -> Work:
    lead, *others = sheet.rng.sample(sheet.bodies, min(4, len(sheet.bodies)))
    support = "; ".join([*others[: sheet.rng.randint(1, 3)], *(["các cơ quan, đơn vị liên quan"] if sheet.rng.random() < 0.4 else [])])
    return Work(sheet.fill(f"{sheet._pick('verbs')} {sheet._pick('objects')}") + ".", lead, support, sheet.some("deadlines"), sheet.some("deliverables"))


# --- layouts: facts → lines -----------------------------------------------------------------------------------------------


def fields_below(sheet: Sheet, *, strong: bool = True) -> Iterator[str]:
    """Markdown headings, numbered tasks, one line a field."""
    lead, support, deadline, result = (sheet.rng.choice(_labels(role)) for role in ("lead", "support", "deadline", "deliverable"))
    for number, (head, tasks) in enumerate(sheet.sections, 1):
        yield f"### {number}. {head}" if strong else f"{number}. {head}"
        for second, task in enumerate(tasks, 1):
            yield f"**{number}.{second}.** {task.text}" if strong else f"{number}.{second}. {task.text}"
            yield f"- {lead}: {task.lead}."
            yield f"- {support}: {task.support}."
            yield f"- {deadline}: {task.deadline}."
            if sheet.rng.random() < 0.5:
                yield f"- {result}: {task.deliverable}."


def inline_labels(sheet: Sheet) -> Iterator[str]:
    """Labels at the end of the paragraph, in emphasis."""
    for number, (head, tasks) in enumerate(sheet.sections, 1):
        yield f"**{number}. {head}**"
        for task in tasks:
            yield f"- {task.text} *Cơ quan thực hiện: {task.lead} chủ trì, phối hợp với {task.support}. Thời gian hoàn thành: {task.deadline}.*"


def group_fields(sheet: Sheet) -> Iterator[str]:
    """Fields that close a group of items with a plus sign."""
    for number, (head, tasks) in enumerate(sheet.sections, 1):
        yield f"{number}. {head}"
        for second, task in enumerate(tasks, 1):
            yield f"{number}.{second}. {task.text[:-1]}, gồm:"
            yield from (f"+ {sheet.fill(sheet._pick('verbs') + ' ' + sheet._pick('objects'))}." for _ in range(sheet.rng.randint(2, 4)))
            yield f"- Đơn vị chủ trì: {task.lead}"
            yield f"- Đơn vị phối hợp: {task.support}"
            yield f"- Thời gian thực hiện: {task.deadline}"


def agency_headings(sheet: Sheet) -> Iterator[str]:
    """Bodies as headings, what they do below."""
    for number, (_, tasks) in enumerate(sheet.sections, 1):
        yield f"{number}. {tasks[0].lead}"
        for task in tasks:
            yield f"- {task.text[:-1]}; thời gian hoàn thành {task.deadline[0].lower()}{task.deadline[1:]}."
        yield f"- Chủ trì, phối hợp với {tasks[-1].support} {tasks[-1].text[0].lower()}{tasks[-1].text[1:]}"


def bracket_items(sheet: Sheet) -> Iterator[str]:
    """Items (1), (2) that start again in each section."""
    for letter, (head, tasks) in zip("abcdef", sheet.sections, strict=False):
        yield f"{letter}) {head}"
        for second, task in enumerate(tasks, 1):
            yield f"({second}) {task.text}"
            yield f"Cơ quan chủ trì: {task.lead}; cơ quan phối hợp: {task.support}."
            yield f"Thời hạn: {task.deadline}."


def task_table(sheet: Sheet) -> Iterator[str]:
    """A Markdown table."""
    rows = ["| STT | Nội dung công việc | Cơ quan chủ trì | Cơ quan phối hợp | Thời hạn | Sản phẩm |", "|---|---|---|---|---|---|"]
    for number, (head, tasks) in enumerate(sheet.sections, 1):
        rows.append(f"| {ROMAN[number - 1]} | {head} | | | | |")
        rows += [f"| {second} | {task.text} | {task.lead} | {task.support} | {task.deadline} | {task.deliverable} |" for second, task in enumerate(tasks, 1)]
    yield "\n".join(rows)


LAYOUTS: dict[str, tuple[str, Callable[[Sheet], Iterator[str]], bool]] = {  # name → (suffix, body, with letterhead)
    "fields-below": (".md", fields_below, True),
    "inline-labels": (".md", inline_labels, True),
    "group-fields": (".txt", group_fields, False),
    "agency-headings": (".txt", agency_headings, True),
    "bracket-items": (".txt", bracket_items, True),
    "task-table": (".md", task_table, True),
}


def text_of(sheet: Sheet, layout: str) -> str:
    """The whole plan as text."""
    _, body, letterhead = LAYOUTS[layout]
    lines = [*(_letterhead(sheet) if letterhead else ()), "KẾ HOẠCH", f"Triển khai công tác {sheet.topic} trên địa bàn {sheet.unit} {sheet.place} năm {sheet.year}"]
    lines += [sheet.fill(ground) for ground in fragments()["grounds"]]
    lines += [f"Ủy ban nhân dân {sheet.unit} {sheet.place} ban hành Kế hoạch như sau:", "I. MỤC ĐÍCH, YÊU CẦU", "1. Mục đích", *(f"- {sheet.some('purposes')}" for _ in range(2))]
    lines += ["2. Yêu cầu", f"- {sheet.some('purposes')}", "II. CHỈ TIÊU", *(f"- {sheet.some('targets')}" for _ in range(3)), "III. NHIỆM VỤ VÀ PHÂN CÔNG THỰC HIỆN", *body(sheet)]
    lines += ["IV. TỔ CHỨC THỰC HIỆN", f"1. Giao {sheet.bodies[0]} theo dõi, đôn đốc, báo cáo trước ngày 15/12/{sheet.year}.", "2. Các cơ quan, đơn vị căn cứ Kế hoạch này tổ chức thực hiện./."]
    lines += ["Nơi nhận:", *(f"- {name};" for name in fragments()["recipients"]), "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", str(sheet.rng.choice(fragments()["signers"]))]
    return "\n\n".join(lines) + "\n"


def _letterhead(sheet: Sheet) -> Iterator[str]:
    yield f"ỦY BAN NHÂN DÂN\n{sheet.unit.upper()} {sheet.place.upper()}"
    yield "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    yield f"Số: {sheet.number}/KH-UBND"
    yield f"{sheet.place}, ngày {sheet.rng.randint(1, 28):02d} tháng {sheet.rng.randint(1, 12):02d} năm {sheet.year}"


# --- formats and damage ---------------------------------------------------------------------------------------------------

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx_of(text: str) -> bytes:
    """A minimal DOCX: one paragraph a line, a Markdown table as a table."""
    body: list[str] = []
    for block in text.split("\n\n"):
        lines = block.strip("\n").split("\n")
        body.append(_word_table(lines) if lines[0].startswith("|") else "".join(map(_word_paragraph, lines)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (("[Content_Types].xml", _TYPES), ("_rels/.rels", _RELS)):
            archive.writestr(zipfile.ZipInfo(name), data)  # ZipInfo has a fixed date: the same plan gives the same bytes
        xml = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_WORD}"><w:body>{"".join(body)}</w:body></w:document>'
        archive.writestr(zipfile.ZipInfo("word/document.xml"), xml)
    return out.getvalue()


def _word_paragraph(line: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(_bare(line))}</w:t></w:r></w:p>'


def _word_table(lines: list[str]) -> str:
    rows = (line.strip("|").split("|") for line in lines if not line.startswith("|---"))
    cells = ("".join(f"<w:tc>{_word_paragraph(cell.strip())}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def _bare(line: str) -> str:
    return re.sub(r"^#+ |\*+", "", line)


def pdf_of(text: str) -> bytes | None:
    """A PDF with a text layer, or None without reportlab or a font that has Vietnamese letters."""
    font = next((path for path in _FONTS if Path(path).exists()), None)
    try:
        from reportlab.lib.utils import simpleSplit
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont
        from reportlab.pdfgen.canvas import Canvas
    except ImportError:
        return None
    if font is None:
        return None
    pdfmetrics.registerFont(TTFont("plan", font))
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    at = 0.0
    for line in text.split("\n"):
        for part in simpleSplit(_bare(line), "plan", 11, 460) or [""]:
            if at < 60:
                if at:
                    canvas.showPage()
                canvas.setFont("plan", 11)
                at = 780
            canvas.drawString(70, at, part)
            at -= 15
    canvas.save()
    return out.getvalue()


def damaged(rng: random.Random, data: bytes, suffix: str) -> tuple[bytes, str]:
    """The file as it comes out of a bad transfer: empty, cut off, of the wrong kind, in no encoding."""
    how = rng.randrange(5)
    if how == 0:
        return b"", suffix
    if how == 1:
        return docx_of(data.decode("utf-8"))[:900], ".docx"
    if how == 2:
        return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<", ".pdf"
    if how == 3:
        return bytes(rng.randrange(256) for _ in range(400)) + b"\0\0\0", suffix
    return data[:700] + b"\xff\xfe\xc3\x28" + data[700:], suffix


def plan_file(seed: int, number: int, text_only: bool = False, small: bool = False) -> tuple[str, bytes]:
    """Sub-path and bytes of plan `number`."""
    rng = random.Random(f"{seed}/{number}")
    layout = rng.choice(list(LAYOUTS))
    text, suffix = text_of(draw_sheet(rng, small), layout), LAYOUTS[layout][0]
    data, kind = text.encode("utf-8"), rng.random()
    if kind < DAMAGED:
        data, suffix = damaged(rng, data, suffix)
    elif not text_only and kind < DAMAGED + DOCX:
        data, suffix = docx_of(text), ".docx"
    elif not text_only and kind < DAMAGED + DOCX + PDF:
        pdf = pdf_of(text)
        data, suffix = (pdf, ".pdf") if pdf else (data, suffix)
    return f"{number // FOLDER:03d}/kh-{number:06d}-{layout}{suffix}", data


def write_corpus(folder: Path, count: int, *, seed: int = 1, text_only: bool = False, small: bool = False) -> None:
    """Writes `count` plans below `folder`."""
    for name, data in map(partial(plan_file, seed, text_only=text_only, small=small), range(count)):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--text-only", action="store_true", help="no DOCX and PDF")
    given = parser.parse_args()
    write_corpus(given.folder, given.count, seed=given.seed, text_only=given.text_only)
    print(f"{given.count} plans in {given.folder}")


if __name__ == "__main__":
    main()
