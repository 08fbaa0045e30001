"""A question that is asked after another one: what it lacks is taken from the former question.

The result is a question that stands alone, so it is searched, cached and asked again like any other. For the question
"and who plays him?" after "is Neil McCauley in it", it is "and who plays him, Neil McCauley?".
"""

from __future__ import annotations

from typing import Final

from bot.search.accents import unaccented
from bot.search.asked_topics import asked_concepts, asked_topics
from bot.search.follow_up.reference_words import (
    asks_again,
    asks_for_others,
    expanded,
    goes_on,
    has_word,
    refers_to_statement,
    words_of_kind,
)
from bot.search.follow_up.rephrasing import (
    MARKS,
    Analyse,
    has_other_content,
    shortened,
    topic_of,
    unlisted_words,
    with_film,
    with_replaced,
    with_topic,
    without_beginning,
)
from bot.search.language.language_data import LanguageData
from bot.search.language.question import AnalysedQuestion, QuestionWord, Role
from bot.search.small_talk import small_talk

_MIN_CERTAINTY: Final = 0.5
"""Minimum probability of the likeliest intent for words without a known topic to be a question of their own."""
_FEW_WORDS: Final = 3
"""Maximum number of words of a question without any topic: "where?", "in Germany?". More words have a meaning."""
_MORE_WORDS: Final = 6
"""The same for a question that begins with "and" or refers to a statement: "what did he say about that"."""
_ROLES: Final = ("role_who", "character_of")
"""The intents of questions about a certain role or actor."""
_MIN_ROLE_SHARE: Final = 0.3
"""Minimum probability of these intents for a question without a name to lack one."""
_CASTING: Final = (*_ROLES, "is_in_it")
"""The intents of questions about one member of the cast."""
_CAST: Final = "cast"
"""The concept of the whole cast."""
_PERSON: Final = "who"
_PLACE: Final = "where"
_WORK: Final = "work"


def follow_up(text: str, former_text: str, analyse: Analyse, data: LanguageData) -> str:
    """Return a question that stands alone: the question's own words, and what they lack of the former question.

    A question that lacks nothing is returned as it is, and so is small talk. After one that asks nothing new, such as
    "really?" and "source?", the former question is answered again.
    """
    if asks_for_others(text):
        return _question_for_others(analyse(former_text), data)
    return former_text if asks_again(text) else _with_missing(expanded(text), former_text, analyse, data)


def _question_for_others(former: AnalysedQuestion, data: LanguageData) -> str:
    """Return the question that "who else?" asks: after one about a role, for the cast, and else the former one again.

    The answer to the former question has all that is known, and quotes after its first one.
    """
    intents = data.intents.probabilities(former.meaning)
    is_casting = _persons(former) and sum(intents.get(each, 0.0) for each in _CASTING) >= _MIN_ROLE_SHARE
    examples = data.concepts[_CAST].examples if is_casting and _CAST in data.concepts else {}
    return next((examples[each] for each in former.languages if each in examples), former.text)


def _with_missing(text: str, former_text: str, analyse: Analyse, data: LanguageData) -> str:
    question, former = analyse(text), analyse(former_text)
    if _asks_nothing(question, data) or _asks_nothing(former, data):
        return text
    own = text.strip(MARKS)
    if film := _other_film(question, former, data):
        return f"{shortened(with_film(former, film, data.subject.title_words))}?"
    if _asks_of_place(question, former, data):
        return f"{shortened(with_replaced(former, question))}?"
    if _lacks_topic(question, data):
        asked = with_topic(own, shortened(topic_of(former, question, own, analyse)), analyse) if question.kinds else ""
        return f"{asked or shortened(with_replaced(former, question))}?"
    taken = ", ".join(_taken_names(question, former, data)) or _unnamed_person(question, former, data)
    return f"{own}, {shortened(taken)}?" if taken else text


def _unnamed_person(question: AnalysedQuestion, former: AnalysedQuestion, data: LanguageData) -> str:
    """Return the words of the former question for a person without a known name whom a pronoun may mean, else ''."""
    if not has_word(question, "person") or _persons(question):
        return ""
    return without_beginning(former) if _asks_for_person(former, data) else unlisted_words(former)


def _asks_nothing(question: AnalysedQuestion, data: LanguageData) -> bool:
    """Return whether a message is no question: "hello" or "lol", but not "and now?", which goes on with one."""
    if not question.words or small_talk(question, data.intents):
        return True
    return question.says_nothing and not goes_on(question)


