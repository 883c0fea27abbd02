"""A paragraph's sentences: taken apart without loss, weighed by length and place, and heard by the classifier."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.pipeline.area_sentences import early_weights, sentence_shares, sentences
from tests.test_areas import REPORTS, found, gold, trained

texts = st.text(alphabet="，。；;！？一二三\t", min_size=1, max_size=30)


@given(texts)
def test_sentences_are_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text


@given(st.lists(texts, min_size=1, max_size=6), st.floats(0, 10))
def test_weights_sum_to_one_and_none_is_nothing(parts: list[str], early: float) -> None:
    weights = early_weights(parts, early)
    assert weights.sum() == pytest.approx(1.0, abs=1e-5)
    assert (weights > 0).all()


def test_an_earlier_sentence_of_the_same_length_counts_more() -> None:
    first, second = early_weights(["一二三。", "四五六。"], 2.0)
    assert first > second


def test_shares_follow_the_length_of_sentences() -> None:
    def judge(parts: list[str], places: list[int]) -> np.ndarray:
        assert places == [0, 0, 1]
        return np.array([[9.0, -9.0] if "甲" in part else [-9.0, 9.0] for part in parts], np.float32)

    shares = sentence_shares(["甲。乙乙乙乙乙乙乙。", "甲"], judge, 0.0)
    assert shares == pytest.approx(np.array([[0.2, 0.8], [1.0, 0.0]]), abs=0.01)


def test_of_two_areas_the_longer_is_primary() -> None:
    component = trained([gold(lines) for lines in REPORTS], folds=0, sentences=3.0, early=0.0)
    long = "办理行政复议案件8件，调解纠纷9起，负责人出庭应诉3次，化解矛盾纠纷多起，办理行政复议案件。"
    for text in (f"开展普法宣传。{long}", f"{long}开展普法宣传。"):
        assert found(component, ("progress", text))[0][0] == "disputes"
