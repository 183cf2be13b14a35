"""The recipes for Ray and Spark, run where those are installed: the rows are those of `kehoach batch`."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.corpus import write_corpus
from kehoach_parser.cluster import rows_of

ROOT = Path(__file__).resolve().parent.parent
RECIPES = {"with_ray": "ray", "with_spark": "pyspark"}


def test_rows_of_one_file_are_its_tasks_or_its_error() -> None:
    plan = "I. NHIỆM VỤ\n1. Rà soát.\n- Cơ quan chủ trì: Phòng Nội vụ.\n".encode()
    assert [(row["status"], row["lead"]) for row in rows_of("a.txt", plan)] == [("task", ("Phòng Nội vụ",))]
    assert [row["status"] for row in rows_of("b.txt", "Thông báo.\n".encode())] == ["empty"]
    assert [(row["status"], row["error"]) for row in rows_of("c.txt", b"")] == [("failed", "KH903")]


@pytest.mark.cluster
@pytest.mark.parametrize("recipe", RECIPES)
def test_the_recipe_gives_the_same_rows(recipe: str, tmp_path: Path) -> None:
    if importlib.util.find_spec(RECIPES[recipe]) is None:
        pytest.skip(f"{RECIPES[recipe]} is not installed")
    pq = pytest.importorskip("pyarrow.parquet")
    write_corpus(tmp_path / "plans", 60, seed=5, text_only=True)
    done = subprocess.run([sys.executable, ROOT / "docs" / "recipes" / f"{recipe}.py", str(tmp_path / "plans"), str(tmp_path / "out")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    want = Counter((row["status"], row.get("text")) for path in (tmp_path / "plans").rglob("*.*") for row in rows_of(str(path), path.read_bytes()))
    given = Counter((row["status"], row["text"]) for path in (tmp_path / "out").rglob("*.parquet") for row in pq.read_table(path).to_pylist())
    assert given == want
