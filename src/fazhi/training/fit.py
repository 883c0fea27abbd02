"""DocBin + config → a fitted pipeline."""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language
from spacy.training import Corpus
from spacy.util import load_config, load_model_from_config, registry

from fazhi.errors import FazhiError


def fit(config: Path, train: Path) -> Language:
    """Fit the pipeline of a config on a DocBin of gold docs.

    Every trainable component here fits in `initialize`, from all examples at once; there is no update loop.

    Args:
        config: A spaCy config, such as configs/pipeline.cfg.
        train: A `.spacy` file.
    """
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
    package = Path(__file__).parents[1]
    for place in (package / "configs", package.parents[1] / "configs"):
        if (place / "pipeline.cfg").is_file():
            return place / "pipeline.cfg"
    raise FazhiError(f"no pipeline.cfg in {package / 'configs'}; name a config with --config")
