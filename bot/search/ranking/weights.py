"""All hand-tuned weights and constants of the ranking, the verdict, the recency and the repeats.

Unless a comment says otherwise, a value was tuned by hand on the question suites of tests/quality (`python -m
tests.quality` prints the figures), and is to be replaced by a fitted one. The suites in `tests.quality.suites.UNREAD`
took no part.

Weights multiply the inverse document frequency (idf) of a term, or the BM25 score of a passage; their unit is the
weight of a term that counts in full. Factors and shares have no unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights and factors of the ranking. Tests leave out one part of the search at a time by changing them."""

    # Weights of the terms of a question, in units of their idf.
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
    """A near concept in a sentence that says that its date is open: "no release date yet" is news of filming, too."""
    modifier: float = 0.5
    """A topic such as "confirmed" or "how far" that stands beside another topic."""
    pair: float = 0.8
    """A concept and a wanted kind of answer in one sentence."""
    amount: float = 1.0
    year: float = 1.0

    # Weights of what stands together in a sentence.
    proximity: float = 1.6
    """The terms of the best sentence, relative to the same terms in the passage's BM25 score."""
    neighbour: float = 0.5
    """Share of a term's worth if it stands not in the sentence but in the one before or after, heading or title."""

    # Factors of a passage's relevance.
    facts_elsewhere: float = 0.2
    """A box of facts about another film."""
    aside: float = 0.3
    """News in brief that names neither film."""
    other_film: float = 0.7
    """The best sentence is about the film that was not asked for."""
    may_be_other_film: float = 0.6
    """The passage may be about another film. Applies to questions for the current state."""
    topic_missing: float = 0.8
    """The best sentence and its surroundings miss one of the topics. Applies to questions for the current state."""
    name_missing: float = 0.38
    """The passage holds none of the names in the question."""
    kind_missing: float = 0.8
    """The passage holds nothing of the kind that the question's words ask for: no place for "where"."""

    # Recency. It applies to questions for the current state.
    recency_decay_months: float = 5.0
    """Months in which news loses all but 1/e of its value above the floor."""
    recency_floor: float = 0.08
    """Factor of the oldest news."""
    min_relevance_share: float = 0.27
    """A passage with less than this share of the greatest relevance is never first, however new it is."""
    undated_age_months: float = 14.0
    """Age of an undated article: it is neither newest nor oldest."""
    outdated: float = 0.4
    """Factor of a passage whose best sentence speaks only of years that are over."""

    # Factors for a question that names a time.
    year_of_named_month: float = 0.5
    """The question names a month, and the passage speaks of its year."""
    inferred_date: float = 0.95
    """The article's date is inferred, not stated."""
    outside_named_time: float = 0.2
    """The passage has nothing to do with the named time."""

    min_probability: float = 0.5
    """Minimum probability of the verdict at which the best passages are shown as an answer."""


DEFAULT_WEIGHTS: Final = Weights()

# Candidates.
MAX_CANDIDATES: Final = 40
"""Number of passages with the best BM25 scores that are ranked sentence by sentence."""
MAX_RECENT_CANDIDATES: Final = 20
"""Number of recent passages that are added for a question for the current state."""
RECENT_DAYS: Final = 200
"""A passage is recent if it is less than this many days older than the newest one."""

# Proximity.
TERMS_PER_SENTENCE: Final = 4
"""Number of terms that one sentence of an answer can be expected to hold. With more, proximity counts less."""
CROWDING_EXPONENT: Final = 3
"""Exponent by which proximity counts less if a question has more terms than TERMS_PER_SENTENCE."""
MIN_MAIN_WEIGHT: Final = 0.5
"""Terms of less weight only refine others, and are not counted against TERMS_PER_SENTENCE."""
SUBSTITUTE_SHARE: Final = 0.5
"""Share of a term that is covered if a sentence holds only its substitute, a near concept."""

# Time.
NAMED_TIME_DECAY_DAYS: Final = 60
"""Days from the named time in which the factor of a passage falls to 1/e."""
SAME_NEWS_DAYS: Final = 21
"""An excerpt is marked as older if it was published more than this many days before the newest one. Articles that are
closer usually report the same state."""

# Which passages become excerpts.
MIN_SHOWN_SHARE: Final = 0.5
"""Minimum share of the best passage's relevance and coverage at which another one is shown."""
MIN_ORIGIN_SHARE: Final = 0.7
"""The first article with a statement is quoted if it has this share of the relevance of the copy that was found."""

# The verdict: a logistic sum of the features in `bot.search.verdict`. Bias and weights were fitted on the suites for
# tuning; their unit is the logit.
VERDICT_PASSAGES: Final = 3
"""Number of first passages of which the most relevant one decides. The first may lead only because it is the newest."""
VERDICT_BIAS: Final = 0.55
VERDICT_WEIGHTS: Final[Mapping[str, float]] = {
    "coverage": 2.4,
    "unknown": -3.1,
    "unknown_name": -3.1,
    "topic_missing": -3.0,
    "topic_absent": -1.7,
    "kind_missing": -1.6,
    "astray": -2.4,
    "elsewhere": -2.4,
    "names_absent": -2.3,
}
SOME_NAMES_ABSENT: Final = 0.3
"""Factor of the feature `names_absent` if the passage holds at least one of the names."""

# Repeats. Shingles and containment were measured on planted quotes: 292 of 300 found among 5,000 paragraphs.
SHINGLE_WORDS: Final = 4
"""Number of consecutive words in a shingle."""
MIN_CONTAINMENT: Final = 0.4
"""Share of the shorter passage's shingles from which two passages are alike."""
MIN_SHINGLES: Final = 5
"""A passage with fewer shingles is treated as if it had this many, so that a few common words do not make it alike."""
MAX_COMPARED_STATEMENTS: Final = 12
"""Maximum number of quoted statements that are compared with those of another quote. It bounds the time."""
MAX_EXTRA_WORDS: Final = 4
"""Number of words that one of two equal statements may have more at either end ("Production news: …")."""
MIN_SHARED_WORDS: Final = 0.7
"""Share of the longer statement's words from which two statements are about the same thing."""
MIN_STATEMENT_WORDS: Final = 4
"""Shorter statements are equal only if all words are."""
