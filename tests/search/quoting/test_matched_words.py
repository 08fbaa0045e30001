"""Which words of a quote are set in bold."""

from __future__ import annotations

from datetime import date

import pytest

from bot.search.language.analysis import AnalysedPassage
from bot.search.language.article_analyser import ArticleAnalyser
from bot.search.quoting.matched_words import MatchedWords, WantedWords
from tests.articles import make_article
from tests.engines import engine_over
from tests.language_data import shipped_data

TEXT = "Filming on Heat 2 begins in Chicago in August. Michael Mann directs it. The script is long."
ARTICLE = make_article("a", TEXT, "2026-05-01")


def analysed_passage() -> AnalysedPassage:
    """Return the only passage of the article."""
    (passage,) = ArticleAnalyser(shipped_data()).analyse(ARTICLE).passages
    assert isinstance(passage, AnalysedPassage)
    return passage


@pytest.mark.parametrize(
    ("question", "matched"),
    [
        ("when do they start shooting", ("Filming", "begins")),
        ("wann beginnen die Dreharbeiten", ("Filming", "begins")),
        ("what does Mann do with the script", ("Michael", "Mann", "script")),
        ("is it near a lake in the United States", ("Chicago",)),
        ("what do they say about the weather", ()),
    ],
)
def test_matched_words(question: str, matched: tuple[str, ...]) -> None:
    """Words, topics in any words, names, and places within a named place match a question, in the quote's order."""
    passage, words = analysed_passage(), MatchedWords(shipped_data())
    analysed = engine_over([ARTICLE]).analyse(question, date(2026, 6, 1))
    assert words.find(WantedWords.of(analysed), passage, [passage.passage.span]) == matched
    # The words of a sentence are cached, whatever question it was quoted for first.
    assert words.find(WantedWords.of(analysed), passage, [passage.passage.span]) == matched


def test_only_quoted_sentences() -> None:
    """Sentences that are not quoted have no matched words."""
    passage = analysed_passage()
    analysed = engine_over([ARTICLE]).analyse("who directs the filming", date(2026, 6, 1))
    wanted, quoted = WantedWords.of(analysed), [passage.sentences[1].span]
    assert MatchedWords(shipped_data()).find(wanted, passage, quoted) == ("directs",)
