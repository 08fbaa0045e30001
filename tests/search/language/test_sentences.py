"""Splitting of texts into sentences."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Span
from bot.search.language.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [span.of(text) for span in sentence_spans(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "It is at Warner Bros. and stays. Mr. Mann said so.",
            ["It is at Warner Bros. and stays.", "Mr. Mann said so."],
        ),
        ("He left Warner Bros. The film went on.", ["He left Warner Bros.", "The film went on."]),
        ("“No. Not now,” he said. Then yes.", ["“No.", "Not now,” he said.", "Then yes."]),
        ("Am 5. Januar um 3 a.m. ging es los. Gut!", ["Am 5. Januar um 3 a.m. ging es los.", "Gut!"]),
        ("**It is over.** He said so.", ["**It is over.**", "He said so."]),
        ("_Why now?_ Nobody knows. *“Yes!”* he said.", ["_Why now?_", "Nobody knows.", "*“Yes!”* he said."]),
        ("Robert F. Kennedy came. So did L.A. cops.", ["Robert F. Kennedy came.", "So did L.A. cops."]),
        ("It opens on Sept. 21. Amazon moved it.", ["It opens on Sept. 21.", "Amazon moved it."]),
        ("Le film dure 2 h 51. Mann le dit.", ["Le film dure 2 h 51.", "Mann le dit."]),
    ],
)
def test_sentence_ends(text: str, expected: list[str]) -> None:
    """Abbreviations, initials and numbers do not end a sentence; full stops before a capital do."""
    assert sentences(text) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "“Heat 2 starts filming in August!” Kessel joked to the reporters, and took it back.",
        "“In August?” Anna Kessel, who produces it, then said that nobody knows.",
        "‘In August!’ Kessel joked.",
        '"In August!" Dr. Anna B. Kessel told the reporters.',
        "“In August…” The producer laughed and took it back.",
        "“In August!” — Anna Kessel, producer.",
        "„Im August!“ Kessel lachte und nahm es zurück.",
        "»Im August!« Kessel scherzte nur.",
        "„Im August?“ Frau Kessel hat das nie gesagt.",
        "« En août ! » Kessel plaisante.",
        "«\u202fEn août\u202f!\u202f» Kessel a plaisanté.",
        "«¡En agosto!» Kessel bromeó.",
        "—¡Empezamos en agosto! —bromeó Kessel.",
        "«Ad agosto!» Kessel scherza.",
        "“Ad agosto!” La produttrice ha scherzato.",
    ],
)
def test_direct_speech_keeps_its_speaker(sentence: str) -> None:
    """Direct speech and the words about its speaker are one sentence, with the quotation marks of any language."""
    assert sentences(f"Before it. {sentence} After it.") == ["Before it.", sentence, "After it."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“In August!” The crowd went home.", ["“In August!”", "The crowd went home."]),
        ("Is it in August? Kessel said so.", ["Is it in August?", "Kessel said so."]),
        ("„Im August!“ Danach ging das Licht aus.", ["„Im August!“", "Danach ging das Licht aus."]),
    ],
)
def test_other_sentences_behind_speech(text: str, expected: list[str]) -> None:
    """After direct speech without a speaker, or behind a question, a new sentence begins."""
    assert sentences(text) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Das Budget liegt bei rund 150 Mio. Dollar und mehr.",
        "Es kostet 1,2 Mrd. Dollar und 30 Tsd. Euro.",
        "Cuesta 150 mill. Dólares dicen ellos.",
        "Se rueda en EE. UU. Cuando puedan.",
        "Costa 150 mln. Dollari dicono loro.",
        "It is No. 1 in Chicago.",
        "Es ist Nr. 1 in Chicago.",
        "See fig. 3 and vol. 2 of it.",
        "Dr. h. c. Anna Kessel kam mit Prof. Jäger.",
        "Es wird z. B. Chicago gezeigt, d. h. Los Angeles usw. Paraguay auch.",
        "Am 3. Mai und am 11. August wird gedreht.",
        "Das ist ihr 100. Drehtag.",
        "It opens in the U.S. Friday at 7 p.m. Eastern time.",
        "At 7 a.m. Mann came with Mr. Kessel, Mrs. Kessel and St. John.",
        "La Sra. Kessel, el Sr. Mann y D. Pedro vinieron, p. ej. Ayer.",
        "M. Mann et Mme. Kessel, av. J.-C. Déjà.",
        "Me. Kessel parle, p. ex. Ici.",
        "Il dott. Mann, la dott.ssa Kessel, la sig.ra Jäger, ecc. Tutti lì.",
        "Robert F. Kennedy and J. J. Abrams came.",
        "Warner Bros. Pictures pays 150 Mio. Euro.",
        "It was on Sept. 30 and Oct. 9.",
        "Sie dreht seit ca. Mitte Mai, vgl. Kap. 3.",
    ],
)
def test_abbreviations_and_numbers_end_no_sentence(sentence: str) -> None:
    """A full stop behind an abbreviation or a number does not end the sentence, in any of the languages."""
    assert sentences(sentence) == [sentence]


@pytest.mark.parametrize(
    "text",
    [
        "Filming starts in 2026. Mann said so.",
        "Will he come? No. He is too old.",
        "It is at MGM. Mann said so.",
        "They met years ago. Mann was there.",
        "They are on the set. Mann is not.",
        "Non lo è. Mann ride.",
        "Er mag. Sie nicht.",
        "Come with me. Go on. Stay.",
    ],
)
def test_ordinary_words_end_sentences(text: str) -> None:
    """Words that look like abbreviations end their sentences."""
    assert len(sentences(text)) == text.count(". ") + text.count("? ") + 1


def test_sentences_of_decomposed_text() -> None:
    """Combining marks and invisible characters change no sentence, and the spans are those of the stored text."""
    text = "Es kostet 150 Mi\u00ado. Dollar. Über München schweigt er. “Im August!” Kessel lachte."
    decomposed = unicodedata.normalize("NFD", text)
    assert sentences(decomposed) == [unicodedata.normalize("NFD", each) for each in sentences(text)]
    assert len(sentences(text)) == 3


@given(st.text(alphabet="aA1.!? \n“”»«'\u0301\u00ad—", max_size=200))
def test_sentences_cover_the_text(text: str) -> None:
    """Sentences are in order, do not overlap, and leave out only white space and invisible characters."""
    end, outside = 0, ""
    for span in sentence_spans(text, Span(0, len(text))):
        assert end <= span.start < span.end
        outside += text[end : span.start]
        end = span.end
    assert not (outside + text[end:]).replace("\u00ad", "").replace("\u0301", "").strip()


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("He wrote Heat 2. The film starts in May.", 2),
        ("HEAT 2 is late. So is Heat 2. “Why?” he asks.", 3),
        ("It starts on June 15. Bale is in.", 2),
        ("It costs $8. He has $7.50. Nobody paid $150. So what?", 4),
        ("Er kommt zu Heat 2. Der Film startet im Mai.", 2),
        ("Am 2. Oktober geht es los.", 1),
        ("Der 3. Film kam im 4. Quartal.", 1),
        ("Am Sonntag 15. Juni beginnt es.", 1),
        ("Zum 100. Mal lief er.", 1),
        ("See No. 1. Then go.", 1),
    ],
)
def test_numbers_behind_names_and_sums_end_sentences(text: str, count: int) -> None:
    """A full stop behind an ordinal is no end; behind the number of a title, a date or a sum it is one."""
    assert len(list(sentence_spans(text, Span(0, len(text))))) == count
