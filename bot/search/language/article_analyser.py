"""Analysis of articles. Each article is analysed on its own, so adding one does not touch the others."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import starmap
from typing import Final

from bot.domain import About, Article, Passage, PassageKind, Span
from bot.search.accents import unaccented
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
    country_term,
    intent_term,
    is_counted,
    is_word_stem,
    kind_term,
    name_term,
    pair_term,
    year_term,
)
from bot.search.language.encoded_passages import EncodedPassage
from bot.search.language.film_mentions import FilmMentionFinder, FilmMentions
from bot.search.language.language_data import LanguageData
from bot.search.language.leads import lead_of
from bot.search.language.names import Name, looks_like_person
from bot.search.language.normal_form import normal_form
from bot.search.language.passages import split_passages
from bot.search.language.phonetics import names_in, phonetic_key
from bot.search.language.phrase_matcher import Match, StemmedWord, drop_excluded, stemmed_words
from bot.search.language.sentence_subjects import PassageSubjects, article_subjects
from bot.search.language.sentences import sentence_spans
from bot.search.language.times import TimeMention, days_of, find_times, has_duration
from bot.search.language.tokens import Token, stem, tokenize
from bot.search.language.word_runs import run_words, sample_shingles
from bot.search.meaning.intents import MAX_WORDS, DecodedMeanings, Meanings

_OPENING_QUOTES: Final = '“„«"‹'
MIN_INTENT_PROBABILITY: Final = 0.12
"""Minimum probability of an intent under which the index finds a sentence."""
_FILMS: Final = frozenset((SUBJECT_FILM, ORIGINAL_FILM))
_ON_TOPIC_TERMS: Final = frozenset({kind_term(KNOWN_NAME_KIND), concept_term(SUBJECT_FILM)})
"""Terms of which an article about the film's world holds at least one."""


@dataclass(frozen=True, slots=True)
class AnalysedArticle:
    """The analysed passages of an article, boilerplate aside, and other spellings of its words."""

    passages: tuple[AnalysedPassage, ...] | tuple[EncodedPassage, ...]
    """Encoded if another process has analysed the article; they are decoded on first use."""
    other_spellings: frozenset[tuple[str, str]]
    """Pairs of an accented word without its accents and its stem, and of the phonetic key of a name and the name."""


EMPTY_ANALYSIS: Final = AnalysedArticle((), frozenset())
"""The analysis of an article in which nothing can be found."""


class ArticleAnalyser:
    """Analyses articles with one set of language data."""

    def __init__(self, data: LanguageData) -> None:
        self.data = data
        self._passages = PassageAnalyser(data)

    def analyse(self, article: Article) -> AnalysedArticle:
        """Return the article's analysis, without boilerplate."""
        return self.analyse_passages([p for p in split_passages(article) if p.kind is not PassageKind.BOILERPLATE])

    def analyse_passages(self, passages: Sequence[Passage]) -> AnalysedArticle:
        """Return the analysis of passages of one article, in their order."""
        if not passages:
            return EMPTY_ANALYSIS
        title = self._passages.analyse_title(passages[0].article)
        read = [self._passages.analyse_with_title(passage, title) for passage in passages]
        return AnalysedArticle(
            tuple(add_article_context(title.films, read, has_original=self.data.subject.original is not None)),
            frozenset(pair for passage in passages for pair in _other_spellings(passage)),
        )


def _other_spellings(passage: Passage) -> Iterator[tuple[str, str]]:
    article = passage.article
    tokens = list(tokenize(article.text, passage.span.start, passage.span.end))
    for name in names_in(article.text, tokens):
        if key := phonetic_key(name):
            yield key, name
    for token in tokens:
        if not token.plain.isascii() and (bare := unaccented(token.plain)) != token.plain:
            yield bare, stem(token.plain, article.language or "en")


def add_article_context(
    title: FilmMentions, read: Sequence[tuple[AnalysedPassage, PassageSubjects]], *, has_original: bool = True
) -> Iterator[AnalysedPassage]:
    """Complete the passages of one article, in their order, with what only the whole article shows.

    Each gets the subjects of its sentences, and the names of the passage before it, to which a "he" may refer. Where
    there is no original film, what would be about it is about another film.
    """
    passages = [passage for passage, _ in read]
    first_day = passages[0].article.published.first_day
    is_off_topic = all(s.terms.isdisjoint(_ON_TOPIC_TERMS) for passage in passages for s in passage.sentences)
    begins_with_film = any(passage.holds(concept_term(SUBJECT_FILM)) for passage in passages[:2])
    readings = [reading for _, reading in read]
    article_about, subjects = article_subjects(
        title, readings, first_day.toordinal() if first_day else 0, has_known_name=not is_off_topic
    )
    if not has_original:
        article_about = _not_original(article_about)
        subjects = [tuple(map(_not_original, about)) for about in subjects]
    names_before: frozenset[str] = frozenset()
    # Most passages of an article have the same context, which takes a kilobyte.
    contexts: dict[frozenset[str], frozenset[str]] = {}
    for passage, about in zip(passages, subjects, strict=True):
        context = passage.context | names_before
        yield replace(
            passage,
            sentences=tuple(starmap(_with_subject, zip(passage.sentences, about, strict=True))),
            context=contexts.setdefault(context, context),
            article_about=article_about,
            is_off_topic=is_off_topic,
            begins_with_film=begins_with_film,
        )
        terms = frozenset[str]().union(*(sentence.terms for sentence in passage.sentences))
        names_before = frozenset(term for term in terms if term.startswith("name:"))


