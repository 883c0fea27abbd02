"""WordprocessingML (ECMA-376 part 1, §17): names, switches, and what stands for what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{NAMESPACE}}}"
"""The prefix of tags and attributes, as lxml writes it."""
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_OFF = frozenset(("0", "false", "off"))


def local(element: Element) -> str:
    """An element's name without its namespace; empty for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def value(element: Element | None, otherwise: str | None = None) -> str | None:
    """The attribute `w:val` of an element that may not be there."""
    return otherwise if element is None else element.get(f"{W}val", otherwise)


def is_on(switch: Element | None) -> bool:
    """Whether a switch such as `w:vanish` is there and not turned off."""
    return switch is not None and value(switch) not in _OFF


def chosen(alternatives: Element) -> Iterable[Element]:
    """The one rendering to read: an `mc:AlternateContent`'s first choice, a ruby's base without its gloss."""
    for element in alternatives:
        if local(element) in ("Choice", "Fallback", "rubyBase"):
            return element
    return ()


def relation(part: Any, kind: str) -> Any:
    """The part that `part` relates to by a kind (`styles`); None if there is none."""
    try:
        return part.part_related_by(_RELATIONS + kind)
    except KeyError:
        return None
