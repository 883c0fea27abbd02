"""Markdown → the lines that the page it stands for would give, with the author's own numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.reading.markdown import read_markdown

CASES = {
    "headings": ("# 报告\n\n一、概况\n---\n\n### （一）领导 ###\n", "报告\n一、概况\n（一）领导\n"),
    "emphasis": ("**县**司*法*局~~旧~~`代码`", "县司法局旧代码\n"),
    "emphasis beside Chinese marks": ("依据**《行政处罚法》**办理**“放管服”**改革", "依据《行政处罚法》办理“放管服”改革\n"),
    "asterisks that are no emphasis": ("2 * 3 ** 4，* 注", "2 * 3 ** 4，* 注\n"),
    "links and pictures": ("见[《办法》](a.html \"题\")<http://a.example>![图](a.jpg)。", "见《办法》http://a.example。\n"),
    "a list in the author's form": ("3. 甲\n4. 乙\n\n正文\n\n1) 丙\n2) 丁\n", "3. 甲\n4. 乙\n正文\n1) 丙\n2) 丁\n"),
    "a list of emphasis": ("1. **甲**\n2. [乙](a)\n", "1. 甲\n2. 乙\n"),
    "an emphasised sentence on a line of its own": ("**加强领导。**\n全年开会2次", "加强领导。\n全年开会2次\n"),
    "bullets": ("- 甲\n- 乙\n  - 丙\n", "甲\n乙\n丙\n"),
    "paragraphs in an item": ("1. 甲\n\n   乙\n2. ## 丙\n", "1. 甲\n乙\n2. 丙\n"),
    "a table": ("| 索引号 | 文号 |\n|:--|--:|\n| 0123 | **甘政发〔2022〕9号** |\n", "索引号 文号\n0123 甘政发〔2022〕9号\n"),
    "quotations": ("> 甲\n> > 乙\n", "甲\n乙\n"),
    "code": ("```\n甲  乙\n丙\n```\n", "甲 乙\n丙\n"),
    "HTML": ("<div>甲<br>乙</div>\n\n丙<!-- 丁 -->&nbsp;戊&amp;", "甲\n乙\n丙 戊&\n"),
    "scripts": ("甲<script>var a;</script>乙", "甲乙\n"),
    "hard line ends": ("甲  \n乙\\\n丙", "甲\n乙\n丙\n"),
    "a broken line": ("全年受理行政复议案\n件十二件，办结\n10件", "全年受理行政复议案件十二件，办结10件\n"),
    "a broken line of Latin words": ("Open\nData", "Open Data\n"),
    "a broken line with emphasis at its end": ("依据**《条\n例》**办理", "依据《条例》办理\n"),
    "sentences on lines of their own": ("全年受理12件。\n办结10件。", "全年受理12件。\n办结10件。\n"),
    "headings on lines of their own": ("一、总体情况\n全年受理行政复议案件12件，\n办结10件\n二、问题", "一、总体情况\n全年受理行政复议案件12件，办结10件\n二、问题\n"),
    "a BOM": ("\ufeff# 报告", "报告\n"),
    "reference links": ("见[办法][1]。\n\n[1]: http://a.example\n", "见办法。\n"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES)
def test_markdown(source: str, expected: str) -> None:
    assert read_markdown(source.encode(), "a.md") == expected


def test_markdown_in_gbk() -> None:
    source = "# 法治政府建设情况报告\n\n全年受理行政复议案件十二件，办结十件。\n"
    assert read_markdown(source.encode("gb18030"), "a.md") == source.replace("# ", "").replace("\n\n", "\n")


@given(st.lists(st.text("县司法局受理案件，", min_size=1, max_size=30).map(lambda text: f"县{text}局。"), min_size=1))
def test_plain_paragraphs_come_back(paragraphs: list[str]) -> None:
    text = "".join(f"{paragraph}\n" for paragraph in paragraphs)
    assert read_markdown(text.encode(), "a.md") == text
    assert read_markdown(text.replace("\n", "\n\n").encode(), "a.md") == text
