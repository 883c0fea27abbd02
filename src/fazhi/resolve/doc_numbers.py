"""`norm` of a DOC_NO: its parts, and the issuer told from the code and the report's jurisdiction.

A code is place · organ · series: 沙 · 政办 · 发. The place must be the report's own or one above it: elsewhere 沙 may be any
of several. What has several readings (粤办函: the Party's office or the government's) has no issuer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from fazhi.grammar.doc_number_values import DocNumber, parse_doc_number
from fazhi.lexicon import table
from fazhi.records import Meta
from fazhi.resolve.code_places import CodePlace, code_places

_LONGEST_PLACE = 6
_WITHOUT_GOVERNMENT = ("街道", "开发区", "园区", "示范区", "度假区")
_UNDER_COMMISSIONER = ("地区", "盟")
_LEVEL_WORDS = ("省", "自治区", "市", "州", "盟", "县", "区", "旗", "镇", "乡")
_RELATIVE = re.compile(
    r"(?P<level>自治区|自治州|自治县|[省市州盟县区旗镇乡])(?P<organ>(?:人民)?政府|总河长|人大常委会)"
)
_ORGANS_IN_FULL = MappingProxyType({"政府": "人民政府", "人大常委会": "人民代表大会常务委员会"})


def doc_number_norm(covered: str, meta: Meta) -> dict[str, Any]:
    """Normalise a document number.

    Args:
        covered: The number as it stands in the text.
        meta: The report's own place, for the issuer.

    Returns:
        `canonical`, `organ_code`, `year`, `serial`, `kind`, `issuer`, `damaged`; null where unknown.

    >>> meta = Meta(region="荆州市沙市区", adcode="421002", level="county")
    >>> doc_number_norm("沙政办发[2018] 4号", meta)["issuer"]
    '荆州市沙市区人民政府办公室'
    """
    number = parse_doc_number(covered)
    return {
        "canonical": number.canonical if number else None,
        "organ_code": number.organ_code if number else None,
        "year": number.year if number else None,
        "serial": number.serial if number else None,
        "kind": number.kind if number else None,
        "issuer": issuer(number, meta) if number else None,
        "damaged": number.damaged if number else None,
    }


def issuer(number: DocNumber, meta: Meta) -> str | None:
    """The organ that issued a number, or None where that cannot be told.

    >>> meta = Meta(region="荆州市", adcode="421000", level="prefecture")
    >>> for shown in ("鄂政发〔2018〕1号", "市政府令第9号", "粤办函〔2018〕2号", "国办发〔2018〕3号"):
    ...     print(issuer(parse_doc_number(shown), meta))
    湖北省人民政府
    荆州市人民政府
    None
    国务院办公厅
    """
    places = code_places(meta)
    if number.named:
        names = [_named(name, places) for name in number.named.split("、")]
        return "、".join(name for name in names if name) if all(names) else None
    code = number.organ_code
    if not code:
        return None
    if code in _parts("national"):
        return _parts("national")[code][0]["local"] or None
    if not any(place.level == "province" for place in places) and _of_province(code):
        return None
    found = list(dict.fromkeys(_readings(code, places, number.year)))
    return _only(found)


def _only(found: Sequence[tuple[CodePlace, str]]) -> str | None:
    """The one reading; of superiors the province, whose 简称 no lower code may repeat."""
    if len(found) == 1:
        return found[0][1]
    upper = [name for place, name in found if place.level == "province"]
    return upper[0] if len(upper) == 1 and not any(place.own for place, _ in found) else None


def _readings(code: str, places: Sequence[CodePlace], year: int | None) -> Iterator[tuple[CodePlace, str]]:
    for cut in range(1, min(len(code), _LONGEST_PLACE + 1)):
        organ = _organ(code[cut:])
        if organ is None or (year and organ["since"] and year < int(organ["since"])):
            continue
        for place in places:
            if _names(code[:cut], place, places) and _has(place, organ):
                yield place, _official(organ, place)


def _organ(tail: str) -> Mapping[str, str] | None:
    """The organ in what follows the place, if nothing but a series stands behind it."""
    series = _parts("series")
    for cut in range(len(tail), 0, -1):
        rows = [row for kind in ("organ", "office", "party") for row in _parts(kind).get(tail[:cut], ())]
        rest = tail[cut:]
        if len(rows) == 1 and (not rest or rest in series or all(char in series for char in rest)):
            return rows[0]
    return None


def _has(place: CodePlace, organ: Mapping[str, str]) -> bool:
    """Whether a place of this kind has such an organ by this name."""
    government, office = "{}人民政府", "{}人民政府办公室"
    if place.name.endswith(_WITHOUT_GOVERNMENT):
        return False
    if place.level == "township":
        return organ["class"] == "party" or organ["local"] == government
    commissioner = place.name.endswith(_UNDER_COMMISSIONER)
    if "行政公署" in organ["local"]:
        return commissioner
    return not (commissioner and (organ["local"] in (government, office) or "人民代表大会" in organ["local"]))


def _of_province(code: str) -> bool:
    """Whether a code begins like a province's: with the province unknown, that may be meant."""
    return any(row["local"].endswith("0000") for row in _parts("place").get(code[:1], ()))


