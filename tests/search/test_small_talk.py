"""Messages that no article can answer are recognised, and are not searched for."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain import Article, PublishedDate, ReasonCode, SmallTalk, Verdict
from bot.search.small_talk import small_talk
from tests.engines import engine_over

DAY = date(2026, 3, 10)
ENGINE = engine_over(
    [
        Article(
            "a",
            "Good morning, thanks and goodbye, said Michael Mann. Filming of Heat 2 starts in August, the bot writes.",
            published=PublishedDate(2026, 3, 1),
            language="en",
        )
    ]
)


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (
            SmallTalk.GREETING,
            [
                "hello", "hey folks", "good evening everyone", "moin zusammen", "guten Abend allerseits",
                "buenos días a todos", "hola buenas gente", "salut tout le monde", "bonsoir les gens",
                "ciao a tutti", "buonasera ragazzi",
            ],
        ),
        (SmallTalk.THANKS, ["thanks!", "thx", "hey, thank you", "danke", "gracias", "merci", "grazie"]),
        (SmallTalk.GOODBYE, ["bye", "good night", "tschüss", "gute nacht", "adiós", "bonne nuit", "arrivederci"]),
        (SmallTalk.ABOUT_THE_BOT, ["good bot", "who are you?", "are you real", "wer bist du", "qui es-tu", "chi sei"]),
        (SmallTalk.COMMAND, ["tell me a joke", "write a poem about heat 2", "erzähl mir einen Witz"]),
    ],
)  # fmt: skip
def test_small_talk_gets_no_search(kind: SmallTalk, texts: list[str]) -> None:
    """Each kind is recognised in any language; the answer has that kind as its reason, and nothing is quoted."""
    for text in texts:
        answer = ENGINE.answer(text, DAY)
        assert (text, answer.reason.code, answer.reason.small_talk) == (text, ReasonCode.SMALL_TALK, kind)
        assert (answer.verdict, answer.excerpts, answer.nearest) == (Verdict.NONE, (), ())


@pytest.mark.parametrize(
    "text",
    [
        "hello, when does filming start", "thanks, and when does filming start?", "hey bot when does filming start",
        "gute nacht, wann beginnt der dreh", "how is it going with heat 2", "do you know who michael mann is",
        "merci Michael Mann", "is it going to be good?", "when is it, in the morning?", "",
    ],
)  # fmt: skip
def test_questions_among_courtesies_are_searched(text: str) -> None:
    """A message with a topic or a name is a question, whatever courtesies stand around it."""
    assert small_talk(ENGINE._questions.analyse(text, DAY)) is None


def test_small_talk_needs_no_articles() -> None:
    """A greeting is answered with a greeting even where there are no articles yet."""
    assert engine_over([]).answer("hello", DAY).reason.small_talk is SmallTalk.GREETING


def test_the_articles_words_do_not_change_small_talk() -> None:
    """An article that holds the words of a greeting is not quoted as its answer."""
    assert ENGINE.answer("good morning", DAY).verdict is Verdict.NONE
