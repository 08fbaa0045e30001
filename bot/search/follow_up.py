"""A question that is asked after another one: what it lacks is taken from the former question.

The result is a question that stands alone, so it is searched, cached and asked again like any other. For the question
"and who plays him?" after "is Neil McCauley in it", it is "and who plays him, Neil McCauley?".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from itertools import groupby
from typing import Final

from bot.search.accents import unaccented
from bot.search.asked_topics import asked_concepts, asked_topics
from bot.search.language.data_files import read_data, read_sections
from bot.search.language.language_data import LanguageData
from bot.search.language.names import Name
from bot.search.language.question import AnalysedQuestion, QuestionWord, Role
from bot.search.language.tokens import tokenize
from bot.search.small_talk import small_talk

MAX_TAKEN: Final = 200
"""Maximum number of characters that are taken from the former question."""
_MIN_CERTAINTY: Final = 0.5
"""Minimum probability of the likeliest intent for words without a known topic to be a question of their own."""
_MAX_TRIED: Final = 6
"""Maximum number of words of the former question whose removal is tried. It bounds the time."""
_FEW_WORDS: Final = 3
"""Maximum number of words of a question without any topic: "where?", "in Germany?". More words have a meaning."""
_MORE_WORDS: Final = 6
"""Maximum number of words of one that begins with "and", or refers to what was said: "what did he say about that"."""
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
_ARTICLE: Final = re.compile(r"(?:\b(?:the|der|die|das|den|dem|el|la|le|il|lo)\s+|\bl['’]\s?)$", re.IGNORECASE)
"""An article at the end of a text. No title has one before it."""
_MARKS: Final = " \t\n?!.,;:…¿¡"


Analyse = Callable[[str], AnalysedQuestion]


def follow_up(text: str, former_text: str, analyse: Analyse, data: LanguageData) -> str:
    """Return a question that stands alone: the question's own words, and what they lack of the former question.

    A question that lacks nothing is returned as it is, and so is small talk. After one that asks nothing new, such as
    "really?" and "source?", the former question is answered again.
    """
    if _joined(text) in _whole_messages("others"):
        return _question_for_others(analyse(former_text), data)
    return former_text if asks_again(text) else _with_missing(_completed(text), former_text, analyse, data)


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
    own = text.strip(_MARKS)
    if film := _other_film(question, former, data):
        return f"{_cut(_with_film(former, film, data.subject.title_words))}?"
    if _asks_of_place(question, former, data):
        return f"{_cut(_with_replaced(former, question))}?"
    if _lacks_topic(question, data):
        asked = _with_topic(own, _cut(_topic_of(former, question, own, analyse)), analyse) if question.kinds else ""
        return f"{asked or _cut(_with_replaced(former, question))}?"
    taken = ", ".join(_taken_names(question, former, data)) or _unnamed_person(question, former, data)
    return f"{own}, {_cut(taken)}?" if taken else text


def _unnamed_person(question: AnalysedQuestion, former: AnalysedQuestion, data: LanguageData) -> str:
    """Return the words of the former question for whom a pronoun may mean if no known name does; '' without one."""
    if not _has(question, "person") or _persons(question):
        return ""
    return _without_beginning(former) if _asks_for_person(former, data) else _unlisted(former)


def _asks_nothing(question: AnalysedQuestion, data: LanguageData) -> bool:
    """Return whether a message is no question: "hello" or "lol", but not "and now?", which goes on with one."""
    if not question.words or small_talk(question, data.intents):
        return True
    return question.says_nothing and not _goes_on(question)


def asks_again(text: str) -> bool:
    """Return whether a message asks nothing of its own: whether something is true, who says so, or for more."""
    message = _joined(text)
    return message in _whole_messages("again") or message in _whole_messages("others")


def _completed(text: str) -> str:
    """Return a question with the word that it needs to be understood: French "où ?" may be the word for "or"."""
    for pair in _whole_messages("complete"):
        question, _, understood = pair.partition("=")
        if question == _joined(text):
            return understood.replace("_", " ")
    return text


def _joined(text: str) -> str:
    return "_".join(unaccented(token.plain) for token in tokenize(text))


@cache
def _whole_messages(kind: str) -> frozenset[str]:
    """Return what `data/follow_ups.txt` has under a kind in all languages: a word or two tell no language."""
    return frozenset[str]().union(*(words for name, words in _sections().items() if name.startswith(f"{kind} ")))


def _asks_of_place(question: AnalysedQuestion, former: AnalysedQuestion, data: LanguageData) -> bool:
    """Return whether the question asks the same of a place: "when in France?" after "when does it come out".

    By its meaning alone it is a question about a release abroad, but only because of the place.
    """
    if question.topics or _other_content(question) or _names_film(question) or question.about_original:
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
    joining = frozenset[str]().union(*(_words(question, kind) for kind in ("preposition", "article", "beginning")))
    others = (word for number, word in enumerate(question.words) if number not in named)
    return [word for word in others if unaccented(word.token.plain) not in joining]


def _lacks_topic(question: AnalysedQuestion, data: LanguageData) -> bool:
    """Return whether the question does not say what it is about: "and where?", "when was that", "and De Niro?"."""
    if _names_film(question):
        return False
    # Whatever its meaning is like: "and in Italy?" alone resembles a question about a release abroad.
    if _goes_on(question) and not (question.topics or question.kinds or _other_content(question)):
        return _size(question) <= _MORE_WORDS
    if asked_topics(question, data):
        return False
    if not _goes_on(question) and not _refers_to_statement(question):
        asks_for_name = bool(question.kinds and question.names)  # "who is Waingro"
        return _size(question) <= _FEW_WORDS and not _other_content(question) and not asks_for_name
    if not _other_content(question):
        return _size(question) <= _MORE_WORDS
    certainty = max(data.intents.probabilities(question.meaning).values(), default=0.0)
    return _size(question) <= _MORE_WORDS and certainty < _MIN_CERTAINTY


def _goes_on(question: AnalysedQuestion) -> bool:
    """Return whether the question begins with "and" or the like."""
    return question.words[0].token.plain in _words(question, "beginning")


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
    if question.topics or _other_content(question) or _size(question) > _MORE_WORDS:
        return ""
    # By title and year any question about it is recognised.
    return f"{original.title} {original.year}" if question.about_original else data.subject.title


def _with_film(former: AnalysedQuestion, film: str, title_words: Collection[str]) -> str:
    """Return the former question about this film: in place of the film that it names, or after it."""
    spans = list(_film_spans(former, title_words))
    if len(spans) != 1:
        return f"{_cut(former.text)}, {film}"
    [(first, last)] = spans
    return f"{_ARTICLE.sub('', former.text[:first])}{film}{former.text[last:]}"


def _film_spans(question: AnalysedQuestion, title_words: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of the words for a film that stand side by side. A title may be in a phrase, too."""

    def is_of_film(word: QuestionWord) -> bool:
        return word.role is Role.SUBJECT or word.token.plain in title_words

    for is_film, words in groupby(question.words, is_of_film):
        if is_film:
            tokens = [word.token for word in words]
            yield tokens[0].start, tokens[-1].end


