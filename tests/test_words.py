"""Words: places in the text, tables by part, keyness, the command."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from typer.testing import CliRunner

from fazhi.cli import app
from fazhi.errors import FazhiError, ModelError
from fazhi.extract import tag
from fazhi.jsonl import dumps
from fazhi.reading import read_report
from fazhi.records import Record
from fazhi.training.segmenter import train_segmenter, word_f1
from fazhi.words.segmenter import Segmenter
from fazhi.words.tables import count_words, keyness

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter()


@pytest.fixture(scope="module")
def sample(nlp: Language) -> Record:
    return tag(nlp, read_report(ROOT / "docs" / "sample.txt"))


@settings(max_examples=60, deadline=None)
@given(text=st.text("县司法局受理行政复议案件12件，。《》 \u3000\t\nA𠮷😀\x00", max_size=40))
def test_words_cover_the_text(segmenter: Segmenter, text: str) -> None:
    words = list(segmenter(text))
    position = 0
    for start, end in words:
        assert position <= start < end
        assert not text[position:start].strip()
        position = end
    assert not text[position:].strip()


def test_terms_of_the_field_are_words(segmenter: Segmenter) -> None:
    text = "县委全面依法治县委员会审议规范性文件，市司法局办结行政复议案件三百余件。"
    words = {text[start:end] for start, end in segmenter(text)}
    assert {"规范性文件", "行政复议", "司法局", "案件"} <= words


def test_released_segmenter_on_the_dev_files(segmenter: Segmenter) -> None:
    lines = (ROOT / "annotations" / "words" / "gutang-jd-2023.txt").read_text("utf-8").splitlines()
    assert word_f1(segmenter, lines) > 0.9


def test_counts_add_up(segmenter: Segmenter, sample: Record) -> None:
    everything = {row.word: row for row in count_words([sample, sample], segmenter).rows()}
    assert everything["行政复议"].count % 2 == 0
    assert everything["行政复议"].reports == 2
    parts = list(count_words([sample, sample], segmenter, by="area").rows())
    for word, row in everything.items():
        assert sum(part.count for part in parts if part.word == word) == row.count
    assert max(parts, key=lambda row: row.keyness).keyness > 3.84
    assert all(len(row.word) > 1 for row in parts)


def test_nothing_is_key_to_the_only_part() -> None:
    assert keyness(3, 10, 0, 0) == 0.0


def test_command(nlp: Language, sample: Record, tmp_path: Path) -> None:
    (tmp_path / "records.jsonl").write_text(dumps(sample.as_json()) + "\n", "utf-8")
    arguments = ["words", str(tmp_path / "records.jsonl"), "--by", "area", "--top", "3", "--least", "1"]
    done = CliRunner().invoke(app, [*arguments, "-o", str(tmp_path / "words.csv"), "--bom"])
    assert done.exit_code == 0, done.output
    content = (tmp_path / "words.csv").read_text("utf-8")
    assert content.startswith("\ufeffpart,word,count,per_10000,reports,keyness,log_ratio")
    rows = list(csv.DictReader(io.StringIO(content.removeprefix("\ufeff"))))
    assert {row["part"] for row in rows} <= {"none", *(a.area for p in sample.paragraphs for a in p.areas)}
    assert all(sum(row["part"] == part for row in rows) <= 3 for part in {row["part"] for row in rows})
    stop = tmp_path / "stop.txt"
    stop.write_text("\n".join(row["word"] for row in rows), "utf-8")
    again = CliRunner().invoke(app, [*arguments, "--stop", str(stop)])
    assert not {row["word"] for row in rows} & {row["word"] for row in csv.DictReader(io.StringIO(again.output))}


def test_training_is_left_out_where_the_text_is_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "words"
    folder.mkdir()
    lines = "\n".join(["县 司法局 受理 案件 12 件 。", "区 司法局 办结 案件 三 件 。"] * 20)
    for name in ("gutang-jd-2023", "zhulin-xiang-2022", "baishi-xiang-2019"):
        (folder / f"{name}.txt").write_text(lines + "\n", "utf-8")
    first = train_segmenter(folder, tmp_path / "model")
    text = "县司法局办结案件"
    assert [text[a:b] for a, b in Segmenter(tmp_path / "model")(text)] == ["县", "司法局", "办结", "案件"]
    weights = tmp_path / "model" / "weights.npz"
    stamp = weights.stat().st_mtime_ns
    assert train_segmenter(folder, tmp_path / "model") == first
    assert weights.stat().st_mtime_ns == stamp


def test_missing_pieces_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no segmenter in"):
        Segmenter(tmp_path)
    with pytest.raises(FazhiError, match="no segmented text"):
        train_segmenter(tmp_path, tmp_path / "model")
