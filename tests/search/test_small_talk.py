"""Messages that no article can answer are recognised, and are not searched for."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain import ReasonCode, SmallTalk, Verdict
from bot.search.meaning.intents import shipped_intents
from bot.search.small_talk import small_talk
from tests.articles import make_article
from tests.engines import engine_over
from tests.quality.suites import SUITES, load_suite

DAY = date(2026, 3, 10)
ENGINE = engine_over(
    [
        make_article(
            "a",
            "Good morning, thanks and goodbye, said Michael Mann. Filming of Heat 2 starts in August, the bot writes.",
            "2026-03-01",
        )
    ]
)


def kind_of(text: str) -> SmallTalk | None:
    """Return the kind of small talk that a message is."""
    return small_talk(ENGINE.analyse(text, DAY), shipped_intents())


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
        (
            SmallTalk.ABOUT_THE_BOT,
            [
                "good bot", "who are you?", "are you real", "are you chatgpt", "wer bist du", "qui es-tu", "chi sei",
                "you suck", "dummer Bot", "eres tonto", "t'es nul comme bot", "sei stupido",
            ],
        ),
        (SmallTalk.HELP, ["help", "what can you do", "can you help me", "hilfe", "was kannst du", "ayuda", "aiuto"]),
        (
            SmallTalk.COMMAND,
            [
                "tell me a joke", "write a poem about heat 2", "delete this", "translate this", "remind me on friday",
                "erzähl mir einen Witz", "cuéntame un chiste", "raconte une blague", "raccontami una barzelletta",
            ],
        ),
        (
            SmallTalk.INSULT,
            [
                "kill yourself", "KYS bot", "go kill yourself pls", "shut up!", "fuck you", "i hate you", "halt's Maul",
                "halt die Klappe", "bring dich um", "stirb", "ich hasse dich", "¡Cállate!", "muérete", "ta gueule",
                "tue-toi", "stai zitto", "ti odio",
            ],
        ),
        (
            SmallTalk.DISTRESS,
            [
                "i want to die", "I'm suicidal", "i don't want to live anymore", "suicide", "ich will sterben",
                "ich bring mich um", "quiero morir", "j'ai envie de mourir", "voglio morire",
            ],
        ),
        (SmallTalk.GREETING, ["how are you?", "how's it going", "wie geht's?", "¿qué tal?", "ça va ?", "come stai?"]),
        (
            SmallTalk.REACTION,
            [
                "lol", "ahahaha", "jajajaja", "mdrrr", "wow!", "can't wait", "too bad", "ok", "krass", "schade",
                "ich freu mich", "qué guay", "qué lástima", "vale", "no puedo esperar", "génial !", "j’ai hâte",
                "d'accord", "dommage", "che figata", "peccato", "non vedo l'ora", "va bene", "boh",
            ],
        ),
        (SmallTalk.GREETING, ["hola", "ehi", "moin", "bonsoir", "como estas", "come butta"]),
        (SmallTalk.ABOUT_THE_BOT, ["t'es qui", "qué puedes hacer"]),
        (SmallTalk.OPINION, ["what do you think", "what do you think of heat 2", "what's your favourite film"]),
    ],
)  # fmt: skip
def test_small_talk_gets_no_search(kind: SmallTalk, texts: list[str]) -> None:
    """Each kind is recognised in any language; the answer has that kind as its reason, and nothing is quoted."""
    for text in texts:
        answer = ENGINE.answer(text, DAY)
        assert (text, answer.reason.code, answer.reason.small_talk) == (text, ReasonCode.SMALL_TALK, kind)
        assert (answer.verdict, answer.excerpts, answer.nearest) == (Verdict.NONE, (), ())


@pytest.mark.parametrize("text", ["and?", "y?", "und?", "et ?", "e?"])
def test_a_function_word_alone_is_no_small_talk(text: str) -> None:
    """A word that only asks to go on is too vague, and no greeting."""
    assert ENGINE.answer(text, DAY).reason.code is ReasonCode.TOO_VAGUE


@pytest.mark.parametrize(
    "text",
    [
        "hello, when does filming start", "thanks, and when does filming start?", "hey bot when does filming start",
        "gute nacht, wann beginnt der dreh", "how is it going with heat 2", "do you know who michael mann is",
        "merci Michael Mann", "is it going to be good?", "when is it, in the morning?", "",
        "goodbye de niro", "who do you think should play hanna", "show me the trailer",
        "how is it going with the script", "how are you filming it", "does hanna say kill yourself",
        "who dies in heat 2", "does somebody die", "when will they shut up about the release", "suicide squad",
        "stirb langsam", "est-ce que le flic va mourir",
    ],
)  # fmt: skip
def test_questions_among_courtesies_are_searched(text: str) -> None:
    """A message with a topic or a name is a question, whatever courtesies stand around it."""
    assert kind_of(text) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hola", "es"), ("gracias", "es"), ("qué pasada", "es"), ("merci !", "fr"), ("j'ai hâte", "fr"),
        ("grazie", "it"), ("non vedo l'ora", "it"), ("danke", "de"), ("cheers", "en"),
        ("ciao", ""), ("ok", ""), ("lol", ""), ("haha", ""),
    ],
)  # fmt: skip
def test_the_language_of_small_talk(text: str, language: str) -> None:
    """An interjection of one language is answered in it; one of several languages does not reveal the language."""
    assert ENGINE.answer(text, DAY).language == language


@pytest.mark.parametrize("text", ["really?", "seriously"])
def test_words_without_any_meaning_are_too_vague(text: str) -> None:
    """A message of nothing but words without a topic is no question, and nothing is quoted, not even as nearest."""
    answer = ENGINE.answer(text, DAY)
    assert ENGINE.analyse(text, DAY).says_nothing
    assert (answer.verdict, answer.reason.code, answer.nearest) == (Verdict.NONE, ReasonCode.TOO_VAGUE, ())


def test_small_talk_needs_no_articles() -> None:
    """A greeting is answered with a greeting even where there are no articles yet."""
    assert engine_over([]).answer("hello", DAY).reason.small_talk is SmallTalk.GREETING


def test_the_articles_words_do_not_change_small_talk() -> None:
    """An article that holds the words of a greeting is not quoted as its answer."""
    assert ENGINE.answer("good morning", DAY).verdict is Verdict.NONE


def test_no_answerable_question_is_small_talk() -> None:
    """No question of the quality suites that an article answers is taken for small talk."""
    questions = [question for suite in SUITES for question in load_suite(suite).questions]
    assert len(questions) > 1_000
    assert [question.text for question in questions if question.answerable and kind_of(question.text)] == []
