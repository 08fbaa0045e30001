"""Which words of a quote the question asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.domain import Span
from bot.search.analysis import AnalysedPassage, unbarred, words_of
from bot.search.language_data import LanguageData
from bot.search.matcher import Word
from bot.search.question import AnalysedQuestion, Role
from bot.search.tokens import stem, tokenize


def matched_words(
    data: LanguageData, question: AnalysedQuestion, passage: AnalysedPassage, slices: Sequence[Span]
) -> tuple[str, ...]:
    """The words of the slices, as they are written there, that a word, concept or name of the question stands for."""
    found = (word for piece in slices for word in _in_piece(data, question, passage, piece))
    return tuple(dict.fromkeys(found))


def _in_piece(data: LanguageData, question: AnalysedQuestion, passage: AnalysedPassage, piece: Span) -> Iterable[str]:
    text, language = passage.article.text, passage.article.language or "en"
    wanted = {form for word in question.words if word.role is Role.CONTENT for form in word.stems}
    for sentence in passage.sentences:
        if sentence.span.start < piece.start or sentence.span.end > piece.end:
            continue
        tokens = list(tokenize(text, sentence.span.start, sentence.span.end))
        function = data.lexicon[language].function
        indexes = {i for i, token in enumerate(tokens) if stem(token.plain, language) in wanted}
        indexes.update(_in_phrases(data, question, words_of(tokens, language, function), language))
        names = {name.label for name in question.names}
        for name, places in data.names.find(words_of(tokens, "", function), language):
            indexes.update(places if name.label in names or names & set(name.within) else ())
        yield from (text[tokens[i].start : tokens[i].end] for i in sorted(indexes))


def _in_phrases(data: LanguageData, question: AnalysedQuestion, words: Sequence[Word], language: str) -> Iterator[int]:
    topics = set(question.topic_concepts)
    matches = unbarred(data.concepts.tell[language].find(words), data.concepts.barred[language].find(words))
    for match in matches:
        if match.label in topics:
            yield from (index for index in match.words if not words[index].is_function)
