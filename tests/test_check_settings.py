"""Which rules run where: selection, settings files, suppression comments, baselines."""

from __future__ import annotations

from pathlib import Path

import pytest

from kehoach_parser.check.baseline import baseline_bytes, key_of, read_baseline, split
from kehoach_parser.check.choose import chosen
from kehoach_parser.check.config import Settings, load_settings, settings_for
from kehoach_parser.check.suppress import suppressions, suppressions_in_html
from kehoach_parser.errors import UsageError
from kehoach_parser.findings import place
from kehoach_parser.message_table import TABLE
from kehoach_parser.messages import diagnostic, translate

DEFAULT = {code for code, entry in TABLE.items() if entry.level != "off"}


# --- selection ---------------------------------------------------------------------------------------------------


def test_by_default_every_rule_that_is_not_off_runs_at_its_level() -> None:
    assert chosen() == {code: TABLE[code].level for code in DEFAULT}


SELECTIONS = [
    ({"select": ["KH301"]}, {"KH301"}),
    ({"select": ["no-deadline"]}, {"KH301"}),
    ({"select": ["kh1xx"]}, {code for code in TABLE if code.startswith("KH1")}),
    ({"select": ["KH306"]}, {"KH306"}),  # asked for by name, a rule that is off runs
    ({"select": ["KH3"], "ignore": ["KH30"]}, {"KH310", "KH311", "KH312"}),
    ({"select": ["KH3"], "ignore": ["KH3"]}, set()),  # a tie is ignored
    ({"select": ["KH301"], "ignore": ["KH3"]}, {"KH301"}),  # the longer name decides
    ({"select": ["ALL"]}, set(TABLE)),
    ({"select": []}, set()),
    ({"ignore": ["KH"]}, set()),
    ({"extend_select": ["no-end"]}, DEFAULT | {"KH306"}),
    ({"ignore": ["KH5"], "extend_select": ["KH508"]}, {c for c in DEFAULT if not c.startswith("KH5")} | {"KH508"}),
    ({"severity": {"KH306": "error"}}, DEFAULT | {"KH306"}),  # a level turns a rule on …
    ({"severity": {"KH301": "off"}}, DEFAULT - {"KH301"}),  # … or off
]


@pytest.mark.parametrize(("said", "codes"), SELECTIONS)
def test_selection(said: dict[str, object], codes: set[str]) -> None:
    assert set(chosen(**said)) == codes  # type: ignore[arg-type]


def test_levels() -> None:
    assert chosen(["KH306"]) == {"KH306": "info"}  # off by default, asked for: a note
    assert chosen(["KH3"], severity={"KH3": "error"})["KH307"] == "error"
    assert chosen(["KH301"], severity={"no-deadline": "info"}) == {"KH301": "info"}


UNKNOWN = [("KH310x1", "KH310"), ("no-dedline", "no-deadline"), ("KHX01", "KH"), ("E501", "KH501"), ("KH8", "KH8"), ("KHX", "KH"), ("KHXX", "KH")]


@pytest.mark.parametrize(("name", "suggested"), UNKNOWN)
def test_a_name_that_fits_no_rule_is_an_error_that_suggests(name: str, suggested: str) -> None:
    with pytest.raises(UsageError, match=suggested):
        chosen([name])


# --- settings files ----------------------------------------------------------------------------------------------


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_the_nearest_settings_file_counts_and_is_not_mixed_with_others(tmp_path: Path) -> None:
    _write(tmp_path / "kehoach.toml", 'ignore = ["KH5"]\nfail-on = "error"\n')
    _write(tmp_path / "xa" / ".kehoach.toml", 'select = ["KH3"]\n')
    near, far = settings_for(tmp_path / "xa" / "thon" / "a.txt"), settings_for(tmp_path / "b.txt")
    assert (near.select, near.ignore, near.fail_on) == (("KH3",), (), "warning")
    assert (far.select, far.ignore, far.fail_on) == (None, ("KH5",), "error")


