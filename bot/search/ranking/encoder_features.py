"""Features of a passage that need a sentence encoder. They are added to RELEVANCE_FEATURES."""

from __future__ import annotations

from typing import Final

from bot.search.meaning.embeddings import Similarities
from bot.search.meaning.word_vectors import Vectors

ENCODER_FEATURES: Final = ("similarity", "similarity_gap", "projected_similarity", "projected_similarity_gap")


def encoder_features(similarities: Similarities) -> dict[str, Vectors]:
    """Return ENCODER_FEATURES of each passage.

    These are the cosine of the embeddings of question and passage, the same with the projected embedding of the
    question, and the difference of each from the highest of all passages.
    """
    return {"similarity": similarities.cosines, "projected_similarity": similarities.projected}
