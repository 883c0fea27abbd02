"""N-grams looked up by keys say what the same features say by name."""

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.grammar.folding import fold
from fazhi.pipeline.grams import GramWeights

texts = st.lists(st.text(st.sampled_from("法治政府h１1𠮷，"), max_size=9), max_size=5)


def by_name(index: dict[str, int], weights: np.ndarray, text: str, prefix: str, sizes: tuple[int, ...]) -> np.ndarray:
    view = fold(text)
    counts = Counter(view[at : at + size] for size in sizes for at in range(len(view) - size + 1))
    total = np.zeros(weights.shape[1])
    for gram, count in counts.items():
        if prefix + gram in index:
            total += 0.5 * (count / counts.total()) ** 0.5 * weights[index[prefix + gram]]
    return total


@settings(deadline=None)
@given(texts, st.sampled_from(["", "h"]), st.sampled_from([(1, 2, 3), (2,), (3, 1)]), st.data())
def test_as_by_name(lines: list[str], prefix: str, sizes: tuple[int, ...], data: st.DataObject) -> None:
    grams = sorted({prefix + fold(line)[at : at + size] for line in lines for size in sizes for at in range(len(line))})
    names = [name for name in grams if data.draw(st.booleans())] + ["Rplan", "h法治政"]
    index = {name: row for row, name in enumerate(dict.fromkeys(names))}
    weights = np.random.default_rng(len(index)).normal(size=(len(index), 3)).astype(np.float32)
    found = GramWeights(index, weights, prefix=prefix, sizes=sizes, norm=0.5).logits(lines)
    assert found.shape == (len(lines), 3)
    for line, said in zip(lines, found, strict=True):
        assert np.allclose(said, by_name(index, weights, line, prefix, sizes), atol=1e-5)


def test_no_weights_say_nothing() -> None:
    nothing = GramWeights({}, np.zeros((0, 2), np.float32), prefix="", sizes=(1, 2), norm=1.0)
    assert nothing.logits(["法治", ""]).tolist() == [[0, 0], [0, 0]]
