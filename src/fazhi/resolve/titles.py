"""The report's title: its lines put together, without column marks, and what it says: organ, place, period."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fazhi.grammar.folding import fold

_COLUMN_MARK = re.compile(r"^(?:【[^】]*】\s*)+|(?:\s*【[^】]*】)+$")
_SITE = re.compile(r"\s*(?:[_|｜]|\s-{1,2}\s).*$")
_ADDRESSEE = re.compile(r"[：:]$|^(?:各位|尊敬的|主任|市人大|县人大|区人大)")
_IN_BRACKETS = re.compile(r"^[（(〔\[【].*[）)〕\]】]$")
_NUMBER = re.compile(r"^[一-龥]{2,10}\s*[〔\[（(【]\s*\d{4}\s*[〕\]）)】].{1,6}号$")
_SUBTITLE = re.compile(r"^\s*[—–\-―]{1,3}\s*")
_IS_REPORT = re.compile(r"报告|总结|情况|汇报|公告|年报|自查|要点")
_YEAR = r"(?:(?:19|20)\d ?\d ?|[一二][〇○零一二三四五六七八九]{3})"
_HEAD_END = re.compile(
    rf"关于|{_YEAR}[年度—\-~～至]|贯彻|落实|推进|深入|(?:全面)?依法(?:行政|治[省市县区州])|法治(?:政府|建设|工作)|上半年|年度|的(?:报告|情况)|\(|（"
)
_LEADING_YEAR = re.compile(rf"^\s*{_YEAR}年?度?(?:上半年|下半年)?\s*")
_LONGEST = 80
_READS_LIKE_ONE = re.compile(r"(?:法治|依法行政|依法治).*(?:报告|总结|情况|汇报)[）)」】]?$")
_LONGEST_LINE = 60


def title_line(lines: Iterable[str]) -> str | None:
    """The first line that reads like a report's title: what there is where no line was told to be one.

    >>> title_line(["首页 > 政务公开", "【法治政府】2022年度梨桥县法治政府建设报告", "来源：县司法局"])
    '【法治政府】2022年度梨桥县法治政府建设报告'
    """
    return next((line for line in lines if len(line) <= _LONGEST_LINE and _READS_LIKE_ONE.search(line)), None)


def join_title(lines: Iterable[str]) -> str | None:
    """Put a title's lines together; addressee, date, number and the speaker's line below are left out.

    >>> join_title(["【法治政府】梨桥县人民政府", "关于2020年度法治政府建设情况的报告", "市人民政府："])
    '梨桥县人民政府关于2020年度法治政府建设情况的报告'
    >>> join_title([]) is None
    True
    """
    parts: list[str] = []
    for line in map(_clean, lines):
        if not line or line in parts or _ADDRESSEE.search(line) or _IN_BRACKETS.match(line) or _NUMBER.match(line):
            continue
        if parts and _IS_REPORT.search(parts[-1]):
            break
        if _SUBTITLE.match(line) and not _IS_REPORT.search(line):
            continue
        parts.append(line)
    title = "".join(parts)
    return title if title and len(title) <= _LONGEST else None


def head_of(title: str) -> str:
    """What stands before the title's own words: the organ or the place.

    >>> head_of("梨桥县人民政府关于2020年度法治政府建设情况的报告"), head_of("２０１９年梨桥县法治政府建设情况报告")
    ('梨桥县人民政府', '梨桥县')
    """
    view = _SUBTITLE.sub("", fold(title).strip())
    if "--" in view:
        view = view.rpartition("--")[2]
    view = _LEADING_YEAR.sub("", view)
    found = _HEAD_END.search(view)
    return re.sub(r"\s", "", view[: found.start()] if found else "")


def _clean(line: str) -> str:
    return _SITE.sub("", _COLUMN_MARK.sub("", line.strip())).strip()
