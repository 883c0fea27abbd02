"""Numerals: every Chinese one up to 99,999, exact decimals, and no exception on any string."""

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.grammar.numerals import read_arabic, read_chinese, read_exact, read_numeral

CHARACTERS = "0123456789,.-〇零一二两三四五六七八九十百千万亿点几数上好余多来半"


def test_every_chinese_numeral_to_99999() -> None:
    wrong = [number for number in range(100_000) if read_chinese(cn2an.an2cn(number)) != number]
    assert not wrong


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一百二十三点零零五", "123.005"),
        ("零点一", "0.1"),
        ("九点九九九九九九九九九九九九九九九九", "9.9999999999999999"),
        ("九千九百九十九万亿", "9999000000000000"),
        ("一千零七亿二千一百九十九万二千五百四十七", "100721992547"),
        ("三亿一千", "300001000"),
        ("一百七十五亿一千零一十一", "17500001011"),
        ("三亿零五", "300000005"),
        ("三亿五", "350000000"),
        ("百", "100"),
        ("千二", "1200"),
    ],
)
def test_chinese_is_exact(text: str, value: str) -> None:
    assert read_chinese(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "点",
        "一点",
        "点五",
        "一点二点三",
        "亿万",
        "亿亿",
        "一亿亿",
        "一百零",
        "十十",
        "三七",
        "两两",
        "壹",
        "一二a",
        "5",
    ],
)
def test_not_chinese(text: str) -> None:
    assert read_chinese(text) is None


@given(st.decimals(0, 10**12, allow_nan=False, places=4))
def test_arabic_round_trip(value: Decimal) -> None:
    assert read_arabic(f"{value:f}") == value
    assert read_arabic(f"{value:,f}") == value


@given(st.integers(0, 10**15))
def test_chinese_round_trip(value: int) -> None:
    assert read_chinese(cn2an.an2cn(value)) == value


@given(st.decimals(0, 10**6, allow_nan=False, places=5), st.sampled_from([("万", 10**4), ("亿", 10**8)]))
def test_scales_multiply_exactly(figure: Decimal, scale: tuple[str, int]) -> None:
    read = read_numeral(f"{figure:f}{scale[0]}")
    assert read is not None
    assert (read.value, read.scale) == (figure * scale[1], scale[1])


@given(st.text(st.one_of(st.sampled_from(CHARACTERS), st.characters()), max_size=40))
def test_any_text_is_read_or_none(text: str) -> None:
    exact, read = read_exact(text), read_numeral(text)
    assert exact is None or exact.is_finite()
    if read is not None:
        assert read.value.is_finite()
        assert read.max is None or read.max > read.value
        assert read.approx in (None, "about", "more", "at_least")


@pytest.mark.parametrize("text", ["一亿" * 3000, "一" * 5000, "9" * 30, "1万" + "1" * 300 + "x", "-" * 2000])
def test_long_text_is_none(text: str) -> None:
    assert read_numeral(text) is None
