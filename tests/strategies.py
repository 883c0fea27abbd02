"""Hypothesis strategies that several tests share."""

from hypothesis import strategies as st

from fazhi.gold.annotation import Gold, GoldParagraph, GoldSpan
from fazhi.labels import AREA_NAMES, ENTITY_LABELS, ROLE_NAMES
from fazhi.report import Report, paragraphs

LINES = st.text("市政府区县委局法《》〔〕2021号件⟦⟧|\\¶ \u3000\t𠮷😀A", max_size=30)


@st.composite
def golds(draw: st.DrawFn) -> Gold:
    """Any text, with spans and paragraphs that are sound."""
    text = "\n".join(draw(st.lists(LINES, min_size=1, max_size=5)))
    tagged, entities = [], []
    for start, end in paragraphs(text):
        role = draw(st.sampled_from(ROLE_NAMES))
        areas = draw(st.lists(st.sampled_from(AREA_NAMES), unique=True, max_size=2))
        tagged.append(GoldParagraph(start, end, role, tuple(areas)))
        cuts = sorted(draw(st.lists(st.integers(start, end), unique=True, max_size=6)))
        for a, b in zip(cuts[::2], cuts[1::2], strict=False):
            if text[a:b] == text[a:b].strip():
                entities.append(GoldSpan(a, b, draw(st.sampled_from(ENTITY_LABELS))))
    return Gold(report=Report(id="x", text=text), entities=tuple(entities), paragraphs=tuple(tagged))
