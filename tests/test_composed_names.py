"""Composed names of organs, and words of several sources in one row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.grammar.composed_names import composed_names
from fazhi.lexicon import table
from fazhi.lexicon.matcher import Word
from fazhi.pipeline.words import WordFinder

STEMS = frozenset(row["word"] for row in table("organ_stems") if not row["use"])
GROUP_STEMS = frozenset(row["word"] for row in table("organ_stems"))
FINDER = WordFinder("words")
CHARACTERS = "省市县区镇乡委政府人民司法局办公室领导小组工作中心支队和与“”一二三第届驻依法治理数据安全管理，。\n"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("社区矫正管理局", ["社区矫正管理局"]),
        ("数据资源和安全处", ["数据资源和安全处"]),
        ("“扫黄打非”工作领导小组", ["“扫黄打非”工作领导小组"]),
        ("推进依法行政工作领导小组", ["推进依法行政工作领导小组"]),
        ("推进行政执法监督局", ["行政执法监督局"]),
        ("秘书三科、直属一大队", ["秘书三科", "直属一大队"]),
        ("全面依法治县委员会办公室", ["全面依法治县委员会办公室"]),
        ("行政处罚、管理科学、法治委员、督察组织", []),
        ("局长、办公", []),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    found = composed_names(text, STEMS, GROUP_STEMS)
    assert [text[start:end] for start, end, _ in found] == names


@given(text=st.text(st.sampled_from(CHARACTERS), max_size=150))
def test_words_of_any_text_are_in_order(text: str) -> None:
    reached = 0
    for word in FINDER.match(text):
        assert isinstance(word, Word)
        assert reached <= word.start < word.end <= len(text)
        assert "\n" not in text[word.start : word.end]
        reached = word.end
