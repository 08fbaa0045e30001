"""What a passage holds, sentence by sentence: words, concepts, names, amounts, times, and the kinds of answer."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from bot.domain import Article, Passage, PassageKind, Span
from bot.search.language.amounts import find_amounts
from bot.search.language.names import looks_like_person
from bot.search.language.normal_form import normal_form
from bot.search.language.phrase_matcher import Match, Word
from bot.search.language.resources import LanguageData
from bot.search.language.sentences import sentence_spans
from bot.search.language.times import TimeMention, find_times, has_length
from bot.search.language.tokens import Token, stem, tokenize, unaccented
from bot.search.quoting.similarity import sample_shingles, shingles_of

ORIGINAL: Final = "original"
"""The concept of the film of 1995, as opposed to the one that the bot is about."""
SUBJECT: Final = "subject"
"""The concept of the film that the bot is about: it is in nearly every passage and tells nothing."""
OPEN: Final = "open"
"""The kind of a sentence that says that an answer is not known yet."""
REASON: Final = "why"
"""The kind of a sentence that gives a reason."""
KNOWN: Final = "known"
"""The kind of a sentence that names people or companies of the data file."""
_OPENING_QUOTES: Final = '“„«"‹'
_PERSON_GROUP: Final = "who"
_LENGTH: Final = "duration"


@dataclass(frozen=True, slots=True)
class AnalysedSentence:
    """A sentence and the terms that it holds, as the index names them (see `concept_term` and its neighbours)."""

    span: Span
    terms: frozenset[str]
    years: tuple[int, int] = (0, 0)
    """The first and the last year that its time expressions point to; zeros without any."""
    is_about_original: bool = False


@dataclass(frozen=True, slots=True)
class AnalysedPassage:
    """A passage with its sentences' terms, and those of the heading and title that it stands under."""

    passage: Passage
    sentences: tuple[AnalysedSentence, ...]
    context: frozenset[str]
    term_counts: Counter[str]
    """Every term with how often it counts, for BM25."""
    sample: array[int] = field(default_factory=lambda: array("i"))
    """Of its shingles, to find what repeats it."""
    is_elsewhere: bool = False
    """Whether its article names nobody of the film's world: it is about something else that shares a word with it."""
    is_beside: bool = False
    """Whether its article does not begin with the film, and it does not name it: it may be about another one."""

    @property
    def article(self) -> Article:
        """The article that it is of."""
        return self.passage.article

    @property
    def terms(self) -> frozenset[str]:
        """What it holds and stands under."""
        return self.context.union(*(sentence.terms for sentence in self.sentences))

    def holds(self, term: str) -> bool:
        """Whether the term is among `terms`."""
        return term in self.context or any(term in sentence.terms for sentence in self.sentences)


def concept_term(concept: str) -> str:
    """The term of a concept."""
    return f"concept:{concept}"


def name_term(label: str) -> str:
    """The term of a known name."""
    return f"name:{label}"


def kind_term(kind: str) -> str:
    """The term of a kind of answer, of sentences only: nearly every passage holds some."""
    return f"kind:{kind}"


def pair_term(concept: str, kind: str) -> str:
    """The term of a concept together with a kind of answer in one sentence."""
    return f"{concept}+{kind}"


def year_term(year: int) -> str:
    """The term of a year that a time expression points to."""
    return f"year:{year}"


def has_kind(sentence: AnalysedSentence, kinds: Iterable[str]) -> bool:
    """Whether the sentence holds one of the kinds of answer."""
    return any(kind_term(kind) in sentence.terms for kind in kinds)


def words_of(tokens: Sequence[Token], language: str, function: frozenset[str]) -> list[Word]:
    """Tokens as the phrase matcher wants them, stemmed for one language."""
    return [Word(plain := unaccented(token.plain), stem(token.plain, language), plain in function) for token in tokens]


_BEGINNING: Final = 2
"""So many passages are the beginning of an article."""
_HOME: Final = frozenset({kind_term(KNOWN), concept_term(SUBJECT)})


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
        words = words_of(tokens, language, function)
        times = list(find_times(self._data.times, text, Span(0, len(text)), article.published))
        concepts = self._concepts(words, language)
        names = {name for name, _ in self._data.names.find(words_of(tokens, "", function), language)}
        kinds = set(self._kinds(words, language))
        terms = {word.stem for word in words if not word.is_function}
        for name in names:
            terms.update(name_term(label) for label in (name.label, *name.within))
            kinds.update((name.what, KNOWN) if name.what in {"who", "organisation"} else (name.what,))
        amounts = list(find_amounts(text))
        terms.update(amount.term for amount in amounts)
        kinds.update(_found_kinds(text, times, any(amount.is_money for amount in amounts), tokens))
        if has_length(self._data.times, tokens):
            kinds.add(_LENGTH)
        terms.update(year_term(year) for time in times for year in time.years)
        terms.update(map(kind_term, kinds))
        terms.update(map(concept_term, concepts))
        terms.update(pair_term(concept, kind) for concept in concepts for kind in kinds)
        return frozenset(terms), times

    def _concepts(self, words: Sequence[Word], language: str) -> set[str]:
        matches = self._data.concepts.tell[language].find(words)
        barred = self._data.concepts.barred[language].find(words)
        return {match.label for match in unbarred(matches, barred)}

    def _kinds(self, words: Sequence[Word], language: str) -> Iterable[str]:
        found = (match.label for match in self._data.kinds.tell[language].find(words))
        return (kind for label in found for kind in ((label,) if label == REASON else (label, OPEN)))


def _is_about_original(terms: frozenset[str], *, inherited: bool) -> bool:
    if concept_term(SUBJECT) in terms:
        return False
    return concept_term(ORIGINAL) in terms or inherited


def in_their_article(passages: Sequence[AnalysedPassage]) -> list[AnalysedPassage]:
    """The passages of one article as its parts, in their order: each with the names of the one before it, to which a
    "he" may point back, and marked where they, or the whole article, may be about something else.
    """
    is_elsewhere = all(s.terms.isdisjoint(_HOME) for passage in passages for s in passage.sentences)
    begins_with_film = any(_names_film(passage) for passage in passages[:_BEGINNING])
    placed = []
    before: frozenset[str] = frozenset()
    for passage in passages:
        context, is_beside = passage.context | before, not begins_with_film and not _names_film(passage)
        placed.append(replace(passage, context=context, is_elsewhere=is_elsewhere, is_beside=is_beside))
        held = frozenset[str]().union(*(sentence.terms for sentence in passage.sentences))
        before = frozenset(term for term in held if term.startswith("name:"))
    return placed


def _names_film(passage: AnalysedPassage) -> bool:
    """Whether it, its heading or its article's title names the film."""
    return passage.holds(concept_term(SUBJECT))


def unbarred(matches: Iterable[Match], barred: Iterable[Match]) -> Iterator[Match]:
    """The matches none of whose words lies in a phrase that bars their concept."""
    taken: dict[str, set[int]] = {}
    for match in barred:
        taken.setdefault(match.label, set()).update(match.words)
    return (match for match in matches if not taken.get(match.label, set()) & set(match.words))


def is_special(term: str) -> bool:
    """Whether a term is anything but the stem of a word."""
    return ":" in term or "+" in term


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
