"""Replies as pictures."""

from __future__ import annotations

import io
from collections import Counter

import pytest
from PIL import Image

from bot.discord_app.replies.components import NEUTRAL_COLOR, QUOTE_COLOR
from tests.discord_app.pictures import CHROMIUM, chromium, picture
from tests.discord_app.server import Server
from tests.discord_app.small_library import FILMING, OSLO

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no Chromium at {CHROMIUM} to draw with")

WHITE_FROM = 200
"""Each of a pixel's three colours from which it can only be text on Discord's dark ground."""


async def drawn(server: Server, question: str) -> tuple[Image.Image, Counter[tuple[int, int, int]]]:
    """Return the picture of the answer to a question, and the number of its pixels by colour."""
    async with chromium() as browser:
        png = await picture(browser, server, server.asker, await server.ask(question))
    image = Image.open(io.BytesIO(png)).convert("RGB")
    pixels = image.tobytes()
    return image, Counter(zip(pixels[::3], pixels[1::3], pixels[2::3], strict=True))


def rgb(colour: int) -> tuple[int, int, int]:
    """Return a colour's red, green and blue."""
    return colour >> 16, colour >> 8 & 255, colour & 255


async def test_an_answer_has_the_colour_of_quotes(server: Server) -> None:
    """The picture has an edge in the colour of quotes, and light text on a dark ground."""
    image, colours = await drawn(server, FILMING)
    assert image.width >= 600
    assert image.height >= 250
    assert colours[rgb(QUOTE_COLOR)] >= 200
    light = sum(count for colour, count in colours.items() if min(colour) >= WHITE_FROM)
    dark = sum(count for colour, count in colours.items() if max(colour) < 80)
    assert 0.005 < light / colours.total() < 0.2
    assert dark / colours.total() > 0.7


async def test_a_reply_without_an_answer_has_the_quiet_colour(server: Server) -> None:
    """A reply without an answer has the quiet edge."""
    _, colours = await drawn(server, OSLO)
    assert colours[rgb(QUOTE_COLOR)] == 0
    assert colours[rgb(NEUTRAL_COLOR)] >= 100