def _not_original(about: About) -> About:
    return About.OTHER if about is About.ORIGINAL else about


def _with_subject(sentence: AnalysedSentence, about: About) -> AnalysedSentence:
    return sentence if sentence.about is about else replace(sentence, about=about)


@dataclass(frozen=True, slots=True)
class TextAnalysis:
    """The analysis of a sentence, a heading or a title: its terms, time expressions and films."""

    terms: frozenset[str]
    times: tuple[TimeMention, ...]
    films: FilmMentions
    words: tuple[str, ...]
    """Its words in their plain form."""

    @property
    def years(self) -> tuple[int, int]:
        """First and last year of the time expressions, zeros without any."""
        years = [year for time in self.times for year in time.years]
        return (min(years), max(time.latest_year for time in self.times)) if years else (0, 0)

    @property
    def days(self) -> tuple[int, int]:
        """First and last day of the time expressions as ordinals, zeros if nothing tells."""
        days = days_of(self.times)
        return (days[0].toordinal(), days[1].toordinal()) if days else (0, 0)


EMPTY_TEXT: Final = TextAnalysis(frozenset(), (), FilmMentions(), ())


class PassageAnalyser:
    """Finds the terms of passages."""

    def __init__(self, data: LanguageData) -> None:
        self._data = data
        self._films = FilmMentionFinder(data.concepts, data.lexicon)
        people = [name_term(each.name) for each in data.subject.named if each.section == "people"]
        self._own_names = frozenset(people or [kind_term(KNOWN_NAME_KIND)])

    def analyse(self, passage: Passage) -> AnalysedPassage:
        """Return the passage with its terms, as far as the passage alone shows them."""
        return self.analyse_with_title(passage, self.analyse_title(passage.article))[0]

    def analyse_title(self, article: Article) -> TextAnalysis:
        """Return the analysis of the article's title."""
        return self._analyse_text(article.title, Span(0, len(article.title)), article)

    def analyse_with_title(self, passage: Passage, title: TextAnalysis) -> tuple[AnalysedPassage, PassageSubjects]:
        """Return the passage with its terms, and the films that it names. `title` is analysed once for all passages."""
        article = passage.article
        heading = self._analyse_text(article.text, passage.heading, article) if passage.heading else EMPTY_TEXT
        context = title.terms | heading.terms
        spans = list(sentence_spans(article.text, passage.span))
        found = [self._analyse_text(article.text, span, article) for span in spans]
        words = [each.words for each in found]
        contexts = [title.words + before for before in ((), *words[:-1])]
        meanings = self._data.intents.meanings(words, is_question=False, contexts=contexts)
        sentences = tuple(
            AnalysedSentence(
                span,
                each.terms | intents,
                each.years,
                About.SUBJECT,
                *each.days,
                meaning.tobytes(),
                self._word_rows(each.words),
            )
            for span, each, meaning, intents in zip(spans, found, meanings, _intent_terms(meanings), strict=True)
        )
        counts: Counter[str] = Counter()
        for sentence in sentences:
            counts.update(self._counted_terms(sentence, article))
        sample = sample_shingles(run_words(tokenize(article.text, passage.span.start, passage.span.end)))
        reading = PassageSubjects(
            passage.kind,
            tuple(each.films for each in found),
            tuple(each.days[1] for each in found),
            self._films_of_heading(passage) or heading.films,
            passage.heading.start if passage.heading else -1,
            lead_of(passage.text),
            tuple(not each.terms.isdisjoint(self._own_names) for each in found),
        )
        rows = self._word_rows((*title.words, *heading.words))
        return AnalysedPassage(passage, sentences, context, counts, sample, context_rows=rows), reading

    def _films_of_heading(self, passage: Passage) -> FilmMentions | None:
        """Return the films of an interviewer's question, without those named before it; None for any other heading."""
        if not passage.heading_text.endswith("?") or passage.heading is None:
            return None
        *before, question = sentence_spans(passage.article.text, passage.heading)
        return self._analyse_text(passage.article.text, question, passage.article).films if before else None

    def _word_rows(self, words: Sequence[str]) -> bytes:
        """Return the rows of these words in the table of word vectors, without function words of any language."""
        lexicon = self._data.lexicon
        telling = [word for word in words if not lexicon.has_function_word([unaccented(word)])]
        return array("i", self._data.intents.words.rows(telling[:MAX_WORDS])).tobytes()

    def _counted_terms(self, sentence: AnalysedSentence, article: Article) -> Iterator[str]:
        """Yield the terms that BM25 counts: each word as often as it occurs, other terms once a sentence."""
        language = article.language or "en"
        function = self._data.lexicon[language].function
        for token in tokenize(article.text, sentence.span.start, sentence.span.end):
            if unaccented(token.plain) not in function:
                yield stem(token.plain, language)
        yield from (term for term in sentence.terms if not is_word_stem(term) and is_counted(term))

    def _analyse_text(self, text: str, span: Span, article: Article) -> TextAnalysis:
        """Return the analysis of a part of the article."""
        language = article.language or "en"
        text = normal_form(span.of(text))
        tokens = list(tokenize(text))
        function = self._data.lexicon[language].function
        words = stemmed_words(tokens, language, function)
        # Names are compared by their plain forms: stems would find names in ordinary words.
        plain = stemmed_words(tokens, "", function)
        found_names = self._data.names.find_written(text, tokens, plain, language)
        names = {name for name, _ in found_names}
        times = tuple(find_times(self._data.calendar, text, tokens, article.published))
        amounts = list(find_amounts(text))
        matches = [
            match
            for match in self._concepts(words, language)
            if not self._films.is_common_word(match, words, is_small=text[tokens[match.words[0]].start].islower())
        ]
        concepts = {match.label for match in matches}
        kinds = {*self._kinds_in_phrases(words, language), *_kinds_of_names(names), *_visible_kinds(text, tokens)}
        # Nearly every news sentence has an "on Monday", which alone does not say when something happens.
        if any(time.year or not time.days for time in times):
            kinds.add("when")
        if any(amount.is_money for amount in amounts):
            kinds.add("money")
        if has_duration(self._data.calendar, tokens):
            kinds.add("duration")
        terms = {word.stem for word in words if not word.is_function}
        terms.update(name_term(label) for name in names for label in (name.label, *name.within))
        terms.update(amount.term for amount in amounts)
        terms.update(year_term(year) for time in times for year in time.years)
        terms.update(map(country_term, self._data.countries.find(text, tokens, plain, names)))
        terms.update(map(kind_term, kinds))
        terms.update(map(concept_term, concepts))
        terms.update(pair_term(concept, kind) for concept in concepts for kind in kinds)
        films = self._films.find(text, tokens, words, matches, found_names, language)
        return TextAnalysis(frozenset(terms), times, films, self._words_for_model(tokens, matches))

    def _words_for_model(self, tokens: Sequence[Token], matches: Iterable[Match]) -> tuple[str, ...]:
        """Return the words for the model of intents, with "film" for words of titles that it was not taught."""
        plain = [token.plain for token in tokens]
        for place in (place for match in matches if match.label in _FILMS for place in match.words):
            plain[place] = self._data.learned_title(plain[place])
        return tuple(plain)

    def _concepts(self, words: Sequence[StemmedWord], language: str) -> list[Match]:
        matches = self._data.concepts.article_matchers[language].find(words)
        exclusions = self._data.concepts.exclusion_matchers[language].find(words)
        return list(drop_excluded(matches, exclusions))

    def _kinds_in_phrases(self, words: Sequence[StemmedWord], language: str) -> Iterator[str]:
        """Yield the kinds that phrases tell: reasons, and statements that the answer of some kind is open."""
        for match in self._data.kinds.article_matchers[language].find(words):
            yield match.label
            if match.label != REASON_KIND:
                yield OPEN_KIND


def _intent_terms(meanings: Meanings) -> Iterator[frozenset[str]]:
    """Yield the terms of the intents that each sentence probably states."""
    decoded = DecodedMeanings.decode(meanings)
    for intents, probabilities in zip(decoded.intents.tolist(), decoded.probabilities.tolist(), strict=True):
        likely = zip(intents, probabilities, strict=True)
        yield frozenset(intent_term(intent) for intent, probability in likely if probability >= MIN_INTENT_PROBABILITY)


def _kinds_of_names(names: Iterable[Name]) -> Iterator[str]:
    for name in names:
        yield name.kind
        if name.kind in {"who", "organisation"}:
            yield KNOWN_NAME_KIND


def _visible_kinds(sentence: str, tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the kinds that capitals, quotation marks and digits reveal."""
    if looks_like_person(sentence):
        yield "who"
    if any(mark in sentence for mark in _OPENING_QUOTES):
        yield "quote"
    if any(token.plain[0].isdigit() and not _is_year(token.plain) for token in tokens):
        yield "count"


def _is_year(plain: str) -> bool:
    return len(plain) == 4 and plain.isdigit() and plain[:2] in {"19", "20"}
