"""A question that is asked after another one is completed from it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain import Reason, ReasonCode
from bot.search.engine import SearchEngine
from bot.search.follow_up.reference_words import asks_again, expanded
from bot.search.follow_up.rephrasing import MAX_TAKEN
from bot.search.language.tokens import tokenize
from tests.articles import make_article
from tests.engines import engine_over
from tests.quality.suites import load_suite

DAY = date(2026, 3, 10)
ARTICLES = (
    make_article("start", "Filming of Heat 2 starts in August.", "2026-03-01"),
    make_article("place", "Heat 2 will be filmed in Chicago.", "2026-02-01"),
    make_article("exit", "Jodie Comer has left the project.", "2026-02-04"),
    make_article("role", "Austin Butler plays Chris Shiherlis in Heat 2.", "2026-02-03"),
)
ENGINE: SearchEngine = engine_over(ARTICLES)


def completed(former: str, question: str) -> str:
    """Return the question as it is understood after the former one."""
    return ENGINE.follow_up(question, former, DAY)


@pytest.mark.parametrize(
    ("former", "question", "understood"),
    [
        ("When does filming start?", "and where?", "and where filming?"),
        ("Wann beginnen die Dreharbeiten?", "und wo?", "und wo die Dreharbeiten?"),
        ("¿Cuándo empieza el rodaje?", "¿y dónde?", "y dónde el rodaje?"),
        ("Quand commence le tournage ?", "et où ?", "et où le tournage?"),
        ("Quando iniziano le riprese?", "e dove?", "e dove le riprese?"),
    ],
)
def test_a_question_for_something_else_takes_the_topic(former: str, question: str, understood: str) -> None:
    """The topic is taken, and not the word that told what was asked before: filming starts on a day, not at a place."""
    assert completed(former, question) == understood


@pytest.mark.parametrize(
    ("former", "question", "understood"),
    [
        ("Is Neil McCauley in it?", "and who plays him?", "and who plays him, Neil McCauley?"),
        ("Who plays Neil McCauley?", "how old is he", "how old is he, Neil McCauley?"),
        ("Kommt Vincent Hanna vor?", "und wer spielt ihn?", "und wer spielt ihn, Vincent Hanna?"),
        ("¿Sale Vincent Hanna?", "¿y quién lo interpreta?", "y quién lo interpreta, Vincent Hanna?"),
        ("est-ce que Hanna revient", "et qui le joue ?", "et qui le joue, Vincent Hanna?"),
        ("c'è Vincent Hanna?", "e chi lo interpreta?", "e chi lo interpreta, Vincent Hanna?"),
        ("Is Ana de Armas in it?", "what is her role?", "what is her role, Ana de Armas?"),
        ("how long was the first heat", "and who directed it?", "and who directed it, Heat 1995?"),
        ("is comer in it", "why did she leave", "why did she leave, comer?"),
        ("when did Collateral come out", "and who wrote it", "and who wrote it, Collateral?"),
        ("who directs heat 2", "how old is he", "how old is he, directs heat 2?"),
    ],
)
def test_pronouns_stand_for_names(former: str, question: str, understood: str) -> None:
    """A pronoun gets the name that it stands for, else the words for the person whom the former question asked for."""
    assert completed(former, question) == understood


@pytest.mark.parametrize(
    ("former", "question", "understood"),
    [
        ("Is Al Pacino in it?", "and De Niro?", "Is De Niro in it?"),
        ("Kommt Al Pacino vor?", "und De Niro?", "Kommt De Niro vor?"),
        ("¿Sale Al Pacino?", "¿y De Niro?", "Sale De Niro?"),
        ("Al Pacino revient ?", "et De Niro ?", "De Niro revient?"),
        ("Torna Al Pacino?", "e De Niro?", "Torna De Niro?"),
        ("when does it come out in France", "and in Germany?", "when does it come out in Germany?"),
        ("was filming planned for 2025", "and for 2026?", "was filming planned for 2026?"),
        ("when does it come out in the uk", "and in italy?", "when does it come out in italy?"),
        ("when does it come out in italy", "and the uk?", "when does it come out in the uk?"),
        ("when is the premiere in the Netherlands", "and Belgium?", "when is the premiere in Belgium?"),
        ("release date uk", "and in italy?", "release date italy?"),
        ("was filming planned for the summer of 2025", "and for 2026?", "was filming planned for 2026?"),
        ("wann startet er in der Schweiz", "und in Italien?", "wann startet er in Italien?"),
        ("quand sort-il aux états-unis", "et en allemagne ?", "quand sort-il en allemagne?"),
        ("quand sort-il en France", "et aux États-Unis ?", "quand sort-il aux États-Unis?"),
        ("When does Heat 2 come out?", "and in Germany?", "When does Heat 2 come out, and in Germany?"),
        ("when does it come out", "and in France?", "when does it come out, and in France?"),
        ("when does it come out", "and in the Netherlands?", "when does it come out, and in the Netherlands?"),
        ("wann startet er", "und in Deutschland?", "wann startet er, und in Deutschland?"),
        ("cuándo se estrena", "¿y en España?", "cuándo se estrena, ¿y en España?"),
        ("quand sort-il", "et en Belgique ?", "quand sort-il, et en Belgique?"),
        ("quando esce", "e in Svizzera?", "quando esce, e in Svizzera?"),
        ("when does filming start", "and the premiere in France?", "and the premiere in France?"),
        ("When does filming start?", "when was that?", "when was that: filming start?"),
        ("When does Heat 2 come out, and in Germany?", "why?", "why: Heat 2 come out, and in Germany?"),
        ("Is Jodie Comer in it?", "what did Mann say about that?", "what did Mann say about that: Jodie Comer in it?"),
        ("gab es einen Unfall", "was sagt Mann dazu?", "was sagt Mann dazu: Unfall?"),
        ("¿Se rueda en Chicago?", "¿entonces dónde?", "entonces dónde rueda?"),
    ],
)
def test_a_question_without_a_topic_asks_the_same_again(former: str, question: str, understood: str) -> None:
    """Another name, place or time takes the place of the former one; other words follow the former question."""
    assert completed(former, question) == understood


@pytest.mark.parametrize(
    ("former", "question", "understood"),
    [
        ("when does it come out", "when in France?", "when does it come out, when in France?"),
        ("when does it come out", "and when in the US?", "when does it come out, and when in the US?"),
        ("when does it come out in France", "when is it in Italy?", "when does it come out in Italy?"),
        ("release date uk", "when in France?", "release date France?"),
        ("when does filming start", "when in Chicago?", "when does filming start, when in Chicago?"),
        ("where is it filmed", "where in France?", "where is it filmed, where in France?"),
        ("who distributes it", "who in France?", "who distributes it, who in France?"),
        ("wann startet er", "wann in Italien?", "wann startet er, wann in Italien?"),
        ("wo wird gedreht", "wo in den USA?", "wo wird gedreht, wo in den USA?"),
        ("cuándo se estrena", "¿cuándo en México?", "cuándo se estrena, ¿cuándo en México?"),
        ("cuándo se estrena en España", "¿cuándo en México?", "cuándo se estrena en México?"),
        ("quand sort-il", "quand en Italie ?", "quand sort-il, quand en Italie?"),
        ("quand sort-il", "c'est quand au Canada ?", "quand sort-il, c'est quand au Canada?"),
        ("quando esce", "quand'è in francia?", "quando esce, quand'è in francia?"),
        ("quando esce in Francia", "e quando negli Stati Uniti?", "quando esce negli Stati Uniti?"),
    ],
)
def test_the_same_is_asked_of_a_place(former: str, question: str, understood: str) -> None:
    """A question word of the former question's kind and a place name no topic, whatever such questions mostly mean."""
    assert completed(former, question) == understood


