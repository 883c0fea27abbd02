"""Short names inside one report: where 以下简称 introduces them, and which full title they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fazhi.grammar.title_values import fold_title, split_edition, title_head, title_key

_INTRODUCING = re.compile(r"(?:统一|分别)?(?:简称|统称|下称|以下称)(?:为|作)?[:：]?\s*")
_NAME = re.compile(
    r"[“\"‘'《〈<＜≪]{0,2}(?P<name>[^“”\"‘’'《》〈〉<>＜＞≪≫，,。；;（）()\[\]、\n]{1,30})[”\"’'》〉>＞≫]{0,2}"
)
_AND = re.compile(r"[、,，和及与]?\s*")
_SENTENCE_END = re.compile(r"[。！？\n]")
_REACH = 160
"""So many characters before 以下简称 the full title may end."""


class Mention(NamedTuple):
    """A title where it stands: `text[start:end]` of the report.

    Attributes:
        place: Its index among the record's entities.
        start: First character.
        end: One past the last.
        folded: The title, folded.
        bare: Whether it is only a head word (《办法》).
    """

    place: int
    start: int
    end: int
    folded: str
    bare: bool


class Introduction(NamedTuple):
    """A short name that the text introduces.

    Attributes:
        name: The short name's key.
        position: Where the text introduces it.
        stands_for: The index of the entity with the full title.
    """

    name: str
    position: int
    stands_for: int


def introductions(text: str, mentions: Sequence[Mention]) -> Iterator[Introduction]:
    """Find what 以下简称 introduces, with or without title marks, each with the full title before it.

    Args:
        text: The report's text.
        mentions: Its titles, in order.

    >>> text = "落实《安和市信访工作办法》（以下简称“《办法》”）"
    >>> [tuple(found) for found in introductions(text, [Mention(4, 2, 13, "安和市信访工作办法", False)])]
    [('办法', 18, 4)]
    """
    for intro in _INTRODUCING.finditer(text):
        full = _titles_before(text, intro.start(), mentions)
        if not full:
            continue
        names = list(_names(text, intro.end()))
        for rank, (name, position) in enumerate(names):
            chosen = _meant(name, full[-len(names) :][rank] if len(full) >= len(names) else None, full)
            yield Introduction(title_key(name), position, chosen.place)


def _titles_before(text: str, position: int, mentions: Sequence[Mention]) -> list[Mention]:
    """The full titles of the same sentence that end before `position`."""
    return [
        mention
        for mention in mentions
        if not mention.bare
        and position - _REACH <= mention.end <= position
        and not _SENTENCE_END.search(text, mention.end, position)
    ]


def _names(text: str, position: int) -> Iterator[tuple[str, int]]:
    """The names in a row from `position`: 《规划》《纲要》, “规划”和“纲要”."""
    while name := _NAME.match(text, position):
        yield fold_title(name["name"]), name.start()
        quoted = name.end("name") < name.end()
        position = _AND.match(text, name.end()).end()  # type: ignore[union-attr]
        if not quoted or text[position : position + 1] not in tuple('“"‘《〈<＜≪'):
            return


def _meant(name: str, same_rank: Mention | None, full: Sequence[Mention]) -> Mention:
    """The title of `full` that a name stands for: the one of its rank in the row, if it fits, else the nearest that fits."""
    if same_rank is not None and abbreviates(name, same_rank.folded):
        return same_rank
    return next((mention for mention in reversed(full) if abbreviates(name, mention.folded)), full[-1])


def abbreviates(name: str, folded: str) -> bool:
    """Whether a name keeps a title's last word and takes its other characters from it, in order.

    >>> abbreviates("督察规定", "法治政府建设与责任落实督察工作规定"), abbreviates("纲要", "信访工作条例")
    (True, False)
    """
    base = split_edition(folded).base
    head = title_head(name)
    if head is None or not base.rstrip("〉").endswith(head) or len(name) >= len(base):
        return False
    characters = iter(base)
    return all(character in characters for character in name)


def ends_so(name: str, folded: str) -> bool:
    """Whether a title, or one that it carries in inner marks, ends with a short name.

    >>> ends_so("实施方案", "安和市法治督察实施方案（2019年）"), ends_so("办法", "关于印发〈安和市信访办法〉的通知")
    (True, True)
    """
    base = split_edition(folded).base
    return base != name and (base.endswith(name) or f"{name}〉" in base or f"{name}（试行）〉" in base)
