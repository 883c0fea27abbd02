"""Annotations: inline and stand-off, exact or refused; check, agreement, counts."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from typer.testing import CliRunner

from fazhi.cli import app
from fazhi.errors import GoldMismatch, MarkupError
from fazhi.gold.agree import agree, kappa
from fazhi.gold.annotation import Gold, dump_gold, load_folder, load_gold, verified
from fazhi.gold.check import check, unequal_marking
from fazhi.gold.markup import read_markup, write_markup
from fazhi.gold.stats import coverage, stats
from fazhi.report import Report
from tests.strategies import LINES, golds

ROOT = Path(__file__).parents[1]


@given(golds())
def test_markup_round_trip(gold: Gold) -> None:
    again = read_markup(write_markup(gold), id="x")
    assert again == verified(gold)


@given(LINES)
def test_markup_cannot_alter_the_text(text: str) -> None:
    assert read_markup(write_markup(Gold(report=Report(id="x", text=text))), id="x").report.text == text


def write(gold: Gold, folder: Path) -> Path:
    (folder / "gantang-2022.txt").write_text(gold.report.text, "utf-8")
    path = folder / "gantang-2022.json"
    path.write_text(dump_gold(gold), "utf-8")
    return path


def test_stand_off_round_trip(small: Gold, tmp_path: Path) -> None:
    path = write(small, tmp_path)
    loaded = load_gold(path)
    assert loaded.entities == small.entities
    assert loaded.paragraphs == small.paragraphs
    assert dump_gold(loaded) == path.read_text("utf-8")
    assert "甘政发〔2022〕9号" in path.read_text("utf-8")


def damage(path: Path, **changes: object) -> None:
    data = json.loads(path.read_text("utf-8"))
    data.update(changes)
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")


def test_another_text_is_refused(small: Gold, tmp_path: Path) -> None:
    path = write(small, tmp_path)
    (tmp_path / "gantang-2022.txt").write_text(small.report.text.replace("12件", "13件"), "utf-8")
    with pytest.raises(GoldMismatch, match="another text"):
        load_gold(path)


@pytest.mark.parametrize(
    ("entity", "message"),
    [
        ({"start": 0, "end": 5, "label": "AGENCY", "text": "甘棠县委会"}, "should cover"),
        ({"start": 0, "end": 9999, "label": "AGENCY"}, "out of bounds"),
        ({"start": 5, "end": 5, "label": "AGENCY"}, "out of bounds"),
        ({"start": 0, "end": 3, "label": "ORGAN"}, "unknown label"),
        ({"start": 40, "end": 60, "label": "AGENCY"}, "line end inside"),
        ({"start": "0", "end": 3, "label": "AGENCY"}, "no annotation"),
        ({"end": 3, "label": "AGENCY"}, "no annotation"),
    ],
)
def test_bad_span_is_refused(small: Gold, tmp_path: Path, entity: dict[str, object], message: str) -> None:
    path = write(small, tmp_path)
    damage(path, entities=[entity])
    with pytest.raises(GoldMismatch, match=message):
        load_gold(path)


def test_overlap_is_refused(small: Gold, tmp_path: Path) -> None:
    path = write(small, tmp_path)
    damage(path, entities=[{"start": 0, "end": 3, "label": "LAW"}, {"start": 2, "end": 7, "label": "AGENCY"}])
    with pytest.raises(GoldMismatch, match="overlaps"):
        load_gold(path)


def test_broken_json_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{\n"id": "a",\n oops}', "utf-8")
    with pytest.raises(GoldMismatch, match=r"a\.json:3"):
        load_gold(path)


SPOILT = (
    ('"label": "DOC_NO"', '"label": "DOCNO"', "甘政发", "unknown label 'DOCNO'"),
    ('"text": "甘政发〔2022〕9号"', '"text": "甘政发〔2022〕8号"', "甘政发", "should cover '甘政发〔2022〕8号'"),
    ('"label": "DOC_NO", ', "", "甘政发", "no 'label' in it"),
    ('"label": "DOC_NO"', '"label": ["DOC_NO"]', "甘政发", "expected a name"),
    ('"role": "closing", ', "", "1月9日", "no 'role' in it"),
    ('"role": "closing"', '"role": "end"', "1月9日", "unknown role 'end'"),
    ('"areas": ["institutions"]', '"areas": ["statutes"]', "管好文件", "unknown area 'statutes'"),
    ('"end": 22, "role"', '"end": 21, "role"', '"甘棠县人民政府2', "no paragraph of the text"),
)


@pytest.mark.parametrize("indent", ["as written", None, 0, 4])
@pytest.mark.parametrize(("old", "new", "entry", "message"), SPOILT, ids=[case[-1] for case in SPOILT])
def test_a_bad_entry_is_named_with_its_line(
    small: Gold, tmp_path: Path, old: str, new: str, entry: str, message: str, indent: str | int | None
) -> None:
    path = write(small, tmp_path)
    text = path.read_text("utf-8")
    assert text.count(old) == text.count(entry) == 1
    text = text.replace(old, new)
    if not isinstance(indent, str):
        text = json.dumps(json.loads(text), ensure_ascii=False, indent=indent)
    path.write_text(text, "utf-8")
    line = 1 + text.count("\n", 0, text.rindex("{", 0, text.index(entry)))
    with pytest.raises(GoldMismatch) as caught:
        load_gold(path)
    first = next(problem for problem in str(caught.value).split("\n") if message in problem)
    assert first.startswith(f"{path}:{line}: ")


def test_every_bad_entry_of_every_file_is_named(small: Gold, tmp_path: Path) -> None:
    text = write(small, tmp_path).read_text("utf-8")
    for name in ("b", "c"):
        (tmp_path / f"{name}.json").write_text(
            text.replace('"AGENCY"', '"ORGAN"').replace('"closing"', '"end"'), "utf-8"
        )
    (tmp_path / "d.json").write_text("{", "utf-8")
    with pytest.raises(GoldMismatch) as caught:
        list(load_folder(tmp_path))
    problems = str(caught.value).split("\n")
    assert [problem.split(":")[0].rsplit("/", 1)[-1] for problem in problems] == ["b.json"] * 5 + ["c.json"] * 5 + [
        "d.json"
    ]
    checked = CliRunner().invoke(app, ["gold", "check", str(tmp_path), "--no-doubts"])
    assert checked.exit_code == 1
    assert "4 reports, 11 problems" in checked.output


def test_a_long_list_of_problems_is_cut(small: Gold, tmp_path: Path) -> None:
    text = write(small, tmp_path).read_text("utf-8").replace('"AGENCY"', '"ORGAN"')
    for number in range(20):
        (tmp_path / f"{number}.json").write_text(text, "utf-8")
    with pytest.raises(GoldMismatch, match="… and 40 more; `fazhi gold check") as caught:
        list(load_folder(tmp_path))
    assert len(str(caught.value).split("\n")) == 41


def test_an_entity_given_twice_is_refused(small: Gold, tmp_path: Path) -> None:
    path = write(small, tmp_path)
    line = next(line for line in path.read_text("utf-8").splitlines() if "甘政发" in line)
    path.write_text(path.read_text("utf-8").replace(line, f"{line}\n{line}"), "utf-8")
    with pytest.raises(GoldMismatch, match=r"json:\d+: the same as line \d+"):
        load_gold(path)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"[]", "expected an object, got list"),
        (b'{"entities": []}', "expected a list 'paragraphs', got nothing"),
        (b'{"entities": {}, "paragraphs": []}', "expected a list 'entities', got dict"),
        (b'{"a": "\xff"}', "not in UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_annotation_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(data)
    with pytest.raises(GoldMismatch, match=message):
        load_gold(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(GoldMismatch, match=r"nothing\.json: No such file"):
        load_gold(tmp_path / "nothing.json")


def test_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldMismatch, match="no annotation files"):
        list(load_folder(tmp_path))


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("⟦ORGAN|市委⟧", "unknown label"),
        ("⟦AGENCY|市委", "never closed"),
        ("市委⟧", "closes nothing"),
        ("⟦AGENCY|⟦LAW|宪法⟧⟧", "inside another"),
        ("⟦AGENCY|⟧", "empty"),
        ("a ⟦ b", "stray"),
        ("⟦¶nothing⟧市委", "unknown role"),
        ("一\n二⟦¶plan⟧三", "begins no paragraph"),
    ],
)
def test_bad_markup_is_refused(marked: str, message: str) -> None:
    with pytest.raises(MarkupError, match=message):
        read_markup(marked, id="x")


def test_check_finds_what_form_forbids() -> None:
    gold = read_markup("⟦¶closing disputes⟧受理⟦QUANTITY|案件⟧，⟦DOC_NO|县政发⟧，⟦AGENCY|《公报》⟧", id="x")
    said = " ".join(finding.what for finding in check(gold))
    for word in ("without a numeral", "without a number", "in title marks", "has no areas"):
        assert word in said


def test_unequal_marking_is_listed() -> None:
    marked = "⟦AGENCY|县司法局⟧甲，⟦AGENCY|县司法局⟧乙，⟦AGENCY|县司法局⟧丙，⟦AGENCY|县司法局⟧丁，县司法局戊"
    (finding,) = unequal_marking([read_markup(marked, id="x")])
    assert not finding.problem
    assert "丁，[县司法局]戊" in finding.what


def test_agreement(small: Gold) -> None:
    same = agree([(small, small)])
    assert same.f1["all"] == 1.0
    assert same.differences == ()
    fewer = agree([(small, replace(small, entities=small.entities[1:]))])
    assert fewer.f1["AGENCY"] == pytest.approx(6 / 7)
    assert [difference.side for difference in fewer.differences] == ["A"]


def test_agreement_needs_one_text(small: Gold) -> None:
    with pytest.raises(GoldMismatch, match="different texts"):
        agree([(small, read_markup("别的文本", id="x"))])


def test_kappa_of_chance_is_zero() -> None:
    assert kappa([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")]) == pytest.approx(0.0)


def test_stats(small: Gold) -> None:
    counts = stats([small])
    assert counts["entities"]["LAW"] == 3
    assert counts["entities"]["LAW, bare or short"] == 1
    assert counts["primary areas"]["disputes"] == 1
    assert counts["corpus"]["characters"] == len(small.report.text)


def test_coverage_of_the_plan() -> None:
    planned = coverage(ROOT / "corpus" / "manifest.tsv")
    assert set(planned["split"]) == {"train", "test"}
    assert planned["split"]["test"] == 36 <= planned["split"]["train"]
    assert planned["format"]["html"] >= 9
    assert sum(planned["noise"].values()) - planned["noise"]["none"] >= 18
    assert "id" not in planned


def test_shipped_gold_is_sound() -> None:
    shipped = list(load_folder(ROOT / "annotations", texts=ROOT / "corpus"))
    assert len(shipped) >= 80
    assert not [finding for gold in shipped for finding in check(gold) if finding.problem]


def test_shipped_gold_round_trips_through_markup() -> None:
    for gold in load_folder(ROOT / "annotations", texts=ROOT / "corpus"):
        again = read_markup(write_markup(gold), id=gold.report.id, source=gold.report.source)
        assert again == replace(gold, indicators=None)  # markup has no place for them


def test_shipped_passes_agree() -> None:
    passes = [ROOT / "annotations" / "passes" / side for side in ("first", "second")]
    result = agree(zip(*(load_folder(side, texts=ROOT / "corpus") for side in passes), strict=True))
    assert min(result.f1.values()) >= 0.97
    assert min(result.role_kappa, result.area_kappa) >= 0.95


def test_shipped_counts() -> None:
    counts = stats(load_folder(ROOT / "annotations", texts=ROOT / "corpus"))
    assert counts["corpus"]["reports"] >= 80
    assert counts["corpus"]["characters"] >= 240_000
    least = {"AGENCY": 4500, "LAW": 2500, "LAW, bare or short": 400, "QUANTITY": 4500, "DOC_NO": 400}
    assert {label: counts["entities"][label] >= bar for label, bar in least.items()} == dict.fromkeys(least, True)
    assert min(counts["primary areas"].values()) >= 120
    assert min(counts["roles"].values()) >= 60
