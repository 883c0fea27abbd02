"""Names of organs that no list has, found by how they are composed: words of a field and a last word (社区矫正管理 + 局).

Read from the last word leftwards, as long as words of lexicon/organ_stems.tsv, a campaign in quotation marks, or one 和 between
two words go on: 区“五水共治”工作领导小组办公室, 网络和数据安全处.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from fazhi.lexicon.matcher import Word

_END = re.compile(
    r"(?=[全推依中高人运海金检法领协工指联攻专小委组联总分局厅办署大支队仲研处科股司室所站管])(?:"
    r"(?P<p>(?:全面)?(?:推进)?依法治(?:国|省|市|县|区|州|盟|旗|地|师市?|镇|乡|港|自治[区州县旗])"
    r"(?:委员会|工作领导小组|领导小组)?(?:办公室|办|委)?(?<![省市县区州盟旗地师镇乡港国]))"
    r"|(?P<j>(?:中级|高级)?人民法院|(?:运输|海事|金融)(?:中级)?法院|检察[院厅]|法庭)"
    r"|(?P<group>(?:领导|协调|工作|推进|指导|联络|攻坚|专项)?小组(?![长织]|成(?!员))|工作组|指挥[部所]|专班|联席会议|委员会(?!议)|(?<!考核)(?<!顾问)组(?![长织建合件团装]|成(?!员))|联防联控(?:工作)?机制)"
    r"|(?P<d>(?:总|分)?局|工作部(?![门署分])|厅(?!级)|办公[室厅]|署(?![名期])|海关|(?<!常)委(?![员托派任屈书会属办局以纪市县区省])"
    r"|办(?![理法案结事件学好实成复税证班刊园运开卡展得完了过照医同一]|公(?![示布开安告])))"
    r"|(?P<b>分?中心(?![城区镇校组])|[总支大中]队(?!伍)|(?<=[执法察管理务勤稽])队(?!伍|员)|管委会|管理委员会|仲裁院|研究院(?![长校])"
    r"|处(?![罚理突置于分女处境在所])|科(?![学技普研目室创教协])|股(?![份东权])|司(?![法机])|室(?![内外长])|(?<!研究)所(?![有属需在涉得谓辖以指长列确])|站(?![点在位式])))"
)
_KINDS = {"group": "b"}
_LONGEST, _SHORTEST = 6, 2
_NUMBERS = "一二三四五六七八九"
_NUMBERED = re.compile(r"[大中支]队|[科室处庭组]|分局")
_AND = "和与及"
_QUOTED = re.compile(r"[“\"][^“”\"，。；\n]{1,12}[”\"]$")


def composed_names(text: str, stems: Collection[str], group_stems: Collection[str] = ()) -> Iterator[Word]:
    """Find such names, without place and level word; class d (department) or b (body, section).

    Args:
        text: Any text.
        stems: Words that names of organs are composed of.
        group_stems: The words that names of leading groups, headquarters and their like are composed of, if more.

    >>> stems = {"社区", "矫正", "管理", "网络", "数据", "安全", "工作"}
    >>> text = "县社区矫正管理局与网络和数据安全处，区“五水共治”工作领导小组"
    >>> [text[start:end] for start, end, _ in composed_names(text, stems)]
    ['社区矫正管理局', '网络和数据安全处', '“五水共治”工作领导小组']
    """
    reached = 0
    for match in _END.finditer(text):
        kind = str(match.lastgroup)
        first = match.start()
        if first > reached and text[first - 1] in _NUMBERS and _NUMBERED.match(text, first):
            first -= 1
        start = (
            first if kind == "p" else _walk(text, first, reached, group_stems or stems if kind == "group" else stems)
        )
        if start < first or kind == "p":
            yield Word(start, match.end(), _KINDS.get(kind, kind))
        reached = match.end()


def _walk(text: str, start: int, limit: int, stems: Collection[str]) -> int:
    """Where the words of the name begin that ends before `start`."""
    while True:
        further = _step(text, start, limit, stems)
        if further is None:
            return start
        start = further


def _step(text: str, end: int, limit: int, stems: Collection[str]) -> int | None:
    """One word further to the left, over 和 if a word of the name stands on both sides."""
    if end > limit and text[end - 1] in '”"' and (quoted := _QUOTED.search(text, max(limit, end - 14), end)):
        return quoted.start()
    for size in range(_LONGEST, _SHORTEST - 1, -1):
        if end - size >= limit and text[end - size : end] in stems:
            return end - size
    if end - 3 > limit and text[end - 1] in _AND and text[end : end + 1] not in _AND:
        return _step_over(text, end - 1, limit, stems)
    return None


def _step_over(text: str, end: int, limit: int, stems: Collection[str]) -> int | None:
    return next(
        (end - n for n in range(_LONGEST, _SHORTEST - 1, -1) if end - n >= limit and text[end - n : end] in stems), None
    )
