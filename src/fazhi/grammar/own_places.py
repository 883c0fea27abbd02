"""A report's own places (本地地名): names of counties, cities and towns that a text shows to be names by how it uses them.

The administrative table ends at counties, and places are renamed. 渡口街道 and 官渡口街道 cannot be told apart by their form,
but a report says its places again and again: at the head of lines, behind marks, and behind words that stand before a name
(由, 向, 会同). A run of characters that ends as a place does (市, 县, 镇, …) and begins at such edges, not only ever inside a
longer such run, is a name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple

from fazhi.grammar.word_rows import PLACE
from fazhi.lexicon.matcher import Matcher, Word

_KIND = re.compile(
    r"(?:经济|高新|技术|产业|工业|旅游|综合|国际|生态|农业|科技|保税|示范|合作)*(?:开发区|高新区|经开区|工业园区?|产业园区?|保税区|度假区|示范区|新区|港区|园区)"
    r"|自治[区州县旗]|街道|苏木|地区(?!性)|省(?![级直内外去])|市(?![场容民政值级直域区县辖]|中心)|县(?![级域直市区城乡内外处])"
    r"|区(?![域划块间级直县别分内外位])|州(?![级直])|盟(?![约主])|旗(?![帜下舰级县])|镇(?![街村级域区])|乡(?![村镇土亲贤友规情愁级])"
)
_LONGEST, _SHORTEST = 9, 3
_NO_BASE = frozenset("他她它们哪或署组队的了在及与各该我本全每等被把将其这那之个项件次年局厅委部院办省县区镇乡")
_NO_NAME = re.compile(
    r"政府|部门|机关|中心|人民|依法|法治|工作|建设|行政|单位|组织|社会|市(?!$|[中南北])"
    r"|(?:[社城园校辖景小片灾库矿山牧郊厂营战疫禁展港老新旧主考专保商林]区|[都城超夜股门上菜全外互]市|[城集村古小特色重]镇|[城老家返下回故]乡"
    r"|[一二三四五六七八九十两多数几跨邻].?[省市县区]|民族自治.|地州市|木镇"
    r"|(?:试验|实验|保护|功能|中心城|自贸|控制|防控|管控|隔离|滞洪)区|(?:国家级?|省级|重点|先行|创新|先导|集中|法治|建设).*区)$"
)
_NEVER_LAST = frozenset("由向对经以请报送为就从至到给按据于转获")
_LAST = re.compile(rf"(?:{_KIND.pattern})$")
_LOCAL = re.compile(
    r"[一-龥]{0,6}(?:司法|派出|监管|市监|税务|资源|国土|财政|卫生|环境|管理|林业|水利|供电)所|工委|工作委员会|(?:人民)?法庭"
    r"|海关|海事局|监狱|消防|收费站|火车站|[所站](?![有属需在长点以])|[大中]?队(?![伍员])|办事处|支行|分中心|分院|(?:[税执][务法])?分局|公安"
)
"""Local offices, before which a place stands without its level word."""
_BASE = re.compile(r"[一-龥]{2,3}")
_BEFORE_ORGAN = re.compile(
    r"(?:[一-龥]{1,4}[区县市旗])?"
    r"(?:(?:人民)?(?:政府|法院|检察院)|[党纪]?委(?!员|托|派)|行政公署|行署|人大|政协|党工委|办事处|中级"
    r"|[一-龥]{2,12}?(?:局|厅|委(?!员[^会])|办公室|[支大]队|执法队|中心|管委会|小组|指挥部|法院|[管务政]所)|司法所|派出所|人民法庭)"
)
_STEM = "s"
_FORMER = "原"
_LIST = "、"
_OFTEN = 1.9
"""A run used so many times as often as one that holds it is a name of its own."""


class _Shown(NamedTuple):
    """How often a run is used, and how firmly its uses show where it begins."""

    uses: int
    strength: float


def own_places(text: str, is_known: Callable[[str], bool], leads: Collection[str]) -> frozenset[str]:
    r"""The names of places that a text shows, whether a table has them or not.

    Args:
        text: A report.
        is_known: Tells the names of the administrative table; behind one another name may begin.
        leads: Words that stand before names and are no part of one (由, 会同, 提请).

    >>> text = "官渡口街道2020年总结\n由官渡口街道党工委牵头，会同岳坪市司法局、岳坪市公安局，提请市政府"
    >>> sorted(own_places(text, lambda name: False, {"由", "会同", "提请"}))
    ['官渡口街道', '岳坪市']
    """
    shown: dict[str, _Shown] = {}
    for name, starts in _runs(text).items():
        listed = any(_in_list(text, start, name) for start in starts)
        if (len(starts) < 2 and not listed) or _NO_NAME.search(name) or _is_lead(name, leads):
            continue
        strength = _strength(text, starts, is_known, leads)
        if strength >= 1:
            shown[name] = _Shown(len(starts), strength)
    kin: dict[str, dict[str, _Shown]] = defaultdict(dict)
    for name, how in shown.items():
        kin[name[-_SHORTEST:]][name] = how
    return frozenset(name for name in shown if _stands_alone(name, kin[name[-_SHORTEST:]]))


def _runs(text: str) -> Mapping[str, list[int]]:
    """Every run before and with a level word, with where it begins."""
    runs: dict[str, list[int]] = defaultdict(list)
    for match in _KIND.finditer(text):
        kind, end = match.span()
        for start in range(kind - 1, max(-1, kind - _LONGEST), -1):
            char = text[start]
            if not "一" <= char <= "龥" or char in _NO_BASE:
                break
            if start < kind - 1:
                runs[text[start:end]].append(start)
    return runs


def _strength(text: str, starts: Collection[int], is_known: Callable[[str], bool], leads: Collection[str]) -> float:
    """Uses at an edge, and half of the different words that lead to the others."""
    edges = 0
    before: set[str] = set()
    for start in starts:
        if _at_edge(text, start, is_known):
            edges += 1
        else:
            before.update(w for size in (3, 2, 1) if (w := text[max(0, start - size) : start]) in leads)
    return edges + len(before) / 2


def _stands_alone(name: str, kin: Mapping[str, _Shown]) -> bool:
    """Whether a run is no piece of a longer one among those of the same ending, and holds no shorter one used far more."""
    uses, strength = kin[name]
    for other, (other_uses, other_strength) in kin.items():
        if other == name:
            continue
        if name.endswith(other) and other_uses > _OFTEN * uses and other_strength > strength:
            return False
        if other.endswith(name) and other_uses * _OFTEN >= uses and other_strength >= 0.6 * strength:
            return False
    return True


def _is_lead(name: str, leads: Collection[str]) -> bool:
    """Whether what stands before a level word is no name but words that lead to one, or ends as such a word does."""
    base = _LAST.sub("", name)
    if base in leads or base[-1] in _NEVER_LAST:
        return True
    if len(base) > 2 and base[-2:] in leads:
        return True
    return any(base[:size] in leads and (base[size:] in leads or len(base) == size + 1 > 2) for size in (1, 2, 3))


def _in_list(text: str, start: int, name: str) -> bool:
    """Whether a short run stands between two list marks, as one of several places does."""
    end = start + len(name)
    return len(name) <= 4 and text[start - 1 : start] == _LIST == text[end : end + 1]


def _at_edge(text: str, start: int, is_known: Callable[[str], bool]) -> bool:
    """Whether a name can begin at `start`: behind no Chinese character, or behind a place of the table."""
    if start == 0 or not "一" <= text[start - 1] <= "龥":
        return True
    return any(is_known(text[start - size : start]) for size in (3, 4, 5) if size <= start)


def single_places(text: str, leads: Collection[str]) -> Iterator[Word]:
    """Places that stand but once: a short run with a level word before an organ, at an edge or behind a lead.

    >>> text = "会同柳泉县政府，提请市政府，与柏溪县司法局"
    >>> [text[start:end] for start, end, _ in single_places(text, {"会同", "提请", "与"})]
    ['柳泉县', '柏溪县']
    """
    reached = 0
    for match in _KIND.finditer(text):
        kind, end = match.span()
        if not _BEFORE_ORGAN.match(text, end):
            continue
        starts = [start for start in (kind - 3, kind - 2) if start >= reached]
        bound, start = max(
            ((_bound(text, start, kind, end, reached, leads), start) for start in starts), default=(0, 0)
        )
        if bound:
            yield Word(start, end, PLACE)
            reached = end


def _bound(text: str, start: int, kind: int, end: int, reached: int, leads: Collection[str]) -> int:
    """How firmly a name begins at `start`: 3 at an edge or behind another, else the characters of its lead; 0 for no name."""
    base = text[start:kind]
    if base[-1:] == _FORMER:
        return 0
    if not _BASE.fullmatch(base) or not _NO_BASE.isdisjoint(base) or base[0] in leads:
        return 0
    if _NO_NAME.search(text, start, end) or _is_lead(text[start:end], leads):
        return 0
    if start in (0, reached) or not "一" <= text[start - 1] <= "龥":
        return 3
    return next((size for size in (3, 2, 1) if text[max(0, start - size) : start] in leads), 0)


def place_words(text: str, names: Collection[str]) -> Iterator[Word]:
    """Where the names stand in a text, the longest at each place, without overlap.

    Before a local office they stand without their level word too (官渡口司法所).

    >>> text = "岳坪市、岳坪派出所"
    >>> [text[start:end] for start, end, _ in place_words(text, ["岳坪市"])]
    ['岳坪市', '岳坪']
    """
    stems = {stem: _STEM for name in names if len(stem := _LAST.sub("", name)) > 1}
    for word in Matcher(stems | dict.fromkeys(names, PLACE)).find(text):
        if word.kind == PLACE or _LOCAL.match(text, word.end):
            yield word._replace(kind=PLACE)
