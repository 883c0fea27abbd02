"""Train the segmenter on the project's segmented text: spacy-pkuseg's CRF, its files made small and its figures kept."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from fazhi.errors import FazhiError
from fazhi.extras import needed
from fazhi.training.split import split_of
from fazhi.words.segmenter import Segmenter

_ITERATIONS = 5
META = "meta.json"


def train_segmenter(folder: Path, output: Path) -> dict[str, object]:
    """Fit a segmenter, unless the one in place was fitted on the same text.

    Args:
        folder: Segmented text: files `ID.txt`, a paragraph a line, a blank between words. A tenth of the files, those
            that are dev by their id, are left out of the fit and measured on.
        output: The segmenter's folder.

    Returns:
        What `meta.json` holds: the hash of the text, the words fitted on, and F1 of words on dev.

    Raises:
        FazhiError: There is no segmented text, or spacy-pkuseg is not installed.
    """
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise FazhiError(f"{folder}: no segmented text (*.txt, a paragraph a line, blanks between words)")
    parts = {"train": "", "dev": ""}
    for file in files:
        parts[split_of(file.stem, {file.stem: "train"})] += file.read_text("utf-8")
    digest = hashlib.sha256("\0".join(parts.values()).encode()).hexdigest()
    if (output / META).is_file() and (meta := json.loads((output / META).read_text("utf-8")))["sha256"] == digest:
        return dict(meta)
    with tempfile.TemporaryDirectory() as name:
        fitted = Path(name) / "model"
        for part, text in parts.items():
            (Path(name) / part).write_text(text, "utf-8")
        train, dev = str(Path(name) / "train"), str(Path(name) / "dev")
        with contextlib.redirect_stdout(io.StringIO()):
            needed("spacy_pkuseg", "words").train(train, dev, str(fitted), train_iter=_ITERATIONS)
        _shrink(fitted / "weights.npz")
        meta = {
            "sha256": digest,
            "words": sum(len(line.split()) for line in parts["train"].splitlines()),
            "f1": round(word_f1(Segmenter(fitted), parts["dev"].splitlines()), 4),
        }
        (fitted / META).write_text(json.dumps(meta, indent=1) + "\n", "utf-8")
        shutil.rmtree(output, ignore_errors=True)
        output.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(fitted, output)
    return meta


def word_f1(segmenter: Segmenter, lines: Iterable[str]) -> float:
    """F1 of words, both ends right, against segmented lines.

    >>> word_f1(lambda text: [(0, 1), (1, 4)], ["县 司法局"]), word_f1(lambda text: [(0, 4)], ["县 司法局"])
    (1.0, 0.0)
    """
    right = total = 0
    for line in lines:
        wanted, position = set(), 0
        for word in line.split():
            wanted.add((position, position + len(word)))
            position += len(word)
        found = {tuple(span) for span in segmenter("".join(line.split()))}
        right += len(wanted & found)
        total += len(wanted) + len(found)
    return 2 * right / total if total else 0.0


def _shrink(path: Path) -> None:
    """Keep of each weight what half precision holds, and pack: a quarter of the size for the same words."""
    with np.load(path, allow_pickle=False) as arrays:
        kept = {name: arrays[name] for name in arrays.files}
    rounded = {name: a.astype(np.float16).astype(a.dtype) if a.dtype.kind == "f" else a for name, a in kept.items()}
    np.savez_compressed(path, **rounded)