@pytest.mark.parametrize(
    ("former", "question"),
    [
        ("when does it come out", "where is it filmed in France?"),
        ("where is it filmed", "where is it set in Chicago?"),
        ("where is it filmed", "when in Italy?"),
        ("when does it come out", "when does filming start in France?"),
        ("when does it come out", "when in theaters in France?"),
        ("when does it come out", "when is Heat 2 in France?"),
        ("when does it come out", "when was the original in France?"),
        ("when does it come out", "who is in it"),
        ("how much did it cost", "how much did it make in France?"),
        ("hello", "when in France?"),
        ("wann startet er", "wo wird in Italien gedreht?"),
        ("wo wird gedreht", "wo läuft er in Italien?"),
        ("cuándo se estrena", "¿dónde se rueda en México?"),
        ("quand sort-il", "où est-il tourné en France ?"),
        ("quando esce", "quando si gira in Francia?"),
    ],
)
def test_a_question_of_a_place_with_a_topic_stays(former: str, question: str) -> None:
    """A word that names a topic, or another question word, makes it a question of its own."""
    assert completed(former, question) == question


@pytest.mark.parametrize(
    ("former", "question", "understood"),
    [
        ("How long is Heat 2?", "and the first one?", "How long is Heat 1995?"),
        ("Wie lang ist Heat 2?", "und der erste?", "Wie lang ist Heat 1995?"),
        ("¿Cuánto dura?", "¿y la primera?", "Cuánto dura, Heat 1995?"),
        ("Combien dure le film ?", "et le premier ?", "Combien dure Heat 1995?"),
        ("Quanto dura Heat 2?", "e quello del 1995?", "Quanto dura Heat 1995?"),
        ("Quanto dura l’originale?", "e Heat 2?", "Quanto dura Heat 2?"),
        ("Combien durait le premier ?", "et Heat 2 ?", "Combien durait Heat 2?"),
    ],
)
def test_the_same_is_asked_about_the_other_film(former: str, question: str, understood: str) -> None:
    """A question that names nothing but the other film puts it in the place of the former one's."""
    assert completed(former, question) == understood


