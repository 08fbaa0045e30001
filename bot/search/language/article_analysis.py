"""Articles as the search takes them, each analysed by itself: adding one costs what that one costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain import Article, Passage, PassageKind
from bot.search.language.analysis import AnalysedPassage, PassageAnalyser, in_their_article
from bot.search.language.passages import split_passages
from bot.search.language.resources import LanguageData
from bot.search.language.tokens import stem, tokenize, unaccented
from bot.search.snapshot.encoded_passages import EncodedPassage


@dataclass(frozen=True, slots=True)
class AnalysedArticle:
    """The passages of an article that can be found, and what is needed of them beside their terms."""

    passages: tuple[AnalysedPassage, ...] | tuple[EncodedPassage, ...]
    """Encoded where another process has analysed the article: they are decoded when somebody looks at them."""
    accented: frozenset[tuple[str, str]]
    """Each word that has accents, without them, and its stem with them."""


NOTHING_FOUND: Final = AnalysedArticle((), frozenset())
"""An article in which nothing can be found."""


class ArticleAnalyser:
    """Analyses articles with one set of language data."""

    def __init__(self, data: LanguageData) -> None:
        self.data = data
        self._passages = PassageAnalyser(data)

    def analyse(self, article: Article) -> AnalysedArticle:
        """The article's analysis; furniture is left out."""
        return self.analyse_passages([p for p in split_passages(article) if p.kind is not PassageKind.FURNITURE])

    def analyse_passages(self, passages: Sequence[Passage]) -> AnalysedArticle:
        """The analysis of passages of one article, in their order."""
        return AnalysedArticle(
            tuple(in_their_article([self._passages.analyse(passage) for passage in passages])),
            frozenset(pair for passage in passages for pair in _accented(passage)),
        )


def _accented(passage: Passage) -> Iterator[tuple[str, str]]:
    article = passage.article
    for token in tokenize(article.text, passage.span.start, passage.span.end):
        if not token.plain.isascii() and (bare := unaccented(token.plain)) != token.plain:
            yield bare, stem(token.plain, article.language or "en")
