"""configs/transformer.cfg trains and tags: a few steps on a tiny transformer with random weights, made here."""

from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import SpanGroup
from spacy.util import load_config

from fazhi.extract import tag
from fazhi.gold.annotation import dump_gold, load_gold
from fazhi.pipeline.align import char_span
from fazhi.pipeline.judge import Judge
from fazhi.pipeline.released import load
from fazhi.training.release import Places, train

ROOT = Path(__file__).parents[1]
REPORTS = ("zhulin-xiang-2022", "gutang-jd-2023", "nanqiao-jd-2022")


def test_judge(nlp: Language) -> None:
    doc = nlp.make_doc("由市司法局受理12件\n")
    doc.spans["organs"] = SpanGroup(doc, spans=[char_span(doc, 1, 5, "AGENCY"), char_span(doc, 2, 5, "AGENCY")])
    doc.ents = [char_span(doc, 1, 5, "AGENCY"), char_span(doc, 7, 11, "QUANTITY")]
    doc = Judge("tagger", candidates=["organs"])(doc)
    assert [span.text for span in doc.spans["tagger"]] == ["市司法局"]
    assert doc.spans["tagger"].attrs["scores"] == [1.0]
    assert doc.spans["organs"].attrs["scores"] == [1.0, 0.0]


def test_the_rest_is_as_in_the_released_pipeline() -> None:
    ours, released = (
        load_config(ROOT / "configs" / f"{name}.cfg")["components"] for name in ("transformer", "pipeline")
    )
    assert {name: ours[name] for name in released if name != "tagger"} == {
        name: part for name, part in released.items() if name != "tagger"
    }
    augmenters = [
        load_config(ROOT / "configs" / f"{name}.cfg")["corpora"]["train"]["augmenter"]
        for name in ("transformer", "pipeline")
    ]
    assert augmenters[0] == augmenters[1]
    assert ours["tagger"]["candidates"] == released["tagger"]["candidates"]


def make_weights(folder: Path, text: str) -> None:
    """A two-layer BERT with random weights and the characters of a text as its vocabulary."""
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder.mkdir()
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *sorted(set(text) - set(" \n"))]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), "utf-8")
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    size = BertConfig(
        vocab_size=len(vocabulary), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
    )
    BertModel(size).save_pretrained(folder)


@pytest.mark.filterwarnings("ignore")  # torch and transformers have warnings of their own
def test_trains_on_a_transformer(tmp_path: Path) -> None:
    pytest.importorskip("spacy_transformers", reason="needs the extra `transformer`")
    golds = [load_gold(ROOT / "annotations" / f"{name}.json", texts=ROOT / "corpus") for name in REPORTS]
    (tmp_path / "annotations").mkdir()
    rows = ["id\tsplit"]
    for gold, split in zip(golds, ("train", "dev", "test"), strict=True):
        (tmp_path / "annotations" / f"{gold.report.id}.json").write_text(dump_gold(gold), "utf-8")
        (tmp_path / f"{gold.report.id}.txt").write_text(gold.report.text, "utf-8")
        rows.append(f"{gold.report.id}\t{split}")
    (tmp_path / "manifest.tsv").write_text("\n".join(rows) + "\n", "utf-8")
    make_weights(tmp_path / "weights", "".join(gold.report.text for gold in golds))
    config = load_config(ROOT / "configs" / "transformer.cfg")
    config["components"]["transformer"]["model"]["name"] = str(tmp_path / "weights")
    config["training"].update(max_steps=4, eval_frequency=2, patience=0)
    config["corpora"]["train"]["augmenter"]["copies"] = 0
    config.to_disk(tmp_path / "tiny.cfg")
    places = Places(
        annotations=tmp_path / "annotations",
        corpus=tmp_path,
        config=tmp_path / "tiny.cfg",
        runs=tmp_path / "training",
        output=tmp_path / "mine",
    )
    run = train(places)
    assert run.released
    assert run.metrics["dev"]["role_accuracy"] > 0.5  # the project's own components were fitted too
    nlp = load(tmp_path / "mine")
    assert {"transformer", "ner"} <= set(nlp.pipe_names)
    record = tag(nlp, golds[0].report)
    assert record.text == golds[0].report.text
    assert len(record.paragraphs) == len(golds[0].paragraphs)
