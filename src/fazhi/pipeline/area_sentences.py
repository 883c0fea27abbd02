"""What a paragraph's sentences say of its areas, each judged for itself.

By the guideline areas stand in the order of their shares. The n-grams of a whole paragraph count its words together,
where a few telling ones outweigh a long sentence of plain ones; a sentence has its length's share whatever its words.
Annotators also give the first-named of two near-equal areas: so earlier sentences count more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from fazhi.pipeline.linear import Logits, log_softmax

_SENTENCE = re.compile(r"[^。；;！？]*[。；;！？]+|[^。；;！？]+$")


def sentences(text: str) -> list[str]:
    """The sentences of a text, a clause before a semicolon being one too; joined they are the text.

    >>> sentences("一是完善制度；二是加强培训。成效明显")
    ['一是完善制度；', '二是加强培训。', '成效明显']
    """
    return _SENTENCE.findall(text)


def early_weights(parts: Sequence[str], early: float) -> Logits:
    """What each sentence counts, 1 together: its length, less by exp(-early) for one at the very end.

    >>> [f"{weight:.2f}" for weight in early_weights(["一二三。", "四五六。"], 2.0)]
    ['0.73', '0.27']
    """
    lengths = np.array([len(part) for part in parts], np.float32)
    before = np.cumsum(lengths) - lengths
    weights: Logits = lengths * np.exp(-early * before / lengths.sum())
    weights /= weights.sum()
    return weights


def sentence_shares(texts: Sequence[str], judge: Callable[[list[str], list[int]], Logits], early: float) -> Logits:
    """The shares of the classes in each text by its sentences.

    Args:
        texts: Paragraphs, none empty.
        judge: Gives the logits of sentences, given with the places of their texts, of shape (sentences, classes).
        early: How much sooner sentences count, see `early_weights`.

    Returns:
        Of shape (texts, classes), each row summing to 1.
    """
    parts = [sentences(text) for text in texts]
    text_of = [i for i, of_text in enumerate(parts) for _ in of_text]
    likely = np.exp(log_softmax(judge([part for of_text in parts for part in of_text], text_of)))
    weights = np.concatenate([early_weights(of_text, early) for of_text in parts])
    shares = np.zeros((len(texts), likely.shape[1]), np.float32)
    np.add.at(shares, text_of, likely * weights[:, None])
    return shares
