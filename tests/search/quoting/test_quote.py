"""Quotes are whole sentences, repeats are recognized, and old excerpts are marked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import Article, Excerpt, Passage, Span
from bot.search.language.analysis import AnalysedPassage
from bot.search.language.article_analyser import PassageAnalyser
from bot.search.language.concepts import ConceptList
from bot.search.language.language_data import LanguageData
from bot.search.language.passages import split_passages
from bot.search.quoting.near_duplicates import NearDuplicates
from bot.search.quoting.quote import MAX_QUOTE_CHARACTERS, MAX_QUOTE_SENTENCES, choose_slices, is_quoted
from tests.language_data import shipped_data

SENTENCES = [
    "Mann said so on Tuesday.",
    "“It is a very large and ambitious movie. Nothing like it was tried before,” he said.",
    "The studio did not answer a request for comment, as it has not since the spring of last year.",
    "Filming is planned for August.",
    "„Das wird groß. Sehr groß“, sagte er.",
    'He added: "Yes." And left.',
    "Why so late?",
]


@cache
def analyser() -> PassageAnalyser:
    """Return an analyser with the shipped data."""
    return PassageAnalyser(shipped_data())


def analysed(text: str, language: str = "en") -> AnalysedPassage:
    """Return the analysed passage that consists of the whole text."""
    article = Article("a", text, language=language)
    return analyser().analyse(Passage(article, 1, Span(0, len(text))))


def nothing(_: Collection[int]) -> float:
    """Return the coverage by sentences that each hold the whole question."""
    return 1.0


def parts_of(question: Mapping[int, set[str]], terms: int) -> Callable[[Collection[int]], float]:
    """Return the coverage by sentences that hold these of the question's terms."""
    return lambda sentences: len(set[str]().union(*(question.get(number, set()) for number in sentences))) / terms


def quote_of(text: str, best: int, kinds: Sequence[str] = (), language: str = "en") -> str:
    """Return the quote of a passage whose sentences each hold the whole question."""
    passage = analysed(text, language)
    return Excerpt(passage.passage, choose_slices(passage, best, nothing, kinds), 1.0).quote


def test_a_question_that_is_the_best_sentence_stays() -> None:
    """A question that is the best sentence is quoted, also where the sentence after it no longer fits."""
    speech = "“It is a very large and ambitious movie. Nothing like it was tried before,” he said. "
    studio = "The studio did not answer a request for comment, as it has not since the spring of last year. "
    german, said = "„Das wird groß. Sehr groß“, sagte er. ", "Mann said so on Tuesday. "
    passage = analysed(f"{said}{said}{speech}{speech}{german}{studio}Why so late? {said}".strip())
    number = next(n for n, each in enumerate(passage.sentences) if each.span.of(passage.article.text) == "Why so late?")
    assert is_quoted(passage.sentences[number], choose_slices(passage, number, parts_of({}, 3), ("when",)))


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=12), st.data())
@settings(max_examples=200)
def test_a_quote_is_made_of_whole_sentences(sentences: list[str], data: st.DataObject) -> None:
    """Slices are verbatim, begin and end with sentences, and hold the best one: at most three, without questions."""
    passage = analysed(" ".join(sentences))
    numbers = st.integers(0, len(passage.sentences) - 1)
    best = data.draw(numbers)
    held = data.draw(st.dictionaries(numbers, st.sets(st.sampled_from("abc")), max_size=5))
    kinds = data.draw(st.sampled_from([(), ("when",), ("who", "quote")]))
    slices = choose_slices(passage, best, parts_of(held, 3), kinds)
    starts = {sentence.span.start for sentence in passage.sentences}
    ends = {sentence.span.end for sentence in passage.sentences}
    assert Excerpt(passage.passage, slices, 1.0).is_verbatim
    assert all(piece.start in starts and piece.end in ends for piece in slices)
    assert is_quoted(passage.sentences[best], slices)
    quoted = [each.span.of(passage.article.text) for each in passage.sentences if is_quoted(each, slices)]
    assert sum(not each.endswith("?") for each in quoted) <= MAX_QUOTE_SENTENCES
    assert sum(piece.end - piece.start for piece in slices) <= MAX_QUOTE_CHARACTERS + 5


def test_an_announcement_is_quoted_with_what_it_announces() -> None:
    """No quote ends at a colon, unless the announcement and what it announces are too long together."""
    passage = analysed(f"He was asked again, and added:\n\n{SENTENCES[1]} {SENTENCES[2]} " + SENTENCES[3] * 9)
    assert choose_slices(passage, 0, nothing)[0].of(passage.article.text).startswith("He was asked")
    assert "he said." in choose_slices(passage, 0, nothing)[0].of(passage.article.text)
    endless = analysed("Of all that he has said:\n" * 100)
    assert choose_slices(endless, 0, nothing)[0].end < 900


