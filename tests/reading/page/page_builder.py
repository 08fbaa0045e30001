"""Small pages for tests, and a function that reads them."""

from __future__ import annotations

from bot.reading.page.worker import read_page

TITLE = "Heat 2 crew books two bridges"
PARAGRAPHS = (
    "The crew of Heat 2 will start the cameras in Chicago on August 11, the studio said, and stay in the city for nine"
    " weeks before it goes to Paraguay.",
    "Ada Kessel, who looks after the locations, told this paper that two bridges are closed for the shoot on three"
    " nights, and that the mayor signed the permits last week.",
    "The picture has a budget of about 150 million dollars, according to two people who know the contract, and it is"
    " meant to be in cinemas in the summer of 2027.",
)
TEXT = "".join(f"<p>{each}</p>" for each in PARAGRAPHS)
ADDRESS = "https://lakeside.example/film/heat-2-bridges"


def build_page(
    head: str = "", *, above: str = "", before: str = "", text: str = TEXT, after: str = "", lang: str = "en"
) -> str:
    """Return a page. `above` is put before the article, `before` between headline and text, `after` at the end."""
    return (
        f"<!doctype html><html lang='{lang}'><head><meta charset='utf-8'><title>{TITLE}</title>{head}</head>"
        f"<body>{above}"
        f"<main><article><h1>{TITLE}</h1>{before}{text}{after}</article></main>"
        "<footer><p>Lakeside Courier</p></footer></body></html>"
    )


def read(page: str | bytes, url: str = ADDRESS, charset: str = "") -> dict[str, str]:
    """Return the fields of a page, with '' for those that it does not state."""
    found = read_page(page.encode() if isinstance(page, str) else page, url, charset)
    return dict.fromkeys(("title", "publisher", "url", "date", "date_evidence", "text"), "") | found
