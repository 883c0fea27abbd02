"""Word tables of a pile: how often each word stands in which part, and which words are key to a part against the rest."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from fazhi.records import Paragraph, Record
from fazhi.report import CharSpan

Segment = Callable[[str], Iterator[CharSpan]]
ALL = "all"
_FURNITURE = "meta"
_PER = 10_000


@dataclass(frozen=True, slots=True)
class WordRow:
    """A word in a part of the pile.

    Attributes:
        part: The part: an area, a role, a year, …, or `all`.
        word: The word.
        count: How often it stands there.
        per_10000: The same among 10,000 words of the part.
        reports: In how many reports of the part.
        keyness: The log-likelihood ratio (G²) of the word's frequency here against the other parts; negative where it
            is rarer here. 3.84 is p = 0.05. Zero with a single part.
        log_ratio: The binary logarithm of the two frequencies' ratio: 1 is twice as often here.
    """

    part: str
    word: str
    count: int
    per_10000: float
    reports: int
    keyness: float
    log_ratio: float


PARTS: Mapping[str, Callable[[Record, Paragraph], str]] = {
    ALL: lambda record, paragraph: ALL,
    "area": lambda record, paragraph: paragraph.areas[0].area if paragraph.areas else "none",
    "role": lambda record, paragraph: paragraph.role,
    "year": lambda record, paragraph: str(record.meta.year or "unknown"),
    "level": lambda record, paragraph: record.meta.level or "unknown",
    "region": lambda record, paragraph: record.meta.region or "unknown",
    "report": lambda record, paragraph: record.id,
}
"""What a pile can be parted by."""


class WordCounts:
    """Counts of words by part, filled record by record: memory grows with the vocabulary, not with the pile."""

    def __init__(self, segment: Segment, by: str = ALL) -> None:
        self._segment = segment
        self._part = PARTS[by]
        self._counts: dict[str, Counter[str]] = defaultdict(Counter)
        self._reports: dict[str, Counter[str]] = defaultdict(Counter)

    def add(self, record: Record) -> None:
        """Count a record's words, but for those of page furniture."""
        seen: dict[str, set[str]] = defaultdict(set)
        for paragraph in record.paragraphs:
            if paragraph.role == _FURNITURE:
                continue
            part = self._part(record, paragraph)
            text = record.text[paragraph.start : paragraph.end]
            words = [text[start:end] for start, end in self._segment(text)]
            self._counts[part].update(words)
            seen[part].update(words)
        for part, words_seen in seen.items():
            self._reports[part].update(words_seen)

    def rows(self, *, shortest: int = 2, least: int = 1, stop: frozenset[str] = frozenset()) -> Iterator[WordRow]:
        """The rows by part; in a part the most frequent first, or with several parts the most key.

        Args:
            shortest: Words with fewer characters are left out; of those kept, one character at least is a Chinese one.
            least: Words that stand less often in the part are left out.
            stop: Words that are left out.
        """
        sizes = {part: counts.total() for part, counts in self._counts.items()}
        whole: Counter[str] = Counter()
        for counts in self._counts.values():
            whole.update(counts)
        for part, counts in sorted(self._counts.items()):
            rest = sum(sizes.values()) - sizes[part]
            rows = [
                WordRow(
                    part,
                    word,
                    count,
                    round(_PER * count / sizes[part], 2),
                    self._reports[part][word],
                    round(keyness(count, sizes[part], whole[word] - count, rest), 2),
                    round(log_ratio(count, sizes[part], whole[word] - count, rest), 2),
                )
                for word, count in counts.items()
                if count >= least and len(word) >= shortest and word not in stop and _chinese(word)
            ]
            yield from sorted(rows, key=lambda row: (-row.keyness, -row.count, row.word))


def keyness(here: int, size_here: int, there: int, size_there: int) -> float:
    """Dunning's log-likelihood ratio of two frequencies (1993; for corpora Rayson and Garside 2000), signed.

    >>> round(keyness(20, 1000, 10, 2000), 2), round(keyness(10, 2000, 20, 1000), 2), keyness(5, 100, 0, 0)
    (13.86, -13.86, 0.0)
    """
    total = size_here + size_there
    if not size_there or not size_here:
        return 0.0
    value = 0.0
    for observed, size in ((here, size_here), (there, size_there)):
        expected = size * (here + there) / total
        if observed:
            value += 2 * observed * math.log(observed / expected)
    return value if here * size_there >= there * size_here else -value


def log_ratio(here: int, size_here: int, there: int, size_there: int) -> float:
    """The binary logarithm of the ratio of two frequencies, half an occurrence standing in for none (Hardie 2014).

    >>> log_ratio(20, 1000, 10, 2000), log_ratio(4, 100, 0, 100), log_ratio(5, 100, 0, 0)
    (2.0, 3.0, 0.0)
    """
    if not size_there:
        return 0.0
    return math.log2((here or 0.5) / size_here / ((there or 0.5) / size_there))


def count_words(records: Iterable[Record], segment: Segment, *, by: str = ALL) -> WordCounts:
    """Count the words of records by a key of `PARTS`."""
    counts = WordCounts(segment, by)
    for record in records:
        counts.add(record)
    return counts


def _chinese(word: str) -> bool:
    return any("\u3400" <= character <= "\u9fff" for character in word)
