"""What leaves for annotation tools and trainers: doccano, Label Studio, brat, BIO, spaCy, Web Annotation."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from spacy.training.converters import conll_ner_to_docs

from fazhi.errors import FazhiError
from fazhi.export import export, module
from fazhi.export.label_studio import INTERFACE
from fazhi.labels import AREA_NAMES, ENTITY_LABELS, ROLE_NAMES
from tests.small_record import RECORD, TEXT


def test_doccano_counts_utf16(tmp_path: Path) -> None:
    export([RECORD], "doccano", tmp_path / "x.jsonl")
    line = json.loads((tmp_path / "x.jsonl").read_text("utf-8"))
    units = line["text"].encode("utf-16-le")
    assert [units[2 * a : 2 * b].decode("utf-16-le") for a, b, _ in line["label"]] == line["covered"]
    assert line["label"][0][0] == RECORD.entities[0].start + 1


def test_doccano_exports_are_read(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(
        '{"id": 7, "text": "😀市司法局", "label": [[2, 6, "AGENCY"]], "Comments": []}\n', "utf-8"
    )
    (report,) = module("doccano").read(tmp_path / "x.jsonl")
    assert (report.id, report.marks[0].text, report.marks[0].start) == ("7", "市司法局", 1)


@pytest.mark.parametrize("label", ["[1, 2, 'x']", '[[1, 6, "AGENCY"]]', '[[2, 60, "AGENCY"]]', "[[3]]", "3"])
def test_doccano_labels_that_are_wrong(label: str, tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(f'{{"text": "😀市司法局", "label": {label}}}\n', "utf-8")
    with pytest.raises(FazhiError, match=r"x\.jsonl"):
        list(module("doccano").read(tmp_path / "x.jsonl"))


def test_label_studio_counts_code_points(tmp_path: Path) -> None:
    export([RECORD, replace(RECORD, id="b")], "label-studio", tmp_path / "x.json")
    first, second = json.loads((tmp_path / "x.json").read_text("utf-8"))
    for region in first["predictions"][0]["result"]:
        value = region["value"]
        assert first["data"]["text"][value["start"] : value["end"]] == value["text"]
    assert second["data"]["report"] == "b"
    assert all(f'value="{label}"' in INTERFACE for label in ENTITY_LABELS)


def test_label_studio_annotations_come_before_predictions(tmp_path: Path) -> None:
    export([RECORD], "label-studio", tmp_path / "x.json")
    (task,) = json.loads((tmp_path / "x.json").read_text("utf-8"))
    kept = [region for region in task["predictions"][0]["result"] if region["value"]["labels"] == ["LAW"]]
    task["annotations"] = [{"result": kept}]
    (tmp_path / "x.json").write_text(json.dumps([task]), "utf-8")
    (report,) = module("label-studio").read(tmp_path / "x.json")
    assert [mark.text for mark in report.marks] == ["《行政复议法》"]


def test_brat_files(tmp_path: Path) -> None:
    over = replace(RECORD.entities[0], start=2, end=10, text=TEXT[2:10])
    export([replace(RECORD, entities=(over, RECORD.entities[1]))], "brat", tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        "annotation.conf", "visual.conf", "甘棠%2F2022.txt", "甘棠%2F2022.ann",
    }  # fmt: skip
    lines = (tmp_path / "甘棠%2F2022.ann").read_text("utf-8").splitlines()
    assert lines[0] == "T1\tAGENCY 2 6;8 10\t化解争议 😀县"
    assert lines[3] == '#2\tAnnotatorNotes T2\t{"value": 12, "max": null, "unit": "件", "approx": null}'


@pytest.mark.parametrize("id", ["../../etc/x", "/abs", ".hidden", "a\\b", "nul\0", "", "100%"])
def test_brat_stays_in_its_folder(id: str, tmp_path: Path) -> None:
    export([replace(RECORD, id=id)], "brat", tmp_path / "in" / "out")
    made = {path.parent for path in tmp_path.rglob("*") if path.is_file()}
    assert made == {tmp_path / "in" / "out"}


def test_bio_is_what_spacy_converts(tmp_path: Path) -> None:
    export([RECORD], "bio", tmp_path / "x.bio")
    (doc,) = conll_ner_to_docs((tmp_path / "x.bio").read_text("utf-8"), n_sents=0, no_print=True)
    assert [(e.text.replace(" ", ""), e.label_) for e in doc.ents] == [(e.text, e.label) for e in RECORD.entities]
    assert len(list(doc.sents)) == 3


def test_overlaps_have_no_bio_tags(tmp_path: Path) -> None:
    twice = replace(RECORD, entities=(*RECORD.entities, replace(RECORD.entities[0], start=10, text="司法局")))
    with pytest.raises(FazhiError, match="overlap"):
        export([twice], "bio", tmp_path / "x.bio")


def test_docs_are_fit_for_training(tmp_path: Path) -> None:
    import spacy
    from spacy.training import Corpus

    export([RECORD], "spacy", tmp_path / "x.spacy")
    (example,) = Corpus(tmp_path / "x.spacy")(spacy.blank("zh"))
    assert [(e.start_char, e.label_) for e in example.reference.ents] == [(e.start, e.label) for e in RECORD.entities]
    assert {span.label_ for span in example.reference.spans["paragraphs"]} <= set(ROLE_NAMES)
    assert {span.label_ for span in example.reference.spans["areas"]} <= set(AREA_NAMES)


def test_docs_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    docs = module("spacy")
    monkeypatch.setattr(docs, "PART", 2)
    pile = [replace(RECORD, id=str(number)) for number in range(5)]
    export(pile, "spacy", tmp_path / "docs")
    assert len(list((tmp_path / "docs").iterdir())) == 3
    assert list(docs.read(tmp_path / "docs")) == pile


def test_web_annotation(tmp_path: Path) -> None:
    export([RECORD], "web-annotation", tmp_path / "x.jsonl")
    page = json.loads((tmp_path / "x.jsonl").read_text("utf-8"))
    item = page["items"][0]
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert item["target"]["source"] == "pile/%E7%94%98%E6%A3%A0%202022.txt"
    assert item["target"]["selector"][1] == {
        "type": "TextQuoteSelector",
        "exact": "县司法局",
        "prefix": TEXT[:9],
        "suffix": "受理行政复议案件12件，依据《行",
    }
    with pytest.raises(FazhiError, match="the text has"):
        list(module("web-annotation").read(tmp_path / "x.jsonl", lambda id: TEXT.replace("一、", "二、")))
