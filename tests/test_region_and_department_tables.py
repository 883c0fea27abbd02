"""The tables of changed regions and of departments: every row has a form that the code can rely on."""

import re
from collections import Counter
from datetime import date

import pytest

from fazhi.lexicon import table
from fazhi.lexicon.gazetteer import region_at, regions_named

CODE = re.compile(r"\d{6}|")
KINDS = {"government", "party", "congress", "cppcc", "court", "procuratorate", "department", "body"}
LEVELS = {"", "national", "province", "prefecture", "county", "township"}
CHANGES = table("region_changes")
DEPARTMENTS = table("departments")


@pytest.mark.parametrize("row", CHANGES, ids=lambda row: f"{row['date']}-{row['old']}")
def test_change_of_a_region(row: dict[str, str]) -> None:
    assert date(2000, 1, 1) < date.fromisoformat(row["date"]) < date(2026, 1, 1)
    assert CODE.fullmatch(row["old_adcode"])
    assert CODE.fullmatch(row["new_adcode"])
    assert 2 <= row["old"].count("/") + 1 <= 3
    assert row["old"] != row["new"]
    assert "jionlp" in row["source"]


@pytest.mark.parametrize("row", CHANGES, ids=lambda row: f"{row['date']}-{row['old']}")
def test_the_old_place_is_found_in_its_time(row: dict[str, str]) -> None:
    name, year = row["old"].rpartition("/")[2], int(row["date"][:4])
    above = row["old"].split("/")[:-1]
    found = [region for region in regions_named(name, year - 1) if set(above) <= set(region.parents)]
    assert len(found) == 1


def test_changes_are_listed_once() -> None:
    assert len({(row["old"], row["new"]) for row in CHANGES}) == len(CHANGES)


def test_department_rows() -> None:
    assert len(DEPARTMENTS) > 500
    for row in DEPARTMENTS:
        assert row["short"]
        assert row["source"]
        assert row["kind"] in KINDS, row
        assert row["level"] in LEVELS, row
        assert ("{}" in row["full"]) == (row["level"] != "national"), row
        assert all(not row[field] or 1949 < int(row[field]) < 2030 for field in ("from", "to")), row
        assert not (row["from"] and row["to"]) or int(row["from"]) <= int(row["to"]), row


def test_no_department_is_listed_twice() -> None:
    keys = Counter((row["short"], row["full"], row["level"], row["from"], row["to"]) for row in DEPARTMENTS)
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize(
    ("code", "year", "name"),
    [
        ("420600", 2008, "襄樊市"),
        ("420600", 2012, "襄阳市"),
        ("522322", 2016, "兴仁县"),
        ("522302", 2020, "兴仁市"),
        ("310106", None, "静安区"),
    ],
)
def test_a_code_has_its_name_of_the_year(code: str, year: int | None, name: str) -> None:
    region = region_at(code, year)
    assert region is not None
    assert region.name == name


def test_an_unknown_code_is_no_region() -> None:
    assert region_at("999999") is None


def test_a_district_of_a_municipality_has_no_prefecture() -> None:
    (region,) = regions_named("静安区")
    assert (region.prefecture, region.province) == (None, "上海市")
