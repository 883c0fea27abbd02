"""Groups named where they are founded or their members listed: 成立…领导小组, 任组长的…指挥部. The name begins behind these words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fazhi.lexicon.matcher import Word

_FOUNDED = re.compile(r"(?:成立|组建|设立)了?|(?:组长|成员|主任|总指挥|指挥长|召集人)的")
_NAME = re.compile(r"(?P<aim>[一-龥“”\"]{2,30}?)(?:领导小组|协调小组|工作小组|指挥部|工作专班)(?:办公室)?(?![长成])")
_GENERAL = re.compile(r"工作|专项|专门|相应|相关|各类|多个|[一两三四五六七八九十]个|由|任|的|了|将|并|向|在")
"""What makes an aim none: words of no subject, and of a sentence that goes on."""
_PLACE = re.compile(r"(?:[一-龥]{0,7}[省市县区州盟旗镇乡])?")
"""What a name composed of known words may leave in front of it, for place and level are the grammar's; else it misses words."""


def founded_groups(text: str, composed: Sequence[Word]) -> Iterator[Word]:
    """Find such groups, class b, where no composed name says more.

    >>> text = "云陂县成立集中整治欠薪突出问题领导小组，成立领导小组，成立由县长任组长的防汛指挥部"
    >>> [text[start:end] for start, end, _ in founded_groups(text, ())]
    ['集中整治欠薪突出问题领导小组', '防汛指挥部']
    """
    begins = {name.end: name.start for name in composed}
    for founded in _FOUNDED.finditer(text):
        match = _NAME.match(text, founded.end())
        if match and not _GENERAL.search(match["aim"]):
            begun = begins.get(match.end(), 0)
            if begun < match.start() or not _PLACE.fullmatch(text, match.start(), begun):
                yield Word(match.start(), match.end(), "b")
