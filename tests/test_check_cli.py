"""`kehoach check` and `kehoach explain` as they are run: exit status, settings, streams, baselines, git."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from kehoach_parser.check.config import Settings
from kehoach_parser.cli import main
from kehoach_parser.cli.checking import Run, with_progress
from kehoach_parser.report import Options, render

CLEAN = """\
ỦY BAN NHÂN DÂN
XÃ AN BÌNH

Số: 12/KH-UBND

An Bình, ngày 15 tháng 01 năm 2024

KẾ HOẠCH
Số hóa hồ sơ năm 2024

UBND xã ban hành kế hoạch như sau:

I. NHIỆM VỤ

1. Số hóa sổ hộ tịch, đạt 100% số trang.

- Cơ quan chủ trì: Công an xã.

- Thời gian hoàn thành: Quý II/2024.

2. Cập nhật dữ liệu cho 90% hộ dân.

- Cơ quan chủ trì: Công an xã.

- Thời gian hoàn thành: Quý III/2024./.

Nơi nhận:

- UBND huyện;
- Lưu: VT.

CHỦ TỊCH

Trần Văn Mẫu
"""
BAD = CLEAN.replace("2. Cập nhật", "3. Cập nhật").replace("Quý III/2024", "Chậm nhất ngày 31/6/2024")


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


def _write(name: str, text: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, "utf-8")


def _run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    try:
        main(["check", *arguments])
        status = 0
    except SystemExit as ended:
        status = int(ended.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


def _codes(out: str) -> list[str]:
    return [line.split()[1] for line in out.splitlines() if " KH" in line]


def test_a_clean_plan(capsys: pytest.CaptureFixture[str]) -> None:
    _write("a.txt", CLEAN)
    status, out, _ = _run("a.txt", "--output-format", "concise", capsys=capsys)
    assert (status, _codes(out)) == (0, [])
    assert out == "1 kế hoạch, 2 nhiệm vụ: không phát hiện gì. Rõ việc 100%, rõ trách nhiệm 100%, rõ lộ trình 100%, rõ kết quả 100%.\n"


def test_a_plan_with_faults(capsys: pytest.CaptureFixture[str]) -> None:
    _write("a.txt", BAD)
    status, out, _ = _run("a.txt", "--output-format", "concise", capsys=capsys)
    assert (status, _codes(out)) == (1, ["KH101", "KH305"])
    assert out.startswith("a.txt:21:1: KH101 thiếu số 2")


EXITS = [
    (["--fail-on", "error"], 1),
    (["--ignore", "KH305", "--fail-on", "error"], 0),
    (["--ignore", "KH1,KH305"], 0),
    (["--exit-zero"], 0),
    (["--select", "KH101"], 1),
    (["--select", "number-gap", "--fail-on", "error"], 0),
    (["--select", "KH999"], 2),
    (["--select", ""], 2),
    (["-o", "."], 2),
    (["--write-baseline", "--baseline", "."], 2),
    (["--fail-on", "never"], 2),
    (["--config", "khong-co.toml"], 2),
    (["khong-co.txt"], 2),
    (["--as-of", "hôm qua"], 2),
]


@pytest.mark.parametrize(("arguments", "status"), EXITS)
def test_exit_status(arguments: list[str], status: int, capsys: pytest.CaptureFixture[str]) -> None:
    _write("a.txt", BAD)
    assert _run("a.txt", *arguments, capsys=capsys)[0] == status


def test_no_path_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = _run(capsys=capsys)
    assert status == 2
    assert "kehoach check plans/" in err


def test_a_file_that_cannot_be_read_is_a_finding_and_stops_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    _write("a.txt", "")
    _write("b.txt", BAD)
    status, out, _ = _run("a.txt", "b.txt", "--output-format", "concise", capsys=capsys)
    assert (status, _codes(out)) == (2, ["KH903", "KH101", "KH305"])


def test_folders_are_searched_in_the_order_of_names_and_nothing_found_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("k/b.txt", "k/a/z.md", "k/.hidden/x.txt", "k/data.bin"):
        _write(name, BAD)
    _, out, _ = _run("k", "--output-format", "json", capsys=capsys)
    assert list(dict.fromkeys(f["path"] for f in json.loads(out)["findings"])) == [str(Path("k/a/z.md")), str(Path("k/b.txt"))]
    Path("leer").mkdir()
    status, _, err = _run("leer", capsys=capsys)
    assert status == 0
    assert "no plan found" in err


def test_each_file_is_checked_once_and_lock_files_are_none(capsys: pytest.CaptureFixture[str]) -> None:
    _write("k/a.txt", BAD)
    _write("k/~$a.docx", "khóa")
    status, out, _ = _run("k", "k/a.txt", "k/../k", "--output-format", "concise", capsys=capsys)
    assert (status, _codes(out)) == (1, ["KH101", "KH305"])


def test_a_folder_of_results_is_checked_and_results_beside_their_plans_are_not(capsys: pytest.CaptureFixture[str]) -> None:
    _write("k/a.txt", BAD)
    with pytest.raises(SystemExit):
        main(["parse", "k", "-o", "out", "-q"])
        raise SystemExit(0)
    assert sorted(_codes(_run("out", "--output-format", "concise", capsys=capsys)[1])) == ["KH101", "KH305"]
    Path("out/a.json").rename("k/a.json")
    assert _codes(_run("k", "--output-format", "concise", capsys=capsys)[1]) == ["KH101", "KH305"]


def test_findings_come_while_later_plans_are_not_yet_read_and_progress_makes_way(capsys: pytest.CaptureFixture[str]) -> None:
    _write("a.txt", BAD)
    run = Run(lambda _: Settings(), date(2026, 1, 15), "vi")
    pieces = render("concise", with_progress(run.check_files(["a.txt", "b.txt"]), 2, wanted=True), Options())
    assert next(pieces).startswith("a.txt:21:1: KH101")
    assert capsys.readouterr().err == "\r\x1b[K1/2\r\x1b[K"
    _write("b.txt", BAD)
    assert [piece.split(":")[0] for piece in pieces][:-1] == ["a.txt", "b.txt", "b.txt"]
    assert capsys.readouterr().err == "\r\x1b[K2/2\r\x1b[K"


@pytest.mark.skipif(sys.platform != "linux", reason="names of files that are no UTF-8")
@pytest.mark.parametrize("form", ["full", "concise", "json", "sarif", "github", "gitlab", "junit"])
def test_a_name_that_is_no_utf8_is_reported_and_kept_in_the_baseline(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    name = os.fsdecode(b"k\xee.txt")
    _write(name, BAD)
    assert _run(name, "--output-format", form, "-o", "out", capsys=capsys) == (1, "", "")
    assert re.search("k(\ufffd|%EF%BF%BD).txt", Path("out").read_text("utf-8"))
    assert _run(name, "--write-baseline", "--baseline", "b.json", capsys=capsys)[0] == 0
    assert _run(name, "--baseline", "b.json", capsys=capsys)[0] == 0


def test_two_runs_give_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("k/b.txt", "k/a.txt"):
        _write(name, BAD)
    runs = {_run("k", "--output-format", "sarif", capsys=capsys)[1] for _ in range(2)}
    assert len(runs) == 1


def test_settings_files_and_their_error(capsys: pytest.CaptureFixture[str]) -> None:
    _write("kehoach.toml", 'ignore = ["KH305"]\noutput-format = "concise"\nlang = "en"\n[per-file-ignores]\n"du-thao/*" = ["number-gap"]\n')
    _write("a.txt", BAD)
    _write("du-thao/b.txt", BAD)
    _, out, _ = _run("a.txt", "du-thao/b.txt", capsys=capsys)
    assert _codes(out) == ["KH101"]
    assert "number 2 is missing" in out
    assert len(_codes(_run("a.txt", "--isolated", "--output-format", "concise", capsys=capsys)[1])) == 2
    _write("kehoach.toml", 'ignroe = ["KH305"]\n')
    _write("x/kehoach.toml", 'ignroe = ["KH305"]\n')
    _write("x/a.txt", BAD)
    status, _, err = _run("x/a.txt", capsys=capsys)
    assert status == 2
    assert "did you mean 'ignore'" in err and "kehoach.toml" in err


def test_severity_of_a_rule_decides_the_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    _write("k/kehoach.toml", '[severity]\nKH305 = "info"\nKH101 = "off"\n')
    _write("k/a.txt", BAD)
    assert _run("k/a.txt", capsys=capsys)[0] == 0


def test_exclude_holds_for_folders_and_with_force_for_named_files(capsys: pytest.CaptureFixture[str]) -> None:
    _write("k/kehoach.toml", 'exclude = ["cu/*"]\n')
    _write("k/cu/a.txt", BAD)
    assert _run("k", capsys=capsys)[0] == 0
    assert _run("k/cu/a.txt", capsys=capsys)[0] == 1
    assert _run("k/cu/a.txt", "--force-exclude", capsys=capsys)[0] == 0


@pytest.mark.parametrize(("locale", "said"), [("en_GB.UTF-8", "number 2 is missing"), ("vi_VN", "thiếu số 2"), ("C", "thiếu số 2"), ("", "thiếu số 2")])
def test_the_language_comes_from_the_locale(locale: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("LANG", locale)
    _write("a.txt", BAD)
    assert said in _run("a.txt", capsys=capsys)[1]


def test_standard_input_under_the_name_of_a_file(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BAD.encode())))
    _write("k/kehoach.toml", 'ignore = ["KH305"]\n')
    status, out, _ = _run("--stdin-filename", "k/a.md", "--output-format", "concise", capsys=capsys)
    assert (status, _codes(out)) == (1, ["KH101"])
    assert out.startswith("k/a.md:21:1:")


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BAD.encode())))
    status, out, _ = _run("-", "--output-format", "concise", capsys=capsys)
    assert (status, out.split()[0]) == (1, "-:21:1:")


def test_output_goes_to_a_file_whole(capsys: pytest.CaptureFixture[str]) -> None:
    _write("a.txt", BAD)
    status, out, _ = _run("a.txt", "--output-format", "gitlab", "-o", "ra/findings.json", capsys=capsys)
    assert (status, out) == (1, "")
    assert len(json.loads(Path("ra/findings.json").read_text("utf-8"))) == 2


def test_a_wrong_comment_in_one_plan_does_not_stop_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    _write("k/a.md", f"<!-- kehoach: ignore KH9999 -->\n{BAD}")
    _write("k/b.md", BAD)
    status, out, _ = _run("k", "--output-format", "concise", capsys=capsys)
    assert status == 2
    assert _codes(out) == ["KH909", "KH101", "KH305"]
    assert out.startswith("k/a.md:1:1: KH909") and "không có quy tắc 'KH9999'; có phải là 'KH909'?" in out


def test_comments_in_the_plan_suppress(capsys: pytest.CaptureFixture[str]) -> None:
    _write("a.md", BAD.replace("3. Cập nhật", "<!-- kehoach: ignore number-gap -->\n3. Cập nhật").replace("Nơi nhận:", "<!-- kehoach: ignore-file KH305 -->\n\nNơi nhận:"))
    assert _codes(_run("a.md", "--output-format", "concise", capsys=capsys)[1]) == []


VAGUE = CLEAN.replace("- Cơ quan chủ trì: Công an xã.", "- Cơ quan chủ trì: Các đơn vị liên quan.")


def test_a_comment_at_the_first_place_of_a_repeated_message_leaves_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    _write("a.md", VAGUE)
    out = _run("a.md", "--output-format", "concise", capsys=capsys)[1]
    assert _codes(out) == ["KH202"] and "(và 1 chỗ khác)" in out
    _write("a.md", VAGUE.replace("- Cơ quan chủ trì", "<!-- kehoach: ignore KH202 -->\n- Cơ quan chủ trì", 1))
    out = _run("a.md", "--output-format", "concise", capsys=capsys)[1]
    assert _codes(out) == ["KH202"] and "chỗ khác" not in out


def test_a_new_place_of_a_repeated_message_is_new_to_a_baseline(capsys: pytest.CaptureFixture[str]) -> None:
    _write("a.txt", VAGUE)
    assert _run("a.txt", "--write-baseline", "--baseline", "b.json", capsys=capsys)[0] == 0
    assert _run("a.txt", "--baseline", "b.json", capsys=capsys)[0] == 0
    _write("a.txt", VAGUE.replace("Quý III/2024./.", "Quý III/2024.\n\n3. Niêm yết thủ tục.\n\n- Cơ quan chủ trì: Các đơn vị liên quan.\n\n- Thời gian hoàn thành: Quý IV/2024./."))
    assert _codes(_run("a.txt", "--baseline", "b.json", "--output-format", "concise", capsys=capsys)[1]) == ["KH202"]


def test_statistics(capsys: pytest.CaptureFixture[str]) -> None:
    _write("a.txt", BAD)
    assert _run("a.txt", "--statistics", capsys=capsys)[1].startswith("1  KH101  number-gap\n1  KH305  impossible-date\n")


def test_baseline_hides_what_is_known_survives_moved_lines_and_shrinks(capsys: pytest.CaptureFixture[str]) -> None:
    _write("k/a.txt", BAD)
    assert _run("k", "--write-baseline", "--baseline", "b.json", capsys=capsys)[0] == 0
    assert _run("k", "--baseline", "b.json", capsys=capsys)[0] == 0
    _write("k/a.txt", BAD.replace("I. NHIỆM VỤ", "Thêm một đoạn mở đầu.\n\nI. NHIỆM VỤ"))
    assert _run("k", "--baseline", "b.json", capsys=capsys)[0] == 0
    _write("k/a.txt", BAD.replace("3. Cập nhật", "2. Cập nhật"))
    assert _run("k", "--baseline", "b.json", capsys=capsys)[0] == 0
    assert list(json.loads(Path("b.json").read_text("utf-8"))["plans"]["k/a.txt"].values()) == ["KH305"]
    _write("k/a.txt", BAD)
    assert _codes(_run("k", "--baseline", "b.json", "--output-format", "concise", capsys=capsys)[1]) == ["KH101"]
    before = Path("b.json").read_text("utf-8")
    assert _run("k", "--baseline", "b.json", "--select", "KH5", capsys=capsys)[0] == 0
    assert Path("b.json").read_text("utf-8") == before  # nothing is known of rules that did not run
    assert _run("k", "--baseline", "khong-co.json", capsys=capsys)[0] == 2


def test_diff_base_reports_only_what_a_change_introduced(capsys: pytest.CaptureFixture[str]) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", "-c", "user.name=x", "-c", "user.email=x@example.vn", *arguments], check=True, capture_output=True)

    git("init", "-q")
    _write("k/a.txt", BAD)
    git("add", "k/a.txt")
    git("commit", "-q", "-m", "first")
    _write("k/a.txt", BAD.replace("Số: 12/KH-UBND", "Số: /KH-UBND"))
    _write("k/b.txt", BAD)
    _, out, _ = _run("k", "--diff-base", "HEAD", "--output-format", "concise", capsys=capsys)
    assert [line.split(":")[0] + " " + line.split()[1] for line in out.splitlines()[:-1]] == ["k/a.txt KH501", "k/b.txt KH101", "k/b.txt KH305"]
    assert _run("k", "--write-baseline", "--baseline", "b.json", capsys=capsys)[0] == 0
    before = Path("b.json").read_text("utf-8")
    assert _run("k", "--diff-base", "HEAD", "--baseline", "b.json", capsys=capsys)[0] == 0
    assert Path("b.json").read_text("utf-8") == before
    status, _, err = _run("k", "--diff-base", "khong-co", capsys=capsys)
    assert status == 2
    assert "no revision" in err


def test_no_colours_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    _write("a.txt", BAD)
    assert "\x1b" not in _run("a.txt", capsys=capsys)[1]


@pytest.mark.parametrize("arguments", [["KH101"], ["number-gap", "--lang", "en"], ["KH3"]])
def test_explain(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["explain", *arguments])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("KH101 number-gap" if "KH3" not in arguments else "KH301 no-deadline")


def test_explain_suggests(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["explain", "no-dedline"])
    assert ended.value.code == 2
    assert "did you mean 'no-deadline'" in capsys.readouterr().err
