"""spaCy's CNN with a transition-based `ner`, in the variants that `ablate_entities.py` compares with the CRF.

Trained by spaCy's own loop on paragraphs; the epoch that is best on dev counts.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import spacy
from spacy.cli.pretrain import pretrain
from spacy.language import DEFAULT_CONFIG, DEFAULT_CONFIG_PRETRAIN_PATH, Language
from spacy.tokens import Doc, DocBin
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.util import load_config
from thinc.api import Config

from fazhi.gold.annotation import Gold
from fazhi.lexicon.matcher import Matcher
from fazhi.pipeline.finders import organ_words
from fazhi.report import paragraphs

Spans = set[tuple[int, int, str]]
SEGMENTER = Path("models/fazhi_segmenter")
CONFIG = """
[paths]
train = null
dev = null
raw = null
[nlp]
lang = "zh"
pipeline = ["ner"]
[nlp.tokenizer]
@tokenizers = "spacy.zh.ChineseTokenizer"
segmenter = "char"
[components]
[components.ner]
factory = "ner"
[components.ner.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "ner"
extra_state_tokens = false
hidden_width = 64
maxout_pieces = 2
use_upper = true
[components.ner.model.tok2vec]
@architectures = "spacy.Tok2Vec.v2"
[components.ner.model.tok2vec.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = ${components.ner.model.tok2vec.encode.width}
attrs = ["NORM"]
rows = [3000]
include_static_vectors = false
[components.ner.model.tok2vec.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = 96
depth = 4
window_size = 1
maxout_pieces = 3
[corpora]
[corpora.train]
@readers = "spacy.Corpus.v1"
path = ${paths.train}
[corpora.dev]
@readers = "spacy.Corpus.v1"
path = ${paths.dev}
[corpora.pretrain]
@readers = "spacy.JsonlCorpus.v1"
path = ${paths.raw}
min_length = 5
max_length = 2000
limit = 0
[training]
seed = 0
dropout = 0.2
patience = 0
max_epochs = 8
max_steps = 0
eval_frequency = 200
train_corpus = "corpora.train"
dev_corpus = "corpora.dev"
frozen_components = []
annotating_components = []
[training.optimizer]
@optimizers = "Adam.v1"
learn_rate = 0.001
[training.batcher]
@batchers = "spacy.batch_by_words.v1"
size = 1200
tolerance = 0.2
discard_oversize = false
[training.score_weights]
ents_f = 1.0
[initialize]
[pretraining]
max_epochs = 8
dropout = 0.2
n_save_every = null
n_save_epoch = null
component = "tok2vec"
layer = ""
corpus = "corpora.pretrain"
[pretraining.batcher]
@batchers = "spacy.batch_by_words.v1"
size = 1500
discard_oversize = false
tolerance = 0.2
[pretraining.objective]
@architectures = "spacy.PretrainCharacters.v1"
maxout_pieces = 3
hidden_size = 200
n_characters = 1
[pretraining.optimizer]
@optimizers = "Adam.v1"
learn_rate = 0.001
"""


@dataclass(frozen=True)
class Network:
    """A CNN `ner`.

    Attributes:
        width: Of the token vectors.
        depth: Convolutions.
        tokens: `char` or `pkuseg` (words of the project's own segmenter).
        rich: Embed the character, its bigram, the organ lexicon's mark and the place in the segmenter's word.
        pretrained: Train the vectors first to predict the characters of raw text (`spacy pretrain`).
    """

    width: int = 96
    depth: int = 4
    tokens: str = "char"
    rich: bool = False
    pretrained: bool = False
    random: bool = True

    def train(self, golds: list[Gold], dev: list[Gold], seed: int, epochs: int) -> Callable[[str], Spans]:
        """Train on paragraphs and give a function from a text to its entities."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            config = self._config(folder, seed, epochs)
            blank = init_tokenizer(config)
            for split, part in (("train", golds), ("dev", dev)):
                docs = [
                    _gold_doc(blank, gold, start, end) for gold in part for start, end in paragraphs(gold.report.text)
                ]
                DocBin(docs=docs, attrs=["ORTH", "SPACY", "ENT_IOB", "ENT_TYPE"]).to_disk(folder / f"{split}.spacy")
            if self.pretrained:
                _write_raw(golds, folder / "raw.jsonl")
                (folder / "pretrained").mkdir()
                pretrain(config, folder / "pretrained", resume_path=None, epoch_resume=None, silent=True)
                last = sorted((folder / "pretrained").glob("model*.bin"), key=lambda p: p.stat().st_mtime)[-1]
                config["initialize"]["init_tok2vec"] = str(last)
            (folder / "out").mkdir()
            nlp = init_nlp(config)
            nlp, _ = train(nlp, folder / "out")
            best = spacy.load(folder / "out" / "model-best")

        def predict(text: str) -> Spans:
            lines = [(start, text[start:end]) for start, end in paragraphs(text)]
            docs = best.pipe(line for _, line in lines)
            return {
                (start + e.start_char, start + e.end_char, e.label_)
                for (start, _), doc in zip(lines, docs, strict=True)
                for e in doc.ents
            }

        return predict

    def _config(self, folder: Path, seed: int, epochs: int) -> Any:
        given = Config().from_str(CONFIG, interpolate=False)
        config = DEFAULT_CONFIG.merge(load_config(DEFAULT_CONFIG_PRETRAIN_PATH)).merge(given)
        paths = {"train": folder / "train.spacy", "dev": folder / "dev.spacy", "raw": folder / "raw.jsonl"}
        config["paths"].update({name: str(path) for name, path in paths.items()})
        config["components"]["ner"]["model"]["tok2vec"]["encode"].update(width=self.width, depth=self.depth)
        config["training"].update(seed=seed, max_epochs=epochs)
        if self.rich:
            config["nlp"]["pipeline"] = ["bench_marks", "ner"]
            config["components"]["bench_marks"] = {"factory": "bench_marks"}
            config["training"].update(annotating_components=["bench_marks"], frozen_components=["bench_marks"])
            embed = {"attrs": ["NORM", "LEMMA", "TAG", "DEP"], "rows": [3000, 8000, 200, 50]}
            config["components"]["ner"]["model"]["tok2vec"]["embed"].update(embed)
        if self.pretrained:
            _share_vectors(config)
        if self.tokens == "pkuseg":
            config["nlp"]["tokenizer"]["segmenter"] = "pkuseg"
            config["initialize"]["tokenizer"] = {"pkuseg_model": str(SEGMENTER), "pkuseg_user_dict": "default"}
        return config.interpolate()


def _share_vectors(config: Any) -> None:
    """Give the vectors a component of their own: `spacy pretrain` finds them only there."""
    model = config["components"]["ner"]["model"]
    width = model["tok2vec"]["encode"]["width"]
    model["tok2vec"]["embed"]["width"] = width
    config["components"]["tok2vec"] = {"factory": "tok2vec", "model": model["tok2vec"]}
    model["tok2vec"] = {"@architectures": "spacy.Tok2VecListener.v1", "width": width, "upstream": "tok2vec"}
    config["nlp"]["pipeline"].insert(0, "tok2vec")


@Language.factory("bench_marks")
def make_marks(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Write what the rich variant embeds into attributes that nothing else uses here."""
    matcher = Matcher(organ_words())
    segment = _segmenter()

    def mark(doc: Doc) -> Doc:
        text = doc.text
        organs = ["-"] * len(text)
        for start, end, kind in matcher.find(text):
            organs[start:end] = [f"i{kind}"] * (end - start)
            organs[start], organs[end - 1] = f"b{kind}", f"e{kind}"
        places = segment(text)
        for token in doc:
            token.lemma_ = text[token.idx : token.idx + 2]
            token.tag_ = organs[token.idx]
            token.dep_ = places[token.idx]
        return doc

    return mark


def _segmenter() -> Callable[[str], list[str]]:
    """For each character its place in its word: B, I, E or S."""
    from spacy_pkuseg import pkuseg

    cut = pkuseg(str(SEGMENTER), user_dict=None).cut

    def segment(text: str) -> list[str]:
        places = ["S"] * len(text)
        position = 0
        for word in cut(text):
            position = text.index(word, position)
            if len(word) > 1:
                places[position : position + len(word)] = ["B", *"I" * (len(word) - 2), "E"]
            position += len(word)
        return places

    return segment


def init_tokenizer(config: Any) -> Language:
    """A blank pipeline with a config's tokenizer."""
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": config["nlp"]["tokenizer"]}})
    if "tokenizer" in config["initialize"]:
        nlp.tokenizer.initialize(nlp=nlp, **config["initialize"]["tokenizer"])
    return nlp


def _gold_doc(nlp: Language, gold: Gold, start: int, end: int) -> Doc:
    """A paragraph with its entities; one that no run of tokens covers is lost, as it is in spaCy."""
    doc = nlp.make_doc(gold.report.text[start:end])
    inside = (s for s in gold.entities if start <= s.start and s.end <= end)
    spans = (doc.char_span(s.start - start, s.end - start, label=s.label) for s in inside)
    doc.ents = [span for span in spans if span is not None]
    return doc


def _write_raw(golds: list[Gold], path: Path) -> None:
    lines: Iterator[str] = (line for gold in golds for line in gold.report.text.split("\n") if line.strip())
    path.write_text("".join(json.dumps({"text": line}, ensure_ascii=False) + "\n" for line in lines), "utf-8")
