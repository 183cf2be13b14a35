"""`kehoach grammar check`: every example is run through the reader that uses it, what is wrong is named by file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kehoach_parser import parse_text
from kehoach_parser.cli import main
from kehoach_parser.errors import GrammarError
from kehoach_parser.grammar import Grammar, load_grammar
from kehoach_parser.grammar_check import count_examples, find_faults, in_order


def test_every_example_of_the_built_in_grammar_holds() -> None:
    assert in_order(list(find_faults(load_grammar()))) == []
    assert count_examples(load_grammar()) > 150


# section, entry, what is said of it (None: nothing)
CASES = [
    ("labels", "{id: x, role: lead, phrases: [đầu tàu], examples: ['Đầu tàu:']}", None),
    ("labels", "{id: x, role: lead, phrases: [đầu tàu], examples: ['Thời hạn:']}", "does not match its example 'Thời hạn:'"),
    ("labels", "{id: x, role: lead, phrases: [đầu tàu], not: ['Đầu tàu:']}", "matches its near miss 'Đầu tàu:'"),
    ("markers", "{id: x, series: roman, rank: '3', kind: part, shapes: ['{roman}~'], examples: ['II~ ']}", None),
    ("markers", "{id: x, series: roman, rank: '3', kind: part, shapes: ['{roman}~'], examples: ['2.']}", "does not match its example '2.'"),
    ("headings", "{id: x, bears: tasks, phrases: [việc phải làm], examples: [VIỆC PHẢI LÀM]}", None),
    ("headings", "{id: x, bears: tasks, phrases: [việc phải làm], examples: [MỤC ĐÍCH]}", "does not match its example 'MỤC ĐÍCH'"),
    ("columns", "{id: x, role: lead, where: whole, phrases: [Ai lo], examples: [Ai lo]}", None),
    ("columns", "{id: x, role: lead, where: whole, phrases: [Ai lo], examples: [Ai lo việc gì]}", "does not match its example 'Ai lo việc gì'"),
    ("cited_kinds", "{id: x, name: Cẩm nang, phrases: [cẩm nang], examples: ['Cẩm nang số 12/CN-UBND']}", None),
    ("cited_kinds", "{id: x, name: Cẩm nang, phrases: [cẩm nang], examples: ['Cẩm nang du lịch']}", "does not match its example 'Cẩm nang du lịch'"),
    ("furniture", "{id: x, kind: stamp, phrases: ['Đã quét {n}'], examples: [Đã quét 12], not: [Đã quét dọn]}", None),
    ("furniture", "{id: x, kind: stamp, phrases: ['Đã quét {n}'], not: [Đã quét 3]}", "matches its near miss 'Đã quét 3'"),
    ("list_words", "{id: x, does: others, phrases: [vân vân], examples: [các sở vân vân]}", None),
    ("list_words", "{id: x, does: others, phrases: [vân vân], examples: [các sở khác]}", "does not match its example 'các sở khác'"),
    ("agencies", "{id: x, name: Phòng Vũ trụ huyện, kind: government, level: district}", None),
    ("agencies", "{id: x, name: Chi cục Vũ trụ, kind: government, level: province, aliases: [Chi cục Không gian, Sở Nội vụ]}", "the alias 'Sở Nội vụ' is not read as this body"),
    ("agencies", "{id: x, name: Phòng Vũ trụ huyện, kind: government, successors: [{id: so-vu-tru, relation: renamed}]}", "names 'so-vu-tru', which is no body here"),
    ("agencies", "{id: x, name: Phòng Vũ trụ huyện, kind: government, basis: ND0}", "rests on 'ND0', which is no entry of `legal`"),
    ("agencies", "{id: x, name: Phòng Vũ trụ huyện, kind: government, valid_from: 2025-03-01, valid_to: 2024}", "ends (2024) before it begins (2025-03-01)"),
    ("list_words", "{id: x, does: leap, phrases: [vân vân]}", "'does' is 'leap', which nothing reads; known: "),
    ("agencies", "{id: x, name: Phòng Vũ trụ huyện, kind: government, level: district, examples: [Phòng Biển đảo huyện]}", "does not match its example 'Phòng Biển đảo huyện'"),
]


@pytest.mark.parametrize(("section", "entry", "says"), CASES)
def test_an_own_entry_is_held_to_its_examples(tmp_path: Path, section: str, entry: str, says: str | None) -> None:
    (tmp_path / "own.yaml").write_text(f"# own\n{section}:\n- {entry}\n", encoding="utf-8")
    faults = list(find_faults(load_grammar(tmp_path)))
    assert [fault.what[: len(says or "")] for fault in faults] == ([says] if says else [])
    assert all((fault.at, fault.entry) == (f"{tmp_path}/own.yaml:3", f"{section}/x") for fault in faults)


def test_strict_names_phrases_without_an_example(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("labels:\n- {id: x, role: lead, phrases: [đầu tàu]}\n", encoding="utf-8")
    assert f"{tmp_path}/own.yaml:2" in {fault.at for fault in find_faults(load_grammar(tmp_path), strict=True)}
    assert list(find_faults(load_grammar(tmp_path))) == []


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["grammar", "check", *arguments])
    out, err = capsys.readouterr()
    return ended.value.code, out, err


def test_the_command_says_nothing_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys)
    assert (status, out) == (0, "")
    assert "all hold" in err


def test_the_command_prints_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "own.yaml").write_text("labels:\n- {id: x, role: lead, phrases: [đầu tàu], examples: ['Khác:']}\n", encoding="utf-8")
    status, out, _ = run(capsys, str(tmp_path))
    assert status == 1
    assert out == f"{tmp_path}/own.yaml:2: labels/x: does not match its example 'Khác:'\n"
    status, out, _ = run(capsys, str(tmp_path), "--format", "json")
    assert [fault["at"] for fault in json.loads(out)] == [f"{tmp_path}/own.yaml:2"]


BROKEN = [
    ("labels:\n- {id: x, role: lead, phrases: đầu tàu}\n", "own.yaml:2: 'phrases' must be a list"),
    ("labels:\n- {id: x, role: lead}\n", "own.yaml:2: this entry of 'labels' lacks phrases"),
    ("lables:\n- {id: x}\n", "own.yaml:1: unknown section 'lables'"),
    ("labels:\n- {id: x, role: [\n", "own.yaml:3: this is not valid YAML"),
    ("labels:\n- id: x\n  role: lead\n  colour: red\n  phrases: [đầu tàu]\n", "own.yaml:4: 'colour' is not a key of 'labels'; expected: id, remove, phrases"),
    ("labels:\n- id: x\n  role: lead\n  phrases:\n  - đầu tàu\n  examples: Đầu tàu\n", "own.yaml:6: 'examples' must be a list"),
    ("labels:\n- {? [a] : b}\n", "own.yaml:2: this is not valid YAML (a key must be a word)"),
    ("labels:\n- {id: leed, remove: true}\n", "own.yaml:2: section 'labels' has no entry 'leed' to remove; did you mean 'lead'?"),
    ("labels:\n- {id: lead, remove: yes}\n", "own.yaml:2: 'remove' can only be true"),
    ("labels:\n- {id: x, role: support, phrases: [chủ trì]}\n", "own.yaml:2: two labels with different roles claim 'chủ trì'"),
    ("markers:\n- {id: x, series: x, rank: first, kind: item, shapes: ['{arabic}~']}\n", "own.yaml:2: 'rank' is no number: 'first'"),
    ("markers:\n- {id: x, series: x, rank: '9', kind: item, shapes: ['{number}~']}\n", "own.yaml:2: 'shapes' has no numeral that is known: '{number}~'; write one of {roman}"),
    ("markers:\n- {id: x, series: x, rank: '9', kind: list, shapes: ['{arabic}~']}\n", "own.yaml:2: 'kind' cannot be 'list'; expected one of: part"),
    ("public_holidays:\n- {id: '2031', dates: [2031-02-30]}\n", "own.yaml:2: 'dates' is no day: '2031-02-30'"),
    ("lunar_new_year:\n- {id: next, date: 2031-01-23}\n", "own.yaml:2: 'id' is no year: 'next'"),
    ("agencies:\n- id: x\n  name: Đội A\n  kind: police\n  successors:\n  - {to: so-noi-vu}\n", "own.yaml:6: 'to' is not a key of 'agencies.successors'; expected: id, relation, basis"),
    ("agencies:\n- {id: x, name: Đội A, kind: police, successors: [so-noi-vu]}\n", "own.yaml:2: 'successors' must be a list of mappings, for example {id, relation: …}"),
    ("agencies:\n- {id: x, name: Đội A, kind: police, successors: [{id: so-noi-vu, relation: gone}]}\n", "own.yaml:2: 'relation' cannot be 'gone'; expected one of: merged_into"),
    ("abbreviations:\n- {id: x, forms: [XX], readings: [{before: [huyện]}]}\n", "own.yaml:2: this entry of 'abbreviations.readings' lacks full"),
    ("labels:\n- {id: x, role: leed, phrases: [đầu tàu]}\n", "own.yaml:2: 'role' cannot be 'leed'; expected one of: lead, support"),
    ("columns:\n- {id: x, role: lead, where: begin, phrases: [Ai lo]}\n", "own.yaml:2: 'where' cannot be 'begin'; expected one of: whole, start, any"),
    ("headings:\n- {id: x, bears: task, phrases: [việc]}\n", "own.yaml:2: 'bears' cannot be 'task'"),
    ("labels:\n- {id: x, role: lead, phrases: ['']}\n", "own.yaml:2: 'phrases' must be a list of texts, none of them empty"),
    ("labels:\n- {id: x, role: lead, phrases: [a: b]}\n", "own.yaml:2: 'phrases' must be a list of texts, none of them empty"),
    ("agencies:\n- {id: x, name: Đội A, kind: police, level: county}\n", "own.yaml:2: 'level' cannot be 'county'"),
    ("agencies:\n- {id: x, name: Đội A, kind: police, valid_to: 2024-99-01}\n", "own.yaml:2: 'valid_to' is no date: '2024-99-01'; write 2025"),
]


@pytest.mark.parametrize(("text", "says"), BROKEN)
def test_a_broken_file_is_status_2(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, says: str) -> None:
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    status, out, err = run(capsys, str(tmp_path))
    assert (status, out) == (2, "")
    assert says in err
    assert "Traceback" not in err


def test_bytes_that_are_not_utf8_are_named_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "own.yaml").write_bytes(b"labels:\n- {id: \xff}\n")
    status, _, err = run(capsys, str(tmp_path))
    assert (status, err) == (2, f"kehoach: {tmp_path}/own.yaml:2: byte 15 is not UTF-8; save the file as UTF-8\n")


def test_a_folder_without_grammar_files_is_status_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "own.yml").write_text("labels: []\n", encoding="utf-8")
    status, _, err = run(capsys, str(tmp_path))
    assert status == 2
    assert "holds no .yaml file" in err


def test_one_mapping_may_stand_in_two_places(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        "agencies:\n- {id: x, name: Đội A huyện, kind: police, successors: [&to {id: so-noi-vu, relation: merged_into}]}\n"
        "- {id: y, name: Đội B huyện, kind: police, successors: [*to]}\n", encoding="utf-8",
    )
    bodies = load_grammar(tmp_path).section("agencies")
    assert bodies["x"]["successors"] == bodies["y"]["successors"] == [{"id": "so-noi-vu", "relation": "merged_into"}]


def test_an_entry_can_be_removed_and_replaced(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("labels:\n- {id: lead, remove: true}\n- {id: deadline, role: deadline, phrases: [hạn chót]}\n", encoding="utf-8")
    labels = load_grammar(tmp_path).section("labels")
    assert "lead" not in labels
    assert labels["deadline"]["phrases"] == ["hạn chót"]


def test_a_folder_that_is_not_there_is_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "nowhere")[0] == 2


@pytest.mark.parametrize("section", load_grammar().sections())
def test_a_grammar_without_a_section_parses_or_says_what_it_lacks(section: str) -> None:
    whole = load_grammar()
    rest = Grammar({name: whole.section(name) for name in whole.sections() if name != section}, digest=section, directories=())
    text = Path("samples/phong-chong-thien-tai-xa.md").read_text(encoding="utf-8")
    try:
        plan = parse_text(text, grammar=rest)
    except GrammarError as error:
        assert "put it back" in str(error)
    else:
        assert plan.body
