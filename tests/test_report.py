"""Each report form against a golden, and the laws that a reader of that form relies on."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from kehoach_parser.findings import Checked, Finding, Summary, place
from kehoach_parser.message_table import TABLE
from kehoach_parser.messages import diagnostic
from kehoach_parser.report import FORMATS, Options, render
from kehoach_parser.report.full import width, window

HERE = Path(__file__).parent
GOLDEN = HERE / "golden" / "report"
TEXT = """\
Số: /KH-UBND
I. NHIỆM VỤ
1. Rà soát hồ sơ 100% & <công khai>.
- Cơ quan chủ trì: Ủy nhân nhân dân xã.
- Thời gian hoàn thành: Trước ngày 31/6/2024.
3. Báo cáo; gửi về tonghop@example.vn.
"""


def _at(piece: str) -> tuple[int, int]:
    start = TEXT.index(piece)
    return (start, start + len(piece))


def _checked() -> list[Checked]:
    made = [
        diagnostic("KH501", ("“/KH-UBND”",), line=1, span=_at("Số: /KH-UBND")),
        diagnostic("KH205", ("Ủy nhân nhân dân xã", "Ủy ban nhân dân xã"), line=4, span=_at("Ủy nhân nhân dân xã"), node="I.1"),
        diagnostic("KH305", ("31/6/2024",), line=5, span=_at("31/6/2024"), node="I.1", page=2),
        diagnostic("KH101", ("2", "1", "3"), line=6, span=_at("3. Báo cáo; gửi về tonghop@example.vn."), node="I.3"),
        diagnostic("KH703", ("địa chỉ thư điện tử",), line=6, span=_at("tonghop@example.vn"), level="info"),
    ]
    unread = diagnostic("KH902", ("tệp đòi mật khẩu",), line=1, span=(0, 0))
    return [
        Checked("kế hoạch/xã, một.md", place("kế hoạch/xã, một.md", TEXT, made), tasks=3, clear=(3, 2, 1, 0)),
        Checked("trong.txt", (), tasks=1, clear=(1, 1, 1, 1)),
        Checked("khoa.docx", place("khoa.docx", None, [unread]), read=False),
    ]


def _report(name: str, **said: object) -> str:
    return "".join(render(name, iter(_checked()), Options(**said)))  # type: ignore[arg-type]


def _without_idle_rules(sarif: str) -> str:
    """The report with the metadata of those rules alone that found something: the table of all rules is tested by itself."""
    made = json.loads(sarif)
    (run,) = made["runs"]
    used = {result["ruleId"] for result in run["results"]}
    driver = run["tool"]["driver"]
    driver["rules"] = [rule for rule in driver["rules"] if rule["id"] in used]
    for result in run["results"]:
        result["ruleIndex"] = "…"
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("name", FORMATS)
def test_golden(name: str, request: pytest.FixtureRequest) -> None:
    path = GOLDEN / f"{name}.txt"
    made = _without_idle_rules(_report(name)) if name == "sarif" else _report(name)
    if request.config.getoption("--update-goldens", default=False):
        path.write_text(made, "utf-8")
    assert made == path.read_text("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_a_run_without_plans_is_a_whole_report(name: str) -> None:
    made = "".join(render(name, iter(()), Options()))
    if name in ("json", "sarif", "gitlab"):
        json.loads(made)
    if name == "junit":
        assert ElementTree.fromstring(made).tag == "testsuites"


def test_findings_stream_plan_by_plan() -> None:
    asked: list[str] = []

    def plans() -> object:
        for checked in _checked():
            asked.append(checked.path)
            yield checked

    pieces = render("concise", plans(), Options())  # type: ignore[arg-type]
    next(pieces)
    assert asked == ["kế hoạch/xã, một.md"]


def test_json_has_the_keys_of_the_contract() -> None:
    made = json.loads(_report("json"))
    keys = ["path", "line", "column", "end_line", "end_column", "page", "node", "code", "slug", "severity", "message", "help"]
    assert all(list(finding) == keys for finding in made["findings"])
    assert made["summary"] == {
        "plans": 2, "tasks": 4, "by_code": {"KH101": 1, "KH205": 1, "KH305": 1, "KH501": 1, "KH703": 1, "KH902": 1},
        "clarity": {"work": 100.0, "responsibility": 75.0, "time": 50.0, "result": 25.0},
    }


def test_sarif_keeps_to_the_standard() -> None:
    made = json.loads(_report("sarif"))
    schema = json.loads((HERE / "sarif-subset.schema.json").read_text("utf-8"))
    jsonschema.validate(made, schema, format_checker=jsonschema.FormatChecker())
    (run,) = made["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert [rule["id"] for rule in rules] == list(TABLE)
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert not any(re.search(r"\{\d\}", json.dumps(rule)) for rule in rules)


def test_gitlab_fingerprints_are_unique_across_plans() -> None:
    same = [Checked(path, place(path, TEXT, [diagnostic("KH305", ("31/6",), line=5, span=_at("31/6/2024"))] * 2)) for path in ("a.txt", "b.txt")]
    prints = [issue["fingerprint"] for issue in json.loads("".join(render("gitlab", iter(same), Options())))]
    assert len(set(prints)) == 4


def test_github_escapes_what_would_end_the_command() -> None:
    first = _report("github").split("\n")[0]
    properties, _, message = first.removeprefix("::").partition("::")
    assert "file=kế hoạch/xã%2C một.md" in properties
    assert "\r" not in message and "%0A" in message


def test_junit_survives_control_characters() -> None:
    path = "a\x01<&>.txt"
    made = [Checked(path, place(path, "x\x02y", [diagnostic("KH302", ("\x00 <b>",), line=1, span=(0, 3))]))]
    suites = ElementTree.fromstring("".join(render("junit", iter(made), Options())))
    assert [suite.get("failures") for suite in suites] == ["1"]


def test_colours_only_when_asked() -> None:
    assert "\x1b[" not in _report("full")
    assert "\x1b[31m" in _report("full", colour=True)


def test_english_words() -> None:
    closing = _report("concise", lang="en").strip().split("\n")[-1]
    assert closing == "2 plans, 4 tasks: 2 errors, 3 warnings, 1 note. Clear work 100%, clear responsibility 75%, clear time 50%, clear result 25%."


def test_quiet_leaves_out_the_closing_lines() -> None:
    assert "nhiệm vụ" not in _report("concise", quiet=True)


def _finding(source: str, start: int, end: int) -> Finding:
    return Finding("a", 1, start + 1, 1, end + 1, diagnostic("KH305", ("x",), line=1, span=(start, end)), "m", source)


CARETS = [
    ("Trước ngày 31/6", 11, 15, "           ^^^^"),
    ("\tngày 31/6", 6, 10, "      ^^^^"),  # a tab is shown as one space
    ("u\u031b\u0301 31/6", 4, 8, "  ^^^^"),  # combining marks take no column
    ("漢字 31/6", 3, 7, "     ^^^^"),  # wide letters take two
    ("hết dòng", 8, 8, "        ^"),  # an empty place still gets a caret
]


@pytest.mark.parametrize(("source", "start", "end", "carets"), CARETS)
def test_carets_stand_under_the_place(source: str, start: int, end: int, carets: str) -> None:
    _, pad, marks = window(_finding(source, start, end))
    assert pad + marks == carets


def test_a_long_line_is_cut_around_the_place() -> None:
    source = "a" * 3000 + "Ủy nhân nhân dân" + "b" * 3000
    shown, pad, marks = window(_finding(source, 3000, 3016))
    assert len(shown) <= 110
    assert shown[len(pad) : len(pad) + len(marks)] == "Ủy nhân nhân dân"


@pytest.mark.parametrize("columns", [20, 40, 80, 100])
def test_the_source_line_keeps_to_a_narrow_terminal(columns: int) -> None:
    found = place("a", "x" * 90 + "Ủy nhân nhân dân" + "y" * 90, [diagnostic("KH205", ("a", "b"), line=1, span=(90, 106))])
    lines = "".join(render("full", [Checked("a", found)], Options(width=columns))).split("\n")
    shown, carets = lines[2], lines[3]
    assert len(shown) <= max(columns, 30) and len(carets) <= max(columns, 30)
    assert shown[carets.index("^") :].startswith("Ủy nhân nhân dân"[: carets.count("^")])


@pytest.mark.parametrize("shape", ["full", "concise", "github", "statistics"])
def test_nothing_in_a_plan_or_its_name_moves_the_cursor(shape: str) -> None:
    text = "Chủ trì: \x1b[31mĐỏ\x07\x9b2J\u202eac\r\n"
    found = place("a\x1b[2J\nb.txt", text, [diagnostic("KH204", (text,), line=1, span=(9, 20))])
    made = "".join(render(shape, [Checked("a\x1b[2J\nb.txt", found, tasks=1)], Options()))
    assert not set(made) & set("\x1b\x07\x9b\u202e\r")
    assert shape != "concise" or made.count("\n") == 2


def test_width_of_plain_and_marked_text() -> None:
    assert [width(text) for text in ("abc", "Ủy", "漢", "a\u0301", "\u200b")] == [3, 2, 2, 1, 0]


def test_marks_survive_moved_lines() -> None:
    moved = "Thêm một dòng\n\n" + TEXT
    first = diagnostic("KH305", ("31/6/2024",), line=5, span=_at("31/6/2024"))
    start = moved.index("31/6/2024")
    later = diagnostic("KH305", ("31/6/2024",), line=7, span=(start, start + 9))
    assert place("a", TEXT, [first])[0].mark == place("a", moved, [later])[0].mark
    assert (place("a", moved, [later])[0].line, place("a", moved, [later])[0].column) == (7, 36)


def test_equal_findings_get_their_own_marks() -> None:
    twice = [diagnostic("KH305", ("31/6",), line=5, span=_at("31/6/2024"))] * 2
    assert len({finding.mark for finding in place("a", TEXT, twice)}) == 2


def test_summary_of_nothing_is_clear() -> None:
    assert Summary().clarity() == {"work": 100.0, "responsibility": 100.0, "time": 100.0, "result": 100.0}
