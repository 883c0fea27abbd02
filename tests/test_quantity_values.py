"""Quantities to values, against a table of cases: value `-` means that nothing may be read."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.grammar.quantity_values import QuantityValue, parse_quantity
from fazhi.lexicon import column, table
from fazhi.resolve.quantities import quantity_norm

TABLE = Path(__file__).parent / "grammar" / "quantity_values.tsv"
CHARACTERS = "0123456789０３，,. 　%％〇零一二两三五九十百千万亿点几数上余多来半个成分之至-~:大件次元年月天第约近以内不超过少于\n"
APPROX = {None, "about", "more", "less", "at_least", "at_most"}
TEXTS = st.text(st.one_of(st.sampled_from(CHARACTERS), st.characters()), max_size=30)


def cases() -> list[object]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [pytest.param(row, id=f"{row['before']}[{row['covered']}]{row['after']}") for row in rows]


def expected(row: dict[str, str]) -> QuantityValue | None:
    if row["value"] == "-":
        return None
    return QuantityValue(
        value=Decimal(row["value"]),
        max=Decimal(row["max"]) if row["max"] else None,
        unit=row["unit"] or None,
        approx=row["approx"] or None,
        scale=int(row["scale"]) if row["scale"] else None,
    )


@pytest.mark.parametrize("row", cases())
def test_table(row: dict[str, str]) -> None:
    assert parse_quantity(row["covered"], before=row["before"], after=row["after"]) == expected(row)


def test_table_is_large() -> None:
    values = [case.values[0]["value"] for case in cases()]  # type: ignore[attr-defined]
    assert len(values) >= 300
    assert values.count("-") >= 50


UNITS = sorted(
    {row["unit"] for row in table("units") if row["kind"] in ("count", "measure")}
    - {"点", "届", "年", "方"}
    - {unit for unit in column("units", "unit") if unit.startswith(("大", "万"))}  # 万 of 万字 is the numeral's
)


@given(
    st.decimals(0, 10**9, allow_nan=False, places=2),
    st.sampled_from(UNITS),
    st.sampled_from([("", 1), ("万", 10**4), ("亿", 10**8)]),
    st.sampled_from([("", None), ("余", "more"), ("多", "more")]),
)
def test_formatted_amounts_are_read_back(
    figure: Decimal, unit: str, scale: tuple[str, int], more: tuple[str, str | None]
) -> None:
    read = parse_quantity(f"{figure:,f}{scale[0]}{more[0]}{unit}")
    assert read is not None
    assert (read.value, read.unit, read.approx) == (figure * scale[1], unit, more[1])


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.sampled_from(["至", "到", "-", "—", "～"]))
def test_formatted_ranges_are_read_back(low: int, width: int, mark: str) -> None:
    assert parse_quantity(f"{low}{mark}{low + width}件") == QuantityValue(Decimal(low), Decimal(low + width), "件")


@given(TEXTS, TEXTS, TEXTS)
def test_any_text_is_read_or_none(before: str, covered: str, after: str) -> None:
    read = parse_quantity(covered, before=before, after=after)
    if read is not None:
        assert read.value is not None
        assert read.value.is_finite()
        assert read.max is None or read.max > read.value
        assert read.approx in APPROX
        assert read.unit is None or not any(char.isdigit() or char.isspace() for char in read.unit)


@given(TEXTS, TEXTS, TEXTS)
def test_norm_is_plain_json(before: str, covered: str, after: str) -> None:
    norm = quantity_norm(before + covered + after, len(before), len(before) + len(covered))
    assert list(norm) == ["value", "max", "unit", "approx", "scale"]
    assert isinstance(norm["value"], int | float | None)


@pytest.mark.parametrize(
    ("marked", "value", "approx"),
    [
        ("用地[1.005万元]。", 10050, None),
        ("金额[9007199254740993元]", 9007199254740993, None),
        ("增长[29.17%]", 29.17, None),
        ("约[30件]", 30, "about"),
        ("约\n[30件]", 30, None),
        ("[30件]\n以上", 30, None),
        ("全年未发生[一起]责任事故", 0, None),
        ("之比[3:2]", None, None),
    ],
)
def test_norm(marked: str, value: object, approx: str | None) -> None:
    start, end = marked.index("["), marked.index("]") - 1
    norm = quantity_norm(marked.replace("[", "").replace("]", ""), start, end)
    assert (norm["value"], type(norm["value"]), norm["approx"]) == (value, type(value), approx)


def test_approximators_are_well_formed() -> None:
    rows = [(row["word"], row["side"]) for row in table("approximators")]
    assert len(rows) == len(set(rows))
    assert {row["side"] for row in table("approximators")} == {"before", "after"}
    assert {row["approx"] or None for row in table("approximators")} <= APPROX | {"zero"}
    assert all(len(word) <= 6 for word, _ in rows)
