"""What a grammar finds: a run of characters that may be an entity, and whether its form alone settles it."""

from __future__ import annotations

from typing import NamedTuple


class Candidate(NamedTuple):
    """A possible entity, `text[start:end]`, code points, end exclusive.

    Attributes:
        sure: The form settles it (`12件`); an unsure one (`六`部委, `宪法`) counts only where the tagger agrees.
    """

    start: int
    end: int
    sure: bool = True
