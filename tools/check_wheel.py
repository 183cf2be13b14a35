"""Builds the wheel, installs it in a fresh environment outside the checkout, and parses a sample there."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Exit status 0 when the wheel alone reads a plan with its tasks."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        run([sys.executable, "-m", "build", "--wheel", "--outdir", str(place), str(ROOT)], ROOT)
        venv.create(place / "venv", with_pip=True)
        python = place / "venv" / "bin" / "python"
        wheel = next(place.glob("*.whl"))
        run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel)], place)
        shutil.copy(ROOT / "samples" / "chuyen-doi-so-huyen.md", place / "plan.md")
        run([str(place / "venv" / "bin" / "kehoach"), "parse", "plan.md", "-o", "out"], place)
        plan = json.loads((place / "out" / "plan.json").read_text(encoding="utf-8"))
        found = tasks(plan["body"])
        print(f"wheel: {wheel.name} reads a plan of {plan['header']['issuer']} with {found} tasks outside the checkout")
        return 0 if found > 5 else 1


def tasks(nodes: list[dict[str, object]]) -> int:
    """How many nodes of a tree are tasks."""
    return sum((node["task"] is not None) + tasks(node["children"]) for node in nodes)  # type: ignore[arg-type]


def run(command: list[str], place: Path) -> None:
    subprocess.run(command, cwd=place, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