def test_a_short_passage_is_quoted_whole() -> None:
    """A short passage is not cut."""
    passage = analysed(SENTENCES[0] + " " + SENTENCES[3])
    assert choose_slices(passage, 1, nothing) == (passage.passage.span,)


def test_a_speech_is_not_cut_in_the_middle() -> None:
    """A person's words of several sentences are quoted from the opening to the closing mark."""
    speech = "“It starts in August. It ends in winter. It will be large,” Mann said."
    passage = analysed(" ".join([SENTENCES[2], SENTENCES[2], SENTENCES[2], speech, SENTENCES[2], SENTENCES[2]]))
    best = next(n for n, s in enumerate(passage.sentences) if "August" in s.span.of(passage.article.text))
    quote = Excerpt(passage.passage, choose_slices(passage, best, nothing), 1.0).quote
    assert speech in quote


@pytest.mark.parametrize("best", range(4))
def test_an_answer_is_quoted_whole_with_its_question(best: int) -> None:
    """A speech of three sentences is not cut because the question before it is quoted, too."""
    turn = (
        "How was it to direct DiCaprio? «Hard, in a good way. He wants to do it all again. We did 41 takes in a car»."
    )
    rest = " The hotel is full of people who want to see him before the boat leaves for the gala. Nobody else spoke."
    assert quote_of(turn + rest, best) == turn


def test_an_elision_is_marked() -> None:
    """A sentence far away that holds the other half of the question is quoted behind an elision."""
    passage = analysed(" ".join([SENTENCES[3], *[SENTENCES[2]] * 5, SENTENCES[0]]))
    last = len(passage.sentences) - 1
    coverage = parts_of({0: {"a"}, last: {"b"}}, 2)
    quote = Excerpt(passage.passage, choose_slices(passage, 0, coverage), 1.0).quote
    assert quote == f"{SENTENCES[3]} […] {SENTENCES[0]}"


def test_a_sentence_that_answers_stands_alone() -> None:
    """Of a long paragraph, the sentence that holds the whole question is quoted, and no other."""
    text = " ".join([SENTENCES[2], SENTENCES[2], SENTENCES[3], SENTENCES[2]])
    assert quote_of(text, 2) == SENTENCES[3]


LONG = (
    "The studio of the film, which has its seat in Burbank, has been silent for weeks, as is the custom of the trade. "
)
"""A sentence with which no short passage is quoted whole. It refers to nothing, and nothing refers to it."""


@pytest.mark.parametrize(
    ("before", "sentence", "language"),
    [
        ("Michael Mann wants Chicago.", "He will film there in August of this year.", "en"),
        ("Michael Mann wanted Chicago.", "But the city has refused all permits this year.", "en"),
        ("Michael Mann wanted Chicago for it.", "Instead the crew goes to Detroit this year.", "en"),
        ("The crew will be in Chicago by August.", "That was confirmed by the mayor on Friday.", "en"),
        ("The crew goes to Chicago in August.", "“I love it,” he said of the city on Friday.", "en"),
        ("Michael Mann wollte in Chicago drehen.", "Stattdessen geht es im August nach Detroit.", "de"),
        ("Michael Mann wollte in Chicago drehen.", "Das ist seit Freitag nicht mehr geplant.", "de"),
        ("Michael Mann dreht in Chicago.", "„Die Stadt ist groß“, sagte er am Freitag.", "de"),
        ("Michael Mann quería rodar en Chicago.", "Sin embargo, la ciudad ha dicho que no este año.", "es"),
        ("El equipo estará en Chicago en agosto.", "Eso confirmó el alcalde este viernes.", "es"),
        ("Michael Mann voulait tourner à Chicago.", "C'est impossible depuis vendredi.", "fr"),
        ("Michael Mann voulait tourner à Chicago.", "Mais la ville a refusé vendredi.", "fr"),
        ("Michael Mann voleva girare a Chicago.", "Però la città ha rifiutato venerdì.", "it"),
        ("Michael Mann voleva girare a Chicago.", "Questo non è possibile dal venerdì.", "it"),
        ("Ana de Armas joins the cast in Chicago.", "The actress will play Elisa, says the studio.", "en"),
        ("Ana de Armas est à Chicago.", "L’actrice jouera Elisa, selon le studio de Burbank.", "fr"),
        ("When does filming begin in Chicago?", "August 3 is the day that the studio names.", "en"),
        ("2. The place.", "Chicago is the city that the studio names.", "en"),
    ],
)
def test_a_sentence_is_quoted_with_what_it_refers_to(before: str, sentence: str, language: str) -> None:
    """A sentence that refers to the one before is quoted with it, from whichever of both the quote begins."""
    text = f"{LONG}{LONG}{before} {sentence} {LONG}"
    assert quote_of(text, 3, language=language) == f"{before} {sentence}"
    assert quote_of(text, 2, language=language) == f"{before} {sentence}"