def _refers_to_statement(question: AnalysedQuestion) -> bool:
    """Return whether a word such as "that" stands alone: in "that bridge" it is an article."""
    known, words = _words(question, "statement"), question.words
    return any(
        unaccented(word.token.plain) in known and (following is None or following.role is not Role.CONTENT)
        for word, following in zip(words, [*words[1:], None], strict=True)
    )


def _names_film(question: AnalysedQuestion) -> bool:
    return any(word.role is Role.SUBJECT for word in question.words)


def _other_content(question: AnalysedQuestion) -> bool:
    """Return whether the question has words with a topic that are in no known phrase."""
    return any(not word.in_phrase for word in question.content)


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
    if persons and (_means_person(question, data) or (len(persons) > 1 and _has(question, "people"))):
        return persons
    if not _has(question, "thing") or _names_film(question):
        return []
    works = [name.label for name in former.names if name.kind == _WORK]
    original = data.subject.original
    is_original = original and former.about_original and not question.about_original
    return works or ([f"{original.title} {original.year}"] if original and is_original else [])


def _means_person(question: AnalysedQuestion, data: LanguageData) -> bool:
    """Return whether the question is about somebody whom it does not name: "how old is he", "¿quién lo interpreta?"."""
    if _has(question, "person"):
        return True
    intents = data.intents.probabilities(question.meaning)
    return not _other_content(question) and sum(intents.get(each, 0.0) for each in _ROLES) >= _MIN_ROLE_SHARE


def _persons(question: AnalysedQuestion) -> list[str]:
    return [name.label for name in question.names if name.kind == _PERSON]


def _asks_for_person(question: AnalysedQuestion, data: LanguageData) -> bool:
    """Return whether somebody answers the question, whom a later pronoun may mean: "who directs it"."""
    return _PERSON in _asked_kinds(question, data)


def _asked_kinds(question: AnalysedQuestion, data: LanguageData) -> frozenset[str]:
    """Return the kinds of answer that the question asks for by its words, else by its topics: "release date"."""
    return frozenset(question.kinds or (data.concepts[concept].expects for concept in asked_concepts(question, data)))


def _unlisted(question: AnalysedQuestion) -> str:
    """Return the words that may name somebody whom no list has, "comer" or "stuntman"; '' if there are none."""
    words = (word.token for word in question.content if not word.in_phrase and word.is_known)
    return " ".join(question.text[token.start : token.end] for token in words)


def _has(question: AnalysedQuestion, kind: str) -> bool:
    """Return whether the question has a word of this kind, see `data/follow_ups.txt`."""
    known = _words(question, kind)
    return any(word.token.plain in known or unaccented(word.token.plain) in known for word in question.words)


def _words(question: AnalysedQuestion, kind: str) -> frozenset[str]:
    return frozenset[str]().union(*(_sections()[f"{kind} {language}"] for language in question.languages))


