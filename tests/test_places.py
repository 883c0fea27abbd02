"""Place names at the front of a text, with the administrative table and without."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.grammar.places import split_places, zone
from fazhi.lexicon.gazetteer import is_region, longest_name


@pytest.mark.parametrize(
    ("text", "places", "rest"),
    [
        ("武汉市江岸区司法局", ["武汉市", "江岸区"], "司法局"),
        ("青岛市市南区人民政府", ["青岛市", "市南区"], "人民政府"),
        ("恩施土家族苗族自治州恩施市", ["恩施土家族苗族自治州", "恩施市"], ""),
        ("柳塘市梨桥区法院", ["柳塘市", "梨桥区"], "法院"),
        ("梨桥侗族自治县人民政府", ["梨桥侗族自治县"], "人民政府"),
        ("柳塘市市场监督管理局", ["柳塘市"], "市场监督管理局"),
        ("梨桥街道综合行政执法队", ["梨桥街道"], "综合行政执法队"),
        ("荷叶镇人民政府", ["荷叶镇"], "人民政府"),
        ("市场监督管理局", [], "市场监督管理局"),
        ("文化市场综合执法支队", [], "文化市场综合执法支队"),
        ("社区矫正管理局", [], "社区矫正管理局"),
        ("乡村振兴局", [], "乡村振兴局"),
        ("城市管理局", [], "城市管理局"),
        ("农业农村局", [], "农业农村局"),
        ("住房城乡建设部", [], "住房城乡建设部"),
        ("临江高新区管委会", [], "临江高新区管委会"),
        ("区政府", [], "区政府"),
        ("", [], ""),
    ],
)
def test_split_places(text: str, places: list[str], rest: str) -> None:
    found, left = split_places(text, is_region, longest_name())
    assert ([place.name for place in found], left) == (places, rest)


@pytest.mark.parametrize(
    ("text", "name"),
    [("临江高新区管委会", "临江高新区"), ("梨桥经济技术开发区管理委员会", "梨桥经济技术开发区"), ("江岸区政府", None)],
)
def test_zone(text: str, name: str | None) -> None:
    assert zone(text) == name


@given(st.text(max_size=30))
def test_nothing_is_lost(text: str) -> None:
    places, rest = split_places(text, is_region, longest_name())
    assert "".join(place.name for place in places) + rest == text
