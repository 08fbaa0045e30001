"""Articles as the search takes them, analysed once: adding one costs what that one costs."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain import Article, Passage, PassageKind
from bot.search.analysis import AnalysedPassage, PassageAnalyser, in_their_articles
from bot.search.language_data import LanguageData
from bot.search.passages import split_passages
from bot.search.shingles import Shingle, shingles_of
from bot.search.spelling import plain_words
from bot.search.tokens import stem, tokenize, unaccented

MOST_KEPT: Final = 50_000
"""Passages whose analyses are kept; the articles that were used longest ago make room."""


@dataclass(frozen=True, slots=True)
class AnalysedArticle:
    """The passages of an article that can be found, and what is needed of them beside their terms."""

    passages: tuple[AnalysedPassage, ...]
    shingles: tuple[frozenset[Shingle], ...]
    """Of each passage, to find those that repeat it."""
    words: frozenset[str]
    """Every plain word, to tell a slip of the finger from a word."""
    accented: frozenset[tuple[str, str]]
    """Each word that has accents, without them, and its stem with them."""


class ArticleAnalyser:
    """Analyses articles with one set of language data and remembers what it has analysed."""

    def __init__(self, data: LanguageData) -> None:
        self.data = data
        self._passages = PassageAnalyser(data)
        self._kept: OrderedDict[Article, AnalysedArticle] = OrderedDict()
        self._count = 0

    def analyse_all(self, articles: Iterable[Article]) -> list[AnalysedArticle]:
        """Each article's analysis, in order."""
        return [self.analyse(article) for article in articles]

    def analyse(self, article: Article) -> AnalysedArticle:
        """The article's analysis; furniture is left out."""
        known = self._kept.get(article)
        if known is not None:
            self._kept.move_to_end(article)
            return known
        passages = [each for each in split_passages(article) if each.kind is not PassageKind.FURNITURE]
        analysed = self._kept[article] = self.analyse_passages(passages)
        self._count += len(analysed.passages)
        while self._count > MOST_KEPT and len(self._kept) > 1:
            self._count -= len(self._kept.popitem(last=False)[1].passages)
        return analysed

    def analyse_passages(self, passages: Sequence[Passage]) -> AnalysedArticle:
        """The analysis of passages of one article, in their order."""
        return AnalysedArticle(
            tuple(in_their_articles([self._passages.analyse(passage) for passage in passages])),
            tuple(shingles_of(each.article.text, each.span.start, each.span.end) for each in passages),
            frozenset(plain_words(passages)),
            frozenset(pair for passage in passages for pair in _accented(passage)),
        )


def _accented(passage: Passage) -> Iterator[tuple[str, str]]:
    article = passage.article
    for token in tokenize(article.text, passage.span.start, passage.span.end):
        if not token.plain.isascii() and (bare := unaccented(token.plain)) != token.plain:
            yield bare, stem(token.plain, article.language or "en")