@cache
def _sections() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in read_sections(read_data("follow_ups.txt")).items()}


def _with_topic(own: str, topic: str, analyse: Analyse) -> str:
    """Return a question and a topic, which a colon separates unless both together are a phrase: "where filming"."""
    together, apart = f"{own} {topic}", f"{own}: {topic}"
    return apart if analyse(together).topic_concepts == analyse(apart).topic_concepts else together


def _topic_of(former: AnalysedQuestion, question: AnalysedQuestion, own: str, analyse: Analyse) -> str:
    """Return the words of the former question that say what it is about, for a question of another kind.

    A word that tells only what was asked then is left out: the start of filming has a date, and filming a place. It is
    a word without which the whole question is about another topic than the former one.
    """
    whole = _without_beginning(former)
    said = [word for word in former.words if _is_said(word)]
    if set(question.kinds) & set(former.kinds) or len(said) < 2:
        return whole
    start, old = said[0].token.start, set(former.topic_concepts)
    for word in said[:_MAX_TRIED]:
        shorter = f"{former.text[start : word.token.start]}{former.text[word.token.end :]}"
        topics = analyse(f"{own} {shorter}").topic_concepts
        if word.role is Role.CONTENT and topics and old.isdisjoint(topics):
            return " ".join(_without_preposition(former, word, start).split())
    return whole


def _without_preposition(former: AnalysedQuestion, left_out: QuestionWord, start: int) -> str:
    """Return a question from a place on without a word, nor the function words before it if it is the last one.

    "rueda en Paraguay" without "Paraguay" is "rueda".
    """
    before = [word for word in former.words if start <= word.token.start < left_out.token.start]
    if left_out is former.words[-1]:
        while before and before[-1].role is Role.FUNCTION:
            before.pop()
    end = before[-1].token.end if before else left_out.token.start
    return f"{former.text[start:end]}{former.text[left_out.token.end :]}"


def _without_beginning(question: AnalysedQuestion) -> str:
    """Return the question without the words that ask: "when does filming start?" becomes "filming start"."""
    first = next((word for word in question.words if _is_said(word)), question.words[0])
    return question.text[first.token.start :].strip(_MARKS)


def _is_said(word: QuestionWord) -> bool:
    return word.role in (Role.CONTENT, Role.SUBJECT) or (word.role is Role.COMMON and word.in_phrase)


def _with_replaced(former: AnalysedQuestion, question: AnalysedQuestion) -> str:
    """Return the former question with the names and times of the question in the place of its own.

    "Is Al Pacino in it?" before "and De Niro?" becomes "Is De Niro in it". Where the places are not clear, the words of
    the question follow: "Is Al Pacino in it, and now".
    """
    kinds = {name.kind for name in question.names}
    old = [span for name, span in _name_spans(former) if name.kind in kinds]
    new = [span for _, span in _name_spans(question)]
    if question.times:
        old += [(time.start, time.end) for time in former.times]
        new += [(time.start, time.end) for time in question.times]
    if len(old) == len(new) == 1 and not _other_content(question):
        (old_start, old_end), (new_start, new_end) = old[0], new[0]
        old_start, new_start = _starts_of_phrases(former, old_start, question, new_start)
        return f"{former.text[:old_start]}{question.text[new_start:new_end]}{former.text[old_end:]}"
    return f"{_cut(former.text)}, {question.text}"


def _starts_of_phrases(
    former: AnalysedQuestion, old_start: int, question: AnalysedQuestion, new_start: int
) -> tuple[int, int]:
    """Return where the words begin that are replaced, and where those begin that replace them.

    An article belongs to its name, and a preposition does if both questions have one: "in the UK" becomes "in Italy".
    """
    old_article, new_article = _start_with(former, old_start, "article"), _start_with(question, new_start, "article")
    old_phrase = _start_with(former, old_article, "preposition")
    new_phrase = _start_with(question, new_article, "preposition")
    has_both = old_phrase < old_article and new_phrase < new_article
    return (old_phrase, new_phrase) if has_both else (old_article, new_article)


def _start_with(question: AnalysedQuestion, start: int, kind: str) -> int:
    """Return the start of the word before a place if it is of this kind, else the place itself."""
    before = next((word.token for word in reversed(question.words) if word.token.start < start), None)
    return before.start if before and unaccented(before.plain) in _words(question, kind) else start


def _name_spans(question: AnalysedQuestion) -> Iterator[tuple[Name, tuple[int, int]]]:
    """Yield the names with their places in the text."""
    for name, numbers in zip(question.names, question.name_words, strict=True):
        yield name, (question.words[numbers[0]].token.start, question.words[numbers[-1]].token.end)


def _cut(text: str) -> str:
    """Return a text without marks around it; of a long one the whole words that fit into MAX_TAKEN characters."""
    text = text.strip(_MARKS)
    if len(text) > MAX_TAKEN:
        text = text[:MAX_TAKEN].rpartition(" ")[0] or text[:MAX_TAKEN]
    return text.strip(_MARKS)
