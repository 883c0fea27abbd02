"""DocBin + config → a fitted pipeline."""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language
from spacy.training import Corpus
from spacy.util import load_config, load_model_from_config, registry

from fazhi.errors import FazhiError
from fazhi.export.extras import needed
from fazhi.lexicon.packaged import packaged


def fit(config: Path, train: Path) -> Language:
    """Fit the pipeline of a config on a DocBin of gold docs.

    Every trainable component here fits in `initialize`, from all examples at once; there is no update loop.

    Args:
        config: A spaCy config, such as configs/pipeline.cfg.
        train: A `.spacy` file.

    Raises:
        FazhiError: A library that only training needs is not installed.
    """
    for library in ("pycrfsuite", "sklearn"):
        needed(library, "train")
    loaded = load_config(config, interpolate=True)
    nlp = load_model_from_config(loaded, auto_fill=True)
    augmenter = registry.resolve({"augmenter": loaded["corpora"]["train"]["augmenter"]})["augmenter"]
    examples = list(Corpus(train, augmenter=augmenter)(nlp))
    nlp.initialize(lambda: examples)
    return nlp


def packaged_config() -> Path:
    """The config the released model is trained with: in the installed package, else in the source tree's configs/.

    Raises:
        FazhiError: It is in neither.
    """
    if found := packaged("pipeline.cfg"):
        return found
    raise FazhiError("this installation has no pipeline.cfg; name a config with --config")
