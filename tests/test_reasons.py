"""Reasons of findings about files: each sentence of a reader has its Vietnamese, and each of the table is said somewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

import kehoach_parser
from kehoach_parser import errors
from kehoach_parser.messages import diagnostic, reason, translate
from kehoach_parser.reason_table import REASONS

SOURCE = Path(kehoach_parser.__file__).parent
ROOMS = ("ingest", "pipeline.py", "run/apart.py", "run/one.py", "run/pool.py", "emit/json.py", "cli/plans.py", "check/suppress.py", "check/choose.py")
ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.UnreadableFile)} | {"MissingExtra"}
SLOT = re.compile(r"\{\d\}")


def templates(node: ast.AST) -> Iterator[str]:
    """The sentences that an expression may be, with numbered slots; names are left out, what they hold stands elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        number = count()
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else f"{{{next(number)}}}" for part in node.values)


def sentences() -> Iterator[str]:
    """What the readers say when they raise and when they remark something."""
    for path in [file for room in ROOMS for file in ([SOURCE / room] if room.endswith(".py") else sorted((SOURCE / room).rglob("*.py")))]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and getattr(node.func, "id", "") in ERRORS:
                yield from templates(node.args[0])
            pair = node.elts if isinstance(node, ast.Tuple) else node.args[:2] if isinstance(node, ast.Call) else []
            if len(pair) == 2 and isinstance(pair[0], ast.Constant) and re.fullmatch(r"KH9\d\d", str(pair[0].value)):
                yield from templates(pair[1])


SAID = sorted(set(sentences()))


@pytest.mark.parametrize("template", SAID)
def test_a_reader_says_it_in_both_languages(template: str) -> None:
    sentence = SLOT.sub(lambda slot: f"<{slot.group()[1]}>", template)
    told = reason(sentence, "vi")
    assert told is not None, "add the sentence to reason_table.py"
    assert told != sentence
    assert reason(told, "en") == sentence


def test_the_table_holds_nothing_that_is_not_said() -> None:
    everything = {SLOT.sub("", text) for path in sorted(SOURCE.rglob("*.py")) if path.name != "reason_table.py" for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) for text in templates(node)}
    assert [english for english in REASONS if SLOT.sub("", english) not in everything and english.lower() != "permission denied"] == []


@pytest.mark.parametrize("english", REASONS)
def test_a_translation_keeps_the_slots(english: str) -> None:
    assert sorted(SLOT.findall(REASONS[english])) == sorted(SLOT.findall(english))


@pytest.mark.parametrize(
    ("sentence", "vietnamese"),
    [
        ("this file is empty; there is nothing to read", "tệp rỗng, không có gì để đọc"),
        ("this is a RAR archive; give a document, or a PDF of the scan", "đây là tệp nén RAR; hãy đưa văn bản, hoặc bản PDF của bản quét"),
        ("this page is a picture and was not read (--no-ocr) (page 3)", "trang này là ảnh và không được đọc (--no-ocr) (trang 3)"),
        ("the process that read this file ended (signal SIGKILL); the other files are not affected", "tiến trình đọc tệp này bị dừng (tín hiệu SIGKILL); các tệp khác không bị ảnh hưởng"),
        ("there is no rule 'no-deadlin'; did you mean 'no-deadline'?", "không có quy tắc 'no-deadlin'; có phải là 'no-deadline'?"),
        ("a sentence that nobody knows", None),
    ],
)
def test_a_reason_in_vietnamese(sentence: str, vietnamese: str | None) -> None:
    assert reason(sentence, "vi") == vietnamese


def test_a_finding_changes_its_language_with_its_reason() -> None:
    given = diagnostic("KH921", ("this page is a picture and was not read (--no-ocr) (page 3)",), line=1, span=(0, 0))
    assert given.message == "có trang không đọc được: trang này là ảnh và không được đọc (--no-ocr) (trang 3)"
    english = translate(given, "en")
    assert english.message == "a page was not read: this page is a picture and was not read (--no-ocr) (page 3)"
    assert translate(english, "vi") == given