@pytest.mark.parametrize(
    ("speech", "tag"),
    [
        ("“It starts in August, and it will be a very large film.”", "Michael Mann said this on Tuesday."),
        ("„Es beginnt im August, und es wird ein sehr großer Film.“", "Michael Mann sagte dies am Dienstag."),
        ("«Empieza en agosto y será una película muy grande».", "Michael Mann dijo esto el martes."),
        ("« Il commence en août, et ce sera un très grand film. »", "Michael Mann a dit ceci mardi."),
        ("«Comincia ad agosto e sarà un film molto grande».", "Michael Mann disse questo martedì."),
    ],
)
def test_the_speaker_is_quoted(speech: str, tag: str) -> None:
    """A sentence of nothing but direct speech is quoted with the neighbour that names the speaker."""
    assert quote_of(f"{LONG}{LONG}{speech} {tag} {LONG}", 2) == f"{speech} {tag}"
    assert quote_of(f"{LONG}{LONG}{tag} {speech} {LONG}", 3).endswith(f"{tag} {speech}")


def test_a_speech_goes_on() -> None:
    """The next sentence of the same speech belongs to the quote, but no more than three sentences."""
    speech = "“It starts in August. It ends in winter. It will be large. It will be loud. It will be long,” Mann said."
    passage = analysed(f"{LONG}{LONG}{speech} {LONG}")
    for best in range(2, 7):
        slices = choose_slices(passage, best, nothing)
        assert len(slices) == 1
        assert 2 <= sum(is_quoted(sentence, slices) for sentence in passage.sentences) <= MAX_QUOTE_SENTENCES


def test_the_beginning_of_a_long_speech_is_quoted_with_its_speaker() -> None:
    """If a speech is too long to be quoted whole, the sentence that names the speaker goes before the rest of it."""
    tag = "“It is known,” Mann said."
    speech = "“I could delude myself. It has legs. People talk about it. It is a brand. That is enough.”"
    quote = quote_of(f"{LONG}{LONG}{tag} {speech} {LONG}", 3)
    assert quote == f"{tag} “I could delude myself. It has legs."


@pytest.mark.parametrize(
    ("topic", "answer", "kind"),
    [
        ("The release of Heat 2 was the talk of the day.", "August 3, 2027 is what the poster says.", "when"),
        ("The budget of Heat 2 was the talk of the day.", "Some $170 million is what the studio pays.", "money"),
        ("The leading part was the talk of the day.", "Christian Bale is what the studio says.", "who"),
        ("Über den Kinostart von Heat 2 wurde gesprochen.", "Am 3. August 2027 soll der Film anlaufen.", "when"),
    ],
)
def test_the_kind_of_answer_is_quoted_with_its_topic(topic: str, answer: str, kind: str) -> None:
    """If the best sentence by words only names the topic, the neighbour with the wanted kind is quoted too."""
    language = "de" if topic.startswith("Ü") else "en"
    assert quote_of(f"{LONG}{LONG}{topic} {answer} {LONG}", 2, (kind,), language) == f"{topic} {answer}"
    assert quote_of(f"{LONG}{LONG}{answer} {topic} {LONG}", 3, (kind,), language) == f"{answer} {topic}"


def test_a_quote_that_holds_little_of_the_question_gets_a_neighbour() -> None:
    """The answer may stand beside the words of the question: up to two neighbours, the one behind first."""
    near = "Mann told reporters nothing about that at the festival."
    passage = analysed(f"{LONG}{near} {SENTENCES[3]} {near} {LONG}")
    for share, expected in ((1.0, 1), (0.4, 2), (0.2, 3)):
        slices = choose_slices(passage, 2, lambda _, share=share: share)  # type: ignore[misc]
        assert slices[0].of(passage.article.text).startswith(near if expected > 2 else SENTENCES[3])
        assert sum(is_quoted(sentence, slices) for sentence in passage.sentences) == expected


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
    duplicates = NearDuplicates(
        [analyser.analyse(passage) for passage in passages], lambda place: [passages[place].span], months=frozenset()
    )
    assert [duplicates.similar(place) for place in range(3)] == [[1], [0], []]
    assert duplicates.is_copy(0, 1)
    assert not duplicates.is_copy(0, 2)
