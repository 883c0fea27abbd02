"""Text → words with their places, by spacy-pkuseg with the model in models/fazhi_segmenter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fazhi.errors import ModelError
from fazhi.extras import needed
from fazhi.lexicon.packaged import packaged
from fazhi.report import CharSpan

NAME = "fazhi_segmenter"


class Segmenter:
    """A loaded segmenter."""

    def __init__(self, folder: Path | None = None) -> None:
        """Load a model.

        Args:
            folder: What `train_segmenter` wrote; by default what comes with the package.

        Raises:
            ModelError: There is none.
            FazhiError: spacy-pkuseg is not installed.
        """
        place = folder or packaged(NAME, folder="models")
        if place is None or not (place / "weights.npz").is_file():
            raise ModelError(f"no segmenter in {place or NAME}; `fazhi train` makes one from annotations/words/")
        # without a user dictionary it reads nothing but this folder; its own default is a pickle
        self._pkuseg = needed("spacy_pkuseg", "words").pkuseg(str(place), user_dict=None)

    def __call__(self, text: str) -> Iterator[CharSpan]:
        """Give the words of a text in order; white space belongs to none.

        >>> text = "县司法局受理行政复议案件12件。"
        >>> [text[start:end] for start, end in Segmenter()(text)]
        ['县', '司法局', '受理', '行政复议', '案件', '12', '件', '。']
        """
        position = 0
        for word in self._pkuseg.cut(text):
            start = text.index(word, position)
            position = start + len(word)
            yield CharSpan(start, position)
