"""`fazhi_areas`: the areas of each paragraph: its own content judges, the headings above it break a tie."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache
from itertools import chain
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.training import Example

from fazhi.labels import AREA_NAMES, ROLES_WITH_AREAS
from fazhi.pipeline.align import text_of
from fazhi.pipeline.area_choice import likeliest, siblings
from fazhi.pipeline.area_lessons import NONE, Passage, content_lessons, heading_lessons, varied, words
from fazhi.pipeline.area_sentences import sentence_shares
from fazhi.pipeline.grams import GramWeights
from fazhi.pipeline.linear import LinearModel, Logits, NearLinear, log_softmax
from fazhi.pipeline.paragraph_features import CONTENT, heading_features, role_feature
from fazhi.pipeline.roles import PARAGRAPHS
from fazhi.pipeline.sigmoid import Sigmoid
from fazhi.reading.outline import outline

AREAS = "areas"
"""The span group of the areas: for each area of a paragraph, primary first, a span over it; `attrs["scores"]` beside."""
COPY = "fazhi_copy"
"""In a training Doc's user data: it is another report with other names, which has nothing more to say of areas."""
_CLASSES = (*AREA_NAMES, NONE)
_SILENT = float(np.log(1 / len(AREA_NAMES)))
"""What the headings say for no area: they tell areas apart, not whether there is one."""
_DOUBT = 0.05
"""How likely an area is that no sibling, or no sentence, has."""


@Language.factory(
    "fazhi_areas",
    default_config={
        "c": 10.0,
        "c_headings": 3.0,
        "headings": 0.3,
        "siblings": 0.3,
        "sentences": 2.5,
        "early": 2.0,
        "words": 0.3,
        "seed": 0,
        "least": 2,
        "none": 0.95,
        "further": 0.5,
        "folds": 3,
    },
    assigns=["doc.spans"],
    requires=["doc.spans"],
)
def make_areas(
    nlp: Language, name: str, c: float, c_headings: float, headings: float, siblings: float, sentences: float,
    early: float, words: float, seed: int, least: int, none: float, further: float, folds: int,
) -> "AreaClassifier":  # fmt: skip
    """Make the component that writes `doc.spans["areas"]`.

    Args:
        nlp: The pipeline.
        name: The component's name.
        c: Inverse regularisation strength of the model of contents.
        c_headings: Inverse regularisation strength of the model of headings.
        headings: What the headings above count, the content being 1.
        siblings: What the other `progress` paragraphs under the same headings count.
        sentences: What the sentences count, each judged for itself.
        early: How much more the sooner of them count, see `area_sentences.early_weights`.
        words: What each word of lexicon/area_words.tsv counts in training, a paragraph being 1.
        seed: Of the solvers, and of the changes that paragraphs are read with.
        least: Features in fewer paragraphs are left out.
        none: The least probability at which a problem or plan has no area: only one that covers everything has none.
        further: The least probability of a second or third area.
        folds: In how many parts the reports are left out in turn to fit the scores to the share that is right.
    """
    return AreaClassifier(
        name,
        c=c,
        c_headings=c_headings,
        headings=headings,
        siblings=siblings,
        sentences=sentences,
        early=early,
        words=words,
        seed=seed,
        least=least,
        none=none,
        further=further,
        folds=folds,
    )


