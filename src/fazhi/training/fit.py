"""DocBin + config → a fitted pipeline."""

from __future__ import annotations

import tempfile
from pathlib import Path

from spacy.language import DEFAULT_CONFIG, Language
from spacy.training import Corpus
from spacy.util import load_config, load_model_from_config, registry
from thinc.api import Config

from fazhi.errors import FazhiError
from fazhi.extras import needed
from fazhi.lexicon.packaged import packaged
from fazhi.pipeline.released import load


def fit(config: Path, train: Path, dev: Path) -> Language:
    """Fit the pipeline of a config on a DocBin of gold docs.

    The project's own components fit in `initialize`, from all examples at once. A config with a `[training]` section, such
    as configs/transformer.cfg, has spaCy components too, which spaCy's training loop then updates.

    Args:
        config: A spaCy config, such as configs/pipeline.cfg.
        train: A `.spacy` file.
        dev: Another, by which the training loop stops.

    Raises:
        FazhiError: A library that only training needs is not installed.
    """
    for library in ("pycrfsuite", "sklearn"):
        needed(library, "train")
    loaded = load_config(config)
    if "training" in loaded:
        return _in_loop(loaded, train, dev)
    loaded = loaded.interpolate()
    nlp = load_model_from_config(loaded, auto_fill=True)
    augmenter = registry.resolve({"augmenter": loaded["corpora"]["train"]["augmenter"]})["augmenter"]
    examples = list(Corpus(train, augmenter=augmenter)(nlp))
    nlp.initialize(lambda: examples)
    return nlp


def _in_loop(config: Config, train: Path, dev: Path) -> Language:
    from spacy.training.initialize import init_nlp
    from spacy.training.loop import train as run

    config["paths"] = {"train": str(train), "dev": str(dev)}
    config = DEFAULT_CONFIG.merge(config).interpolate()
    with tempfile.TemporaryDirectory() as folder:
        run(init_nlp(config), Path(folder))
        return load(Path(folder) / "model-best")


def packaged_config() -> Path:
    """The config the released model is trained with: in the installed package, else in the source tree's configs/.

    Raises:
        FazhiError: It is in neither.
    """
    if found := packaged("pipeline.cfg"):
        return found
    raise FazhiError("this installation has no pipeline.cfg; name a config with --config")
