"""The tutorial runs: its commands in a fresh folder, in order, with the output that it shows."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import docx
import pytest

ROOT = Path(__file__).resolve().parents[1]
TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
PLANS = {"chuyen-doi-so-huyen.md": "chuyen-doi-so-huyen", "chuyen-doi-so-giao-duc-tinh.md": "giao-duc-tinh", "cai-cach-hanh-chinh-tinh.txt": "cai-cach-hanh-chinh"}


def steps() -> list[tuple[str, int, list[str]]]:
    """Command, expected exit status (written as `# exit N`, else 0), and the lines of output that are shown."""
    found: list[tuple[str, int, list[str]]] = []
    for block in re.findall(r"```console\n(.*?)```", TUTORIAL, re.S):
        for line in block.splitlines():
            if line.startswith("$ "):
                command, _, status = line[2:].partition("# exit ")
                found.append((command.strip(), int(status or 0), []))
            elif line:
                found[-1][2].append(line)
    return found


def write_word(source: Path, target: Path, **changes: str) -> None:
    text = re.sub(r"[*#]", "", source.read_text(encoding="utf-8"))
    for old, new in changes.items():
        text = text.replace(old.replace("_", " "), new)
    document = docx.Document()
    for line in filter(str.strip, text.split("\n")):
        document.add_paragraph(line.strip())
    target.parent.mkdir(exist_ok=True)
    document.save(str(target))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("tutorial")
    for sample, name in PLANS.items():
        write_word(ROOT / "samples" / sample, place / "plans" / f"{name}.docx")
    write_word(ROOT / "samples" / "chuyen-doi-so-huyen.md", place / "new" / "chuyen-doi-so-huyen.docx", **{"Trước_ngày_15/3/2024": "Trước ngày 30/4/2024"})
    return place


def test_every_step_of_the_tutorial_does_what_it_says(folder: Path) -> None:
    assert len(steps()) >= 11
    for command, status, shown in steps():
        words = shlex.split(command)
        assert words[0] == "kehoach"
        done = subprocess.run([sys.executable, "-c", "from kehoach_parser.cli import main; main()", *words[1:]], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == status, f"{command}: {done.stderr}"
        for line in shown:
            assert line in done.stdout + done.stderr, f"{command} does not show: {line}\n{done.stdout}{done.stderr}"
    for name in ("out/chuyen-doi-so-huyen.json", "ra-soat.html", "theo-doi.xlsx", "thoi-han.ics", "doi-chieu.html", "gold/giao-duc-tinh.yaml"):
        assert (folder / name).stat().st_size > 100, name


def test_the_pages_of_the_documentation_are_there_with_their_pictures() -> None:
    pages = [*(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "outputs").glob("*.md")]
    assert len(pages) >= 10
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+\.(?:md|png))\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} → {target}"
