"""Words of an article find their place, however common they are."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain import Answer, Article, PublishedDate, StepCode, Verdict
from bot.search.language.word_runs import MIN_RUN_WORDS
from bot.search.verbatim import MAX_READ
from tests.articles import make_article
from tests.engines import engine_over

AS_OF = date(2026, 11, 1)
PLACES = {
    "juice": ("en", "The robbery goes wrong at noon. “For me, the action is the juice,” Cheritto says to the others."),
    "me": (
        "en",
        "He was asked about critics. “You know what they do to me? They make me laugh,” Mann told a magazine.",
    ),
    "wollt": ("de", "Dann wurde es laut. „Ich weiß, was ihr von mir wollt“, sagte Mann zu den Reportern am Abend."),
    "haya": ("es", "Después habló el actor. «Él no está aquí y no lo estará más», dijo Bale en la rueda de prensa."),
    "nous": ("fr", "Puis il y eut un silence. « Ce n’est pas à nous de le dire », a déclaré Mann devant la presse."),
    "noi": ("it", "Poi tutti tacquero. «Non è per noi che lo fa, è per lui», disse Bale alla conferenza stampa."),
}
NEWS = {
    "news": ("en", "Filming on Heat 2 begins in August in Chicago, the studio said. No other date was given."),
    "faq": (
        "en",
        "When does filming on Heat 2 begin in Chicago? That is for the studio to say, and it is not saying it.",
    ),
}


def ask(question: str, texts: dict[str, tuple[str, str]] | None = None) -> Answer:
    """Return the answer over these articles, each a day newer than the one before."""
    texts = texts or PLACES | NEWS
    stored = [
        Article(key, text, published=PublishedDate(2026, 5, day), language=language)
        for day, (key, (language, text)) in enumerate(texts.items(), 1)
    ]
    return engine_over(stored).answer(question, AS_OF)


@pytest.mark.parametrize(
    ("question", "article", "words"),
    [
        ("who said the action is the juice", "juice", "the action is the juice"),
        ("who said you know what they do to me", "me", "You know what they do to me"),
        ("You know what they do to me", "me", "You know what they do to me"),
        ("Who says “the action is the juice”?", "juice", "the action is the juice"),
        ("who said 'you know what they do to me'", "me", "You know what they do to me"),
        ("WHO SAID: YOU KNOW, WHAT THEY DO TO ME", "me", "You know what they do to me"),
        ("who said you know what they do to", "me", "You know what they do to me"),
        ('who said "the action is the jui', "juice", "the action is the juice"),
        ("who said “the juice”?", "juice", "the action is the juice"),
        ("who said “the action is the orange”", "juice", "the action is the juice"),
        ("who said in “Heat 2” that the action is the juice", "juice", "the action is the juice"),
        ("who in the '90s said you know what they do to me", "me", "You know what they do to me"),
        ("wer hat gesagt ich weiss was ihr von mir wollt", "wollt", "Ich weiß, was ihr von mir wollt"),
        ("Von wem ist „was ihr von mir wollt“?", "wollt", "Ich weiß, was ihr von mir wollt"),
        ("quién dijo el no esta aqui y no lo estara", "haya", "Él no está aquí y no lo estará más"),
        ("¿De quién es «no está aquí y no lo estará más»?", "haya", "Él no está aquí y no lo estará más"),
        ("qui a dit ce n'est pas a nous de le dire", "nous", "Ce n’est pas à nous de le dire"),
        ("De qui est « pas à nous de le dire » ?", "nous", "Ce n’est pas à nous de le dire"),
        ("chi ha detto non e per noi che lo fa", "noi", "Non è per noi che lo fa, è per lui"),
        ("Di chi è “non è per noi che lo fa”?", "noi", "Non è per noi che lo fa, è per lui"),
    ],
)
def test_words_of_an_article_find_their_place(question: str, article: str, words: str) -> None:
    """In any language, with quotation marks or without, the sentence with the words is quoted first."""
    answer = ask(question)
    assert answer.verdict is Verdict.ANSWER
    assert answer.excerpts[0].article.id == article
    assert words in answer.excerpts[0].quote
    assert answer.excerpts[0].is_verbatim
    assert StepCode.VERBATIM in {step.code for step in answer.explanation.steps}


@pytest.mark.parametrize(
    "question",
    [
        "who said you know what",
        "who said the action was a juice",
        "what do they do",
        "who said “what they are to him”",
        "who said “”",
        "who said “you”",
        "what is love",
    ],
)
def test_other_words_find_no_place(question: str) -> None:
    """Fewer or other words than those of an article do not name a place in it."""
    assert StepCode.VERBATIM not in {step.code for step in ask(question).explanation.steps}


@pytest.mark.parametrize(
    "question",
    ["when does “Heat 2” begin filming?", "when does filming on heat 2 begin in chicago", "when does 'filming' begin?"],
)
def test_a_question_for_the_state_is_answered_as_before(question: str) -> None:
    """The name of the film, and the words of an article that asks the same, are no place that is looked for."""
    answer = ask(question)
    assert "August" in answer.excerpts[0].quote
    assert StepCode.VERBATIM not in {step.code for step in answer.explanation.steps}


def test_the_origin_of_repeated_words_is_quoted() -> None:
    """If several articles hold the words, the first of them is quoted, and the others are named."""
    _, text = PLACES["juice"]
    answer = ask("who said the action is the juice", {"first": ("en", text), "second": ("en", text), **NEWS})
    assert [excerpt.article.id for excerpt in answer.excerpts] == ["first"]
    assert [article.id for article in answer.excerpts[0].also_in] == ["second"]


def test_newer_words_on_the_topic_do_not_hide_the_place() -> None:
    """The words that are asked for are quoted although a newer article states something else."""
    texts = {
        "old": ("en", "“The budget of Heat 2 is 150 million dollars,” the producer Scott Stuber told reporters."),
        "new": ("en", "“The budget of Heat 2 is 180 million dollars,” the producer Scott Stuber told reporters."),
    }
    answer = ask("who said the budget of heat 2 is 150 million dollars", texts)
    assert [excerpt.article.id for excerpt in answer.excerpts] == ["old"]
    assert not answer.excerpts[0].older


def test_a_run_over_two_sentences_is_quoted_whole() -> None:
    """If the words begin in one sentence and end in the next, both are quoted."""
    quote = ask("who said “what they do to me they make me laugh”").excerpts[0].quote
    assert quote.startswith("“You know what they do to me? They make me laugh,” Mann")


@pytest.mark.parametrize(
    "words", ["good morning to all of you", "what is the latest on all of this", "thank you so much for that"]
)
def test_quoted_small_talk_is_no_small_talk(words: str) -> None:
    """A greeting or a question for the news that an article quotes is found in it."""
    answer = ask(f"who said “{words}”", {"a": ("en", f"He came in at noon. “{words},” said Mann at the door."), **NEWS})
    assert answer.excerpts[0].article.id == "a"
    assert words in answer.excerpts[0].quote


def test_what_was_published_later_or_removed_is_not_found() -> None:
    """Neither an article of a later day nor the former text of an article is quoted."""
    _, text = PLACES["me"]
    later = make_article("later", text, "2026-12-01")
    other = make_article("other", "Nothing is known about it.", "2026-05-01")
    assert not engine_over([later, other]).answer("who said you know what they do to me", AS_OF).excerpts


def test_words_in_thousands_of_passages_are_read_in_few() -> None:
    """However many passages hold the words, at most MAX_READ are read, and one of them is quoted."""
    texts = [f"“You know what they do to me in case {number},” Mann told a magazine." for number in range(300)]
    stored = [make_article(str(n), text, "2026-05-01") for n, text in enumerate(texts)]
    answer = engine_over(stored).answer("who said you know what they do to me", AS_OF)
    assert 0 < len(answer.excerpts) <= MAX_READ
    assert "You know what they do to me" in answer.excerpts[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "na " * 200,
        "“na na na na” " * 40,
        '"' * 600,
        "'na" * 200,
        "who said “" + "na " * 190,
        "« “ „ ' \" ' „ “ »",
        "who said “\ud800 \ud800 \ud800 \ud800”",
        "who said “\u0301\u0301 \u200b \u200b na”",
    ],
)
def test_hostile_questions_are_answered(question: str) -> None:
    """Endless repetitions, lone marks and broken characters get an answer or none, but no error."""
    texts = {"one": ("en", "na " * 20_000 + "\n\n" + "na" * 50_000), "two": ("en", "A song: na na na na. He sings it.")}
    answer = ask(question, texts)
    assert all(excerpt.is_verbatim for excerpt in answer.excerpts)


def test_a_quotation_of_the_shortest_findable_length() -> None:
    """MIN_RUN_WORDS common words are found wherever they stand in a passage."""
    words = [
        "he",
        "was",
        "not",
        "there",
        "and",
        "we",
        "were",
        "with",
        "them",
        "for",
        "what",
        "it",
        "had",
        "been",
        "to",
        "all",
        "of",
        "us",
    ]
    texts = {"a": ("en", " ".join(words)), **NEWS}
    for start in range(len(words) - MIN_RUN_WORDS + 1):
        answer = ask(f"who said “{' '.join(words[start : start + MIN_RUN_WORDS])}”", texts)
        assert answer.excerpts[0].article.id == "a"
