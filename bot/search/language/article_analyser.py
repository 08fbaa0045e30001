"""Articles as the search takes them, each analysed by itself: adding one costs what that one costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.domain import Article, Passage, PassageKind, Span
from bot.search.language.amounts import find_amounts
from bot.search.language.analysis import (
    KNOWN_NAME_KIND,
    OPEN_KIND,
    ORIGINAL_FILM,
    REASON_KIND,
    SUBJECT_FILM,
    AnalysedPassage,
    AnalysedSentence,
    concept_term,
    is_special,
    kind_term,
    name_term,
    pair_term,
    year_term,
)
from bot.search.language.language_data import LanguageData
from bot.search.language.names import looks_like_person
from bot.search.language.normal_form import normal_form
from bot.search.language.passages import split_passages
from bot.search.language.phrase_matcher import StemmedWord, drop_excluded, stemmed_words
from bot.search.language.sentences import sentence_spans
from bot.search.language.times import TimeMention, find_times, has_duration
from bot.search.language.tokens import Token, stem, tokenize, unaccented
from bot.search.quoting.similarity import sample_shingles, shingles_of
from bot.search.snapshot.encoded_passages import EncodedPassage

_OPENING_QUOTES: Final = '“„«"‹'
_PERSON_GROUP: Final = "who"
_LENGTH: Final = "duration"
_BEGINNING: Final = 2
"""So many passages are the beginning of an article."""
_HOME: Final = frozenset({kind_term(KNOWN_NAME_KIND), concept_term(SUBJECT_FILM)})


class PassageAnalyser:
    """Analyses passages with the language data that questions are analysed with."""

    def __init__(self, data: LanguageData) -> None:
        self._data = data

    def analyse(self, passage: Passage) -> AnalysedPassage:
        """The passage's terms."""
        text = passage.article.text
        context = self._context(passage)
        sentences = tuple(self._sentences(passage, context))
        term_counts: Counter[str] = Counter()
        for sentence in sentences:
            term_counts.update(self._counted(text, sentence, passage.article.language))
        sample = sample_shingles(shingles_of(text, passage.span.start, passage.span.end))
        return AnalysedPassage(passage, sentences, context, term_counts, sample)

    def _counted(self, text: str, sentence: AnalysedSentence, language: str) -> Iterator[str]:
        """Words as often as they stand; any other term once a sentence."""
        function = self._data.lexicon[language or "en"].function
        for token in tokenize(text, sentence.span.start, sentence.span.end):
            if unaccented(token.plain) not in function:
                yield stem(token.plain, language or "en")
        yield from (term for term in sentence.terms if is_special(term) and not term.startswith("kind:"))

    def _context(self, passage: Passage) -> frozenset[str]:
        article = passage.article
        parts = [passage.heading_text, article.title]
        return frozenset(term for part in parts if part for term in self.terms_of(part, article))

    def terms_of(self, text: str, article: Article) -> frozenset[str]:
        """The terms of any text, read as a part of the article."""
        return self._terms(text, Span(0, len(text)), article)[0]

    def _sentences(self, passage: Passage, context: frozenset[str]) -> Iterator[AnalysedSentence]:
        """The sentences; one that names no film is about the film of the one before, or of the heading."""
        elsewhere = passage.kind is PassageKind.FACTS_ELSEWHERE
        about_original = elsewhere or _is_about_original(context, inherited=False)
        for span in sentence_spans(passage.article.text, passage.span):
            terms, times = self._terms(passage.article.text, span, passage.article)
            about_original = elsewhere or _is_about_original(terms, inherited=about_original)
            years = [year for time in times for year in time.years]
            edges = (min(years), max(time.latest_year for time in times)) if years else (0, 0)
            yield AnalysedSentence(span, terms, edges, about_original)

    def _terms(self, text: str, span: Span, article: Article) -> tuple[frozenset[str], list[TimeMention]]:
        language = article.language or "en"
        text = normal_form(span.of(text))
        tokens = list(tokenize(text))
        function = self._data.lexicon[language].function
        words = stemmed_words(tokens, language, function)
        times = list(find_times(self._data.calendar, text, Span(0, len(text)), article.published))
        concepts = self._concepts(words, language)
        names = {name for name, _ in self._data.names.find(stemmed_words(tokens, "", function), language)}
        kinds = set(self._kinds(words, language))
        terms = {word.stem for word in words if not word.is_function}
        for name in names:
            terms.update(name_term(label) for label in (name.label, *name.within))
            kinds.update((name.kind, KNOWN_NAME_KIND) if name.kind in {"who", "organisation"} else (name.kind,))
        amounts = list(find_amounts(text))
        terms.update(amount.term for amount in amounts)
        kinds.update(_found_kinds(text, times, any(amount.is_money for amount in amounts), tokens))
        if has_duration(self._data.calendar, tokens):
            kinds.add(_LENGTH)
        terms.update(year_term(year) for time in times for year in time.years)
        terms.update(map(kind_term, kinds))
        terms.update(map(concept_term, concepts))
        terms.update(pair_term(concept, kind) for concept in concepts for kind in kinds)
        return frozenset(terms), times

    def _concepts(self, words: Sequence[StemmedWord], language: str) -> set[str]:
        matches = self._data.concepts.article_matchers[language].find(words)
        barred = self._data.concepts.exclusion_matchers[language].find(words)
        return {match.label for match in drop_excluded(matches, barred)}

    def _kinds(self, words: Sequence[StemmedWord], language: str) -> Iterable[str]:
        found = (match.label for match in self._data.kinds.article_matchers[language].find(words))
        return (kind for label in found for kind in ((label,) if label == REASON_KIND else (label, OPEN_KIND)))


