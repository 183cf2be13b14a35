"""What the READMEs show is what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kehoach_parser.cli import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
READMES = [ROOT / "README.md", ROOT / "README.vi.md"]


@pytest.mark.parametrize("readme", READMES, ids=lambda p: p.name)
def test_library_example_runs(readme: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    block = re.search(r"```python\n(.*?)```", readme.read_text(encoding="utf-8"), re.DOTALL)
    assert block
    exec(block[1], {})
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "36/KH-UBND Ủy ban nhân dân huyện Thuận Khê 2024-02-05"
    assert printed[1] == "50 ('Phòng Văn hóa và Thông tin',) 2024-03-14"
    assert printed[-3:-1] == ["2024-03-14", "['Phòng Nội vụ', 'Phòng Tư pháp']"]


@pytest.mark.parametrize("readme", READMES, ids=lambda p: p.name)
def test_every_command_is_in_the_table(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    shown = set(re.findall(r"`kehoach ([a-z]+)", text))
    assert shown == set(COMMANDS)


def test_quoted_sample_lines_stand_in_the_sample() -> None:
    sample = (ROOT / "samples/chuyen-doi-so-huyen.md").read_text(encoding="utf-8").split("\n")
    quoted = "\n".join(sample[49:58])
    assert all(quoted in readme.read_text(encoding="utf-8") for readme in READMES)
