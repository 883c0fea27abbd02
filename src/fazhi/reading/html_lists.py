"""The number before an item of an ordered list, which a browser shows and the page's source does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fazhi.reading.list_marks import is_list_format, list_mark, spaced

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)", re.IGNORECASE)
_NUMBER = re.compile(r"\s*([+-]?\d{1,6})")
_UNMARKED = frozenset("none disc circle square disclosure-open disclosure-closed".split())


def item_marks(ordered: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """The items of an ordered list with their marks and the gap behind; a list styled without marks gives none.

    `start`, `value`, `reversed` and `type` count, and so do an inline `list-style` and the classes of ordered lists
    that UEditor, the editor of many government sites, makes (`custom_cn2` for （一）). A stylesheet's rules do not;
    since a list of nothing but links is a menu, whose stylesheet takes the numbers away, it gives none either.

    >>> from lxml.html import fragment_fromstring
    >>> ordered = fragment_fromstring('<ol start="3" style="list-style-type: cjk-ideographic"><li>甲<li>乙</ol>')
    >>> [mark for _, mark in item_marks(ordered)]
    ['三、', '四、']
    """
    items = [child for child in ordered if child.tag == "li"]
    if all(map(_is_link, items)):
        return
    step = -1 if "reversed" in ordered.attrib else 1
    number = _number(ordered.get("start"), len(items) if step < 0 else 1)
    for item in items:
        number = _number(item.get("value"), number)
        format = _format(item) or _format(ordered) or "1"
        if format not in _UNMARKED:
            yield item, spaced(list_mark(number, format))
        number += step


def _format(element: HtmlElement) -> str | None:
    if style := _STYLE.search(element.get("style") or ""):
        return "1" if style[1].lower() == "decimal" else style[1].lower()
    if element.tag == "ol":
        for name in (element.get("class") or "").split():
            if name.startswith("custom_") and is_list_format(name):
                return name
    return element.get("type")


def _is_link(item: HtmlElement) -> bool:
    linked = "".join("".join(link.itertext()) for link in item.iter("a"))
    return "".join(linked.split()) == "".join("".join(item.itertext()).split())


def _number(shown: str | None, otherwise: int) -> int:
    match = _NUMBER.match(shown or "")
    return int(match[1]) if match else otherwise