@pytest.mark.parametrize("former", ["When does filming start?", "Who plays Neil McCauley?", "hello", ""])
@pytest.mark.parametrize(
    "question",
    [
        "what is the budget?", "and the budget?", "wie hoch ist das Budget?", "who is Al Pacino playing",
        "which phone should i buy", "thanks!", "danke", "tell me a joke", "when does heat 2 come out", "",
    ],
)  # fmt: skip
def test_a_question_that_lacks_nothing_stays(former: str, question: str) -> None:
    """A question with a topic of its own, small talk and an empty message are left as they are."""
    assert completed(former, question) == question


def test_nothing_is_taken_from_small_talk() -> None:
    """A question after a greeting is left as it is."""
    assert completed("hello", "and where?") == "and where?"


def test_a_completed_question_is_answered() -> None:
    """The completed question finds the passage that the short one alone does not find."""
    answer = ENGINE.answer(completed("When does filming start?", "and where?"), DAY)
    assert answer.excerpts[0].article.id == "place"
    answer = ENGINE.answer(completed("Is Chris Shiherlis in it?", "and who plays him?"), DAY)
    assert answer.excerpts[0].article.id == "role"


def test_most_questions_stand_alone() -> None:
    """Few of the questions of a suite, which were asked alone, are taken for follow-ups of another one."""
    questions = [question.text for question in load_suite("sixth").questions if question.answerable]
    changed = [text for text in questions if completed("Is Al Pacino in it?", text) != text]
    assert len(changed) <= 0.05 * len(questions), changed


_PARTS = (
    "and",
    "where",
    "when",
    "him",
    "it",
    "that",
    "Al Pacino",
    "Collateral",
    "filming",
    "2026",
    "wo",
    "?",
    "und",
    "¿",
)
_QUESTIONS = st.lists(st.sampled_from(_PARTS), max_size=6).map(" ".join) | st.text(max_size=60)


@settings(max_examples=60, deadline=None)
@given(_QUESTIONS, _QUESTIONS)
@example("", "OU")
def test_no_word_is_lost(former: str, question: str) -> None:
    """Whatever is asked after whatever: a name, time or word is in the result, and the rest is from the former one."""
    understood = completed(former, question)
    analysed = ENGINE.analyse(question, DAY)
    # To "true?", the former question is answered again.
    if understood == question or asks_again(question):
        return
    words = {token.plain for token in tokenize(understood)}
    assert {word.token.plain for word in analysed.content if word.token.plain == word.typed} <= words
    # A bare "où" is read as "et où".
    known = former, question, expanded(question), *_labels(former)
    assert words <= {token.plain for text in known for token in tokenize(text)} | {"heat", "1995"}


def _labels(text: str) -> list[str]:
    return [name.label for name in ENGINE.analyse(text, DAY).names]


@settings(max_examples=20, deadline=None)
@given(st.text("ab ", min_size=1, max_size=2 * MAX_TAKEN))
def test_a_long_conversation_does_not_grow_without_end(former: str) -> None:
    """At most MAX_TAKEN characters are taken, so that a long chain of questions keeps the last words."""
    assert len(completed(f"filming {former}", "and where?")) <= MAX_TAKEN + len("and where? ")


@pytest.mark.parametrize(
    ("former", "question"),
    [
        ("Kommt Al Pacino vor?", "wie alt ist er?"),
        ("¿Sale Al Pacino?", "¿cuántos años tiene él?"),
        ("Al Pacino revient ?", "quel âge a-t-il ?"),
        ("Torna Al Pacino?", "quanti anni ha lui?"),
    ],
)
def test_persons_in_each_language(former: str, question: str) -> None:
    """A pronoun for a person takes the name in each language."""
    assert "Al Pacino" in completed(former, question)


@pytest.mark.parametrize(
    "question", ["quien hace de Chris", "chi sono gli attori", "le tournage c'est pour quand", "wird das Buch gut sein"]
)
def test_articles_are_no_pronouns(question: str) -> None:
    """An article that is written like a pronoun stands for nobody."""
    assert completed("Is Al Pacino in it?", question) == question