def test_pyproject_counts_only_with_its_table(tmp_path: Path) -> None:
    _write(tmp_path / "pyproject.toml", '[tool.kehoach]\nignore = ["KH5"]\n')
    _write(tmp_path / "xa" / "pyproject.toml", '[tool.other]\nx = 1\n')
    assert settings_for(tmp_path / "xa" / "a.txt").ignore == ("KH5",)


def test_kehoach_toml_goes_before_pyproject(tmp_path: Path) -> None:
    _write(tmp_path / "pyproject.toml", '[tool.kehoach]\nignore = ["KH5"]\n')
    _write(tmp_path / "kehoach.toml", 'ignore = ["KH6"]\n')
    assert settings_for(tmp_path / "a.txt").ignore == ("KH6",)


def test_extend_lays_own_keys_over_the_other_file(tmp_path: Path) -> None:
    _write(tmp_path / "goc.toml", 'ignore = ["KH5"]\nextend-select = ["KH306"]\n[severity]\nKH301 = "error"\nKH302 = "info"\n')
    own = load_settings(_write(tmp_path / "xa" / "kehoach.toml", 'extend = "../goc.toml"\nextend-ignore = ["KH6"]\n[severity]\nKH302 = "error"\n'))
    assert own.ignore == ("KH5", "KH6")
    assert own.extend_select == ("KH306",)
    assert own.severity == {"KH301": "error", "KH302": "error"}


