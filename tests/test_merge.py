"""Merging annotators' versions: what agrees is taken, everything else is listed, and the result is always sound."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from fazhi.cli import app
from fazhi.errors import FazhiError, GoldMismatch
from fazhi.gold.annotation import Gold, GoldSpan, dump_gold, load_gold, verified
from fazhi.gold.merge import decided, merge
from fazhi.labels import ENTITY_LABELS, ROLE_NAMES
from fazhi.report import CharSpan, Report

from .test_gold import golds, write


@st.composite
def versions(draw: st.DrawFn) -> dict[str, Gold]:
    """Two to four versions of one text, each with some spans left out, relabelled and some roles changed."""
    base = draw(golds())
    found = {}
    for name in "ABCD"[: draw(st.integers(2, 4))]:
        entities = [
            GoldSpan(s.start, s.end, draw(st.sampled_from(ENTITY_LABELS))) if draw(st.booleans()) else s
            for s in base.entities
            if draw(st.integers(0, 3))
        ]
        paragraphs = [
            replace(p, role=draw(st.sampled_from(ROLE_NAMES))) if not draw(st.integers(0, 2)) else p
            for p in base.paragraphs
        ]
        found[name] = replace(base, entities=tuple(entities), paragraphs=tuple(paragraphs))
    return found


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(versions(), st.booleans())
def test_merged_is_sound_and_nothing_disputed_is_lost(said: dict[str, Gold], majority: bool) -> None:
    votes = len(said) // 2 + 1 if majority else None
    merged = merge(said, votes=votes)
    verified(merged.gold)
    needed = votes or len(said)
    listed = {(c.kind, c.start, c.end) for c in merged.conflicts}
    for span in set().union(*(gold.entities for gold in said.values())):
        agreed = sum(span in gold.entities for gold in said.values()) >= needed
        assert (span in merged.gold.entities) == agreed
        if not agreed:
            assert any(kind == "entities" and start <= span.start < end for kind, start, end in listed)
    for place, paragraph in enumerate(merged.gold.paragraphs):
        same = sum(gold.paragraphs[place].role == paragraph.role for gold in said.values()) >= needed
        assert (("role", paragraph.start, paragraph.end) in listed) != same


@given(golds())
def test_a_version_agrees_with_itself(gold: Gold) -> None:
    assert merge({"A": gold, "B": gold}) == merge({"A": gold, "B": gold, "C": gold})
    assert merge({"A": gold, "B": gold}).gold == gold
    assert merge({"A": gold, "B": gold}).conflicts == ()


def test_two_of_three(small: Gold) -> None:
    fewer = replace(small, entities=small.entities[1:])
    primary = replace(small.paragraphs[3], areas=("enforcement", "disputes"))
    other = replace(small, paragraphs=(*small.paragraphs[:3], primary, *small.paragraphs[4:]))
    assert merge({"A": small, "B": fewer, "C": other}, votes=2).gold == small
    conflicts = merge({"A": small, "B": fewer, "C": other}).conflicts
    assert [(c.kind, c.start) for c in conflicts] == [("entities", 0), ("areas", small.paragraphs[3].start)]
    assert conflicts[0].says == {
        "A": ["AGENCY [甘棠县人民政府]2022年法治政"],
        "B": [],
        "C": ["AGENCY [甘棠县人民政府]2022年法治政"],
    }
    assert conflicts[1].says["C"] == ["enforcement", "disputes"]


def part_of(gold: Gold, only: CharSpan) -> Gold:
    """What is annotated in one paragraph."""
    return replace(
        gold,
        entities=tuple(e for e in gold.entities if only.start <= e.start and e.end <= only.end),
        paragraphs=tuple(p for p in gold.paragraphs if p.start == only.start),
        annotated=(only,),
    )


@given(versions())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_to_decide_every_conflict_as_one_annotator_says_gives_this_annotators_version(said: dict[str, Gold]) -> None:
    merged, judge = merge(said), said["A"]
    result = merged.gold
    for conflict in merged.conflicts:
        result = decided(result, part_of(judge, CharSpan(conflict.start, conflict.end)))
    assert result == judge
    assert decided(merged.gold, judge) == judge


def test_what_was_decided_is_put_into_the_merged(small: Gold, tmp_path: Path) -> None:
    fewer = replace(small, entities=small.entities[:-1])
    last = next(p for p in small.report.paragraphs if p.start <= small.entities[-1].start < p.end)
    for name, gold in (("merged", fewer), ("decided", part_of(small, last))):
        (tmp_path / name).mkdir()
        write(gold, tmp_path / name)
    words = ["gold", "decide", str(tmp_path / "merged"), str(tmp_path / "decided"), "-o", str(tmp_path / "out")]
    done = CliRunner().invoke(app, [*words, "--texts", str(tmp_path / "merged")])
    assert done.exit_code == 0, done.output
    assert "1 reports in" in done.output
    found = load_gold(tmp_path / "out" / "gantang-2022.json", texts=tmp_path / "merged")
    assert dump_gold(found) == dump_gold(small)
    (tmp_path / "decided" / "other.json").write_text("{}", "utf-8")
    refused = CliRunner().invoke(app, words)
    assert isinstance(refused.exception, FazhiError)
    assert "to put this into" in str(refused.exception)


@pytest.mark.parametrize("votes", [0, 1, 3])
def test_votes_are_more_than_half(small: Gold, votes: int) -> None:
    with pytest.raises(FazhiError, match=f"{votes} votes of 2 annotators"):
        merge({"A": small, "B": small}, votes=votes)


def test_versions_of_other_texts_are_refused(small: Gold) -> None:
    with pytest.raises(GoldMismatch, match="B annotated another text than A"):
        merge({"A": small, "B": Gold(report=Report(id=small.report.id, text="别的"))})


def test_command(small: Gold, tmp_path: Path) -> None:
    for name, gold in (("wang", small), ("li", replace(small, entities=small.entities[:-1]))):
        (tmp_path / name).mkdir()
        write(gold, tmp_path / name)
    (tmp_path / "li" / "other.json").write_text(dump_gold(small), "utf-8")
    folders = [str(tmp_path / name) for name in ("wang", "li")]
    done = CliRunner().invoke(app, ["gold", "merge", *folders, "-o", str(tmp_path / "merged")])
    assert done.exit_code == 0, done.output
    assert "1 reports" in done.output
    assert "1 conflicts" in done.output
    assert "left out: other.json" in done.output
    merged = load_gold(tmp_path / "merged" / "gantang-2022.json", texts=tmp_path / "li")
    assert merged.entities == small.entities[:-1]
    (conflict,) = map(json.loads, (tmp_path / "merged" / "conflicts.jsonl").read_text("utf-8").splitlines())
    assert conflict["says"][folders[0]] == ["LAW 2〕9号），宣传[民法典]。⏎二、存在问题"]
    assert conflict["says"][folders[1]] == []
    three = CliRunner().invoke(app, ["gold", "agree", *folders, str(tmp_path / "merged"), "--texts", folders[0]])
    assert three.exit_code == 0, three.output
    assert [line for line in three.output.splitlines() if "differences" in line] == [
        "1 reports, 1 differences",
        "1 reports, 1 differences",
        "1 reports, 0 differences",
    ]
    alone = CliRunner().invoke(app, ["gold", "merge", folders[0], folders[0], "-o", str(tmp_path / "x")])
    assert alone.exit_code == 1
    assert not (tmp_path / "x").exists()
