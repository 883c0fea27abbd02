"""The index table (信息公开目录) and the source line above a report: labels and their values, however they are laid out.

Labels stand before a colon, in brackets, alone on a line above their value, or at the head of a line or cell, with a blank
between (a row of a table whose labels have no colons); blanks inside a label (文　　号) do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from fazhi.grammar.dates import find_date
from fazhi.grammar.folding import fold

_LABELS = {
    "number": ("发文字号", "文件编号", "公文号", "文号"),
    "issuer": (
        "发布机构",
        "发文机关",
        "发文单位",
        "发文机构",
        "发布单位",
        "公开责任部门",
        "信息所属单位",
        "公开机构",
        "责任部门",
        "制发机关",
    ),
    "published": (
        "发布日期",
        "发布时间",
        "公开日期",
        "公开时间",
        "公布日期",
        "更新时间",
        "更新日期",
        "录入时间",
        "时间",
        "日期",
    ),
    "made": ("生成日期", "成文日期", "发文日期", "印发日期", "成文时间"),
    "name": ("信息名称", "文件名称", "名称", "标题"),
    "source": ("信息来源", "文章来源", "稿件来源", "来源"),
    "owner": ("主办单位", "版权所有", "主办", "主管", "发布人"),
    "other": (
        "索引号 主题分类 信息分类 分类 主题词 有效性 公文时效 公开方式 公开时限 公开属性 公开范围 统一编号 信息索引 撰写人 作者 编辑 责任编辑 审核 "
        "点击数 点击 点击次数 浏览次数 浏览量 浏览 阅读 阅读次数 访问量 字体 字号 录入 承办 承办单位 地址 电话 联系电话 邮编 技术支持 网站标识码 "
        "政府网站标识码 备案号 备案编号 体裁分类 关键词 内容概述 语种"
    ).split(),
}
_FIELD = {label: field for field, labels in _LABELS.items() for label in labels}
_SPACED = "|".join(r"[ ]*".join(label) for label in sorted(_FIELD, key=len, reverse=True))
_LABEL = re.compile(rf"(?<![一-龥])[【\[(<]?[ ]*(?P<label>{_SPACED})[ ]*(?:[】\])>][ ]*[:]?|[::：])[ ]*")
_ALONE = re.compile(rf"[【\[]?[ ]*(?P<label>{_SPACED})[ ]*[】\]]?[ ]*[:：]?")
_CELL = re.compile(rf"(?:^| )(?P<label>{_SPACED}) ")
_VALUE_END = re.compile(r" {2,}|[【\[](?![\dXx ])|\|")
_NAME_END = re.compile(r" |[【\[|]")
_BARE_DATE = re.compile(r"[(\[]?(?:(?:19|20)\d\d) ?[-./年]")
_NAMES = frozenset({"issuer", "owner", "source"})
_DIGIT = re.compile(r"\d")
_MADE_PUBLIC = "生成日期"
"""The index table's own date, which stands for publication where no other does."""


class Field(NamedTuple):
    """One entry: which of our fields, the label as printed without blanks, and its value."""

    field: str
    label: str
    value: str


def read_index(lines: Sequence[str]) -> tuple[Field, ...]:
    """Read the entries of page furniture, in the order of the page.

    Args:
        lines: The lines of page furniture.

    >>> read_index(["文　　号：沙政发〔2019〕3号　发布机构：区政府办", "发布日期：", "2019-03-12"])[0].value
    '沙政发〔2019〕3号'
    >>> [entry.field for entry in read_index(["文号：沙政发〔2019〕3号", "发布日期：", "2019-03-12"])]
    ['number', 'published']
    """
    entries: list[Field] = []
    pending: str | None = None
    for line in lines:
        view = fold(line).replace("：", ":").strip()
        if alone := _ALONE.fullmatch(view):
            pending = alone["label"].replace(" ", "")
            continue
        found = list(_LABEL.finditer(view)) or _cells(view)
        if pending and not found and view:
            entries.append(Field(_FIELD[pending], pending, view))
            pending = None
            continue
        pending = None
        entries += _entries(view, found)
        if (not found or found[0]["label"].replace(" ", "") in _LABELS["source"]) and _BARE_DATE.match(view):
            entries.append(Field("published", "", view))
    return tuple(entries)


def first(entries: Iterable[Field], field: str) -> str | None:
    """The first value of a field that is not empty."""
    return next((entry.value for entry in entries if entry.field == field and entry.value), None)


def publication_date(entries: Sequence[Field]) -> str | None:
    """The date of publication, ISO 8601: of the label nearest to publishing; None if that date is damaged.

    >>> publication_date(read_index(["成文日期：2019-03-02  发布日期：2019-03-12"]))
    '2019-03-12'
    >>> publication_date(read_index(["发布日期：2019-13-12"])) is None
    True
    """
    printed = [entry.value for entry in entries if entry.field == "published" and _DIGIT.search(entry.value)]
    printed = printed or [entry.value for entry in entries if entry.label == _MADE_PUBLIC]
    return next((day for value in printed if (day := find_date(value))), None)


def _cells(view: str) -> list[re.Match[str]]:
    """The labels of a table's row, where it begins with one.

    >>> [match["label"] for match in _cells("索引号 0123 文 号 甘政发〔2022〕9号")]
    ['索引号', '文 号']
    """
    return list(_CELL.finditer(view)) if _CELL.match(view) else []


def _entries(view: str, found: Sequence[re.Match[str]]) -> list[Field]:
    entries = []
    ends = [match.start() for match in found[1:]] + [len(view)]
    for match, stop in zip(found, ends, strict=False):
        label = match["label"].replace(" ", "")
        value = view[match.end() : stop].strip(" |")
        end = (_NAME_END if _FIELD[label] in _NAMES else _VALUE_END).search(value)
        entries.append(Field(_FIELD[label], label, value[: end.start()].strip() if end else value))
    return entries
