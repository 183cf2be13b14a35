"""Names of people: by rule after an honorific, else as a guess that is marked as one."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kehoach_parser.grammar import load_grammar
from kehoach_parser.resolve.people import find_people, people_listed
from kehoach_parser.visible import Visible, join


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("đồng chí Trần Văn Mẫu, Trưởng phòng Tư pháp", ["Trần Văn Mẫu"]),
        ("Ông Lê Mẫu và bà Nguyễn Thị Mẫu", ["Lê Mẫu", "Nguyễn Thị Mẫu"]),
        ("Đ/c Phạm Văn Mẫu - Phó Chủ tịch", ["Phạm Văn Mẫu"]),
        ("Đồng chí Chủ tịch UBND xã", []),
        ("các ông, bà trong danh sách", []),
        ("Sở Y tế", []),
    ],
)
def test_names_after_honorifics(text: str, people: list[str]) -> None:
    found = find_people(load_grammar(), text, guess=False)
    assert [person.name for person in found] == people
    assert all(text[slice(*person.span)] == person.name and person.source == "honorific" for person in found)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Trần Văn Mẫu, Lê Thị Mẫu và Phạm Mẫu", ["Trần Văn Mẫu", "Lê Thị Mẫu", "Phạm Mẫu"]),
        ("- Đ/c Trần Văn Mẫu;\n- Đ/c Lê Thị Mẫu.", ["Trần Văn Mẫu", "Lê Thị Mẫu"]),
        ("Trần Văn Mẫu, Hiệu Trưởng", []),
        ("Trần Văn Mẫu - Phó Chủ tịch", []),
        ("Văn Phòng", []),
        ("theo phân công", []),
        ("", []),
    ],
)
def test_a_value_that_is_nothing_but_names_of_people(text: str, people: list[str]) -> None:
    found = people_listed(load_grammar(), Visible(text))
    assert [person.name for person in found] == people
    assert all(text[slice(*person.span)] == person.name for person in found)


def test_names_on_lines_of_their_own_are_several_people() -> None:
    value = join([Visible("Trần Văn Mẫu", (0,), (10,)), Visible("Lê Thị Mẫu", (0,), (40,))])
    assert [(person.name, value.span(*person.span)) for person in people_listed(load_grammar(), value)] == [("Trần Văn Mẫu", (10, 22)), ("Lê Thị Mẫu", (40, 50))]


def test_a_guess_has_low_confidence_and_never_overrides_a_rule() -> None:
    pytest.importorskip("underthesea")
    (guessed,) = find_people(load_grammar(), "Nguyễn Văn Mẫu - Chuyên viên")
    assert (guessed.name, guessed.source) == ("Nguyễn Văn Mẫu", "tagger")
    assert guessed.confidence < 0.5
    assert all(person.source == "honorific" for person in find_people(load_grammar(), "Ông Nguyễn Văn Mẫu; Lê Thị Mẫu"))


def test_underthesea_stays_unread_until_it_is_asked() -> None:
    program = (
        "import sys, kehoach_parser as k; k.parse_text('I. NHIỆM VỤ\\n1. Tập huấn.\\n- Cơ quan chủ trì: Sở Y tế.\\n');"
        "k.parse_agencies('ông Trần Văn Mẫu'); import kehoach_parser.resolve.people; sys.exit('underthesea' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
