"""Organs (机关): how their names are built, from places, levels, heads and offices. Candidates only: context decides.

A name is [places] [level] head [offices]: 荆州市 · 沙市区 · 司法局; 市 · 政府 · 办公室; 县 · 人大常委会 · 法工委. Two heads in a
row are two organs (区委 · 区政府; 党中央 · 国务院), but a local office follows its organ: 县市场监管局 · 松坪 · 所, 区政府 · 第三届 ·
法律顾问委员会. Words and places come as matches with a class.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from fazhi.grammar.candidate import Candidate
from fazhi.lexicon.matcher import Word

_LEVELS = (
    *(
        "自治区",
        "自治州",
        "自治县",
        "自治旗",
        "地区",
        "街道",
        "苏木",
        "兵团",
        "师市",
        "全国",
        "国家",
        "中国",
        "中央",
        "开发区",
        "高新区",
        "经开区",
        "新区",
        "园区",
    ),
    *"省市区县州盟旗镇乡师",
)
_OWN_ORGAN = ("总局", "厅", "局", "委")
"""A department's word for itself before its sections; its Party group (局党组) is no name."""
_OWN_LEVEL = re.compile(r"[省区县州盟旗镇乡]|市(?!场|容|政(?!府))|师市?(?=党|政|委)|自治|街道(?!办事处)|兵团")
"""A word that begins so names its level itself: it is the head of a name of its own."""
_ALONE = re.compile(
    r"国务院|党中央|中共中央|中央|全国|最高|人大|人民代表大会|政协|人民政府|(?:人民)?(?:法院|检察院)(?!.*[庭室队])|纪委|监委"
)
"""A word that begins so is never the office of another organ."""
_TOWN_OFFICE = re.compile(
    r"司法所|派出所|工商所|税务所|财政所|国土所|环保所|市场监管所|人民法庭|海事法庭|海关|海事局|公证处|仲裁委员会|国际仲裁中心|铁路运输(?:中级)?法院|铁路运输检察院|检察院"
)
_TOWN = re.compile(r"(?<![一-龥])(?![各由与向对经等在与和及设从个的])[一-龥]{2,3}$")
"""A town whose name stands, without its last word, at the beginning of its office's: 官渡口司法所."""
_OF_ZONE = re.compile(r"管委会|管理委员会|党工委|工委")
_ZONE = re.compile(
    r"(?<![一-龥])[一-龥]{2,10}(?:开发|高新|经开|园|保税|新|示范|度假|港|合作|自贸|景|实验|试验|林|管理)区$"
)
"""A development zone whose name begins at an edge, before its administration."""
_OFFICE = re.compile(r"(?<=[政市县区州省盟旗镇乡][府委])办(?![理法案结公事件学实成复证好])")
_NUMBERED = re.compile(r"(?:直属|第)?[一二三四五六七八九十]{1,2}(?:科(?!技)|处(?![理罚])|股|室|大队|中队|支队|组)")
_CORPS = re.compile(r"(?:第[一二三四五六七八九十]{1,3}师|[一二三四五六七八九〇\d]{1,3}团)$")
"""Divisions and regiments of the corps (兵团)."""
_DIVISION = "师"
_PARTY = "中共"
_STATIONED = "驻"
_NEVER_BARE = frozenset({"党组", "党委", "监狱", "看守所", "监狱看守所", "法制机构", "行政复议机构", "社区矫正机构"})
"""Heads that name no organ without one, a place or a level before them."""
_FOUNDED = re.compile(r"(?:成立|组建|设立)了?$")
_FOUNDED_GROUP = re.compile(r".{4,}(?:小组|指挥部|专班)(?:办公室)?$")
"""What stands right behind 成立 and ends so is the name from there on."""
_CAMPAIGN = re.compile(r"[“\"].+(?:小组|指挥部)(?:办公室)?$")
"""A group named after a campaign in quotation marks can be nothing else."""
_SENDER = re.compile(r"(?:纪委监委|纪委|监委)(?:派)?$")
_STATIONED_GROUP = re.compile(r"纪检(?:监察)?组$")
_TERM = re.compile(r"第[一二三四五六七八九十\d]{1,3}届(?!人)")
_LOCAL = re.compile(r"(?:所|庭|站|[总支大中]?队|分局|支局|税务局|办事处|分中心|分院|海关|监狱|支行|工委|工作委员会)$")
"""How the name of a local office ends that follows its organ and a place."""
_BARE_LOCAL = re.compile(r"[所站](?![有属需在长点以])")
_IN_TOWN = re.compile(r"(?:所|庭|分局|税务局|办事处|分院|支行|工委|工作委员会)$")
"""The same where the place is whole: …局渔浦镇综合执法队 are two organs."""
_HEADS = frozenset("dgpcjb")
_SECTIONS = frozenset("db")
_PLACE = "l"
_NEAR = 4
"""A name has at most so many places before its head."""


