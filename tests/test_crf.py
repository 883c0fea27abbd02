"""The CRF: exact against every labelling written out, equal to CRFsuite's own tagging, the same however it is batched."""

import math
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pycrfsuite
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from spacy.language import Language

from fazhi.errors import ModelError
from fazhi.extract import tag
from fazhi.gold.annotation import Gold, load_gold
from fazhi.lexicon.matcher import Matcher
from fazhi.pipeline import tagger
from fazhi.pipeline.chain import best_labels, marginals
from fazhi.pipeline.characters import TEMPLATES, Sight
from fazhi.pipeline.crf import Crf, NamedAttributes
from fazhi.pipeline.finders import organ_words
from fazhi.pipeline.tags import tags_of
from fazhi.pipeline.windows import Layout, Template, WindowWeights, attributes
from fazhi.report import paragraphs

ROOT = Path(__file__).parents[1]
scores = st.floats(-30, 30, allow_subnormal=False)


@st.composite
def chains(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, list[int]]:
    labels = draw(st.integers(1, 3))
    lengths = draw(st.lists(st.integers(0, 5), max_size=4))
    emissions = draw(arrays(np.float64, (sum(lengths), labels), elements=scores))
    return emissions, draw(arrays(np.float64, (labels, labels), elements=scores)), lengths


def path_score(emissions: np.ndarray, transitions: np.ndarray, path: tuple[int, ...]) -> float:
    steps = pairwise(path)
    return float(sum(emissions[range(len(path)), path]) + sum(transitions[step] for step in steps))


@settings(deadline=None)
@given(chains())
def test_as_every_labelling_written_out(chain: tuple[np.ndarray, np.ndarray, list[int]]) -> None:
    emissions, transitions, lengths = chain
    best, probabilities = best_labels(*chain), marginals(*chain)
    assert best.shape == emissions.shape[:1]
    assert probabilities.shape == emissions.shape
    start = 0
    for length in lengths:
        own = slice(start, start := start + length)
        paths = list(product(range(emissions.shape[1]), repeat=length))
        totals = np.array([path_score(emissions[own], transitions, path) for path in paths])
        assert math.isclose(path_score(emissions[own], transitions, tuple(best[own])), totals.max(), abs_tol=1e-9)
        shares = np.exp(totals - totals.max())
        shares /= shares.sum()
        for place in range(length):
            expected = np.bincount([path[place] for path in paths], shares, emissions.shape[1])
            assert np.allclose(probabilities[own][place], expected, atol=1e-9)


@settings(deadline=None)
@given(chains())
def test_batching_changes_nothing(chain: tuple[np.ndarray, np.ndarray, list[int]]) -> None:
    emissions, transitions, lengths = chain
    ends = np.cumsum(lengths)
    alone = [emissions[end - length : end] for end, length in zip(ends, lengths, strict=True)]
    for function in (best_labels, marginals):
        together = function(emissions, transitions, lengths)
        parts = [function(part, transitions, [len(part)]) for part in alone]
        assert np.allclose(together, np.concatenate([together[:0], *parts]), atol=1e-12)


def test_a_long_sequence_keeps_its_scale() -> None:
    draw = np.random.default_rng(0)
    emissions, transitions = draw.normal(0, 20, (20_000, 4)), draw.normal(0, 10, (4, 4))
    probabilities = marginals(emissions, transitions, [20_000])
    assert np.allclose(probabilities.sum(axis=1), 1)
    assert (probabilities.argmax(axis=1) == best_labels(emissions, transitions, [20_000])).mean() > 0.9


@pytest.fixture(scope="module")
def sequences() -> list[tuple[list[list[str]], list[str]]]:
    """Real paragraphs as the tagger sees them, with their gold tags."""
    matcher = Matcher(organ_words())
    found = []
    for name in ("zhulin-xiang-2022", "baishi-xiang-2019"):
        gold = load_gold(ROOT / "annotations" / f"{name}.json", texts=ROOT / "corpus")
        text = gold.report.text
        sight = Sight(text, matcher.find(text), [(s.start, s.end, s.label, True) for s in gold.entities[::2]])
        tags = tags_of(len(text), [(s.start, s.end, s.label) for s in gold.entities])
        for start, end in paragraphs(text):
            layout = Layout.of([(start, end)])
            items = attributes(TEMPLATES, sight.channels(layout))
            found.append(([items[at] for at in layout.at], tags[start:end]))
    return found


