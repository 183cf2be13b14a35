"""`kehoach doctor`: says what is there, what is missing and how to get it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kehoach_parser.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main(["doctor", *arguments])
    return int(ended.value.code or 0), capsys.readouterr().out


def test_every_part_is_listed_with_its_purpose(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(capsys, "--format", "json")
    parts: list[dict[str, Any]] = json.loads(out)
    assert code == 0
    assert {"Python", "python-docx", "pypdfium2", "tesseract", "tesseract data vie", "soffice", "grammars"} <= {part["name"] for part in parts}
    assert all(part["purpose"] for part in parts)
    assert all(part["there"] for part in parts if part["needed"])


def test_what_is_missing_says_how_to_get_it(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from kehoach_parser.ingest import ocr, office

    monkeypatch.setattr(ocr, "tesseract", lambda: None)
    monkeypatch.setattr(office, "soffice", lambda: None)
    code, out = run(capsys)
    lines = [line for line in out.split("\n") if line.startswith("missing")]
    assert code == 0  # neither is needed by everyone
    assert any("tesseract-ocr-vie" in line for line in lines)
    assert any("libreoffice-writer" in line for line in lines)


def test_an_unknown_format_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["doctor", "--format", "xml"])
    assert ended.value.code == 2
    assert "table or json" in capsys.readouterr().err
