"""Text files: byte-for-byte when already tidy, and one error for each way of being unreadable."""

from __future__ import annotations

import unicodedata

import pytest

from kehoach_parser.errors import BadEncoding, EmptyFile, KehoachError, LimitExceeded, UnreadableFile
from kehoach_parser.ingest import read_document
from kehoach_parser.limits import Limits

PLAN = "KẾ HOẠCH\nTriển khai công tác năm 2025\n\n1. Tổ chức họp\n- Thời gian: Quý I/2025\n"


def test_tidy_utf8_is_kept_byte_for_byte() -> None:
    document = read_document("ke-hoach.txt", PLAN.encode())
    assert document.text == PLAN
    assert (document.format, document.encoding, document.path, document.pages) == ("text", "utf-8", "ke-hoach.txt", None)


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + PLAN.encode(),
        PLAN.replace("\n", "\r\n").encode(),
        PLAN.replace("\n", "\r").encode(),
        unicodedata.normalize("NFD", PLAN).encode(),
    ],
    ids=["bom", "crlf", "cr", "nfd"],
)
def test_bom_line_ends_and_decomposed_letters_become_one_form(data: bytes) -> None:
    assert read_document("a.txt", data).text == PLAN


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyFile),
        (b" \n\t\r\n", EmptyFile),
        (b"\xef\xbb\xbf\n", EmptyFile),
        ("\u00a0\u2003\n".encode(), EmptyFile),
        (b"\x00\x01\x02\x03" * 40, UnreadableFile),
    ],
    ids=["nothing", "white", "bom-only", "unicode-white", "binary"],
)
def test_each_unreadable_text_has_its_error(data: bytes, error: type[KehoachError]) -> None:
    with pytest.raises(error) as caught:
        read_document("a.txt", data)
    assert type(caught.value) is error
    assert caught.value.path == "a.txt"


def test_limits_name_themselves_and_their_option() -> None:
    with pytest.raises(LimitExceeded, match="--max-file-bytes"):
        read_document("a.txt", b"x" * 11, limits=Limits(file_bytes=10))
    with pytest.raises(LimitExceeded, match="--max-line-chars") as caught:
        read_document("a.txt", b"ok\n" + b"x" * 11, limits=Limits(line_chars=10))
    assert caught.value.line == 2


def test_markdown_is_told_by_its_name() -> None:
    assert read_document("a.MD", PLAN.encode()).format == "markdown"


def test_bytes_in_no_known_encoding_name_the_place() -> None:
    with pytest.raises(BadEncoding, match="byte 4"):
        read_document("a.txt", b"abc \xff\xfe\xff")
