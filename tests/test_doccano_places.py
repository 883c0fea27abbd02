"""Pushing a few paragraphs only: those of a list, and those about which the model is least sure. Without a server."""

import json
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from fazhi.cli import app
from fazhi.cli import doccano as commands
from fazhi.doccano import push as push_module
from fazhi.doccano.kinds import KINDS, PARAGRAPHS, SPANS
from fazhi.doccano.mapping import Selection
from fazhi.doccano.places import read_places
from fazhi.doccano.plan import Plan, Project, make_plan
from fazhi.errors import FazhiError
from fazhi.gold.annotation import Gold, dump_gold
from fazhi.report import CharSpan, Report
from tests.test_doccano_plan import example, project

ODD = "县涉企执法监督专班衔接镇街平安办、石灰窑片区联席办，同老法庭那边的调处点搭伙办案。"


class Pushed:
    """What pushes came to, planned against a project that is not there, or that holds what the last push planned."""

    def __init__(self) -> None:
        self.plans: list[Plan] = []
        self.held: dict[str, Project] = {}

    def push(self, _: object, name: str, selections: list[Selection], **__: Any) -> list[Plan]:
        self.plans = [make_plan(kind, name, selections, self.held.get(kind.suffix)) for kind in KINDS]
        for plan in self.plans:
            there = [example(number, document) for number, document in enumerate(plan.upload, 1)]
            self.held.setdefault(plan.kind.suffix, project(plan.kind, there))
        return self.plans

    def keys(self) -> list[tuple[str, int, int]]:
        """The documents to be added, the same in both projects."""
        spans, paragraphs = ([tuple(document.key) for document in plan.upload] for plan in self.plans)
        assert spans == paragraphs
        return spans


@pytest.fixture
def pushed(monkeypatch: pytest.MonkeyPatch) -> Pushed:
    fake = Pushed()
    monkeypatch.setattr(push_module, "push", fake.push)
    monkeypatch.setattr(commands, "_connect", lambda *_: nullcontext())
    return fake


@pytest.fixture
def reports(small: Gold, tmp_path: Path) -> Path:
    """Two annotated reports, and their texts."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(small.report.text, "utf-8")
        gold = replace(small, report=replace(small.report, id=name, source=f"{name}.txt"))
        (tmp_path / f"{name}.json").write_text(dump_gold(gold), "utf-8")
    return tmp_path


def push(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["doccano", "push", *map(str, words), "-p", "x"])


def listed(path: Path, *lines: tuple[str, int, int]) -> Path:
    rows = [{"report": report, "start": start, "end": end, "kind": "role"} for report, start, end in lines]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def test_only_what_is_listed_goes_and_each_once(pushed: Pushed, reports: Path, small: Gold) -> None:
    second, fourth = small.report.paragraphs[1], small.report.paragraphs[3]
    only = listed(reports / "only.jsonl", ("b", *fourth), ("b", *second), ("b", *fourth))
    assert push(reports, "--only", only).exit_code == 0
    assert pushed.keys() == [("b", *second), ("b", *fourth)]
    by_kind = {plan.kind: plan.upload for plan in pushed.plans}
    entities = [e for e in small.entities if fourth.start <= e.start and e.end <= fourth.end]
    assert len(by_kind[SPANS][1].marks) == len(entities), "the annotation goes along"
    assert by_kind[PARAGRAPHS][1].marks
    assert push(reports, "--only", only).exit_code == 0
    assert pushed.keys() == []


def test_what_is_not_there_is_named_with_its_line_and_the_rest_goes(pushed: Pushed, reports: Path, small: Gold) -> None:
    first = small.report.paragraphs[0]
    only = listed(reports / "only.jsonl", ("c", *first), ("a", first.start, first.end - 1), ("a", *first))
    result = push(reports, "--only", only)
    assert result.exit_code == 1
    assert f"{only}:1: no report 'c' among those given" in result.output
    assert f"{only}:2: a[0:{first.end - 1}] is no paragraph of the report" in result.output
    assert pushed.keys() == [("a", *first)]


def test_a_list_of_nothing_there_is_refused(pushed: Pushed, reports: Path) -> None:
    result = push(reports, "--only", listed(reports / "only.jsonl", ("c", 0, 1)))
    assert isinstance(result.exception, FazhiError)
    assert "lists no paragraph of the reports given" in str(result.exception)
    assert not pushed.plans


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"report": "a", "start": 0}', "no paragraph: expected"),
        ('{"report": "a", "start": 0, "end": true}', "no paragraph: expected"),
        ('{"report": 1, "start": 0, "end": 1}', "no paragraph: expected"),
        ("[1]", "expected a JSON object, got list"),
        ("a 0 1", "no JSON"),
        ("\udcff", "not in UTF-8"),
    ],
)
def test_a_line_that_is_none(line: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    text = f'{{"report": "a", "start": 0, "end": 1}}\n\n{line}\n'
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(FazhiError, match=said) as raised:
        read_places(path, [Report(id="a", text="一")], problem=pytest.fail)
    assert str(raised.value).startswith(f"{path}:3: ")


def test_the_conflicts_of_a_merge_are_a_list(pushed: Pushed, reports: Path, small: Gold, tmp_path: Path) -> None:
    for name in ("anna", "bo"):
        folder = tmp_path / "by" / name
        folder.mkdir(parents=True)
        entities = small.entities[: -1 if name == "bo" else None]
        gold = replace(small, report=replace(small.report, id="a", source="a.txt"), entities=entities)
        (folder / "a.json").write_text(dump_gold(gold), "utf-8")
    merged = tmp_path / "merged"
    words = ["gold", "merge", str(tmp_path / "by" / "anna"), str(tmp_path / "by" / "bo"), "--texts", str(reports)]
    assert CliRunner().invoke(app, [*words, "-o", str(merged)], catch_exceptions=False).exit_code == 0
    assert push(merged, "--texts", reports, "--only", merged / "conflicts.jsonl").exit_code == 0
    disputed = small.entities[-1]
    ((report, start, end),) = pushed.keys()
    assert report == "a"
    assert start <= disputed.start < disputed.end <= end


def test_what_the_model_is_least_sure_of(pushed: Pushed, reports: Path, small: Gold) -> None:
    text = f"{small.report.text}{ODD}\n"
    (reports / "odd.txt").write_text(text, "utf-8")
    odd = CharSpan(len(small.report.text), len(text) - 1)
    files = [reports / "a.json", reports / "odd.txt"]
    assert push(*files, "--by", "uncertainty", "--limit", "1").exit_code == 0
    assert pushed.keys() == [("odd", *odd)]
    assert pushed.plans[1].upload[0].marks, "the model's suggestion goes along"
    again = push(*files, "--by", "uncertainty", "--limit", "3")
    assert again.exit_code == 0
    assert len(pushed.keys()) == 2, "what is there already is not sent again"


def test_bare_paragraphs_have_no_suggestions(pushed: Pushed, reports: Path) -> None:
    assert push(reports / "a.txt", "--by", "uncertainty", "--limit", "2", "--bare").exit_code == 0
    assert len(pushed.keys()) == 2
    assert not any(document.marks for plan in pushed.plans for document in plan.upload)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--limit", "3"], "add --by uncertainty"),
        (["--only", "x.jsonl", "--by", "uncertainty"], "give one of them"),
        (["--only", "x.jsonl", "--limit", "3"], "give one of them"),
    ],
)
def test_options_that_exclude_each_other(words: list[str], said: str, pushed: Pushed, reports: Path) -> None:
    result = push(reports, *words)
    assert isinstance(result.exception, FazhiError)
    assert said in str(result.exception)
    assert not pushed.plans