WHERE = {"en": "where?", "de": "wo?", "es": "¿dónde?", "fr": "où ?", "it": "dove?"}
FORMER = {
    "en": "When does filming start?",
    "de": "Wann beginnen die Dreharbeiten?",
    "es": "¿Cuándo empieza el rodaje?",
    "fr": "Quand commence le tournage ?",
    "it": "Quando iniziano le riprese?",
}


@pytest.mark.parametrize("language", WHERE)
def test_a_word_alone_asks_for_something_else(language: str) -> None:
    """A reply of one word asks where, of the topic before; alone it gets the line that asks for more."""
    question = completed(FORMER[language], WHERE[language])
    analysed = ENGINE.analyse(question, DAY)
    assert "where" in analysed.kinds
    assert "location" in analysed.topic_concepts
    first = ENGINE.answer(question, DAY).excerpts[0]
    assert first.article.id == "place"
    assert ENGINE.answer(WHERE[language], DAY).reason == Reason(ReasonCode.TOO_VAGUE)


@pytest.mark.parametrize(
    ("language", "messages"),
    [
        ("en", "source?|really?|Seriously??|says who?|what?|is that true?|are you sure|and?|what's the source?"),
        ("de", "Quelle?|echt?|im Ernst?|wer sagt das?|was?|stimmt das?|sicher?|und?|Woher weißt du das?"),
        ("es", "¿fuente?|¿en serio?|¿de verdad?|¿quién lo dice?|¿qué?|¿seguro?|¿y?"),
        ("fr", "source ?|la source ?|vraiment ?|sérieusement ?|c'est vrai ?|qui le dit ?|quoi ?|t'es sûr ?|et ?"),
        ("it", "fonte?|la fonte?|davvero?|sul serio?|chi lo dice?|cosa?|sicuro?|e?"),
    ],
)
def test_doubt_and_a_question_for_the_source_ask_again(language: str, messages: str) -> None:
    """A reply that doubts, or asks for the source, gets the former answer, which names it; alone it is too vague."""
    for message in messages.split("|"):
        assert completed(FORMER[language], message) == FORMER[language]
        assert ENGINE.answer(message, DAY).reason == Reason(ReasonCode.TOO_VAGUE), message


@pytest.mark.parametrize("message", ["who?", "why?", "warum?", "¿por qué?", "pourquoi ?", "perché?", "how?", "when?"])
def test_other_words_alone_are_completed(message: str) -> None:
    """Who, why, how and when take the topic before, and alone they get the line that asks for more."""
    assert "filming" in completed(FORMER["en"], message)
    assert ENGINE.answer(message, DAY).reason == Reason(ReasonCode.TOO_VAGUE)


@pytest.mark.parametrize(
    "message",
    [
        "when was that said?", "is that confirmed?", "since when?", "still true?", "von wann ist das?",
        "stimmt das noch?",
        "¿cuándo lo dijo?", "¿es oficial?", "ça date de quand ?", "c'est officiel ?", "quando l'ha detto?",
        "è confermato?", "who said that?", "according to whom?", "wer sagte das?", "¿quién lo dijo?", "qui l'a dit ?",
        "chi l'ha detto?", "and before that?", "und davor?", "¿y antes?", "et avant ?", "e prima?",
    ],
)  # fmt: skip
def test_a_question_for_the_source_is_answered_by_the_former_answer(message: str) -> None:
    """The former answer shows when and by whom something was said, and what was said before."""
    assert completed("when does it come out", message) == "when does it come out"
    assert ENGINE.answer(message, DAY).reason == Reason(ReasonCode.TOO_VAGUE)


@pytest.mark.parametrize(
    ("former", "message", "understood"),
    [
        ("who plays hanna", "who else?", "Who is in the cast?"),
        ("is pacino in it", "and who else", "Who is in the cast?"),
        ("wer spielt hanna", "und wer noch?", "Wer spielt in Heat 2 mit?"),
        ("¿quién hace de Hanna?", "¿quién más?", "¿Quién está en el reparto?"),
        ("qui joue Hanna ?", "et qui d'autre ?", "Qui joue dans Heat 2 ?"),
        ("chi interpreta Hanna?", "chi altro?", "Chi c'è nel cast?"),
        ("who wrote the screenplay", "who else", "who wrote the screenplay"),
        ("where is it filmed", "where else?", "where is it filmed"),
    ],
)
def test_a_question_for_others_asks_for_the_cast_or_again(former: str, message: str, understood: str) -> None:
    """After a question about a role, "who else" asks for the cast; otherwise the former question is asked again."""
    assert completed(former, message) == understood


@pytest.mark.parametrize("message", ["lol", "nice", "wow"])
def test_a_reaction_takes_nothing_of_the_former_question(message: str) -> None:
    """A word without meaning is not answered with the former answer once more."""
    assert completed("When does filming start?", message) == message
