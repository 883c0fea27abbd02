"""Feature templates over channels: what a CRF sees of an item, as integers, computed for all items at once.

A channel gives each item an integer (its character, its class, the candidate it is in, …). A template names the channels
it joins, each with the item's own distance: `char-1 char` is the character before and the item's own. Its value is one
key, the channels' bits side by side, so that different contents never share a key.

One definition serves both ends: `attributes` names the keys for CRFsuite to fit, `WindowWeights` looks the same keys up
in what was fitted. Templates that see the same window from different distances (`char-1 char` and `char char+1`) are
looked up once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fazhi.pipeline.crf import Crf

Keys = NDArray[np.int64]
REACH = 3
"""The furthest that a template looks to either side: each sequence has so many empty items before and behind it."""
_MOST_BITS = 63
_PART = re.compile(r"([a-z]+)([+-]\d)?(!)?$")


class Channel(NamedTuple):
    """An integer an item, below `1 << bits`; 0 where there is nothing."""

    values: Keys
    bits: int


Channels = Mapping[str, Channel]
"""The channels of a layout."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Sequences one after another, with `REACH` empty items before, between and behind them.

    Attributes:
        lengths: The sequences' lengths.
        source: Where each item, the empty ones left out, stands in the text.
        at: Where it stands in the layout.
    """

    lengths: list[int]
    source: NDArray[np.intp]
    at: NDArray[np.intp]

    @classmethod
    def of(cls, spans: Sequence[tuple[int, int]]) -> Layout:
        """Lay out parts of a text.

        >>> Layout.of([(0, 2), (4, 5)]).source.tolist(), Layout.of([(0, 2), (4, 5)]).at.tolist()
        ([0, 1, 4], [3, 4, 8])
        """
        lengths = np.array([end - start for start, end in spans], np.intp)
        before = np.cumsum(lengths) - lengths
        count = np.arange(lengths.sum())
        starts = np.array([start for start, _ in spans], np.intp)
        gaps = REACH * np.arange(1, len(spans) + 1)
        return cls(lengths.tolist(), count + np.repeat(starts - before, lengths), count + np.repeat(gaps, lengths))

    def spread(self, values: Keys, empty: int) -> Keys:
        """Lay out a text's values."""
        laid = np.full(len(self.at) + REACH * (len(self.lengths) + 1), empty, np.int64)
        laid[self.at] = values.take(self.source)
        return laid


class Part(NamedTuple):
    """A channel of a template, its distance, and whether the template wants something there."""

    channel: str
    offset: int
    wanted: bool


class Template(NamedTuple):
    """A template: its name, the offset of the first item it sees, and the window it sees from there."""

    name: str
    first: int
    window: tuple[Part, ...]

    @classmethod
    def read(cls, name: str) -> Template:
        """Read a template from its name: channels with distances; `!` marks those of which one must not be 0.

        >>> Template.read("char-1 char").window == Template.read("char+1 char+2").window
        True
        """
        parts = []
        for word in name.split() or [""]:
            match = _PART.match(word)
            if not match or abs(int(match[2] or 0)) > REACH:
                raise ValueError(f"{name!r}: expected words like char, char-1 or mark!, up to {REACH} away")
            parts.append(Part(match[1], int(match[2] or 0), bool(match[3])))
        first = min(part.offset for part in parts)
        return cls(name, first, tuple(part._replace(offset=part.offset - first) for part in parts))


def attributes(templates: Sequence[Template], channels: Channels) -> list[list[str]]:
    """The attributes of every item for fitting, those of empty items included, each named `template:key`."""
    items: list[list[str]] = [[] for _ in range(_size(channels) + 2 * REACH)]
    for template in templates:
        at, keys = _keys(template.window, channels)
        prefix = f"{template.name}:"
        for item, key in zip((at - template.first + REACH).tolist(), keys.tolist(), strict=True):
            items[item].append(f"{prefix}{key:x}")
    return items[REACH:-REACH]


