"""Files → text: encodings, damage, pages. The text of a plain file is the file's own."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.errors import UnreadableReport
from fazhi.reading import MAX_BYTES, format_of, read_bytes, read_report
from fazhi.reading.html import read_html
from fazhi.reading.plain import read_plain

TEXT = "安和市2021年法治政府建设报告\n　　全年受理行政复议案件１２件，办结10件。\n一、加强领导\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "utf-32"]
)
def test_encodings(encoding: str) -> None:
    assert read_plain((TEXT * 5).encode(encoding), "a.txt") == TEXT * 5


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_become_one_kind(line_end: str) -> None:
    assert read_plain(TEXT.replace("\n", line_end).encode(), "a.txt") == TEXT


def test_gb18030_beyond_gbk() -> None:
    text = "㐀㐁䶮" + TEXT * 3 + "𠮷野家"
    assert read_plain(text.encode("gb18030"), "a.txt") == text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_utf8_text_is_untouched(text: str) -> None:
    assert read_plain(text.encode(), "a.txt") == text.removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "a.txt"),
        (b"PK\x03\x04" + b"\x00\x01\x02\x03" * 500, "a.txt"),
        (b"", "no text"),
        (b" \n\t\n", "no text"),
        ("\u3000\n".encode(), "no text"),
    ],
    ids=["png", "zip", "empty", "blank", "ideographic blank"],
)
def test_no_report(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableReport, match=reason):
        read_bytes(data, "a.txt")


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableReport, match=r"nowhere\.txt"):
        read_report(tmp_path / "nowhere.txt")


def test_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableReport):
        read_report(tmp_path)


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fazhi.reading.MAX_BYTES", 10)
    with pytest.raises(UnreadableReport, match="at most 10"):
        read_bytes(TEXT.encode(), "a.txt")
    assert MAX_BYTES > 10**8


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.TXT", b"x", "txt"),
        ("a.html", b"x", "html"),
        ("a.jsp", b"\r\n<!DOCTYPE html>", "html"),
        ("a", "法治".encode(), "txt"),
    ],
)
def test_format(name: str, data: bytes, expected: str) -> None:
    assert format_of(data, name) == expected


PAGES = {
    "blocks and inline": ("<div>一<b>、加</b>强</div><p>二</p>三<br>四", "一、加强\n二\n三\n四\n"),
    "unseen": (
        "<style>p{}</style><script>var a='法'</script><p>见</p><p style='display: none'>不见</p><p hidden>不见</p>",
        "见\n",
    ),
    "index table": (
        "<table><tr><th>索引号</th><td>0123</td></tr><tr><td>文号</td><td>安政发〔2021〕4号</td></tr></table>",
        "索引号 0123\n文号 安政发〔2021〕4号\n",
    ),
    "nested layout": (
        "<table><tr><td><table><tr><td><p>甲</p><p>乙</p></td></tr></table></td></tr></table>",
        "甲\n乙\n",
    ),
    "blanks": ("<p>&nbsp;&emsp;全年&nbsp; 12\n 件&#12288;</p>", "全年 12 件\n"),
    "invisible": ("<p>复&#8203;议\u200b案&shy;件</p>", "复议案件\n"),
    "comments": ("<p>甲<!-- 乙 -->丙</p>", "甲丙\n"),
    "unclosed": ("<ul><li>甲<li>乙</ul><p>丙<p>丁", "甲\n乙\n丙\n丁\n"),
    "entities": ("<p>&ldquo;放管服&rdquo;&lt;改革&gt;</p>", "“放管服”<改革>\n"),
    "upper case": ("<P>甲</P><DIV>乙</DIV>", "甲\n乙\n"),
}


@pytest.mark.parametrize(("page", "expected"), PAGES.values(), ids=PAGES)
def test_page(page: str, expected: str) -> None:
    assert read_html(f"<html><body>{page}</body></html>".encode(), "a.html") == expected


@pytest.mark.parametrize("declared", ["gb2312", "gbk", "utf-8", "nonsense"])
@pytest.mark.parametrize("actual", ["utf-8", "gb18030"])
def test_wrong_charset_declaration(declared: str, actual: str) -> None:
    page = f"<html><head><meta charset={declared}></head><body>" + "<p>全年受理行政复议案件十二件。</p>" * 8
    assert read_html(page.encode(actual), "a.html") == "全年受理行政复议案件十二件。\n" * 8


def test_deep_nesting_is_read() -> None:
    page = "<div>" * 1500 + "深" + "</div>" * 1500
    assert read_html(page.encode(), "a.html") == "深\n"


def test_nesting_beyond_the_parser_is_refused() -> None:
    with pytest.raises(UnreadableReport, match="depth"):
        read_html(("<div>" * 3000 + "深").encode(), "a.html")


def test_a_damaged_xml_declaration() -> None:
    with pytest.raises(UnreadableReport, match=r"a\.html: no readable HTML"):
        read_bytes('<?xml version="1.0" encoding="utf-8"><p>一、概况</p>'.encode(), "a.html")