def find_agencies(text: str, words: Iterable[Word]) -> Iterator[Candidate]:
    """Find names of organs.

    Args:
        text: Any text.
        words: Lexicon words in it, in order, not overlapping: classes g (government), p (Party), c (congress, CPPCC),
            j (court, procuratorate), d (department), b (body, section), l (place); words of other classes (社区, 城市)
            belong to no name.

    >>> from fazhi.lexicon.matcher import Matcher
    >>> lexicon = {"区委": "p", "区政府": "g", "司法局": "d", "沙市区": "l", "法规科": "b"}
    >>> text = "区委区政府和沙市区司法局法规科、市司法局"
    >>> [text[start:end] for start, end, _ in find_agencies(text, Matcher(lexicon).find(text))]
    ['区委', '区政府', '沙市区司法局法规科', '市司法局']
    """
    found = list(words)
    index = 0
    sent: Candidate | None = None
    while index < len(found):
        word = found[index]
        if word.kind not in _HEADS:
            index += 1
            continue
        start = _left(text, found, index)
        end, index = _right(text, found, index + 1 if _is_joint(text, found, index) else index)
        stationed = text.endswith(_STATIONED, 0, start) and _STATIONED_GROUP.search(text, start + 1, end)
        if stationed and stationed.start() > start + 1:
            start -= len(_STATIONED)
            if sent and _SENDER.search(text, sent.start, start):
                start, sent = sent.start, None
        if sent:
            yield sent
            start = max(start, sent.end)
        sent = None if text[start:end] in _NEVER_BARE else Candidate(start, end, sure=_is_sure(text, start, end))
    if sent:
        yield sent


def _is_sure(text: str, start: int, end: int) -> bool:
    """Whether form alone shows a name: a campaign's group, or a group right where it is founded."""
    founded = _FOUNDED.search(text, max(0, start - 3), start) and _FOUNDED_GROUP.match(text, start, end)
    return bool(founded or _CAMPAIGN.match(text, start, end))


def _left(text: str, found: Sequence[Word], index: int) -> int:
    """The beginning of a name: before its head a level word, before that its places, or what the text alone shows of them."""
    head = found[index]
    start = head.start
    near = found[max(0, index - _NEAR) : index]
    places = {word.end: word.start for word in near if word.kind == _PLACE}
    if start not in places and start not in {word.end for word in near}:
        levels = (*_LEVELS, *_OWN_ORGAN) if head.kind in _SECTIONS else _LEVELS
        start -= next((len(level) for level in levels if text.endswith(level, 0, start)), 0)
    while start in places:
        start = places[start]
    start = _unlisted_place(text, start, head)
    if text.endswith(_PARTY, 0, start):
        start -= len(_PARTY)
    reached = max((word.end for word in near if word.kind in _HEADS), default=0)
    return max(start, reached)


def _unlisted_place(text: str, start: int, head: Word) -> int:
    """The beginning of a name with a place that is no word: a town before its office, a zone, a division of the corps."""
    if start == head.start and _TOWN_OFFICE.fullmatch(text, start, head.end):
        town = _TOWN.search(text, max(0, start - 4), start)
        start = town.start() if town else start
    if seat := _OF_ZONE.search(text, head.start, head.end):
        zone = _ZONE.search(text, max(0, seat.start() - 16), seat.start())
        start = min(start, zone.start()) if zone else start
    corps = _CORPS.search(text, max(0, start - 6), start + 1 if text[start] == _DIVISION else start)
    return corps.start() if corps else start


def _right(text: str, found: Sequence[Word], index: int) -> tuple[int, int]:
    """The end of a name and the index behind it: words that follow without a level of their own belong to it."""
    end = found[index].end
    index += 1
    while index < len(found):
        follows = found[index]
        gap = text[end : follows.start]
        if follows.kind in _HEADS and (not gap or _TERM.fullmatch(gap)) and _continues(text, follows):
            end = follows.end
            index += 1
        elif short := _short_office(text, end, found[index - 1]):
            end = short
            while index < len(found) and found[index].start < end:
                index += 1
        elif not gap and follows.kind == _PLACE and (local := _BARE_LOCAL.match(text, follows.end)):
            end = local.end()
            index += 1
        elif not gap and _is_local(text, found, index):
            end = found[index + 1].end
            index += 2
        else:
            break
    return _short_office(text, end, found[index - 1]) or end, index


def _is_joint(text: str, found: Sequence[Word], index: int) -> bool:
    """Whether committee and government of one level have an office in common: 区委 · 区政府 · 目标督查办公室."""
    party, *rest = found[index : index + 3]
    if len(rest) < 2 or party.kind != "p" or party.end != rest[0].start or rest[0].end != rest[1].start:
        return False
    names = text[party.start : party.end], text[rest[0].start : rest[0].end]
    return (
        names[0][1:] == "委"
        and names[1] == names[0][0] + "政府"
        and rest[1].kind in "dbg"
        and rest[1].end - rest[1].start > 3
        and _continues(text, rest[1])
    )


def _short_office(text: str, end: int, last: Word) -> int | None:
    """The end of an office that is no word: 办 behind 政府 or 委 where it is no verb, 三科 behind a department."""
    if _OFFICE.match(text, end):
        return end + 1
    numbered = _NUMBERED.match(text, end) if last.kind in "db" else None
    return numbered.end() if numbered else None


def _continues(text: str, word: Word) -> bool:
    """Whether a word behind a head is an office of it."""
    return not (_OWN_LEVEL.match(text, word.start, word.end) or _ALONE.match(text, word.start, word.end))


def _is_local(text: str, found: Sequence[Word], index: int) -> bool:
    """Whether a place and a local office there follow: 松坪 · 市场监管所."""
    if found[index].kind != _PLACE or index + 1 == len(found):
        return False
    office = found[index + 1]
    if text[found[index].end - 1] in _LEVELS and not _IN_TOWN.search(text, office.start, office.end):
        return False
    return (
        office.start == found[index].end
        and office.kind in _HEADS
        and bool(_LOCAL.search(text, office.start, office.end))
    )
