"""Quotes are whole sentences, repeats are recognized, and old excerpts are marked."""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import Article, Excerpt, Passage, Span
from bot.search.language.analysis import AnalysedPassage
from bot.search.language.article_analyser import PassageAnalyser
from bot.search.language.concepts import ConceptList
from bot.search.language.language_data import LanguageData
from bot.search.language.passages import split_passages
from bot.search.quoting.quote import MAX_QUOTE_CHARACTERS, choose_slices
from bot.search.quoting.repeats import Repeats
from tests.language_data import shipped_data

SENTENCES = [
    "Mann said so on Tuesday.",
    "“It is a very large and ambitious movie. Nothing like it was tried before,” he said.",
    "The studio did not answer a request for comment, as it has not since the spring of last year.",
    "Filming is planned for August.",
    "„Das wird groß. Sehr groß“, sagte er.",
    'He added: "Yes." And left.',
]


@cache
def analyser() -> PassageAnalyser:
    """Return an analyser with the shipped data."""
    return PassageAnalyser(shipped_data())


def analysed(text: str) -> AnalysedPassage:
    """Return the analysed passage that consists of the whole text."""
    article = Article("a", text, language="en")
    return analyser().analyse(Passage(article, 1, Span(0, len(text))))


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=12), st.data())
@settings(max_examples=150)
def test_a_quote_is_made_of_whole_sentences(sentences: list[str], data: st.DataObject) -> None:
    """Slices are verbatim, begin and end with sentences, contain the best one, and fit the maximum length."""
    passage = analysed(" ".join(sentences))
    best = data.draw(st.integers(0, len(passage.sentences) - 1))
    slices = choose_slices(passage, best, lambda number: float(number % 3))
    excerpt = Excerpt(passage.passage, slices, 1.0)
    starts = {sentence.span.start for sentence in passage.sentences}
    ends = {sentence.span.end for sentence in passage.sentences}
    wanted = passage.sentences[best].span
    assert excerpt.is_verbatim
    assert all(piece.start in starts and piece.end in ends for piece in slices)
    assert any(piece.start <= wanted.start and wanted.end <= piece.end for piece in slices)
    assert sum(piece.end - piece.start for piece in slices) <= MAX_QUOTE_CHARACTERS + 5


def test_an_announcement_is_quoted_with_what_it_announces() -> None:
    """No quote ends at a colon, unless the announcement and what it announces are too long together."""
    passage = analysed(f"He was asked again, and added:\n\n{SENTENCES[1]} {SENTENCES[2]} " + SENTENCES[3] * 9)
    assert choose_slices(passage, 0, lambda _: 0.0)[0].of(passage.article.text).startswith("He was asked")
    assert "he said." in choose_slices(passage, 0, lambda _: 0.0)[0].of(passage.article.text)
    endless = analysed("Of all that he has said:\n" * 100)
    assert choose_slices(endless, 0, lambda _: 0.0)[0].end < 900


def test_a_short_passage_is_quoted_whole() -> None:
    """A short passage is not cut."""
    passage = analysed(SENTENCES[0] + " " + SENTENCES[3])
    assert choose_slices(passage, 1, lambda _: 0.0) == (passage.passage.span,)


def test_a_speech_is_not_cut_in_the_middle() -> None:
    """A person's words of several sentences are quoted from the opening to the closing mark."""
    speech = "“It starts in August. It ends in winter. It will be large,” Mann said."
    passage = analysed(" ".join([SENTENCES[2], SENTENCES[2], SENTENCES[2], speech, SENTENCES[2], SENTENCES[2]]))
    best = next(n for n, s in enumerate(passage.sentences) if "August" in s.span.of(passage.article.text))
    quote = Excerpt(passage.passage, choose_slices(passage, best, lambda n: float(n == best)), 1.0).quote
    assert speech in quote


def test_an_elision_is_marked() -> None:
    """There is an elision between two sentences that are not neighbours."""
    passage = analysed(" ".join([SENTENCES[3], *[SENTENCES[2]] * 5, SENTENCES[0]]))
    last = len(passage.sentences) - 1
    quote = Excerpt(passage.passage, choose_slices(passage, 0, lambda n: float(n in {0, last}) * 9), 1.0).quote
    assert quote.startswith(SENTENCES[3])
    assert f" […] {SENTENCES[0]}" in quote


def test_copies_differ_from_independent_reports() -> None:
    """A passage that contains another one word for word is a copy; a report of the same in other words is not."""
    said = "“I could delude myself into thinking that the whole world is familiar with it, but this thing has legs.”"
    texts = {
        "first": said,
        "copy": f"Mann was asked again. {said} That was all.",
        "own": "According to Mann the film of 1995 is known all over the world and has aged well.",
    }
    analyser = PassageAnalyser(LanguageData.load(ConceptList()))
    passages = [split_passages(Article(name, text, language="en"))[0] for name, text in texts.items()]
    repeats = Repeats(
        [analyser.analyse(passage) for passage in passages], [[passage.span] for passage in passages], months=()
    )
    assert [repeats.similar(place) for place in range(3)] == [[1], [0], []]
    assert repeats.is_copy(0, 1)
    assert not repeats.is_copy(0, 2)
