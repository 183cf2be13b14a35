"""The registry of bodies: its entries, what two bodies may share, and what becomes of a body."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from kehoach_parser.grammar import builtin_directory, load_grammar
from kehoach_parser.grammar.history import basis, in_being, successors_of
from kehoach_parser.resolve.agencies import Setting, read_agencies
from kehoach_parser.resolve.registry import LEAF, Listed, Node, build_registry, choose, find_names

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
LEVELS = {"central", "province", "district", "commune", "village"}
FILES = sorted((builtin_directory() / "agencies").glob("*.yaml"))


def entries() -> dict[str, dict[str, Any]]:
    return load_grammar().section("agencies")


def test_no_id_stands_in_two_files() -> None:
    ids = [entry["id"] for path in FILES for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["agencies"]]
    assert [body_id for body_id, count in Counter(ids).items() if count > 1] == []
    assert len(ids) >= 430


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_entries_are_sound(path: Path) -> None:
    bodies, acts, provinces = entries(), load_grammar().section("legal"), load_grammar().section("provinces")
    for raw in yaml.safe_load(path.read_text(encoding="utf-8"))["agencies"]:
        entry = bodies[raw["id"]]
        assert entry.get("level", "central") in LEVELS
        assert entry.get("confidence", "high") in ("high", "medium", "low")
        assert entry["name"][0].isupper()
        assert all(DATE.fullmatch(entry[key]) for key in ("valid_from", "valid_to") if key in entry)
        assert entry.get("valid_from", "") <= entry.get("valid_to", "9999")
        assert entry.get("parent", raw["id"]) in bodies
        assert entry.get("basis") is None or entry["basis"] in acts
        for step in entry.get("successors", ()):
            assert step["id"] in bodies or step["id"] in provinces
            assert step["id"] != raw["id"]
            assert step["basis"] in acts


def forms(node: Node) -> list[list[Listed]]:
    found, stack = [], [node]
    while stack:
        at = stack.pop()
        for word, child in at.items():
            if word == LEAF:
                found.append(child)
            else:
                stack.append(child)
    return found


def claims() -> list[tuple[Listed, Listed]]:
    """Pairs of forms of two bodies that say the same words with the same level word."""
    pairs = []
    for shared in forms(load_grammar().once(build_registry).names):
        pairs += [(a, b) for a, b in combinations(shared, 2) if a.id != b.id and a.scope == b.scope and a.scopes == b.scopes]
    return pairs


def test_a_name_claimed_twice_is_resolved_by_level_or_date_or_refused() -> None:
    grammar, bodies = load_grammar(), entries()
    assert len(claims()) > 5
    for a, b in claims():
        first, second = bodies[a.id], bodies[b.id]
        levels = first.get("level"), second.get("level")
        apart = (first.get("valid_to", "9999") < second.get("valid_from", "")) or (second.get("valid_to", "9999") < first.get("valid_from", ""))
        for level in set(levels) if levels[0] != levels[1] else ():
            chosen = choose(grammar, [a, b], a.scopes, "", bool(a.scopes), level, None, None)
            assert {form.id for form in chosen} <= {a.id, b.id}
        for entry, form in ((first, a), (second, b)):
            day = entry.get("valid_to") or entry.get("valid_from")
            if apart and day:
                assert form.id in {f.id for f in choose(grammar, [a, b], a.scopes, "", bool(a.scopes), entry.get("level"), day, None)}
        unsure = {form.id for form in choose(grammar, [a, b], a.scopes, "", bool(a.scopes), None, None, None)}
        assert unsure in ({a.id, b.id}, set()) or levels[0] != levels[1] or a.kind != b.kind


@pytest.mark.parametrize(
    ("text", "level", "on", "body_id"),
    [
        ("Cục Thuế", "province", "2023", "cuc-thue-tinh"),
        ("Cục Thuế", "central", "2025-06", "cuc-thue"),
        ("Cục Thuế", None, "2025-06", "cuc-thue"),
        ("Cục Thuế", None, None, None),
        ("Phòng Kinh tế", "district", "2023", "phong-kinh-te-huyen"),
        ("Phòng Kinh tế", "commune", "2025-08", "phong-kinh-te-xa"),
        ("Phòng Kinh tế", None, "2025-08", "phong-kinh-te-xa"),
        ("UBND thành phố", "province", None, None),
        ("UBND thành phố Hải Phòng", "province", None, "ubnd-tinh"),
        ("UBND thành phố Thanh Hóa", "province", None, "ubnd-thanh-pho-thuoc-tinh"),
        ("Thành ủy", None, None, None),
        ("Công an thành phố", "district", "2024", "cong-an-thanh-pho-thuoc-tinh"),
        ("Viettel", "province", None, "viettel-tinh"),
        ("Hội Nông dân", "commune", None, "hoi-nong-dan-xa"),
        ("Sở Thông tin và Truyền thông", "province", "2023", "so-thong-tin-va-truyen-thong"),
        ("Sở Thông tin và Truyền thông", "province", "2026", "so-thong-tin-va-truyen-thong"),
    ],
)
def test_which_body_a_name_means(text: str, level: str | None, on: str | None, body_id: str | None) -> None:
    read = read_agencies(load_grammar(), text, Setting(level=level, on=on))
    assert read.implementer[0].id == body_id


# --- history -----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(
    ("body_id", "on", "heirs"),
    [
        ("so-thong-tin-va-truyen-thong", "2024-12-31", {"so-thong-tin-va-truyen-thong"}),
        ("so-thong-tin-va-truyen-thong", "2025-12-01", {"so-khoa-hoc-va-cong-nghe", "so-van-hoa-the-thao-va-du-lich", "cong-an-tinh"}),
        ("bo-ke-hoach-va-dau-tu", "2025-03-01", {"bo-tai-chinh"}),
        ("cong-an-huyen", "2025-03", {"cong-an-tinh", "cong-an-xa"}),
        ("ubnd-huyen", "2025-07-01", {"ubnd-xa"}),
        ("chi-cuc-thue-huyen", "2025-05", {"doi-thue-lien-huyen"}),
        ("chi-cuc-thue-huyen", "2026", {"thue-co-so"}),
        ("cuc-thong-ke-tinh", "2025-08", {"thong-ke-tinh"}),
        ("phong-lao-dong-tbxh-huyen", "2025-08", {"phong-van-hoa-xa-hoi-xa"}),
        ("van-phong-ubnd-xa", "2025-07-01", {"van-phong-hdnd-va-ubnd-xa"}),
        ("bo-chi-huy-bdbp-tinh", "2025-07-02", {"ban-chi-huy-bdbp-tinh"}),
        ("tinh-thai-binh", "2025-07-01", {"tinh-hung-yen"}),
        ("tinh-thai-binh", "2025-06-30", {"tinh-thai-binh"}),
        ("no-such-body", "2025", set()),
    ],
)
def test_what_becomes_of_a_body(body_id: str, on: str, heirs: set[str]) -> None:
    assert {s.id for s in successors_of(load_grammar(), body_id, on)} == heirs


def test_each_step_of_a_succession_names_its_act() -> None:
    (heir,) = successors_of(load_grammar(), "chi-cuc-thue-huyen", "2026")
    assert [step[:2] for step in heir.path] == [("doi-thue-lien-huyen", "reorganised_into"), ("thue-co-so", "reorganised_into")]
    assert basis(load_grammar(), heir.path[0][2]) == "Quyết định 381/QĐ-BTC (hiệu lực từ 2025-03-01)"
    assert basis(load_grammar(), None) == ""


def test_no_succession_runs_in_a_circle() -> None:
    bodies = entries()
    for body_id in bodies:
        assert len(successors_of(load_grammar(), body_id, "2026-11")) <= 12


@pytest.mark.parametrize(
    ("begins", "ends", "on", "being"),
    [
        ("", "2025-02-28", "2025-02-28", True), ("", "2025-02-28", "2025-03-01", False), ("", "2025-02-28", "2025-02", True), ("", "2025-02-28", "2025", True),
        ("2025-07-01", "", "2025-06-30", False), ("2025-07-01", "", "2025", True), ("2025", "", "2025-03-01", True), ("2025", "", "2024-12-31", False), ("", "2025", "2025-11-30", True),
        ("", "", "1990", True),
    ],
)
def test_days_of_validity_are_inclusive_and_may_be_partial(begins: str, ends: str, on: str, being: bool) -> None:
    entry = {key: value for key, value in (("valid_from", begins), ("valid_to", ends)) if value}
    assert in_being(entry, on) is being


# --- provinces ---------------------------------------------------------------------------------------------------------

def test_sixty_three_provinces_became_thirty_four() -> None:
    provinces = load_grammar().section("provinces")
    assert len(provinces) == 63
    heirs = {s.id for place in provinces for s in successors_of(load_grammar(), place, "2025-07-01")}
    assert len(heirs) == 34
    assert all(in_being(provinces[heir], "2025-07-01") for heir in heirs)


def test_the_merge_map_says_the_same_from_both_sides() -> None:
    provinces = load_grammar().section("provinces")
    by_name = {entry["bare"]: place for place, entry in provinces.items()}
    for place, entry in provinces.items():
        parts = {by_name[name] for name in entry.get("merged_from", ())} - {place}
        assert parts == {other for other, row in provinces.items() if row.get("successor") == place}


def test_six_cities_are_run_by_the_centre() -> None:
    cities = {e["bare"] for e in load_grammar().section("provinces").values() if e["unit"] == "city"}
    assert cities == {"Hà Nội", "Hải Phòng", "Huế", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ"}


# --- the other grammar files ----------------------------------------------------------------------------------------------

def test_no_two_abbreviations_claim_one_form() -> None:
    printed = Counter(form for entry in load_grammar().section("abbreviations").values() for form in entry["forms"])
    assert [form for form, count in printed.items() if count > 1] == []
    assert len(printed) > 250


def test_every_abbreviation_says_what_it_means() -> None:
    for entry in load_grammar().section("abbreviations").values():
        readings = entry.get("readings", ())
        assert "full" in entry or len(entry.get("meanings", ())) > 1 or (readings and all(reading["full"] for reading in readings))


@pytest.mark.parametrize("entry", [pytest.param(e, id=e["id"]) for e in load_grammar().section("heads").values() if "examples" in e or "not" in e])
def test_examples_of_heads(entry: dict[str, Any]) -> None:
    for example in entry.get("examples", ()):
        assert read_agencies(load_grammar(), example + " tổ chức thực hiện", Setting(), prose=True).implementer
    for example in entry.get("not", ()):
        assert not read_agencies(load_grammar(), example, Setting(), prose=True)


def test_names_in_running_text() -> None:
    text = "Sở Y tế và Uỷ ban nhân dân xã; cơ sở y tế, trụ sở Công an tỉnh."
    found = [(text[f.start : f.end], f.ids) for f in find_names(load_grammar(), text)]
    assert ("Sở Y tế", ("so-y-te",)) in found
    assert ("Uỷ ban nhân dân xã", ("ubnd-xa",)) in found
    assert [name for name, _ in found if "cơ sở" in name] == []


@pytest.mark.shared
def test_the_reference_facts_are_all_here() -> None:
    facts = yaml.safe_load((SHARED / "domain" / "agencies.yaml").read_text(encoding="utf-8"))
    merged = {"cac-phong-ban-nganh-co-lien-quan"}  # the same collective as cac-phong-ban-nganh, "có liên quan" being a qualifier
    bodies = entries()
    assert {fact["id"] for fact in facts["agencies"]} - merged <= bodies.keys()
    for fact in facts["agencies"]:
        if fact["id"] not in merged:
            here = bodies[fact["id"]]
            assert (here.get("valid_from"), here.get("valid_to")) == tuple(str(fact[k]) if fact[k] else None for k in ("valid_from", "valid_to"))
            assert [s["id"] for s in here.get("successors", ())] == [s["id"] for s in fact.get("successors", ())]
    texts = set(load_grammar().section("legal"))
    assert set(facts["legal_basis"]) <= texts
    assert texts - set(facts["legal_basis"]) <= {body.get("basis") for body in bodies.values()}  # what is ours besides is what bodies of ours rest on
    given = yaml.safe_load((SHARED / "domain" / "abbreviations.yaml").read_text(encoding="utf-8"))["abbreviations"]
    forms_here = {form for entry in load_grammar().section("abbreviations").values() for form in entry["forms"]}
    assert {fact["abbr"] for fact in given} - forms_here == set()


# --- the command -------------------------------------------------------------------------------------------------------

def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", "from kehoach_parser.cli import main; main()", "agencies", *arguments], capture_output=True, text=True, encoding="utf-8", check=False)


def test_find_shows_the_name_of_the_day_and_the_heirs() -> None:
    done = run("find", "Sở TT&TT", "--on", "2023-05-01", "--as-of", "2025-12-01", "--format", "json")
    assert done.returncode == 0
    (found,) = json.loads(done.stdout)["found"]
    assert (found["name"], found["id"]) == ("Sở Thông tin và Truyền thông", "so-thong-tin-va-truyen-thong")
    assert found["successors"][0]["name"] == "Sở Khoa học và Công nghệ"
    assert "45/2025/NĐ-CP" in found["successors"][0]["steps"][0]["basis"]


def test_find_says_that_a_body_was_not_there_on_the_day() -> None:
    done = run("find", "Công an huyện; Công an tỉnh", "--on", "2025-12")
    assert "Công an huyện (2025-12): không tồn tại vào lúc này; --as-of 2025-12" in done.stdout
    assert "Công an tỉnh (2025-12)" not in done.stdout
    found = json.loads(run("find", "Công an huyện; Công an tỉnh", "--on", "2025-12", "--format", "json").stdout)["found"]
    assert [body["in_being"] for body in found] == [False, True]


def test_ids_stand_on_one_line_where_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    assert "trung-tam-phuc-vu-hanh-chinh-cong-xa " in run("list", "--level", "commune").stdout


def test_find_knows_provinces() -> None:
    done = run("find", "Kon Tum", "--as-of", "2025-12-01")
    assert done.returncode == 0
    assert "Tỉnh Quảng Ngãi" in done.stdout
    assert "202/2025/QH15" in done.stdout


@pytest.mark.parametrize(
    ("name", "heirs"),
    [
        ("UBND tỉnh Kon Tum", ["Ủy ban nhân dân tỉnh Quảng Ngãi"]),
        ("Sở Giao thông vận tải tỉnh Kon Tum", ["Sở Xây dựng tỉnh Quảng Ngãi", "Công an tỉnh Quảng Ngãi"]),
        ("Sở Y tế tỉnh Bình Dương", ["Sở Y tế thành phố Hồ Chí Minh"]),
        ("Sở Y tế tỉnh Quảng Ngãi", ["Sở Y tế tỉnh Quảng Ngãi"]),
        ("Công an thành phố Kon Tum", ["Công an tỉnh"]),
    ],
    ids=["the body of a merged province", "another body too", "a city took it in", "a province that stayed", "a town is no province"],
)
def test_find_follows_a_body_into_the_province_that_took_in_its_own(name: str, heirs: list[str]) -> None:
    done = run("find", name, "--on", "2024-05-01", "--as-of", "2025-12-01", "--format", "json")
    (found,) = json.loads(done.stdout)["found"]
    assert [heir["name"] for heir in found["successors"]] == heirs


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("find", "Phân đội Kim Đồng"), 1, "KH204"),
        (("find", "Sở Y tế", "--on", "01/02/2024"), 2, "is not a date"),
        (("find", "Sở Y tế", "--level", "region"), 2, "no level 'region'"),
        (("find", "Sở Y tế", "--format", "xml"), 2, "no format 'xml'"),
        (("list", "--kind", "club"), 2, "known kinds"),
        (("list", "--level", "village", "--kind", "bank"), 1, "0 cơ quan"),
        (("find", "Sở Y tế", "--grammar", "/no/such/folder"), 2, "does not exist"),
    ],
)
def test_what_goes_wrong_is_said_in_a_sentence(arguments: tuple[str, ...], code: int, said: str) -> None:
    done = run(*arguments)
    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (code, True, False)


def test_list_filters_by_level_kind_and_day() -> None:
    before, after = (json.loads(run("list", "--level", "district", "--kind", "police", "--on", day, "--format", "json").stdout or "[]") for day in ("2024", "2025-12"))
    assert {"cong-an-huyen", "cong-an-thi-xa"} <= {body["id"] for body in before}
    assert after == []
    assert run("list", "--level", "commune", "--quiet").stderr == ""
