"""Test that hidden text and requests for consent are not read."""
# ruff: noqa: E501

from __future__ import annotations

import pytest

from tests.reading.page.page_builder import PARAGRAPHS, TEXT, TITLE, build_page, read

DRAFT = "Draft: Heat 2 comes out in December 2031, says an unapproved paragraph that nobody sees."
CONSENT = (
    "<h2>We value your privacy</h2>"
    + (
        "<p>We and our 842 partners store and access information on a device, such as cookies, and process personal data,"
        " such as unique identifiers, for personalised ads and content, measurement and audience research.</p>"
    )
    * 4
)


def style(rules: str) -> str:
    """Return a style element."""
    return f"<style>{rules}</style>"


@pytest.mark.parametrize(
    "hidden",
    [
        f"<div hidden><p>{DRAFT}</p></div>", f'<p hidden="">{DRAFT}</p>', f'<p hidden="until-found">{DRAFT}</p>',
        f"<template><p>{DRAFT}</p></template>", f"<noscript><p>{DRAFT}</p></noscript>",
        f'<div style="display:none"><p>{DRAFT}</p></div>', f'<p style="DISPLAY : None !important">{DRAFT}</p>',
        f'<p style="color:red; display:block; display:none;">{DRAFT}</p>', f'<p style="visibility:hidden">{DRAFT}</p>',
        f'<p style="visibility: collapse">{DRAFT}</p>', f'<p style="content-visibility:hidden">{DRAFT}</p>',
        f'<p style="/* a */display:/* b */none">{DRAFT}</p>', f'<p style="opacity:0">{DRAFT}</p>',
        f'<p style="font-size:0px">{DRAFT}</p>', f'<p style="position:absolute;left:-9999px">{DRAFT}</p>',
        f'<p style="text-indent:-9999px">{DRAFT}</p>', f'<p style="height:0;overflow:hidden">{DRAFT}</p>',
        f'<p style="position:absolute;clip:rect(0, 0, 0, 0)">{DRAFT}</p>', f'<p style="color:transparent">{DRAFT}</p>',
        f'<p aria-hidden="true">{DRAFT}</p>', f"<dialog><p>{DRAFT}</p></dialog>", f'<p class="sr-only">{DRAFT}</p>',
        f"<video><p>{DRAFT}</p></video>", f"<p>Correction. <del>{DRAFT}</del></p>", f"<p>Correction. <s>{DRAFT}</s></p>",
        f'<p>Correction. <span style="text-decoration: line-through">{DRAFT}</span></p>',
        f"<script>{DRAFT}</script>", f"<!-- <p>{DRAFT}</p> -->", f"<textarea>{DRAFT}</textarea>",
    ],
)  # fmt: skip
def test_hidden_text_is_left_out(hidden: str) -> None:
    """Text that is hidden or struck out in any way is left out, and the text around it stays."""
    text = read(build_page(text=TEXT.replace("</p><p>", f"</p>{hidden}<p>", 1)))["text"]
    assert DRAFT[:30] not in text
    assert all(paragraph in text for paragraph in PARAGRAPHS)


@pytest.mark.parametrize(
    "rules",
    [
        ".note{display:none}", "p.note { display : none }", "#n1,h6{visibility:hidden}", "@media screen{.note{display:none}}",
        "article .note{display:none}", "article > p.note.a{display:none}", ".note{display:block}.note{display:none}",
        ".note{display:none!important}#n1{display:block}", "@layer base{.note{display:none}}", "/*.x{}*/.note{display:none}",
        "@import url(x.css);.note{display:none}", "@font-face{font-family:x}.note{display:none}",
    ],
)  # fmt: skip
def test_style_rules_that_hide(rules: str) -> None:
    """Rules with tags, classes, ids and ancestors hide elements."""
    text = read(build_page(style(rules), after=f'<p class="note a" id="n1">{DRAFT}</p>'))["text"]
    assert DRAFT not in text
    assert PARAGRAPHS[2] in text


