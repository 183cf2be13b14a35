"""Lists of bodies: what is read from a value, from a sentence, from a heading; and the reference cases in full."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kehoach_parser.api import parse_agencies
from kehoach_parser.grammar import load_grammar
from kehoach_parser.resolve.agencies import (
    ReadAssignment,
    Setting,
    content_words,
    is_agency_heading,
    is_house,
    level_of,
    local_abbreviations,
    read_agencies,
)
from kehoach_parser.resolve.registry import build_registry
from kehoach_parser.resolve.words import read_words, show

HERE = Path(__file__).resolve().parent
SHARED = HERE.parent.parent / "shared"
ROLES = ("lead", "support", "implementer")


def cases(name: str) -> list[Any]:
    """The cases of a file, each with its name as the id of the test."""
    loaded = yaml.safe_load((HERE / "cases" / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case.get("name") or case["text"]) for case in loaded]


def names(read: ReadAssignment) -> dict[str, list[str]]:
    return {role: [agency.name for agency in getattr(read, role)] for role in ROLES}


def setting(case: dict[Any, Any]) -> Setting:
    on = case.get(True)  # YAML reads the key "on" as true
    return Setting(level=case.get("level"), on=on, territory=case.get("territory"), abbreviations=case.get("own", {}), house=case.get("house", False))


@pytest.mark.parametrize("case", cases("agencies.yaml"))
def test_value(case: dict[str, Any]) -> None:
    read = read_agencies(load_grammar(), case["text"], setting(case))
    assert names(read) == {role: case.get(role, []) for role in ROLES}
    if "ids" in case:
        assert [agency.id for role in ROLES for agency in getattr(read, role)] == case["ids"]


@pytest.mark.parametrize("case", cases("agency_names.yaml"))
def test_names_of_a_value(case: dict[str, Any]) -> None:
    read = read_agencies(load_grammar(), case["text"], setting(case))
    assert [agency.name for agency in (*read.implementer, *read.lead, *read.support)] == case["names"]


@pytest.mark.parametrize("case", cases("short_sentences.yaml"))
def test_short_sentence(case: dict[str, Any]) -> None:
    read = read_agencies(load_grammar(), case["text"], Setting(level="province", on="2024"), prose=True)
    assert names(read) == {role: case.get(role, []) for role in ROLES}


@pytest.mark.parametrize("case", cases("sentences.yaml"))
def test_sentence(case: dict[str, Any]) -> None:
    read = read_agencies(load_grammar(), case["text"], setting(case), prose=True)
    assert names(read) == {role: case.get(role, []) for role in ROLES}
    if "rest" in case:
        assert case["text"][read.end :] == case["rest"]


@pytest.mark.parametrize("case", cases("headings.yaml"))
def test_heading(case: dict[str, Any]) -> None:
    read = is_agency_heading(load_grammar(), case["text"], setting(case))
    assert (read and [agency.name for agency in read.implementer]) == case["bodies"]


@pytest.mark.parametrize("case", cases("misprints.yaml"))
def test_misprint(case: dict[str, Any]) -> None:
    found = parse_agencies(case["text"], level=case.get("level"))
    agency = found.implementer[0]
    assert (agency.name, agency.match) == (case["body"], case["match"])
    assert ("KH205" in {d.code for d in found.diagnostics}) == (case["match"] == "fuzzy")


# --- the reference cases -----------------------------------------------------------------------------------------------

# Where the answer of a reference case departs from the contract, the contract holds; each departure is named here.
# The two forms of an answer that count as the same without being listed: abbreviations written out (BHXH tỉnh), and level
# words that the case does not print (Trung tâm Y tế *huyện*), as segmentation.md says.
CONTRACT = {
    # one committee over two levels is one entry: contract.md, the annotation guide
    "T021": [("Ủy ban nhân dân cấp huyện, cấp xã", None)],
    # schools of two grades under one "các" are one entry: the annotation guide; the case itself allows it
    "T048": [
        ("Phòng Giáo dục và Đào tạo", None), ("Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên huyện", None),
        ("Các trường trung học phổ thông và trung học cơ sở trên địa bàn huyện", None),
    ],
    # "Tổ công tác" is printed alone: which one it is stands in another sentence of that plan, not in the case
    "T007": [
        ("Công chức Lao động - Thương binh và Xã hội", None), ("Công chức Tài chính - kế toán", None), ("Công chức Tư pháp - hộ tịch", None),
        ("Công chức Văn hóa - xã hội", None), ("Công chức Địa chính - nông nghiệp - xây dựng và môi trường", None), ("Công an xã", None), ("Tổ công tác", None),
    ],
}
LEVEL_WORDS = {"huyện", "tỉnh", "xã", "phường", "thị", "thành", "phố"}
PLAN_OF_CODE = {"BS": ("district", "2024-02-07"), "HP": ("commune", "2022"), "DL": ("province", "2023"), "CL": ("district", "2022-08"), "HT": ("province", "2024")}


def written_out(name: str) -> str:
    words = read_words(load_grammar(), name, {}, None)
    return show(words, 0, len(words))


def same_body(wanted: str, agency: Any) -> bool:
    """The name, or the official name of the body found, says what the answer says: word by word, level words that are
    not printed left out, brackets of the answer left out (they explain)."""
    bodies = load_grammar().section("agencies")
    official = bodies[agency.id]["name"] if agency.id else agency.name
    want = content_words(written_out(re.sub(r"\s*\([^)]*\)", "", wanted)))
    for name in (agency.name, official):
        have = content_words(name)
        short = " ".join(w for w in want.split() if w not in LEVEL_WORDS or w in have.split())
        if have in (want, short) or " ".join(w for w in have.split() if w not in LEVEL_WORDS or w in want.split()) == want:
            return True
    return False


def trap_holds(trap: dict[str, Any]) -> bool:
    level, on = PLAN_OF_CODE.get(trap["source"][:2], (None, None))
    read = read_agencies(load_grammar(), trap["raw"], Setting(level=level, on=on))
    wanted = CONTRACT.get(trap["id"]) or [
        (answer["name"], answer.get("role")) for answer in trap["answer"] if answer["kind"] != "NOT_AN_AGENCY" and answer.get("role") != "recipient"
    ]
    found = [(role, agency) for role in ROLES for agency in getattr(read, role)]
    roles_in_text = bool(re.search(r"chủ trì|phối hợp", trap["raw"]))  # else the field's label gives the role
    for name, role in wanted:
        match = next((f for f in found if same_body(name, f[1]) and (f[0] == role or not (role and roles_in_text))), None)
        if match is None:
            return False
        found.remove(match)
    return not found


@pytest.mark.shared
def test_every_reference_case_holds() -> None:
    traps = yaml.safe_load((SHARED / "domain" / "traps.yaml").read_text(encoding="utf-8"))["traps"]
    wrong = [trap["id"] for trap in traps if not trap_holds(trap)]
    assert len(traps) == 74
    assert wrong == []


LABEL = re.compile(r"(?:Cơ quan|Đơn vị)\s+(chủ trì|phối hợp|thực hiện)\s*:\s*")
ROLE_OF_LABEL = {"chủ trì": "lead", "phối hợp": "support", "thực hiện": "implementer"}
SETTINGS = {"binh-son-2024": ("district", "2024-02-07"), "dak-lak-2023": ("province", "2023"), "hoang-phu-2022": ("commune", "2022")}


def printed_fields(lines: list[str]) -> list[tuple[str, str]]:
    """(role, value) of the labelled fields in the lines of one task, joined over page breaks."""
    text = re.sub(r"[*_]", "", " ".join(lines))
    text = re.sub(r"(?:^|\s)-\s+(?=Cơ quan|Đơn vị|Thời)", "\n", text)
    text = re.sub(r"(?=Thời gian (?:hoàn thành|thực hiện):|(?:Cơ quan|Đơn vị) (?:chủ trì|phối hợp|thực hiện):)", "\n", text)
    found = [(LABEL.match(line), line) for line in text.split("\n")]
    return [(ROLE_OF_LABEL[label[1]], " ".join(line[label.end() :].split())) for label, line in found if label]


@pytest.mark.shared
@pytest.mark.parametrize("plan", SETTINGS)
def test_field_values_of_the_gold_plans(plan: str) -> None:
    text = (SHARED / "plans" / f"{plan}.txt").read_text(encoding="utf-8")
    gold = yaml.safe_load((SHARED / "gold" / f"{plan}.yaml").read_text(encoding="utf-8"))
    lines, grammar = text.split("\n"), load_grammar()
    level, on = SETTINGS[plan]
    issuer = Setting(level=level, on=on, abbreviations=local_abbreviations(grammar, text))
    starts = sorted({node["line"] for node in gold["outline"]})
    right = wanted = given_names = 0
    for task in gold["tasks"]:
        fields = printed_fields(lines[task["line"] - 1 : min((s for s in starts if s > task["line"]), default=len(lines) + 1) - 1])
        if task["source"] != "field" or not fields:
            continue
        found: dict[str, Counter[str]] = {role: Counter() for role in ROLES}
        for label, value in fields:
            read = read_agencies(grammar, value, issuer)
            for role, bodies in (("lead", read.lead), ("support", read.support), (label, read.implementer)):
                found[role].update(content_words(agency.name) for agency in bodies)
        for role in ROLES:
            want = Counter(content_words(name) for name in task.get(role) or [])
            right += sum((want & found[role]).values())
            wanted += sum(want.values())
            given_names += sum(found[role].values())
    assert wanted > 50
    assert 2 * right / (wanted + given_names) >= 0.995


# --- what always holds -------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "Sở Y tế", "UBND", "các phòng:", "các", "sở", "ban, ngành", "huyện", "xã, thị trấn", "chủ trì", "phối hợp với", ",", ";", "và", "(", ")", ":", "Công an", "đồng chí",
        "Chủ tịch", "TT", "-", "/", "theo", "liên quan", "Bình Sơn", "cấp huyện", "VNPT", "Tổ công tác", "của", "Tư pháp", ".", "||", "12", "là", "đ/c", "**", "Phòng",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=14).map(" ".join) | st.text(max_size=80), st.booleans())
def test_any_text_is_read_without_loss(text: str, prose: bool) -> None:
    read = read_agencies(load_grammar(), text, Setting(level="district", on="2024"), prose=prose)
    for agency in (*read.lead, *read.support, *read.implementer):
        start, end = agency.span
        assert 0 <= start < end <= len(text)
        assert agency.raw == text[start:end]
        assert agency.name.strip() == agency.name != ""
        assert (agency.id is not None) <= (agency.match != "none")
        assert 0 <= agency.score <= 1
    assert 0 <= read.end <= len(text)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["Sở Y tế", "Công an tỉnh", "Sở Văn hóa, Thể thao và Du lịch", "UBND cấp huyện", "các sở, ban, ngành"]), min_size=1, max_size=8))
def test_known_bodies_come_back_whatever_their_order(bodies: list[str]) -> None:
    read = read_agencies(load_grammar(), "; ".join(bodies), Setting(level="province", on="2024"))
    assert [a.raw for a in read.implementer] == bodies


def test_reading_the_same_text_again_gives_the_same_object() -> None:
    issuer = Setting(level="province")
    assert read_agencies(load_grammar(), "Sở Y tế", issuer) is read_agencies(load_grammar(), "Sở Y tế", issuer)


@pytest.mark.parametrize(
    "piece",
    ["các phòng: Nội vụ, ", "(", "các ", "Công an ", "Trưởng ", "văn phòng ", "thường trực: ", "UBND xã An, ", "CT,", "TT-", "LĐ-TB&", "cấp xã, ", "Phòng Cảnh sát Công an ", "thuộc Sở ", "Cục Bản quyền ", "Cục X về ", "Hội Chữ thập đỏ huyện, ", "UBND các xã có đập, "],
)
@pytest.mark.parametrize("prose", [False, True])
def test_hostile_repetition_is_read_in_linear_time_and_without_deep_recursion(piece: str, prose: bool) -> None:
    import time

    began = time.process_time()
    read_agencies(load_grammar(), piece * 4_000, Setting(level="district"), prose=prose)
    assert time.process_time() - began < 5


def test_a_run_of_work_in_a_name_is_read_without_deep_recursion() -> None:
    assert read_agencies(load_grammar(), "Phòng Kế hoạch " + "tổng hợp " * 4_000, Setting()).implementer


# --- the plan's own abbreviations, levels, the public function ------------------------------------------------------------

@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Trung tâm Xúc tiến đầu tư (sau đây viết tắt là TTXTĐT) báo cáo", {"ttxtđt": "Trung tâm Xúc tiến đầu tư"}),
        ("Ban Quản lý dự án huyện (BQLDAH)", {"bqldah": "Ban Quản lý dự án huyện"}),
        ('Tổ thẩm định hồ sơ xã (sau đây gọi tắt là "Tổ thẩm định xã")', {"tổ thẩm định xã": "Tổ thẩm định xã"}),
        ("số 12/KH-UBND (lần 2)", {}),
        ("Đề án số hóa (viết tắt là XYZ)", {}),
    ],
)
def test_abbreviations_that_a_plan_defines(text: str, own: dict[str, str]) -> None:
    assert local_abbreviations(load_grammar(), text) == own


def test_own_abbreviations_win_over_the_general_ones() -> None:
    read = read_agencies(load_grammar(), "TTYT, Sở Y tế", Setting(level="province", abbreviations={"ttyt": "Trung tâm Y tế dự phòng"}))
    assert [a.name for a in read.implementer] == ["Trung tâm Y tế dự phòng", "Sở Y tế"]


def test_a_bare_head_gets_the_short_name_that_the_plan_gave_it() -> None:
    read = read_agencies(load_grammar(), "Tổ công tác có trách nhiệm đôn đốc", Setting(level="commune", abbreviations={"tổ công tác cchc xã": "Tổ công tác CCHC xã"}), prose=True)
    assert [a.name for a in read.implementer] == ["Tổ công tác CCHC xã"]


@pytest.mark.parametrize(
    ("issuer", "level"),
    [
        ("Bộ Công an", "central"), ("Ủy ban nhân dân tỉnh Đắk Lắk", "province"), ("Ủy ban nhân dân thành phố Cần Thơ", "province"), ("Ủy ban nhân dân thành phố Vinh", "district"),
        ("Sở Y tế tỉnh Nghệ An", "province"), ("Ủy ban nhân dân huyện Bình Sơn", "district"), ("Ủy ban nhân dân thị xã Cửa Lò", "district"),
        ("Ủy ban nhân dân xã Hoằng Phụ", "commune"), ("Ủy ban nhân dân phường Nghi Hương", "commune"), ("Huyện ủy", "district"), ("Đảng ủy xã", "commune"),
        ("Tổ công tác triển khai Đề án 06 tỉnh Hà Tĩnh", "province"), ("Phòng Tư pháp", "district"), ("Cục Thuế", None), ("", None), ("Ban tổ chức lễ hội", None),
    ],
)
def test_level_of_an_issuer(issuer: str, level: str | None) -> None:
    assert level_of(load_grammar(), issuer) == level


@pytest.mark.parametrize(("issuer", "house"), [("Công ty Điện lực Lam Giang", True), ("Trường Trung học phổ thông Lam Sơn", True), ("Bệnh viện Đa khoa khu vực Nam Thanh", True), ("Tòa án nhân dân huyện Lam Sơn", True), ("Sở Y tế", False), ("Ủy ban nhân dân xã Lam Sơn", False), ("", False)])
def test_a_house_has_a_union_of_its_own(issuer: str, house: bool) -> None:
    assert is_house(load_grammar(), issuer) == house


def test_parse_agencies_gives_models_and_diagnostics() -> None:
    found = parse_agencies("Sở KH&CN chủ trì, phối hợp với Phân đội Kim Đồng", level="province")
    assert [(a.name, a.id, a.match, a.score) for a in found.lead] == [("Sở Khoa học và Công nghệ", "so-khoa-hoc-va-cong-nghe", "exact", 1.0)]
    assert [(a.name, a.match) for a in found.support] == [("Phân đội Kim Đồng", "none")]
    assert [d.code for d in found.diagnostics] == ["KH204"]


@pytest.mark.parametrize(("text", "level", "read"), [("các hội, đoàn thể", "province", "province"), ("các ban, ngành, đoàn thể", "district", "district"), ("các ban, ngành xã", "district", "commune"), ("các ban, ngành", None, None)])
def test_common_nouns_of_every_level_have_that_of_the_issuer(text: str, level: str | None, read: str | None) -> None:
    assert parse_agencies(text, level=level).implementer[0].level == read


def test_two_possible_bodies_are_both_named_and_neither_is_taken() -> None:
    found = parse_agencies("Cục Thuế")
    assert found.implementer[0].id is None
    assert [d.code for d in found.diagnostics] == ["KH208"]
    assert "Cục Thuế (trung ương) / Cục Thuế tỉnh" in found.diagnostics[0].message


@pytest.mark.parametrize("text", ["Công an quận", "Công an thị trấn Xuân An", "Công an phường", "UBND thành phố", "Các thôn"])
def test_a_full_name_is_not_ambiguous(text: str) -> None:
    assert not parse_agencies(text, level="district").diagnostics


def test_an_abbreviation_that_nothing_decides_is_left_as_printed() -> None:
    found = parse_agencies("Đội KT, Công an huyện", level="district")
    assert "KH208" in [d.code for d in found.diagnostics]


def test_decomposed_letters_are_read_like_composed_ones() -> None:
    import unicodedata

    found = parse_agencies(unicodedata.normalize("NFD", "Sở Nội vụ"), level="province")
    assert found.implementer[0].id == "so-noi-vu"


@pytest.mark.parametrize("level", [None, "central", "province", "district", "commune", "village"])
def test_a_body_has_a_level_of_the_contract(level: str | None) -> None:
    grammar = load_grammar()
    levels = {None, "central", "province", "district", "commune", "village"}
    for scope in build_registry(grammar).levels:
        for words in ("các tổ chức chính trị - xã hội", "các phòng, ban", "các hội, đoàn thể", "Công an", "Ban Chỉ đạo chuyển đổi số", "Mặt trận và các đoàn thể", "các trường học"):
            for place in ("", " Bình An"):
                read = read_agencies(grammar, f"{words} {scope}{place}", Setting(level=level, on="2024-05-01"))
                assert {body.level for body in (*read.lead, *read.support, *read.implementer)} <= levels, (words, scope, place)


def test_a_level_that_the_contract_does_not_know_is_named() -> None:
    with pytest.raises(ValueError, match="expected one of central, province, district, commune, village, or None; got 'tinh'"):
        parse_agencies("Sở Nội vụ", level="tinh")