def test_as_crfsuite_tags(sequences: list[tuple[list[list[str]], list[str]]], tmp_path: Path) -> None:
    half = len(sequences) // 2
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for items, labels in sequences[:half]:
        trainer.append(items, labels)
    trainer.set_params({"c1": 0.1, "c2": 0.3, "max_iterations": 15, "feature.possible_transitions": False})
    trainer.train(str(tmp_path / "model"))
    theirs = pycrfsuite.Tagger()
    theirs.open(str(tmp_path / "model"))
    ours = Crf.fit(sequences[:half], c1=0.1, c2=0.3, iterations=15)
    named = NamedAttributes(ours)
    emissions = [named.emissions(items) for items, _ in sequences]
    lengths = [len(items) for items, _ in sequences]
    tags = [ours.labels[number] for number in ours.best_labels(np.concatenate(emissions), lengths)]
    probabilities = ours.marginals(np.concatenate(emissions), lengths)
    assert len({*tags}) > 5
    start = 0
    for items, _ in sequences:
        own = slice(start, start := start + len(items))
        assert tags[own] == theirs.tag(items)
        expected = [[theirs.marginal(label, at) for label in ours.labels] for at in range(len(items))]
        assert np.allclose(probabilities[own], expected, atol=1e-4)


def test_crf_fits_the_same_model_twice_and_keeps_it(
    sequences: list[tuple[list[list[str]], list[str]]], tmp_path: Path
) -> None:
    first, second = (Crf.fit(sequences[:5], c1=0.1, c2=0.1, iterations=10) for _ in range(2))
    first.to_disk(tmp_path)
    for other in (second, Crf.from_disk(tmp_path)):
        assert other.labels == first.labels
        assert other.attributes == first.attributes
        assert np.array_equal(other.weights, first.weights)
        assert np.array_equal(other.transitions, first.transitions)


def test_untrained_crf_says_so() -> None:
    with pytest.raises(ModelError, match="not trained"):
        Crf().check()


TEXTS = st.text(st.sampled_from("市司法局县12３〇。、A𠮷《"), min_size=1, max_size=12)


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4), st.data())
def test_windows_score_what_attributes_name(lines: list[str], data: st.DataObject) -> None:
    text = "\n".join(lines)
    run = st.tuples(
        st.integers(0, len(text) - 1), st.integers(1, 3), st.sampled_from(["LAW", "QUANTITY"]), st.booleans()
    )
    runs = [
        (start, min(start + length, len(text)), label, sure) for start, length, label, sure in data.draw(st.lists(run))
    ]
    sight = Sight(text, Matcher({"司法局": "d", "县": "l", "市司": "n"}).find(text), runs)
    layout = Layout.of(list(paragraphs(text)))
    items = attributes(TEMPLATES, sight.channels(layout))
    names = sorted({name for item in items for name in item})
    weights = np.random.default_rng(len(names)).normal(size=(len(names), 3)).astype(np.float32)
    crf = Crf("XYZ", names, weights, np.zeros((3, 3)))
    by_window = WindowWeights(TEMPLATES, crf).emissions(sight.channels(layout))
    expected = NamedAttributes(crf).emissions([items[at] for at in layout.at])
    assert np.allclose(by_window[layout.at], expected, atol=1e-5)


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=2, max_size=4))
def test_neighbour_paragraphs_are_not_seen(lines: list[str]) -> None:
    text = "\n".join(lines)
    sight = Sight(text, [], [])
    spans = list(paragraphs(text))
    together = Layout.of(spans)
    seen = [attributes(TEMPLATES, sight.channels(together))[at] for at in together.at]
    alone = []
    for span in spans:
        layout = Layout.of([span])
        items = attributes(TEMPLATES, sight.channels(layout))
        alone += [items[at] for at in layout.at]
    assert seen == alone


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本市司法局", "1ad 1d - - -"),
        ("全县的司法局", "1a 2d 1d - - -"),
        ("由有关的各司法局", "- 4d 3d 2d 1d - - -"),
        ("由，司法局", "- 1d - - -"),
        ("由\u3000市", "- 1a -"),
    ],
)
def test_ahead(text: str, expected: str) -> None:
    layout = Layout.of([(0, len(text))])
    channels = Sight(text, Matcher({"司法局": "d"}).find(text), []).channels(layout)
    shown = []
    for value in channels["ahead"].values[layout.at].tolist():
        distance, place, kind = value >> 6, value >> 5 & 1, value & 31
        shown.append(f"{distance}{'a' * place}{chr(kind + 96) if kind else ''}" if value else "-")
    assert " ".join(shown) == expected


@pytest.mark.parametrize("name", ["char-4", "char 1", "", "Char", "char+1?"])
def test_bad_templates_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        Template.read(name)


def test_too_many_bits_are_refused() -> None:
    layout = Layout.of([(0, 3)])
    with pytest.raises(ValueError, match="63 at most"):
        attributes([Template.read("char char+1 char+2 class")], Sight("市政府", [], []).channels(layout))


def test_batches_of_paragraphs_change_nothing(nlp: Language, small: Gold, monkeypatch: pytest.MonkeyPatch) -> None:
    found = tag(nlp, small.report)
    monkeypatch.setattr(tagger, "_AT_ONCE", 20)
    assert tag(nlp, small.report) == found