@pytest.mark.parametrize(
    "rules",
    [
        ".other{display:none}", "@media print{.note{display:none}}", "@media (max-width:600px){.note{display:none}}",
        ".note{display:none}.note{display:block}", ".note{display:none}@media (min-width:600px){.note{display:block}}",
        ".note:empty{display:none}", ".js .note{display:none}", "div .note{display:none}", ".note{display:none}#n1{display:block}",
        "body{display:none}", "*{visibility:hidden}", "html{visibility:hidden}", ".note{", "}}}.x{display:none", "{{{{",
        "@keyframes a{from{opacity:0}}", ".note{opacity:0}",
    ],
)  # fmt: skip
def test_style_rules_that_do_not_hide_this(rules: str) -> None:
    """Rules for other elements, for paper, for some screens, overruled rules and broken rules hide nothing."""
    assert DRAFT in read(build_page(style(rules), after=f'<p class="note" id="n1">{DRAFT}</p>'))["text"]


@pytest.mark.parametrize(
    "page",
    [
        build_page().replace("<main>", '<main aria-hidden="true">'),
        build_page().replace("<body>", '<body style="opacity:0;visibility:hidden">'),
        build_page().replace("<article>", '<article style="opacity:0">'),
        build_page().replace("<body>", '<body class="cookies-not-set"><div class="page cookie-bar-open">').replace("<footer>", "</div><footer>"),
        build_page(style(".note{display:none}")).replace("<p>", '<p class="note" style="display:block">'),
    ],
)  # fmt: skip
def test_the_article_itself_is_not_hidden_by_how_it_is_loaded(page: str) -> None:
    """An article that fades in, or is behind an open dialog, is read."""
    text = read(page)["text"]
    assert all(paragraph in text for paragraph in PARAGRAPHS)


@pytest.mark.parametrize(
    "container",
    [
        'div role="dialog" aria-modal="true"', 'div role="alertdialog"', "dialog open", 'div aria-modal="true"',
        'div id="onetrust-banner-sdk" class="otFlat"', 'div id="onetrust-consent-sdk"', 'div id="didomi-host"',
        'div id="usercentrics-root"', 'div class="qc-cmp2-container"', 'div id="sp_message_container_123"',
        'div id="CybotCookiebotDialog"', 'div id="truste-consent-track"', 'div class="cky-consent-container"',
        'div id="cmplz-cookiebanner-container"', 'div id="BorlabsCookieBox"', 'div class="cc-window cc-banner"',
        'div class="fc-consent-root"', 'div id="iubenda-cs-banner"', 'div id="cookie-law-info-bar"', 'div id="cmpbox"',
        'div class="cookie-notice"', 'section class="gdpr-modal"', 'div id="privacyBanner"', 'div class="consent"',
        'aside class="cookieHinweis"',
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["above", "after"])
def test_requests_for_consent_are_left_out(container: str, place: str) -> None:
    """A request for consent is recognised by its role, class or words. The article is read."""
    banner = f"<{container}>{CONSENT}</{container.split(maxsplit=1)[0]}>"
    short = f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"
    found = read(build_page(above=banner, text=short) if place == "above" else build_page(after=banner, text=short))
    assert "partners" not in found["text"]
    assert all(paragraph in found["text"] for paragraph in PARAGRAPHS[:2])


def test_an_article_in_a_dialog_is_read() -> None:
    """An article in a dialog is read if it is the page's only one."""
    page = f'<html><body><div role="dialog"><article><h1>{TITLE}</h1>{TEXT}</article></div></body></html>'
    assert PARAGRAPHS[2] in read(page)["text"]


@pytest.mark.parametrize("container", ["div", "main", 'div class="tp-container-inner"', "article"])
def test_a_page_of_consent_alone_has_no_article(container: str) -> None:
    """A page with nothing but a request for consent has no article."""
    page = f"<html><head><title>{TITLE}</title></head><body><{container}>{CONSENT}</{container.split(maxsplit=1)[0]}></body></html>"
    assert read(page)["text"] == ""


def test_an_article_about_cookies_is_read() -> None:
    """An article about cookies is not taken for a request for consent."""
    news = "<p>The court said that the studio's site may use cookies only when visitors agree, and fined it.</p>"
    assert "fined it" in read(build_page(text=news + TEXT))["text"]
