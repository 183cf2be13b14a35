"""Old Vietnamese encodings: told apart, converted whole, and never guessed when nothing fits."""

from __future__ import annotations

import unicodedata

import pytest
from formats import writers
from hypothesis import given, settings
from hypothesis import strategies as st

from kehoach_parser.errors import BadEncoding
from kehoach_parser.grammar.syllables import is_syllable
from kehoach_parser.ingest import read_document
from kehoach_parser.ingest.legacy import LEGACY, from_letters, vietnamese_rate

TEXT = """KẾ HOẠCH
Triển khai thực hiện công tác cải cách hành chính năm 2025

1. Rà soát, chuẩn hóa thủ tục hành chính thuộc thẩm quyền giải quyết của cấp huyện.
- Cơ quan chủ trì: Văn phòng Hội đồng nhân dân và Ủy ban nhân dân huyện.
- Thời gian hoàn thành: Trước ngày 30/6/2025.
"""
LETTERS = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"


@pytest.mark.parametrize("name", ["vni", "viscii", "cp1258"])
def test_an_old_encoding_is_found_out_and_read_whole(name: str) -> None:
    made = read_document("a.txt", writers.legacy(TEXT, name))
    assert (made.text, made.encoding) == (TEXT, name)
    assert made.encoding_confidence is not None and made.encoding_confidence > 0.95
    assert [remark.code for remark in made.remarks] == ["KH920"]


def test_tcvn3_gives_capitals_back_where_a_line_is_in_capitals() -> None:
    made = read_document("a.txt", writers.legacy(TEXT, "tcvn3"))
    assert made.encoding == "tcvn3"
    assert made.text.casefold() == TEXT.casefold()
    assert made.text.startswith("KẾ HOẠCH\nTriển khai")


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32"])
def test_unicode_in_its_other_forms(codec: str) -> None:
    assert read_document("a.txt", TEXT.encode(codec)).text == TEXT


def test_letters_of_old_fonts_saved_as_utf8_are_converted() -> None:
    saved = writers.legacy(TEXT, "tcvn3").decode("cp1252", "replace").encode()
    made = read_document("a.txt", saved)
    assert made.encoding == "tcvn3"
    assert made.text.casefold() == TEXT.casefold()


@pytest.mark.parametrize("codec", ["latin-1", "cp1252"])
def test_utf8_that_was_taken_for_letters_of_windows_is_converted_back(codec: str) -> None:
    letters = "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in TEXT.encode())
    made = read_document("a.txt", letters.encode())
    assert (made.text, made.encoding, [remark.code for remark in made.remarks]) == (TEXT, "utf-8", ["KH920"])


def test_the_encoding_can_be_told() -> None:
    assert read_document("a.txt", "Kế".encode("utf-16-le"), encoding="utf-16-le").text == "Kế"
    assert read_document("a.txt", b"K\xd5 ho\xb9ch", encoding="TCVN3").text == "Kế hoạch"
    with pytest.raises(BadEncoding, match="no known encoding"):
        read_document("a.txt", b"abc", encoding="klingon")
    with pytest.raises(BadEncoding, match="byte 2"):
        read_document("a.txt", b"ab\xff", encoding="utf-8")


def test_a_letter_cut_in_half_at_the_end_is_noticed() -> None:
    for cut in (TEXT.encode() + "ế".encode()[:2], (TEXT + "ế").encode("utf-16")[:-1]):
        made = read_document("a.txt", cut)
        assert made.text == TEXT
        assert [remark.code for remark in made.remarks] == ["KH920"]


@pytest.mark.parametrize("data", ["Ein Prüfbericht über Straßen für Bürger in Köln und Düsseldorf".encode("latin-1"), bytes(range(128, 256)) * 4], ids=["German", "noise"])
def test_what_is_not_vietnamese_is_not_guessed(data: bytes) -> None:
    with pytest.raises(BadEncoding, match="--encoding"):
        read_document("a.txt", data)


@pytest.mark.parametrize("name", LEGACY)
def test_every_letter_goes_out_and_comes_back(name: str) -> None:
    letters = LETTERS if name == "tcvn3" else LETTERS + LETTERS.upper()
    assert from_letters(writers.legacy(letters, name).decode("latin-1"), name) == letters


@pytest.mark.parametrize("name", LEGACY)
def test_the_tables_agree_with_another_reader(name: str) -> None:
    import viparse.normalize.tcvn3 as tcvn3
    import viparse.normalize.viscii as viscii
    import viparse.normalize.vni as vni

    entries = {"tcvn3": tcvn3, "vni": vni, "viscii": viscii}[name]._ENTRIES
    pairs = [(source, unicodedata.normalize("NFC", target)) for source, target in entries]
    wrong = [(source, target, from_letters(source, name)) for source, target in pairs if from_letters(source, name) != target and source.isprintable()]
    assert len(wrong) <= 2, wrong


@settings(max_examples=60, deadline=None)
@given(st.permutations(TEXT.split()))
def test_vietnamese_words_in_any_order_survive_each_encoding(words: list[str]) -> None:
    text = " ".join(words) + "\n"
    for name in ("vni", "viscii", "cp1258"):
        assert read_document("a.txt", writers.legacy(text, name)).text == text


@pytest.mark.parametrize("word", ["nghiêng", "quyết", "thuỷ", "thủy", "Khuya", "oằn", "ƯỚC", "Đắk"])
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["Nghiêcg", "straße", "über", "éàm", "kếhoạch", "nhÂn"])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)


def test_a_real_text_is_vietnamese() -> None:
    assert vietnamese_rate(TEXT) > 0.95
