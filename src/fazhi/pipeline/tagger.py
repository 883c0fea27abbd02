"""`fazhi_tagger`: the trained part. A CRF over characters finds entities by context and judges the grammars' candidates."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.training import Example

from fazhi.lexicon.matcher import Word
from fazhi.pipeline.align import char_span, upstream
from fazhi.pipeline.characters import character_features
from fazhi.pipeline.crf import Crf
from fazhi.pipeline.finder import UNSURE
from fazhi.pipeline.tags import OUTSIDE, edge_tags, spans_of, tags_of
from fazhi.pipeline.words import words_of
from fazhi.report import CharSpan, paragraphs


@Language.factory(
    "fazhi_tagger",
    default_config={"candidates": [], "words": "words", "c1": 0.1, "c2": 0.01, "iterations": 120},
    assigns=["doc.spans"],
)
def make_tagger(
    nlp: Language, name: str, candidates: list[str], words: str, c1: float, c2: float, iterations: int
) -> "CharacterTagger":
    """Make a tagger that writes `doc.spans[name]`, with the probabilities in the group's `attrs["scores"]`.

    Args:
        nlp: The pipeline.
        name: The component's name and its span group.
        candidates: Span groups of the grammars: features here, and given `attrs["scores"]` of their own.
        words: The name of the `fazhi_words` before it.
        c1: L1 regularisation of the CRF.
        c2: L2 regularisation.
        iterations: L-BFGS iterations at most.
    """
    return CharacterTagger(name, candidates=candidates, words=words, c1=c1, c2=c2, iterations=iterations)


class CharacterTagger:
    """See `make_tagger`."""

    def __init__(
        self, name: str, *, candidates: Sequence[str], words: str, c1: float, c2: float, iterations: int
    ) -> None:
        self.name = name
        self.candidates = tuple(candidates)
        self.training = {"c1": c1, "c2": c2, "iterations": iterations}
        self.crf = Crf()
        self.words = words

    def __call__(self, doc: Doc) -> Doc:
        """Write the tagger's spans, and its judgement of the grammars' candidates."""
        text = doc.text
        groups = {name: doc.spans[name] for name in self.candidates}
        found: list[Span] = []
        scores: list[float] = []
        judged: dict[str, list[float]] = {name: [] for name in groups}
        pending = {name: deque(group) for name, group in groups.items()}
        words = deque(words_of(doc, self.words))
        for paragraph in paragraphs(text):
            inside = {name: _take(spans, paragraph) for name, spans in pending.items()}
            tags = self.crf.tag(self._features(text, paragraph, inside, words))
            for start, end, label in spans_of(tags):
                found.append(char_span(doc, paragraph.start + start, paragraph.start + end, label))
                scores.append(self._probability(start, end, label))
            for name, spans in inside.items():
                for span in spans:
                    start, end = span.start_char - paragraph.start, span.end_char - paragraph.start
                    judged[name].append(self._probability(start, end, span.label_))
        doc.spans[self.name] = SpanGroup(doc, name=self.name, spans=found, attrs={"scores": scores})
        for name, group in groups.items():
            group.attrs["scores"] = judged[name]
        return doc

    def initialize(self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language) -> None:
        """Fit the CRF.

        Args:
            get_examples: Gold docs, with `ents`.
            nlp: The pipeline; the components before this one make the words and the candidates.
        """
        self.crf = Crf.fit(self._sequences(get_examples, nlp), **self.training)  # type: ignore[arg-type]

    def _sequences(
        self, get_examples: Callable[[], Iterable[Example]], nlp: Language
    ) -> Iterator[tuple[list[list[str]], list[str]]]:
        for example in get_examples():
            doc = upstream(nlp, self, example.predicted.copy())
            text = doc.text
            pending = {name: deque(doc.spans[name]) for name in self.candidates}
            words = deque(words_of(doc, self.words))
            gold = deque(example.reference.ents)
            for paragraph in paragraphs(text):
                inside = {name: _take(spans, paragraph) for name, spans in pending.items()}
                entities = (
                    (s.start_char - paragraph.start, s.end_char - paragraph.start, s.label_)
                    for s in _take(gold, paragraph)
                )
                yield self._features(text, paragraph, inside, words), tags_of(paragraph.end - paragraph.start, entities)

    def _features(
        self, text: str, paragraph: CharSpan, inside: dict[str, list[Span]], words: deque[Word]
    ) -> list[list[str]]:
        """Features of a paragraph's characters; where candidates overlap, the mark is that of the earlier group."""
        body = text[paragraph.start : paragraph.end]
        marks, heads = [OUTSIDE] * len(body), [""] * len(body)
        for span in (span for name in reversed(self.candidates) for span in inside[name]):
            start, end = span.start_char - paragraph.start, span.end_char - paragraph.start
            label = span.label_.lower() if span.id_ == UNSURE else span.label_
            marks[start:end] = tags_of(end - start, [(0, end - start, label)])
            if span.label_ == "LAW":
                heads[start:end] = [body[end - 3 : end]] * (end - start)
        return character_features(body, marks, _words(words, paragraph), heads=heads)

    def _probability(self, start: int, end: int, label: str) -> float:
        """How likely both edges of the span are: the smaller of their marginals."""
        first, last = edge_tags(start, end, label)
        return min(self.crf.marginal(first, start), self.crf.marginal(last, end - 1))

    def to_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> None:
        """Write the CRF into a folder."""
        folder = Path(path)
        folder.mkdir(exist_ok=True)
        (folder / "tagger.crfsuite").write_bytes(self.crf.data)

    def from_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> "CharacterTagger":
        """Read what `to_disk` wrote."""
        self.crf = Crf((Path(path) / "tagger.crfsuite").read_bytes())
        return self


def _take(spans: deque[Span], paragraph: CharSpan) -> list[Span]:
    """Remove and give the spans inside a paragraph from the head of a queue in text order; others are dropped."""
    taken = []
    while spans and spans[0].start_char < paragraph.end:
        span = spans.popleft()
        if span.start_char >= paragraph.start and span.end_char <= paragraph.end:
            taken.append(span)
    return taken


def _words(words: deque[Word], paragraph: CharSpan) -> Iterator[Word]:
    """Remove and give the words inside a paragraph from the head of a queue in text order, with offsets in it."""
    while words and words[0].start < paragraph.end:
        start, end, kind = words.popleft()
        if start >= paragraph.start and end <= paragraph.end:
            yield Word(start - paragraph.start, end - paragraph.start, kind)