WRONG = [
    ('selekt = ["KH3"]', "did you mean 'select'"),
    ('select = "KH3"', "must be a list"),
    ('select = ["KH8"]', "no rule 'KH8'"),
    ('fail-on = "never"', "fail-on must be one of"),
    ('[severity]\nKH301 = "fatal"', "not a level"),
    ('[severity]\nno-dedline = "error"', "did you mean 'no-deadline'"),
    ('[per-file-ignores]\n"a.txt" = "KH3"', "must map file patterns"),
    ('[per-file-ignores]\n"a.txt" = ["KH8"]', "no rule 'KH8'"),
    ('extend = "khong-co.toml"', "does not exist"),
    ('extend = "kehoach.toml"', "circle"),
    ("select = [", "not valid TOML"),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_a_wrong_settings_file_is_named_with_the_way_out(tmp_path: Path, text: str, said: str) -> None:
    path = _write(tmp_path / "kehoach.toml", text + "\n")
    with pytest.raises(UsageError, match=said) as caught:
        load_settings(path)
    assert caught.value.path == str(path)


PATTERNS = [("du-thao/*", "du-thao/a.md", True), ("du-thao", "du-thao/x/a.md", True), ("*.md", "x/a.md", True), ("a.md", "x/a.md", True), ("x/*", "y/a.md", False)]


@pytest.mark.parametrize(("pattern", "path", "fits"), PATTERNS)
def test_file_patterns_count_from_the_settings_file(tmp_path: Path, pattern: str, path: str, fits: bool) -> None:
    settings = Settings(root=tmp_path, per_file_ignores={pattern: ("KH5",)}, exclude=(pattern,))
    assert settings.ignored_in(str(tmp_path / path)) == (("KH5",) if fits else ())
    assert settings.excludes(str(tmp_path / path)) is fits


def test_the_command_line_goes_over_the_file() -> None:
    base = Settings(select=("KH3",), ignore=("KH301",), fail_on="error")
    over = base.over(select=["KH2"], ignore=[], extend_select=["KH401"], fail_on="info")
    assert (over.select, over.ignore, over.extend_select, over.fail_on) == (("KH2",), (), ("KH401",), "info")
    kept = base.over(select=None, ignore=["KH302"], extend_select=[], fail_on=None)
    assert (kept.select, kept.ignore, kept.fail_on) == (("KH3",), ("KH301", "KH302"), "error")


# --- suppression comments ------------------------------------------------------------------------------------------

COMMENTED = """\
<!-- kehoach: ignore-file KH5 -->
I. NHIỆM VỤ

<!-- kehoach: ignore KH101, no-deadline -->

2. Một việc.
3. Việc khác. <!-- kehoach: ignore -->
4. Việc nữa.
"""
COVERED = [("KH501", 1, True), ("KH501", 6, True), ("KH101", 6, True), ("KH301", 6, True), ("KH302", 6, False), ("KH302", 7, True), ("KH101", 3, False), ("KH302", 5, False)]


@pytest.mark.parametrize(("code", "line", "covered"), COVERED)
def test_a_comment_holds_for_its_line_and_the_next_one_with_text(code: str, line: int, covered: bool) -> None:
    assert suppressions(COMMENTED).covers(diagnostic(code, line=line, span=(0, 1))) is covered


def test_a_comment_with_an_unknown_rule_says_where() -> None:
    with pytest.raises(UsageError, match="did you mean") as caught:
        suppressions("a\n<!-- kehoach: ignore KH301a -->\n", "a.md")
    assert (caught.value.path, caught.value.line) == ("a.md", 2)


HTML = """<html><body><h1>KẾ HOẠCH</h1>
<!-- kehoach: ignore KH101 -->
<p><b>3.</b> Báo cáo &amp; tổng hợp.</p><p>4. Việc khác.</p><!-- kehoach: ignore-file KH5 --></body></html>"""


def test_a_comment_in_html_holds_for_what_is_shown_after_it() -> None:
    quiet = suppressions_in_html(HTML, "KẾ HOẠCH\n\n3. Báo cáo & tổng hợp.\n4. Việc khác.\n")
    assert (quiet.file, quiet.lines) == (("KH5",), {3: ("KH101",)})


# --- baseline ------------------------------------------------------------------------------------------------------

TEXT = "1. Trước ngày 31/6.\n2. Trước ngày 31/9.\n"


def test_a_baseline_hides_what_it_lists_and_shrinks() -> None:
    both = place("a", TEXT, [diagnostic("KH305", ("31/6",), line=1, span=(14, 18)), diagnostic("KH305", ("31/9",), line=2, span=(34, 38))])
    known = {both[0].mark: "KH305", "gone": "KH101"}
    new, still = split(both, known, ("KH101", "KH305"))
    assert [finding.line for finding in new] == [2]
    assert still == {both[0].mark: "KH305"}
    assert split(both, known, ("KH305",))[1] == known  # KH101 did not run


def test_a_baseline_is_read_back_sorted(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    path.write_bytes(baseline_bytes({"b.txt": {"2": "KH302", "1": "KH301"}, "a.txt": {}}))
    assert list(read_baseline(path)["b.txt"]) == ["1", "2"]
    assert "a.txt" not in read_baseline(path)


@pytest.mark.parametrize("content", [None, b"{", b"[]", b'{"version": 99, "plans": {}}', b'{"version": 1, "plans": {"a": []}}'])
def test_a_file_that_is_no_baseline_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "b.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match="--write-baseline"):
        read_baseline(path)


def test_plans_are_named_from_the_folder_of_the_baseline(tmp_path: Path) -> None:
    assert key_of(str(tmp_path / "xa" / "a.txt"), tmp_path / "b.json") == "xa/a.txt"


# --- languages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", TABLE)
def test_a_diagnostic_is_the_same_in_both_languages_and_back(code: str) -> None:
    there = diagnostic(code, ("a", "b", "c"), line=1, span=(0, 1))
    english = diagnostic(code, ("a", "b", "c"), line=1, span=(0, 1), lang="en")
    assert translate(there, "en").message == english.message
    assert translate(english, "vi").message == there.message


@pytest.mark.parametrize("code", TABLE)
def test_every_code_has_texts_of_the_same_values(code: str) -> None:
    entry = TABLE[code]
    slots = [{f"{{{n}}}" for n in range(5) if f"{{{n}}}" in text} for text in (entry.vi, entry.en)]
    assert slots[0] == slots[1]
    assert all((entry.slug, entry.help_vi, entry.help_en))


def test_slugs_are_unique() -> None:
    assert len({entry.slug for entry in TABLE.values()}) == len(TABLE)
