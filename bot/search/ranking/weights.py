"""What each ground of the ranking counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Weights:
    """What each ground counts; the unit is the inverse document frequency of a plain word."""

    word: float = 0.85
    word_in_phrase: float = 0.35
    common: float = 0.36
    name: float = 0.9
    concept: float = 1.5
    near_concept: float = 0.85
    near_pair: float = 0.5
    open: float = 0.55
    """Of a near concept whose answer is said to be open: "no release date yet" speaks of filming, too."""
    modifier: float = 0.5
    """Of a topic such as "confirmed" or "how far", where a topic of its own stands beside it."""
    pair: float = 0.8
    amount: float = 1.0
    year: float = 1.0
    together: float = 1.6
    """Of a sentence that holds the terms together, beside the passage's own score."""
    neighbour: float = 0.5
    """Of a term in the sentence before or after, or in heading and title."""
    facts_elsewhere: float = 0.2
    """Factor of a box of facts about another film."""
    aside: float = 0.3
    """Factor of news in brief that name neither film."""
    other_film: float = 0.7
    """Factor of a passage about the film that was not asked for."""
    beside: float = 0.6
    """Factor of a passage that may be about another film, where the state of this one is asked for."""
    off_topic: float = 0.8
    """Factor of a passage that does not speak of the topic where it speaks of most, where the state is asked for."""
    other_person: float = 0.38
    """Factor of a passage that holds none of the names in the question."""
    other_kind: float = 0.8
    """Factor of a passage that holds nothing of the kind that the question asks for: no place for "where"."""
    memory_months: float = 5.0
    """In so many months news loses all but 1/e of its worth, where a question asks for the state now."""
    never_forgotten: float = 0.08
    """The oldest news keeps this share of its worth."""
    enough: float = 0.27
    """With less than this share of the greatest relevance a passage is never first, however new it is."""
    undated_months: float = 14.0
    """An undated article counts as that old: neither newest nor oldest."""
    inferred_date: float = 0.95
    """Factor of a passage whose date is only inferred, where the question names a time."""
    overtaken: float = 0.4
    """Factor of a passage whose time expressions all point before its own publication."""
    same_year: float = 0.5
    """Factor of a passage that speaks of the year of the month that the question names."""
    outside_time: float = 0.2
    """Factor of a passage that has nothing to do with the time that the question names."""
    answer_from: float = 0.5
    """The probability from which the best passages are given as an answer."""


DEFAULT_WEIGHTS: Final = Weights()
