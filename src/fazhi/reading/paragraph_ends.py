"""Whether a paragraph ends where a line does, told by the words alone: for formats whose lines may be broken ones."""

from __future__ import annotations

from fazhi.reading.markers import find_marker
from fazhi.reading.outline import looks_like_heading

_SENTENCE_ENDS = tuple("。！？；：!?;:")
_CLOSING = "”’）)」』】"


def ends_paragraph(line: str, following: str) -> bool:
    """Tell whether `following` begins a new paragraph.

    It does where `line` ends a sentence or is a heading, and where `following` begins with a heading's number.

    >>> ends_paragraph("一、总体情况", "全年受理行政复议案件12件，"), ends_paragraph("全年受理行政复议案", "件12件。")
    (True, False)
    >>> ends_paragraph("工作仍有不足", "三、下一步打算"), ends_paragraph("问题主要有两个方面，", "一是机制不全")
    (True, False)
    """
    if not line or not following:
        return True
    if line.rstrip(_CLOSING).endswith(_SENTENCE_ENDS):
        return True
    marker = find_marker(following)
    return bool(marker and marker.kind != "item") or looks_like_heading(line, following)
