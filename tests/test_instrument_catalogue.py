"""The schema of lexicon/instruments.tsv, and look-ups in it."""

import datetime
import re
from collections import Counter
from itertools import pairwise

import pytest

from fazhi.grammar.title_values import STATE, fold_title, title_key
from fazhi.lexicon import table
from fazhi.resolve.catalogue import look_up

ROWS = table("instruments")
COLUMNS = ["title", "short", "kind", "organ", "first", "amended", "until", "source"]
KINDS = {
    *("constitution", "law", "administrative_regulation", "party_regulation", "rule"),
    *("plan", "normative", "list", "other"),
}
DATE = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
AMBIGUOUS: frozenset[str] = frozenset()
"""Short names that more than one instrument has; `look_up` leaves them unresolved."""


def test_columns_and_kinds() -> None:
    assert all(list(row) == COLUMNS for row in ROWS)
    assert {row["kind"] for row in ROWS} == KINDS
    assert all(row["title"] and row["short"] and row["source"] for row in ROWS)


def test_titles_are_unique_and_folded() -> None:
    titles = [row["title"] for row in ROWS]
    assert len(set(titles)) == len(titles)
    assert [title for title in titles if fold_title(title) != title] == []


def test_short_names_begin_with_the_title_itself() -> None:
    assert [row["title"] for row in ROWS if row["short"].split("|")[0] != row["title"].removeprefix(STATE)] == []


def test_short_names_are_unique_or_listed_as_ambiguous() -> None:
    counts = Counter(title_key(name) for row in ROWS for name in row["short"].split("|"))
    assert {name for name, count in counts.items() if count > 1} == AMBIGUOUS


@pytest.mark.parametrize("field", ["first", "amended", "until"])
def test_dates_are_dates_and_not_in_the_future(field: str) -> None:
    today = datetime.date.today().isoformat()
    dates = [row[field] for row in ROWS if row[field]]
    assert dates
    assert [date for date in dates if not DATE.fullmatch(date) or date > today[: len(date)]] == []
    for date in (date for date in dates if len(date) == 10):
        datetime.date.fromisoformat(date)


def test_dates_are_in_order() -> None:
    def early(one: str, other: str) -> bool:
        size = min(len(one), len(other))
        return one[:size] <= other[:size]

    for row in ROWS:
        dates = [row[field] for field in ("first", "amended", "until") if row[field]]
        assert all(early(one, other) for one, other in pairwise(dates)), row["title"]


@pytest.mark.parametrize(
    ("kind", "least"), [("law", 310), ("administrative_regulation", 300), ("party_regulation", 50), ("rule", 60)]
)
def test_it_holds_what_reports_cite(kind: str, least: int) -> None:
    assert sum(row["kind"] == kind for row in ROWS) >= least


def test_laws_have_their_congress() -> None:
    organs = {row["organ"] for row in ROWS if row["kind"] in ("constitution", "law")}
    assert organs == {"全国人民代表大会", "全国人民代表大会常务委员会"}


@pytest.mark.parametrize("row", [row for row in table("statutes") if row["kind"] == "law"], ids=lambda row: row["name"])
def test_the_taggers_laws_are_catalogued(row: dict[str, str]) -> None:
    if row["name"] in ("看守所法", "公共卫生应急法"):
        assert look_up(row["name"]) is None, "no such law is adopted"
        return
    found = look_up(row["name"])
    assert found is not None
    assert found.kind == row["kind"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["title"])
def test_every_title_finds_itself(row: dict[str, str]) -> None:
    found = look_up(row["title"])
    assert found is not None
    assert (found.title, found.kind) == (row["title"], row["kind"])


@pytest.mark.parametrize("title", ["", "纲要", "法", "行政处罚", "某某县行政处罚法", "法治政府建设实施纲要"])
def test_what_is_not_catalogued_is_not_found(title: str) -> None:
    assert look_up(title) is None
