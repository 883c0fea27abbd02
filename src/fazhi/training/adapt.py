"""Adapt a trained pipeline to a few annotated reports, without the data it was trained on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from spacy.language import Language
from spacy.training import Example

from fazhi.errors import FazhiError
from fazhi.extras import needed
from fazhi.gold.annotation import Gold
from fazhi.pipeline.areas import AreaClassifier
from fazhi.pipeline.indicators import IndicatorClassifier
from fazhi.pipeline.roles import RoleTagger
from fazhi.pipeline.tagger import CharacterTagger
from fazhi.training.docs import gold_doc
from fazhi.training.prior import crf_near, linear_near

_ITERATIONS = 60
_NEAR: dict[type, Any] = {
    CharacterTagger: partial(crf_near, c2=3.0, iterations=_ITERATIONS),
    RoleTagger: partial(crf_near, c2=10.0, iterations=_ITERATIONS),
    AreaClassifier: partial(linear_near, c=1.0, iterations=_ITERATIONS),
    IndicatorClassifier: partial(linear_near, c=1.0, iterations=_ITERATIONS),
}
"""How each kind of component is fitted near what it is; docs/active-learning.md tells how the strengths were chosen."""
_ANNOTATED: dict[type, Callable[[Gold], bool]] = {
    CharacterTagger: lambda gold: bool(gold.entities or gold.annotated),
    RoleTagger: lambda gold: bool(gold.paragraphs) and gold.annotated is None,
    AreaClassifier: lambda gold: any(p.areas for p in gold.paragraphs) and gold.annotated is None,
    IndicatorClassifier: lambda gold: gold.indicators is not None and gold.annotated is None,
}
"""Whether a report's annotation says anything to a component."""


def adapt(nlp: Language, golds: Sequence[Gold]) -> dict[str, int]:
    """Fit a pipeline's trained components near what they are, each on the reports annotated for it.

    Args:
        nlp: A trained pipeline; it is changed.
        golds: Annotated reports. A component about which they say nothing (no entities, no paragraphs, no areas, no indicators) is kept
            as it is.

    Returns:
        For each trained component on how many reports it was fitted.

    Raises:
        FazhiError: No component can be adapted, or a library that only training needs is not installed.
        MisalignedSpan: A span is no run of whole tokens.
    """
    needed("scipy", "train")
    used: dict[str, int] = {}
    for name, component in nlp.pipeline:
        if not isinstance(component, CharacterTagger | RoleTagger | AreaClassifier | IndicatorClassifier):
            continue
        own = [gold for gold in golds if _ANNOTATED[type(component)](gold)]
        used[name] = len(own)
        if own:
            examples = [Example(nlp.make_doc(gold.report.text), gold_doc(nlp, gold)) for gold in own]
            component.adapt(examples.copy, nlp=nlp, near=_NEAR[type(component)])
    if not used:
        raise FazhiError(
            f"a pipeline of {', '.join(nlp.pipe_names)} cannot be adapted; train one with `fazhi train` and without --from"
        )
    return used
