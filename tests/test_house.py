"""What the house rules say of the source: Vietnamese words that match text live in `grammars/`, Python holds mechanics."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import kehoach_parser

SOURCE = Path(kehoach_parser.__file__).parent
ROOMS = ("text", "outline", "tasks")
NAMES = {"là", "làm", "phạm vi", "chỗ", "dãy", "thời điểm", "thời gian"}  # slots of grammars/fields.yaml, called by their names
ELSEWHERE = {"text/stacked_tables.py"}  # looks for the ends of heads in whole texts before any grammar is asked
SHAPES = re.compile(r"\[[^\[\]]*\]|\(\?P<\w+>")  # letters of a class and names of groups are no words
WORD = re.compile(r"[^\W\d_]+")  # longer than any syllable is an alphabet
VIETNAMESE = re.compile(r"[À-ỹđĐ]")


def words(path: Path) -> Iterator[str]:
    """The Vietnamese words in the strings of a module, those of docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told and node.value not in NAMES:
            yield from (word for word in WORD.findall(SHAPES.sub(" ", node.value)) if 1 < len(word) < 8 and VIETNAMESE.search(word))


@pytest.mark.parametrize("room", ROOMS)
def test_words_that_match_text_are_in_the_grammar(room: str) -> None:
    modules = (path for path in sorted((SOURCE / room).rglob("*.py")) if path.relative_to(SOURCE).as_posix() not in ELSEWHERE)
    assert {path.relative_to(SOURCE).as_posix(): found for path in modules if (found := list(words(path)))} == {}
