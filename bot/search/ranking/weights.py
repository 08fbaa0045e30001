"""Weights of the terms of a question, and constants of the search that are chosen by hand.

They decide which passages become candidates and how much of a question a sentence holds. Learned models order the
candidates and make the verdict, see `bot.search.ranking.model`. Unless a comment says otherwise, a value was tuned
on the question suites of tests/quality (`python -m tests.quality` prints the figures). The suites in
`tests.quality.suites.UNREAD` took no part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the terms of a question, in units of their inverse document frequency (idf), and two shares.

    Tests leave out one part of the search at a time by changing them.
    """

    word: float = 0.85
    word_in_phrase: float = 0.35
    """A word of a concept's phrase or of a name. It is low because the concept or name has a term of its own."""
    common: float = 0.36
    """A common word such as "say" or "new"."""
    name: float = 0.9
    concept: float = 1.5
    near_concept: float = 0.85
    """A concept whose statements are a second-best answer."""
    near_pair: float = 0.5
    """A near concept and a wanted kind of answer in one sentence."""
    near_open: float = 0.55
    """A near concept in a sentence that says that its date is open: "no release date yet" is news of filming too."""
    modifier: float = 0.5
    """A topic such as "confirmed" or "how far" that is beside another topic."""
    pair: float = 0.8
    """A concept and a wanted kind of answer in one sentence."""
    amount: float = 1.0
    year: float = 1.0

    neighbour: float = 0.5
    """Share of a term's weight that counts if the term is only in a neighbouring sentence, the heading or the title."""

    min_probability: float = 0.56
    """Minimum probability of the verdict at which the best passages are shown as an answer."""
    min_probability_if_held: float = 0.1
    """The same for questions such as "trailer?", "what is the budget" and "is Al Pacino in it", if one sentence holds
    their topic with the kind of answer or the name. Of 614 such questions in suites that were left out, 514 have their
    answer in the most relevant passage, and 26 have no answer."""
    min_probability_of_words: float = 0.3
    """The same for other questions, if one sentence holds all their words, such as "what is the donkey called"."""


DEFAULT_WEIGHTS: Final = Weights()

# Candidates.
MAX_CANDIDATES: Final = 40
"""Number of passages with the best BM25 scores that are ranked."""
MAX_RECENT_CANDIDATES: Final = 20
"""Number of recent passages that are added if there are more matching passages than candidates."""
MAX_INTENT_CANDIDATES: Final = 20
"""Number of passages that are added because they probably state what is asked for."""
MAX_RECENT_INTENT_CANDIDATES: Final = 10
"""Number of recent passages among them."""
MIN_CANDIDATES: Final = 40
"""Number of candidates up to which the passages nearest by meaning are added, in whatever words."""
MIN_CANDIDATES_WITH_ENCODER: Final = 100
"""The same with a sentence encoder, which finds the answer among more."""
MIN_ASKED_PROBABILITY: Final = 0.04
"""Minimum probability of an intent of the question for which passages are looked up."""
RECENT_DAYS: Final = 200
"""A passage is recent if it is less than this many days older than the newest one."""

# Coverage.
SUBSTITUTE_SHARE: Final = 0.5
"""Share of a term that is covered if a sentence holds only its substitute, a near concept."""

# Time.
NAMED_TIME_DECAY_DAYS: Final = 60
"""Days from the named time in which the nearness of a passage falls to 1/e."""
SAME_NEWS_DAYS: Final = 21
"""An excerpt is marked as older if it was published more than this many days before the newest one. Articles that are
closer usually report the same state."""
MIN_CHANGING: Final = 0.5
"""Minimum probability that a question asks for something that changes, so that excerpts can be marked as older."""

# Which passages become excerpts.
MIN_FIRST_SHARE: Final = 0.2
"""Minimum odds of a passage's relevance, as a share of the greatest odds, to come first."""
MIN_PLANNED: Final = 0.3
"""Minimum probability that a sentence states a plan, which gives way to newer news once its time is over."""
MIN_SUPERSEDING_SHARE: Final = 0.03
"""Minimum odds of the relevance of that news, as a share of those of the plan."""
MIN_SHOWN_SHARE: Final = 0.4
"""Minimum share of the best passage's relevance at which another one is shown."""
MIN_ORIGIN_SHARE: Final = 0.7
"""The first article with a statement is quoted if it has this share of the relevance of the copy that was found."""

# Repeats. Shingles and containment were measured on planted quotes: 292 of 300 found among 5,000 paragraphs.
SHINGLE_WORDS: Final = 4
"""Number of consecutive words in a shingle."""
MIN_CONTAINMENT: Final = 0.4
"""Minimum share of the shorter passage's shingles that two similar passages have in common."""
MIN_SHINGLES: Final = 5
"""A passage with fewer shingles is treated as if it had this many, so that a few common words do not make it alike."""
MAX_COMPARED_STATEMENTS: Final = 12
"""Maximum number of quoted statements that are compared with those of another quote. It bounds the time."""
MAX_EXTRA_WORDS: Final = 4
"""Number of words that one of two equal statements may have more at either end ("Production news: …")."""
MIN_SHARED_WORDS: Final = 0.7
"""Minimum share of the longer statement's words that two statements about the same thing have in common."""
MIN_STATEMENT_WORDS: Final = 4
"""Shorter statements are equal only if all words are."""