def _asks_of_place(question: AnalysedQuestion, former: AnalysedQuestion, data: LanguageData) -> bool:
    """Return whether the question asks the same of a place: "when in France?" after "when does it come out".

    By its meaning alone it is a question about a release abroad, but only because of the place.
    """
    if question.topics or has_other_content(question) or _names_film(question) or question.about_original:
        return False
    is_of_place = bool(question.names) and all(name.kind == _PLACE for name in question.names)
    if not is_of_place or _asked_kinds(former, data).isdisjoint(question.kinds):
        return False
    # Verbs are among the common words: "wo läuft er in Italien?" is a question of its own.
    others = _words_beside_names(question)
    return len(others) <= _FEW_WORDS and not any(word.role is Role.COMMON for word in others)


def _words_beside_names(question: AnalysedQuestion) -> list[QuestionWord]:
    """Return the words that are neither of a name nor a preposition, an article or a word such as "and"."""
    named = {number for numbers in question.name_words for number in numbers}
    joining = frozenset[str]().union(
        *(words_of_kind(question, kind) for kind in ("preposition", "article", "beginning"))
    )
    others = (word for number, word in enumerate(question.words) if number not in named)
    return [word for word in others if unaccented(word.token.plain) not in joining]


def _lacks_topic(question: AnalysedQuestion, data: LanguageData) -> bool:
    """Return whether the question does not say what it is about: "and where?", "when was that", "and De Niro?"."""
    if _names_film(question):
        return False
    # Whatever its meaning is like: "and in Italy?" alone resembles a question about a release abroad.
    if goes_on(question) and not (question.topics or question.kinds or has_other_content(question)):
        return _size(question) <= _MORE_WORDS
    if asked_topics(question, data):
        return False
    if not goes_on(question) and not refers_to_statement(question):
        asks_for_name = bool(question.kinds and question.names)  # "who is Waingro"
        return _size(question) <= _FEW_WORDS and not has_other_content(question) and not asks_for_name
    if not has_other_content(question):
        return _size(question) <= _MORE_WORDS
    certainty = max(data.intents.probabilities(question.meaning).values(), default=0.0)
    return _size(question) <= _MORE_WORDS and certainty < _MIN_CERTAINTY


def _other_film(question: AnalysedQuestion, former: AnalysedQuestion, data: LanguageData) -> str:
    """Return the film about which the former question is asked again: the original for "and the first one?".

    '' for any other question.
    """
    original = data.subject.original
    has_time = question.times and not question.about_original  # its year is a time, too
    names_film = question.about_original or _names_film(question)
    is_only_film = names_film and not (question.kinds or question.names or has_time)
    if not original or not is_only_film or question.about_original == former.about_original:
        return ""
    if question.topics or has_other_content(question) or _size(question) > _MORE_WORDS:
        return ""
    # By title and year any question about it is recognised.
    return f"{original.title} {original.year}" if question.about_original else data.subject.title


def _names_film(question: AnalysedQuestion) -> bool:
    return any(word.role is Role.SUBJECT for word in question.words)


def _size(question: AnalysedQuestion) -> int:
    """Return the number of words; a name or a time counts as one."""
    longer = sum(len(numbers) - 1 for numbers in question.name_words)
    for time in question.times:
        longer += max(0, sum(time.start <= word.token.start < time.end for word in question.words) - 1)
    return len(question.words) - longer


def _taken_names(question: AnalysedQuestion, former: AnalysedQuestion, data: LanguageData) -> list[str]:
    """Return the names of the former question that the pronouns of the question stand for."""
    if question.names:
        return []
    persons = _persons(former)
    if persons and (_means_person(question, data) or (len(persons) > 1 and has_word(question, "people"))):
        return persons
    if not has_word(question, "thing") or _names_film(question):
        return []
    works = [name.label for name in former.names if name.kind == _WORK]
    original = data.subject.original
    is_original = original and former.about_original and not question.about_original
    return works or ([f"{original.title} {original.year}"] if original and is_original else [])


def _means_person(question: AnalysedQuestion, data: LanguageData) -> bool:
    """Return whether the question is about somebody whom it does not name: "how old is he", "¿quién lo interpreta?"."""
    if has_word(question, "person"):
        return True
    intents = data.intents.probabilities(question.meaning)
    return not has_other_content(question) and sum(intents.get(each, 0.0) for each in _ROLES) >= _MIN_ROLE_SHARE


def _persons(question: AnalysedQuestion) -> list[str]:
    return [name.label for name in question.names if name.kind == _PERSON]


def _asks_for_person(question: AnalysedQuestion, data: LanguageData) -> bool:
    """Return whether the answer is a person, whom a later pronoun may mean: "who directs it"."""
    return _PERSON in _asked_kinds(question, data)


def _asked_kinds(question: AnalysedQuestion, data: LanguageData) -> frozenset[str]:
    """Return the kinds of answer that the question asks for by its words, else by its topics: "release date"."""
    return frozenset(question.kinds or (data.concepts[concept].expects for concept in asked_concepts(question, data)))