def _official(organ: Mapping[str, str], place: CodePlace) -> str:
    if organ["class"] == "office":
        upper = place.level == "province" or (place.adcode or "") in _halls()
    else:
        upper = place.level == "province" and not place.municipality
    return (organ["province"] if upper and organ["province"] else organ["local"]).format(place.full)


def _names(prefix: str, place: CodePlace, places: Sequence[CodePlace]) -> bool:
    """Whether a prefix stands for a place, alone or behind a superior's (荆沙政发)."""
    if _abbreviates(prefix, place):
        return True
    above = places[: places.index(place)]
    return any(
        _abbreviates(prefix[:cut], other) and _abbreviates(prefix[cut:], place)
        for other in above
        for cut in range(1, len(prefix))
    )


def _abbreviates(prefix: str, place: CodePlace) -> bool:
    """Its 简称 if it has one of its own; else its short name or characters of it, the first among them; or its level."""
    if prefix in (place.short, place.name) or (prefix in _LEVEL_WORDS and place.name.endswith(prefix)):
        return True
    if place.adcode and place.adcode in _abbreviated():
        return any(row["local"] == place.adcode for row in _parts("place").get(prefix, ()))
    left = iter(place.short)
    return prefix[:1] == place.short[:1] and all(char in left for char in prefix)


def _named(name: str, places: Sequence[CodePlace]) -> str | None:
    """The full name of an organ as an order names it: as it stands, or by the report's place (市政府)."""
    if name in _parts("named"):
        return _parts("named")[name][0]["local"]
    relative = _RELATIVE.fullmatch(name)
    if not relative:
        return name if name not in ("政府", "人民政府") else None
    bearers = [place for place in places if place.name.endswith(relative["level"])]
    organ = relative["organ"]
    return bearers[0].full + _ORGANS_IN_FULL.get(organ, organ) if len(bearers) == 1 else None


@cache
def _parts(kind: str) -> Mapping[str, Sequence[Mapping[str, str]]]:
    parts: dict[str, list[dict[str, str]]] = {}
    for row in table("code_organs"):
        if row["class"] == kind:
            parts.setdefault(row["part"], []).append(row)
    return MappingProxyType(parts)


@cache
def _abbreviated() -> frozenset[str]:
    """Places that have an abbreviation of their own."""
    return frozenset(row["local"] for row in table("code_organs") if row["class"] == "place")


@cache
def _halls() -> frozenset[str]:
    """Cities whose offices are 办公厅."""
    return frozenset(row["local"] for row in table("code_organs") if row["class"] == "hall")