def _is_about_original(terms: frozenset[str], *, inherited: bool) -> bool:
    if concept_term(SUBJECT_FILM) in terms:
        return False
    return concept_term(ORIGINAL_FILM) in terms or inherited


def add_article_context(passages: Sequence[AnalysedPassage]) -> list[AnalysedPassage]:
    """The passages of one article as its parts, in their order: each with the names of the one before it, to which a
    "he" may point back, and marked where they, or the whole article, may be about something else.
    """
    is_off_topic = all(s.terms.isdisjoint(_HOME) for passage in passages for s in passage.sentences)
    begins_with_film = any(_names_film(passage) for passage in passages[:_BEGINNING])
    placed = []
    before: frozenset[str] = frozenset()
    for passage in passages:
        context, may_be_other_film = passage.context | before, not begins_with_film and not _names_film(passage)
        placed.append(replace(passage, context=context, is_off_topic=is_off_topic, may_be_other_film=may_be_other_film))
        held = frozenset[str]().union(*(sentence.terms for sentence in passage.sentences))
        before = frozenset(term for term in held if term.startswith("name:"))
    return placed


def _names_film(passage: AnalysedPassage) -> bool:
    """Whether it, its heading or its article's title names the film."""
    return passage.holds(concept_term(SUBJECT_FILM))


def _found_kinds(
    sentence: str, times: Sequence[TimeMention], has_money: bool, tokens: Sequence[Token]
) -> Iterator[str]:
    if times:
        yield "when"
    if has_money:
        yield "money"
    if looks_like_person(sentence):
        yield _PERSON_GROUP
    if any(mark in sentence for mark in _OPENING_QUOTES):
        yield "quote"
    if any(token.plain[0].isdigit() and not _is_year(token.plain) for token in tokens):
        yield "count"


def _is_year(plain: str) -> bool:
    return len(plain) == 4 and plain.isdigit() and plain[:2] in {"19", "20"}


@dataclass(frozen=True, slots=True)
class AnalysedArticle:
    """The passages of an article that can be found, and what is needed of them beside their terms."""

    passages: tuple[AnalysedPassage, ...] | tuple[EncodedPassage, ...]
    """Encoded where another process has analysed the article: they are decoded when somebody looks at them."""
    accented: frozenset[tuple[str, str]]
    """Each word that has accents, without them, and its stem with them."""


EMPTY_ANALYSIS: Final = AnalysedArticle((), frozenset())
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
            tuple(add_article_context([self._passages.analyse(passage) for passage in passages])),
            frozenset(pair for passage in passages for pair in _accented(passage)),
        )


def _accented(passage: Passage) -> Iterator[tuple[str, str]]:
    article = passage.article
    for token in tokenize(article.text, passage.span.start, passage.span.end):
        if not token.plain.isascii() and (bare := unaccented(token.plain)) != token.plain:
            yield bare, stem(token.plain, article.language or "en")
