"""`fazhi_words`: the words that organs' names are built of, once for the organ grammar and the tagger.

Words of the organ lexicon, places of the administrative table, places that the report itself shows, and composed names.
They are kept in `doc.user_data`: hundreds a report, which as spans would cost more than finding them.
"""

from collections.abc import Collection, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from fazhi.grammar.composed_names import composed_names
from fazhi.grammar.founded_groups import founded_groups
from fazhi.grammar.own_places import own_places, place_words, single_places
from fazhi.grammar.word_rows import PLACE, in_context, longer, over
from fazhi.lexicon import column, table
from fazhi.lexicon.gazetteer import is_region
from fazhi.lexicon.matcher import Matcher, Word
from fazhi.pipeline.align import text_of
from fazhi.pipeline.finders import organ_words

_SHORT = 3
"""Characters of a short name of a place: X县 and XX县 are also made by chance."""


@Language.factory("fazhi_words", assigns=["doc.user_data"])
def make_words(nlp: Language, name: str) -> "WordFinder":
    """Make a component that writes `doc.user_data[name]`: words in the order of the text, with their class.

    Args:
        nlp: The pipeline.
        name: The component's name and the key of its words.
    """
    return WordFinder(name)


class WordFinder:
    """See `make_words`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._matcher = Matcher(organ_words())
        self._leads = frozenset(column("name_leads", "word"))
        rows = table("organ_stems")
        self._stems = frozenset(row["word"] for row in rows if not row["use"])
        self._group_stems = frozenset(row["word"] for row in rows)

    def __call__(self, doc: Doc) -> Doc:
        """Write a doc's words."""
        doc.user_data[self.name] = self.match(text_of(doc))
        return doc

    def match(self, text: str) -> list[Word]:
        """Find the words of a text, without overlap: places it shows first, then the longer of a listed and a composed name."""
        names = own_places(text, is_region, self._leads)
        places = over(place_words(text, names), list(single_places(text, self._leads)))
        listed = [word for word in self._matcher.find(text) if word.kind != PLACE or self._is_place(text, word, names)]
        words = longer(listed, self._composed(text))
        return list(in_context(text, list(over(places, words))))

    def _composed(self, text: str) -> list[Word]:
        """Names composed of known words, and those of groups that begin where the group is founded."""
        composed = list(composed_names(text, self._stems, self._group_stems))
        founded = list(founded_groups(text, composed))
        return sorted(founded + [word for word in composed if not any(f.start < word.end <= f.end for f in founded)])

    def _is_place(self, text: str, word: Word, shown: Collection[str]) -> bool:
        """Whether a short name of the table is one here: 成县 is none in 责成县政府, nor 会同县 in 会同县公安局."""
        start, end, _ = word
        if end - start > _SHORT or text[start:end] in shown:
            return True
        if text[start : end - 1] in self._leads:
            return False
        if end - start == _SHORT or start == 0 or not "一" <= text[start - 1] <= "龥":
            return True
        return any(text[max(0, start - size) : start] in self._leads for size in (1, 2))


def words_of(doc: Doc, key: str) -> Sequence[Word]:
    """The words that a `fazhi_words` of this name wrote."""
    words: Sequence[Word] = doc.user_data[key]
    return words
