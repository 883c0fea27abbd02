"""A view of a text in which look-alikes are one character. Same length: offsets in the view are offsets in the text."""

from __future__ import annotations

_PAIRS = {
    **{chr(0xFF10 + n): str(n) for n in range(10)},
    "％": "%",
    "．": ".",
    "，": ",",
    "〇": "〇",
    "○": "〇",
    "﹝": "〔",
    "﹞": "〕",
    "［": "[",
    "］": "]",
    "（": "(",
    "）": ")",
    "﹙": "(",
    "﹚": ")",
    "〈": "<",
    "〉": ">",
    "＜": "<",
    "＞": ">",
    "－": "-",
    "—": "-",
    "–": "-",
    "―": "-",
    "～": "~",
    "\u3000": " ",
    "\xa0": " ",
    "\u2002": " ",
    "\u2003": " ",
    "\u2009": " ",
    "\t": " ",
    "號": "号",
    "發": "发",
    "辦": "办",
}
_TABLE = str.maketrans(_PAIRS)


def fold(text: str) -> str:
    """Fold widths, brackets, dashes and blanks.

    >>> fold("沙政发﹝２０１８﹞４號"), len(fold("（１０％）")) == len("（１０％）")
    ('沙政发〔2018〕4号', True)
    """
    return text.translate(_TABLE)
