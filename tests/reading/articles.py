"""Articles with any storable values, for property tests."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from bot.domain import Article, PublishedDate
from bot.text.language import ISO_639_1

characters = st.characters(codec="utf-8", exclude_characters="\0")
lines = st.text(characters, max_size=60)


@st.composite
def published(draw: st.DrawFn) -> PublishedDate:
    """Return a day, a month, a year or nothing; stated, or inferred with its evidence."""
    known = draw(st.dates(max_value=date(2024, 12, 31))).isoformat()[: draw(st.sampled_from([0, 4, 7, 10]))]
    if known and draw(st.booleans()):
        return PublishedDate.parse(f"{known}~", "because " + draw(lines))
    return PublishedDate.parse(known, draw(lines))


articles = st.builds(
    Article,
    id=st.text(characters.filter(str.isprintable), min_size=1, max_size=40).filter(lambda name: name == name.strip()),
    text=st.text(characters, min_size=1).filter(lambda text: bool(text.strip())),
    title=lines,
    publisher=lines,
    url=st.sampled_from(
        ["", "https://example.com/heat-2?a=1&b=%20#c", "http://[::1]:8080/", "https://bücher.example/ä"]
    ),
    published=published(),
    language=st.sampled_from(["", *sorted(ISO_639_1)]),
)
