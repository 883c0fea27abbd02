"""A report's own places: found by how the text uses them, in invented reports and in any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.grammar.own_places import own_places, place_words, single_places
from fazhi.lexicon import column
from fazhi.lexicon.gazetteer import is_region

LEADS = frozenset(column("name_leads", "word"))
CHARACTERS = "岳坪柳泉官渡口和由向会同提请全各社城市县区镇乡街道省人民政府司法局，、。\n"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("岳坪市2021年总结\n由岳坪市司法局牵头", {"岳坪市"}),
        ("官渡口街道年报\n官渡口街道党工委印发，对官渡口街道考核", {"官渡口街道"}),
        ("在岳坪市柳泉县开展。岳坪市、柳泉县、岳坪市柳泉县", {"岳坪市", "柳泉县"}),
        ("政和县年报。政和县司法局", {"政和县"}),
        ("与柳泉县、岳坪市、荷塘镇、双桥镇签约", {"岳坪市", "荷塘镇"}),
        ("提请市政府审议，提请市委研究，会同市公安局、会同市民政局", set()),
        ("全市推进，各市落实，本市开展，全市动员", set()),
        ("社区矫正，社区服务，城市管理，城市更新，农贸市场，农贸市场", set()),
        ("听取区政府汇报，听取区检察院汇报", set()),
        ("主动向区人大报告，主动向区政协通报", set()),
        ("医疗服务中心市医保局，医疗服务中心市卫健委", set()),
        ("", set()),
    ],
)
def test_places_a_text_shows(text: str, places: set[str]) -> None:
    assert own_places(text, is_region, LEADS) == places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("会同柳泉县政府", ["柳泉县"]),
        ("约谈柳泉县医保局、与荷塘镇人民政府签约", ["柳泉县", "荷塘镇"]),
        ("提请市政府、主动向区政府报告，余转乡政府", []),
        ("其中原市人社局印发", []),
        ("柳泉县风景好", []),
    ],
)
def test_places_that_stand_once(text: str, places: list[str]) -> None:
    assert [text[start:end] for start, end, _ in single_places(text, LEADS)] == places


@given(text=st.text(st.sampled_from(CHARACTERS), max_size=200))
def test_any_text_shows_names_that_stand_in_it(text: str) -> None:
    names = own_places(text, is_region, LEADS)
    assert all(name in text for name in names)
    reached = 0
    for start, end, _ in place_words(text, names):
        assert reached <= start < end <= len(text)
        reached = end