class AreaClassifier:
    """See `make_areas`."""

    def __init__(
        self, name: str, *, c: float, c_headings: float, headings: float, siblings: float, sentences: float,
        early: float, words: float, seed: int, least: int, none: float, further: float, folds: int,
    ) -> None:  # fmt: skip
        self.name = name
        self.c, self.c_headings, self.seed, self.least = c, c_headings, seed, least
        self.headings, self.siblings, self.words = headings, siblings, words
        self.sentences, self.early = sentences, early
        self.none, self.further, self.folds = none, further, folds
        self._use(LinearModel(), LinearModel())
        self.first_score, self.further_score = Sigmoid(), Sigmoid()

    def __call__(self, doc: Doc) -> Doc:
        """Write the areas of a doc's paragraphs."""
        self.set_annotations(doc, self.predict(doc))
        return doc

    def predict(self, doc: Doc) -> list[tuple[Span, list[tuple[str, float]]]]:
        """The areas of each paragraph that has some, primary first, with their probabilities."""
        found = list(_passages(doc))
        ranked = self._ranked([passage for _, passage in found])
        return [(span, self._choose(areas)) for (span, _), areas in zip(found, ranked, strict=True)]

    def set_annotations(self, doc: Doc, areas: Sequence[tuple[Span, list[tuple[str, float]]]]) -> None:
        """Write the areas."""
        flat = [(span, area, score) for span, chosen in areas for area, score in chosen]
        spans = [Span(doc, span.start, span.end, label=area) for span, area, _ in flat]
        doc.spans[AREAS] = SpanGroup(doc, name=AREAS, spans=spans, attrs={"scores": [score for *_, score in flat]})

    def initialize(self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language) -> None:
        """Fit on gold docs with `spans["paragraphs"]` and `spans["areas"]`; copies with other names are passed over."""
        docs = [example.reference for example in get_examples()]
        reports = [gold_passages(doc) for doc in docs if not doc.user_data.get(COPY) and doc.spans[PARAGRAPHS]]
        self._fit_scores(reports)
        self._fit(list(chain.from_iterable(reports)))

    def adapt(self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language, near: NearLinear) -> None:
        """Fit both models anew near what they are, as `near` does; the maps of the scores stay."""
        passages = list(chain.from_iterable(gold_passages(example.reference) for example in get_examples()))
        content, above = content_lessons(varied(passages, self.seed)), heading_lessons(passages)
        self._use(near(self.content, content), near(self.titles, above) if self.titles.classes else self.titles)

    def to_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> None:
        """Write the models and the maps of the scores into a folder."""
        folder = Path(path)
        folder.mkdir(exist_ok=True)
        self.content.to_disk(folder / "content")
        self.titles.to_disk(folder / "headings")
        maps = {"first": asdict(self.first_score), "further": asdict(self.further_score)}
        (folder / "scores.json").write_text(json.dumps(maps, indent=1) + "\n", "utf-8")

    def from_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> "AreaClassifier":
        """Read what `to_disk` wrote."""
        folder = Path(path)
        self._use(LinearModel.from_disk(folder / "content"), LinearModel.from_disk(folder / "headings"))
        maps = json.loads((folder / "scores.json").read_text("utf-8"))
        self.first_score, self.further_score = Sigmoid(**maps["first"]), Sigmoid(**maps["further"])
        return self

    def lessons(self, passages: Sequence[Passage]) -> Iterator[Passage]:
        """What the model of contents is fitted on."""
        return chain(varied(passages, self.seed), words(self.words) if self.words else ())

    def _use(self, content: LinearModel, titles: LinearModel) -> None:
        self.content, self.titles = content, titles
        self._grams = [
            (head, GramWeights(content.index, content.weights, prefix=prefix, sizes=sizes, norm=norm))
            for prefix, head, sizes, norm in CONTENT
        ]
        # paragraphs share their headings
        self._heading = lru_cache(maxsize=1024)(lambda title, depth: titles.logits(heading_features(title, depth)))

    def _fit(self, passages: Sequence[Passage]) -> None:
        content, above = content_lessons(self.lessons(passages)), heading_lessons(passages)
        settings = {"seed": self.seed, "least": self.least}
        titles = LinearModel.fit(above, classes=AREA_NAMES, c=self.c_headings, **settings) if above else LinearModel()
        self._use(
            LinearModel.fit(content, classes=_CLASSES, c=self.c, **settings) if content else LinearModel(), titles
        )

    def _fit_scores(self, reports: Sequence[Sequence[Passage]]) -> None:
        """Fit the maps of the scores on each part of the reports, judged by models of the other parts."""
        first: list[tuple[float, bool]] = []
        further: list[tuple[float, bool]] = []
        for fold in range(self.folds if len(reports) >= self.folds > 1 else 0):
            self._fit([p for i, report in enumerate(reports) if i % self.folds != fold for p in report])
            left_out = reports[fold :: self.folds]
            found = chain.from_iterable(map(self._ranked, left_out))
            for passage, ranked in zip(chain.from_iterable(left_out), found, strict=True):
                if ranked:
                    first.append((ranked[0][1], passage.areas[:1] == (ranked[0][0],)))
                    further += [(p, area in passage.areas) for area, p in ranked[1:]]
        self.first_score = Sigmoid.fit([p for p, _ in first], [right for _, right in first])
        self.further_score = Sigmoid.fit([p for p, _ in further], [right for _, right in further])

    def _ranked(self, passages: Sequence[Passage]) -> list[list[tuple[str, float]]]:
        """The likeliest areas of each paragraph of a report; none where no area is likelier than any."""
        logs = [self._logs(passage, said) for passage, said in zip(passages, self._contents(passages), strict=True)]
        for group in siblings(passages):
            likely = np.exp([log_softmax(logs[i]) for i in group])
            others = (likely.sum(axis=0) - likely) / (len(group) - 1)
            for i, said in zip(group, np.log(others + _DOUBT), strict=True):
                logs[i] = logs[i] + self.siblings * said
        return [likeliest(passage.role, log, self.none) for passage, log in zip(passages, logs, strict=True)]

    def _contents(self, passages: Sequence[Passage]) -> Logits:
        """Log-probabilities, up to a constant, by each paragraph's own content: as a whole, and by its sentences."""
        self.content.check_trained()
        texts, roles = [passage.text for passage in passages], [passage.role for passage in passages]
        found = log_softmax(self._said(texts, roles))
        if self.sentences and texts:
            shares = sentence_shares(texts, lambda parts, of: self._said(parts, [roles[i] for i in of]), self.early)
            found += self.sentences * np.log(shares + _DOUBT)
        return found

    def _said(self, texts: Sequence[str], roles: Sequence[str]) -> Logits:
        """The logits of the model of contents: the same as by `content_features`, for all at once."""
        of_role = {role: self.content.logits([role_feature(role)]) + self.content.bias for role in set(roles)}
        said = np.reshape([of_role[role] for role in roles], (len(texts), len(self.content.classes)))
        for head, grams in self._grams:
            said += grams.logits([text[:head] for text in texts])
        return said

    def _logs(self, passage: Passage, content: Logits) -> Logits:
        """Log-probabilities of each area, then of none, up to a constant."""
        found = content
        if passage.above and self.titles.classes:
            said = self.titles.bias + sum(self._heading(title, d) for d, title in enumerate(reversed(passage.above)))
            found = found + self.headings * np.append(log_softmax(said), _SILENT).astype(np.float32)
        return found

    def _choose(self, ranked: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
        """The areas that are likely enough, with their scores; a further one never has more than the first."""
        first = [(area, self.first_score(p)) for area, p in ranked[:1]]
        further = [(area, self.further_score(p)) for area, p in ranked[1:]]
        return first + [(area, min(score, first[0][1])) for area, score in further if score >= self.further]


def _passages(doc: Doc) -> Iterator[tuple[Span, Passage]]:
    """The paragraphs whose role can have areas."""
    group = list(doc.spans[PARAGRAPHS])
    whole = text_of(doc)
    texts = [whole[span.start_char : span.end_char] for span in group]
    for span, text, place in zip(group, texts, outline(texts, [span.label_ for span in group]), strict=True):
        if span.label_ in ROLES_WITH_AREAS:
            above = place.section
            run_in = len(above[-1]) if above and text.startswith(above[-1]) else 0
            yield span, Passage(text, span.label_, above[:-1] if run_in else above, run_in)


def gold_passages(doc: Doc) -> list[Passage]:
    """A gold doc's paragraphs with their areas."""
    areas: dict[int, list[str]] = {}
    for span in doc.spans[AREAS]:
        areas.setdefault(span.start, []).append(span.label_)
    return [passage._replace(areas=tuple(areas.get(span.start, ()))) for span, passage in _passages(doc)]
