"""What the tagger sees of each character: its neighbours, the grammars' candidates, and words of the organ lexicon."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fazhi.grammar.folding import fold

PAD = "\x02"
_CLASSES = {
    **dict.fromkeys("0123456789", "d"),
    **dict.fromkeys("〇零一二两三四五六七八九十百千万亿几数半余多", "n"),
    **dict.fromkeys("省市县区州盟旗镇乡村", "a"),
    **dict.fromkeys("局厅委部办院会处科室所队站中心组署司", "o"),
    **dict.fromkeys("。；;！？!?", "s"),
    **dict.fromkeys(",、：: ", "c"),
    **dict.fromkeys("()[]〔〕<>《》“”\"'‘’", "b"),
}


def character_features(
    text: str, marks: Sequence[str], words: Iterable[tuple[int, int, str]], *, heads: Sequence[str]
) -> list[list[str]]:
    """Features of each character of a paragraph.

    Args:
        text: The paragraph.
        marks: For each character the grammar candidate it is in (`B-LAW`, …) or `O`.
        words: Matches of the organ lexicon: start, end, class.
        heads: For each character the last two characters of the title candidate it is in, or "".
    """
    view = ["0" if "0" <= c <= "9" else c for c in fold(text)]
    size = len(view)
    organ = ["-"] * size
    for start, end, kind in words:
        organ[start:end] = [f"i{kind}"] * (end - start)
        organ[start], organ[end - 1] = f"b{kind}", f"e{kind}"
    classes = [_CLASSES.get(c, "h" if "\u3400" <= c <= "\u9fff" else "x") for c in view]
    ahead = _ahead(classes, organ)
    c = [PAD, PAD, PAD, *view, PAD, PAD, PAD]
    k = [PAD, PAD, *classes, PAD, PAD]
    o = ["-", *organ, "-", "-"]
    m = ["O", *marks, "O"]
    features = []
    for i in range(size):
        a3, a2, a1, x, b1, b2, b3 = c[i : i + 7]
        o0, o1, o2, o3 = o[i : i + 4]
        here = m[i + 1]
        item = [
            "0" + x, "1" + a1, "2" + b1, "3" + a2, "4" + b2, "5" + a3, "6" + b3,
            "7" + a1 + x, "8" + x + b1, "9" + a2 + a1, "A" + b1 + b2, "B" + a2 + a1 + x, "C" + a1 + x + b1,
            "D" + x + b1 + b2, "E" + a3 + a2 + a1, "F" + b1 + b2 + b3,
            "G" + "".join(k[i : i + 5]), "H" + o1, "I" + o0 + o1 + o2, "J" + o1 + o2 + o3,
            "Q" + ahead[i], "R" + a1 + ahead[i], "S" + o1 + ahead[i],
        ]  # fmt: skip
        if here != "O":
            item += ["K" + here, "L" + here + a1, "M" + here + x + b1]
            if heads[i]:
                item += ["N" + heads[i], "O" + here + heads[i]]
        if m[i] != "O" or m[i + 2] != "O":
            item.append("P" + m[i] + here + m[i + 2])
        features.append(item)
    return features


def _ahead(classes: Sequence[str], organ: Sequence[str]) -> list[str]:
    """For each character what organ name it may begin: how far the next place word or lexicon word is, and its class.

    `3ad` is: a level word (省, 市, 县, …) three characters on, and a department's name right behind it.
    """
    size = len(classes)
    signs = []
    for i in range(size):
        sign = "-"
        for distance in range(1, min(5, size - i)):
            at = i + distance
            if classes[at] in "sbc":
                break
            if classes[at] == "a":
                behind = organ[at + 1] if at + 1 < size else "-"
                sign = f"{distance}a{behind[1:] if behind[0] == 'b' else '-'}"
                break
            if organ[at][0] == "b":
                sign = f"{distance}{organ[at][1:]}"
                break
        signs.append(sign)
    return signs
