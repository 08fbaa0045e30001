"""Floors of the quality figures. Lowering one is a visible change that needs a reason.

A suite is asked with the models that were fitted without it and the suites that share its articles (`make fit`), since
models answer the questions that they were fitted on better than those of a stranger.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.engines import engine_over
from tests.language_data import left_out_data
from tests.learning.ranking import left_out_model
from tests.quality.general import COLLECTIONS, FLOORS, FOLDER, measure
from tests.quality.measure import figures, run
from tests.quality.suites import SEALED, SUITES, load_suite

HASHES: Mapping[str, str] = {
    "given seeds": "487070415b8d4e39c19b9a7472832c6cd1ce5c5cc8a1b461c662a6dfc9b1f81b",
    "given mix": "b6053caa2464cae9722fd079c3efe7f9b05c207158ed694a9f92be0771a8c809",
    "own": "6050b4abd41e1fbde87586275d1bad68ec13f21ab11cc4d7b38e1827041b0697",
    "second": "f8f9b8dc210fb91d480ec8afb3219b07766cd924cc6c7a4c78de18588bdff5e3",
    "honesty": "0af25e785ae7b819aeead59f8ef26561867e09c1af54eebc255daf89f04c5d62",
    "third": "1c72ae833fafe414535769b17624fe0596de634a58bb46b02746769622a28fd0",
    "fourth": "df8428abf6bbe3e57fcd2bbf4a3f84db46956c93dab04b5bd6937fd45935bc5f",
    "held out": "9dfcabe9c463c45c622e776efd5b8aecc5d638da4367dea6a679631d4ec44360",
    "second, unread": "41bea25358ec6a71b321dd1619f4aafa90f3490f91b937419fcf172b660219e6",
    "sixth": "b9fda14f4936826388cc971f0ac2b4a92036c46241fa4281990c42eb87008c5d",
    "fifth, unread": "e549014391969f030946b039ae85dc8dde3568f63fe92d0c420751bd16653f6d",
    "seventh": "236dbca724111ad5adb5e7593dccf824812d98cc893e7c054052cdcc3d4699d1",
    "shipped": "f64d8e0275e4e9f6cd75d03f53f799c6e320496eba8b905f7d5e5827c727f02a",
    "eighth": "90d3cb4c1086799a6581a2fed0300664f01d0108a9f349f61fb0b9cd5fe80812",
    "ninth": "7310fbdb504024788b9f7093d6b4c6d9df6104237db4030a5c2ad85a0ca5c5e6",
    "tenth": "7904e17a0195fef785e5708ebec3264abb2899e52de5e6bfe31543e14f2d4b68",
    "eleventh": "41d64062ee63912f72fec20f2b74b33bdd130a668ee2fa3472f9f64083a226e8",
    "twelfth": "ef576551570b9d1d47a8764800ebcf0b6d1f78cda01edd457ff3d3b7f02a979d",
    "thirteenth": "537d279e2e0fb828cf3121de9d57525d78ba3705f74b693691589c6d35e973f6",
    "fourteenth": "156d0b6da629a7f5c0754aded2addf280c6f9239b1ddf872a0f52149d8671453",
    "fifteenth": "88925e283e50dded01df58d12f1b4f0c730c389d2ebe23740e526f8520afd678",
    "sixteenth": "639e7a9b3e2d28b26435ec8979d2c1f6460606f38210e18ad8f355beff124be6",
    "seventeenth": "c38d411f198aa0062823a7f80354cb2d3cd317ef4e22579042f008c6dfaa8f5d",
    "eighteenth": "a961c66cd776f0c490b48025c0935135415eb3ad03576f3086d39fd16b35a212",
}
"""Hashes of the question files that the floors belong to."""

AT_LEAST: Mapping[str, Mapping[str, float]] = {
    "given seeds": {"hit1": 0.617, "hit3": 0.793, "shown": 0.587, "newest_first": 0.832},
    "given mix": {"hit1": 0.774, "hit3": 0.874, "shown": 0.774, "newest_first": 0.749},
    "own": {"hit1": 0.862, "hit3": 0.962, "shown": 0.849, "newest_first": 0.732},
    "second": {"hit1": 0.856, "hit3": 0.899, "shown": 0.856, "newest_first": 0.891},
    "honesty": {"hit1": 0.824, "hit3": 0.887, "shown": 0.812, "newest_first": 0.799},
    "third": {"hit1": 0.799, "hit3": 0.925, "shown": 0.799, "newest_first": 0.791},
    "fourth": {"hit1": 0.674, "hit3": 0.824, "shown": 0.674, "newest_first": 0.703},
    "held out": {"hit1": 0.816, "hit3": 0.916, "shown": 0.816, "newest_first": 0.845},
    "second, unread": {"hit1": 0.866, "hit3": 0.932, "shown": 0.866, "newest_first": 0.499},
    "sixth": {"hit1": 0.752, "hit3": 0.859, "shown": 0.686, "newest_first": 0.737},
    "fifth, unread": {"hit1": 0.73, "hit3": 0.805, "shown": 0.7, "newest_first": 0.782},
    "seventh": {"hit1": 0.626, "hit3": 0.812, "shown": 0.592, "newest_first": 0.614},
    "shipped": {"hit1": 0.757, "hit3": 0.891, "shown": 0.699, "newest_first": 0.817},
    "eighth": {"hit1": 0.739, "hit3": 0.906, "shown": 0.719, "newest_first": 0.624},
    "ninth": {"hit1": 0.712, "hit3": 0.879, "shown": 0.666, "newest_first": 0.687},
    "tenth": {"hit1": 0.486, "hit3": 0.699, "shown": 0.472, "newest_first": 0.449},
    "eleventh": {"hit1": 0.732, "hit3": 0.879, "shown": 0.699, "newest_first": 0.724},
    "twelfth": {"hit1": 0.799, "hit3": 0.899, "shown": 0.759, "newest_first": 0.724},
    "thirteenth": {"hit1": 0.692, "hit3": 0.892, "shown": 0.639, "newest_first": 0.612},
    "fourteenth": {"hit1": 0.619, "hit3": 0.759, "shown": 0.572, "newest_first": 0.724},
    "fifteenth": {"hit1": 0.752, "hit3": 0.892, "shown": 0.732, "newest_first": 0.649},
    "sixteenth": {"hit1": 0.679, "hit3": 0.832, "shown": 0.632, "newest_first": 0.612},
    "seventeenth": {"hit1": 0.672, "hit3": 0.852, "shown": 0.672, "newest_first": 0.537},
    "eighteenth": {"hit1": 0.739, "hit3": 0.872, "shown": 0.699, "newest_first": 0.687},
}
AT_MOST: Mapping[str, Mapping[str, float]] = {
    "given seeds": {"answered_wrongly": 0.168, "refused_wrongly": 0.148},
    "given mix": {"answered_wrongly": 0.051, "refused_wrongly": 0.051},
    "own": {"answered_wrongly": 0.151, "refused_wrongly": 0.013},
    "second": {"answered_wrongly": 0.068, "refused_wrongly": 0.015},
    "honesty": {"answered_wrongly": 0.434, "refused_wrongly": 0.026},
    "third": {"answered_wrongly": 0.247, "refused_wrongly": 0.022},
    "fourth": {"answered_wrongly": 0.151, "refused_wrongly": 0.063},
    "held out": {"answered_wrongly": 0.234, "refused_wrongly": 0.034},
    "second, unread": {"answered_wrongly": 0.101, "refused_wrongly": 0.034},
    "sixth": {"answered_wrongly": 0.321, "refused_wrongly": 0.028},
    "fifth, unread": {"answered_wrongly": 0.304, "refused_wrongly": 0.076},
    "seventh": {"answered_wrongly": 0.361, "refused_wrongly": 0.028},
    "shipped": {"answered_wrongly": 0.026, "refused_wrongly": 0.084},
    "eighth": {"answered_wrongly": 0.181, "refused_wrongly": 0.041},
    "ninth": {"answered_wrongly": 0.301, "refused_wrongly": 0.048},
    "tenth": {"answered_wrongly": 0.201, "refused_wrongly": 0.101},
    "eleventh": {"answered_wrongly": 0.201, "refused_wrongly": 0.048},
    "twelfth": {"answered_wrongly": 0.301, "refused_wrongly": 0.034},
    "thirteenth": {"answered_wrongly": 0.301, "refused_wrongly": 0.021},
    "fourteenth": {"answered_wrongly": 0.241, "refused_wrongly": 0.041},
    "fifteenth": {"answered_wrongly": 0.201, "refused_wrongly": 0.054},
    "sixteenth": {"answered_wrongly": 0.401, "refused_wrongly": 0.048},
    "seventeenth": {"answered_wrongly": 0.461, "refused_wrongly": 0.034},
    "eighteenth": {"answered_wrongly": 0.381, "refused_wrongly": 0.034},
}


@pytest.mark.parametrize("name", SUITES)
def test_the_questions_are_those_of_the_floors(name: str) -> None:
    """The question files are those that the floors were measured with."""
    assert load_suite(name).hash == HASHES[name]


def test_the_sealed_questions_are_as_they_were_written() -> None:
    """The sealed questions are unchanged, and each expected quote is in its article."""
    suite = load_suite(SEALED)
    assert suite.hash == "b2c40117a2c2cf579c5cc85fb8512929211092a5c240b9e6e8940b17225fbb2b"
    articles = {article.id: article.text for article in suite.articles}
    assert all(gold.contains in articles[gold.article] for question in suite.questions for gold in question.gold)


@pytest.mark.parametrize("name", SUITES)
def test_no_figure_of_a_suite_falls(name: str) -> None:
    """No share of right answers is below its floor or of wrong ones above its limit, and every quote is a slice."""
    suite = load_suite(name)
    engine = engine_over(suite.articles, left_out_data(name), model=left_out_model(name))
    found = figures(run(suite, lambda question: engine.answer(question, suite.as_of)))
    # A suite is measured once for all its figures, and each one that is worse is named.
    low = {each: getattr(found, each) for each, least in AT_LEAST[name].items() if getattr(found, each) < least}
    high = {each: getattr(found, each) for each, most in AT_MOST[name].items() if getattr(found, each) > most}
    assert (low, high, found.altered) == ({}, {}, 0)


@pytest.mark.parametrize("name", COLLECTIONS)
def test_general_text_is_found_as_well(name: str) -> None:
    """On public collections that are not about films, the ranking is at least as good as rank-bm25 with stems."""
    if not FOLDER.is_dir():
        pytest.skip("the collections of general text are not beside this checkout")
    assert measure(name) >= FLOORS[name]
