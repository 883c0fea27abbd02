"""Document numbers to values, against a table of cases: canonical `-` means that nothing may be read."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.grammar.doc_number_values import DocNumber, parse_doc_number
from fazhi.lexicon import table
from fazhi.records import Meta
from fazhi.resolve.doc_numbers import doc_number_norm

TABLES = Path(__file__).parent
CHARACTERS = "〔〕[]【】（）()0123456789０１xX×*〇零一二三十百年号第令公告国务院政府办发司法部、-  \n"
REPORTS = {
    "沙市": Meta(region="荆州市沙市区", adcode="421002", level="county"),
    "岑河": Meta(region="荆州市沙市区岑河镇", adcode="421002", level="township"),
    "荆州": Meta(region="荆州市", adcode="421000", level="prefecture"),
    "广州": Meta(region="广州市", adcode="440100", level="prefecture"),
    "广东": Meta(region="广东省", adcode="440000", level="province"),
    "北京": Meta(region="北京市", adcode="110000", level="province"),
    "兴义": Meta(region="兴义市", adcode="522301", level="county"),
    "鄞州": Meta(region="宁波市鄞州区", adcode="330212", level="county"),
    "锡林郭勒": Meta(region="锡林郭勒盟", adcode="152500", level="prefecture"),
    "invented": Meta(region="泊川市清浦区", level="county"),
    "甘棠": Meta(region="甘棠县", level="county"),
    "nowhere": Meta(),
    "ministry": Meta(issuer="中华人民共和国司法部", level="national"),
}


def rows(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def expected(row: dict[str, str]) -> DocNumber | None:
    if row["canonical"] == "-":
        return None
    return DocNumber(
        canonical=row["canonical"] or None,
        organ_code=row["organ_code"] or None,
        year=int(row["year"]) if row["year"] else None,
        serial=int(row["serial"]) if row["serial"] else None,
        kind=row["kind"],
        damaged=row["damaged"] == "yes",
        named=row["named"] or None,
    )


@pytest.mark.parametrize("row", rows("grammar/doc_number_values.tsv"), ids=lambda row: row["covered"])
def test_table(row: dict[str, str]) -> None:
    assert parse_doc_number(row["covered"].replace("\\n", "\n")) == expected(row)


@pytest.mark.parametrize(
    "row", rows("resolve/doc_number_issuers.tsv"), ids=lambda row: f"{row['report']}: {row['covered']}"
)
def test_issuers(row: dict[str, str]) -> None:
    assert doc_number_norm(row["covered"], REPORTS[row["report"]])["issuer"] == (row["issuer"] or None)


def test_table_is_large() -> None:
    canonical = [row["canonical"] for row in rows("grammar/doc_number_values.tsv")]
    assert len(canonical) >= 150
    assert canonical.count("-") >= 30


@given(
    st.text("沙荆鄂政府办发函字规司财", min_size=2, max_size=8),
    st.integers(1949, 2049),
    st.integers(1, 99999),
    st.sampled_from(["〔〕", "[]", "（）", "【】"]),
    st.sampled_from(["", " ", "　"]),
)
def test_formatted_numbers_are_read_back(code: str, year: int, serial: int, brackets: str, blank: str) -> None:
    read = parse_doc_number(blank.join([code, brackets[0], str(year), brackets[1], str(serial), "号"]))
    assert read == DocNumber(f"{code}〔{year}〕{serial}号", code, year, serial, "number", damaged=False)
    assert read.canonical is not None
    assert parse_doc_number(read.canonical) == read


@given(st.sampled_from(["国务院", "财政部", "市人民政府"]), st.integers(1, 9999))
def test_formatted_orders_are_read_back(issuer: str, serial: int) -> None:
    read = parse_doc_number(f"{issuer}令第{serial}号")
    assert read == DocNumber(f"{issuer}令第{serial}号", None, None, serial, "decree", damaged=False, named=issuer)


@given(st.text(st.one_of(st.sampled_from(CHARACTERS), st.characters()), max_size=40), st.sampled_from(list(REPORTS)))
def test_any_text_is_read_or_none(text: str, report: str) -> None:
    read = parse_doc_number(text)
    norm = doc_number_norm(text, REPORTS[report])
    assert list(norm) == ["canonical", "organ_code", "year", "serial", "kind", "issuer", "damaged"]
    if read is None:
        assert set(norm.values()) == {None}
    elif read.canonical is None:
        assert read.damaged


@given(
    region=st.text(max_size=20),
    adcode=st.text("0123456789", max_size=7),
    level=st.sampled_from([None, "township", "county"]),
)
def test_any_jurisdiction_is_taken(region: str, adcode: str, level: str | None) -> None:
    meta = Meta(region=region, adcode=adcode, level=level)
    assert doc_number_norm("国办发〔2023〕1号", meta)["issuer"] == "国务院办公厅"
    assert doc_number_norm("粤办函〔2023〕1号", meta)["issuer"] is None


def test_code_organs_are_well_formed() -> None:
    places = {row["adcode"] for row in table("regions")}
    for row in table("code_organs"):
        assert row["class"] in {"national", "named", "place", "hall", "organ", "office", "party", "series"}
        assert row["source"]
        if row["class"] in ("place", "hall"):
            assert row["local"] in places
        if row["class"] in ("organ", "office", "party"):
            assert "{}" in row["local"]
