"""The model card that lies in a trained model's folder: use, data, figures with intervals, limits, how to retrain."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined

NAME = "README.md"
"""The card's name in the model's folder."""
_TEMPLATE = "model_card.md.jinja"


def model_card(meta: Mapping[str, Any]) -> str:
    """Write the card.

    Args:
        meta: The pipeline's meta (`nlp.meta`), whose `performance` holds the metrics of a training run.

    Returns:
        Markdown.
    """
    metrics = meta["performance"]
    environment = Environment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    return environment.from_string((files(__package__) / _TEMPLATE).read_text("utf-8")).render(
        name=f"{meta['name']}_{meta['lang']}",
        version=meta["version"],
        pipeline=meta["pipeline"],
        trained_on=metrics["trained_on"],
        adapted_from=metrics.get("adapted_from"),
        splits={split: metrics[split] for split in ("dev", "test") if split in metrics},
    )
