"""Saved pages of government sites as they are, in the encodings they come in."""

import base64
import quopri
from pathlib import Path

import pytest

from fazhi.errors import UnreadableReport
from fazhi.reading import read_bytes
from fazhi.reading.html import read_html

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
WAYS = {
    "UTF-8": ("utf-8", "utf-8"),
    "UTF-8 with a BOM": ("utf-8-sig", "utf-8"),
    "GBK that calls itself UTF-8": ("gb18030", "utf-8"),
    "GBK": ("gb18030", "gb2312"),
    "UTF-8 that calls itself GBK": ("utf-8", "gbk"),
    "UTF-16": ("utf-16", "utf-8"),
    "no word on it": ("gb18030", ""),
}


def expected(page: Path) -> str:
    return page.with_suffix(".txt").read_text("utf-8")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_saved_page(page: Path, way: str) -> None:
    encoding, declared = WAYS[way]
    markup = page.read_text("utf-8").replace("charset=utf-8", f"charset={declared}" if declared else "content=none")
    assert read_bytes(markup.encode(encoding, "replace"), page.name).text == expected(page)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
@pytest.mark.parametrize("transfer", ["quoted-printable", "base64", "8bit"])
def test_web_archive(page: Path, transfer: str) -> None:
    data = page.read_text("utf-8").replace("\n", "\r\n").encode("gb18030", "replace")
    body = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring, "8bit": bytes}[transfer](data)
    archive = (
        b"From: <Saved by Blink>\r\nSubject: =?utf-8?B?55Sa?=\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----b"\r\n\r\n'
        b"------b\r\nContent-Type: text/css\r\n\r\np{}\r\n"
        b"------b\r\nContent-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: "
        + transfer.encode() + b"\r\n\r\n" + body + b"\r\n------b--\r\n"
    )  # fmt: skip
    assert read_bytes(archive, "a.mht").text == expected(page)
    assert read_bytes(archive, "saved by another name").text == expected(page)


def test_web_archive_without_a_page() -> None:
    with pytest.raises(UnreadableReport, match=r"a\.mht: no page in this web archive"):
        read_bytes(b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nx", "a.mht")


LISTS = {
    "numbers": ("<ol><li>甲<li>乙</ol>", "1. 甲\n2. 乙\n"),
    "bullets": ("<ul><li>甲<li>乙</ul>", "甲\n乙\n"),
    "start and value": ('<ol start=3><li>甲<li value="7">乙<li>丙</ol>', "3. 甲\n7. 乙\n8. 丙\n"),
    "reversed": ("<ol reversed><li>甲<li>乙</ol>", "2. 甲\n1. 乙\n"),
    "type": ('<ol type="a"><li>甲</ol><ol type=I><li>乙<li>丙</ol>', "a. 甲\nI. 乙\nII. 丙\n"),
    "no marks": ('<ol style="list-style:none"><li>甲</ol>', "甲\n"),
    "Han": ('<ol style="list-style-type:cjk-ideographic"><li>甲</ol>', "一、甲\n"),
    "UEditor": ('<ol class="custom_cn2 list-paddingleft-1"><li class="list-cn-3-1"><p>甲</p></li></ol>', "(一) 甲\n"),
    "nested": ("<ol><li>甲<ol><li>乙</ol><li>丙</ol>", "1. 甲\n1. 乙\n2. 丙\n"),
    "paragraphs in an item": (
        "<ol><li><p>甲</p><p>乙</p></li><li><div><b>丙</b></div></li></ol>",
        "1. 甲\n乙\n2. 丙\n",
    ),
    "a menu": ('<ol><li><a href="/">首页</a></li> <li><b><a href="a">政务</a> </b></li></ol>', "首页\n政务\n"),
    "a list with a link": ('<ol><li><a href="a">《办法》</a>施行<li>乙</ol>', "1. 《办法》施行\n2. 乙\n"),
    "an empty item": ("<ol><li></li><li>乙</ol>", "2. 乙\n"),
    "values that are no numbers": ('<ol start="x"><li value="99999999999">甲</ol>', "999999. 甲\n"),
}


@pytest.mark.parametrize(("markup", "expected"), LISTS.values(), ids=LISTS)
def test_list(markup: str, expected: str) -> None:
    assert read_html(f"<html><body>{markup}".encode(), "a.html") == expected


def test_a_long_list_is_counted_once() -> None:
    text = read_html(("<ol>" + "<li>甲" * 20_000).encode(), "a.html")
    assert text.endswith("\n20000. 甲\n")


CELLS = {
    "a paragraph a cell": ("<tr><td><p>文号</p></td>\n<td> <div>甘政发</div> </td></tr>", "文号 甘政发\n"),
    "text beside a paragraph": ("<tr><td>甲<p>乙</p></td><td>丙</td></tr>", "甲\n乙\n丙\n"),
    "two paragraphs in a cell": ("<tr><td>甲</td><td><p>乙</p><p>丙</p></td></tr>", "甲\n乙\n丙\n"),
    "a list in a cell": ("<tr><td>甲</td><td><div><ul><li>乙</ul></div></td></tr>", "甲\n乙\n"),
}


@pytest.mark.parametrize(("row", "expected"), CELLS.values(), ids=CELLS)
def test_cells(row: str, expected: str) -> None:
    assert read_html(f"<table>{row}</table>".encode(), "a.html") == expected


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_page_with_a_broken_character_is_read_as_a_browser_shows_it(encoding: str) -> None:
    page = ("<html><body>" + "<p>全年受理行政复议案件十二件。</p>" * 200).encode(encoding)
    place = page.index("复".encode(encoding), 3000)
    lines = read_html(page[:place] + b"\xff" + page[place:], "a.html").splitlines()
    assert len(lines) == 200
    assert sum(line != "全年受理行政复议案件十二件。" for line in lines) == 1


def test_a_page_with_many_broken_characters_is_refused() -> None:
    page = "<p>全年受理行政复议案件十二件。</p>".encode() * 20
    with pytest.raises(UnreadableReport, match=r"a\.html: not a text file, or in an unknown encoding"):
        read_html(page.replace("全".encode(), b"\xff\x00\xfe"), "a.html")