class WindowWeights:
    """What a CRF fitted on `attributes` says of items, by the same templates."""

    def __init__(self, templates: Sequence[Template], crf: Crf) -> None:
        self._labels = len(crf.labels)
        rows: dict[str, list[int]] = {}
        keys: dict[str, list[int]] = {}
        for row, attribute in enumerate(crf.attributes):
            name, _, key = attribute.rpartition(":")
            rows.setdefault(name, []).append(row)
            keys.setdefault(name, []).append(int(key, 16))
        fitted = {name: (np.array(keys[name], np.int64), crf.weights.take(own, axis=0)) for name, own in rows.items()}
        by_window = sorted(templates, key=lambda template: template.window)
        self._tables = [
            _Table.of(window, list(same), fitted, self._labels)
            for window, same in groupby(by_window, key=lambda template: template.window)
        ]

    def emissions(self, channels: Channels) -> NDArray[np.float32]:
        """The scores of each item's labels, of shape (items, labels), those of empty items included."""
        total = np.zeros((_size(channels) + 2 * REACH, self._labels), np.float32)
        for table in self._tables:
            table.add(channels, total)
        return total[REACH:-REACH]


@dataclass(frozen=True, slots=True)
class _Table:
    """The weights of a window.

    Attributes:
        window: What is looked up.
        keys: The keys that have weights, in order.
        firsts: For each template the offset of the window from the item.
        weights: For each template the weights of each key, of shape (keys + 1, labels); the last row, 0, is for others.
    """

    window: tuple[Part, ...]
    keys: Keys
    firsts: list[int]
    weights: list[NDArray[np.float32]]

    @classmethod
    def of(
        cls,
        window: tuple[Part, ...],
        templates: Sequence[Template],
        fitted: Mapping[str, tuple[Keys, NDArray[np.float32]]],
        labels: int,
    ) -> _Table:
        nothing = np.zeros(0, np.int64), np.zeros((0, labels), np.float32)
        found = [fitted.get(template.name, nothing) for template in templates]
        keys = np.unique(np.concatenate([own for own, _ in found]))
        tables = [np.zeros((len(keys) + 1, labels), np.float32) for _ in found]
        for table, (own, weights) in zip(tables, found, strict=True):
            table[np.searchsorted(keys, own)] = weights
        return cls(window, keys, [template.first for template in templates], tables)

    def add(self, channels: Channels, total: NDArray[np.float32]) -> None:
        """Add the weights of what the window shows to the items that see it; `total` begins `REACH` before the items."""
        if not len(self.keys):
            return
        rows = self._rows(channels)
        for first, weights in zip(self.firsts, self.weights, strict=True):
            total[REACH - first :][: len(rows)] += weights.take(rows, axis=0)  # a fifth of the time of weights[rows]

    def _rows(self, channels: Channels) -> NDArray[np.intp]:
        """The row of the weights at each place of the window."""
        at, keys = _keys(self.window, channels)
        last = len(self.keys)
        found = np.searchsorted(self.keys, keys)
        found[self.keys.take(found, mode="clip") != keys] = last
        if not any(part.wanted for part in self.window):
            return found
        rows = np.full(_size(channels), last)
        rows[at] = found
        return rows


def _size(channels: Channels) -> int:
    return len(next(iter(channels.values())).values)


def _keys(window: Sequence[Part], channels: Channels) -> tuple[NDArray[np.intp], Keys]:
    """Where the window shows what it wants, and its key there."""
    length = _size(channels) - max(part.offset for part in window)
    wanted = [channels[part.channel].values[part.offset :][:length] != 0 for part in window if part.wanted]
    at = np.flatnonzero(np.logical_or.reduce(wanted)) if wanted else np.arange(length)
    keys = np.zeros(len(at), np.int64)
    bits = 0
    for part in window:
        channel = channels[part.channel]
        bits += channel.bits
        keys <<= channel.bits
        keys |= channel.values[at + part.offset] if wanted else channel.values[part.offset :][:length]
    if bits > _MOST_BITS:
        raise ValueError(f"{window}: {bits} bits, expected {_MOST_BITS} at most")
    return at, keys
