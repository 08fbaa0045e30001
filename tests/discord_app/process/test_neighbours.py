"""`heat2 run` with two servers: the articles of one never stop the other."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from bot.domain import EVERYONE, Article
from bot.store.sql import open_store
from tests.cli.conftest import Terminal, terminal  # noqa: F401 - the fixture
from tests.discord_app.process.bot_process import start
from tests.library.analysis.hostile import long_article
from tests.loopback import MODERATOR, Exchange, GatewayRules, LoopbackDiscord

QUESTION = "when does filming start"


async def publishing(discord: LoopbackDiscord, article: Article) -> asyncio.Task[Exchange]:
    """Upload an article as a moderator and press Publish; the task ends with the reply."""
    moderator = discord.member("moderator", permissions=MODERATOR).with_answer_timeout(90)
    file = discord.upload("report.txt", article.text.encode(), "text/plain")
    preview = await moderator.slash("heat2-sources add", file=file)
    assert preview.message.buttons, preview.message.text
    return asyncio.create_task(moderator.click(preview.message, "Publish"))


async def test_an_article_over_the_limit_is_refused_while_others_are_answered(tmp_path: Path) -> None:
    """The moderator reads why the article was refused, a member is answered meanwhile, and nothing is published."""
    rules = GatewayRules(identify_window=0.0)
    async with (
        LoopbackDiscord(rules=rules) as discord,
        start(discord, tmp_path, HEAT2_ANALYSIS_SECONDS_PER_ARTICLE="2") as bot,
    ):
        await discord.ready()
        article = long_article("long", 1_900_000)
        published = await publishing(discord, article)
        asked = await discord.member("Neil").with_answer_timeout(60).slash("heat2 ask", question=QUESTION)
        assert not published.done()
        assert f"-# {QUESTION}\n> " in asked.message.text
        refused = await published
        told = [reply.text for reply in refused.messages]
        assert any("takes longer than 2 seconds of computing time" in each for each in told), told
        assert await bot.stop() == 0
        assert not any("Traceback" in line for line in bot.lines)
    store = await open_store(f"sqlite+aiosqlite:///{tmp_path / 'heat2.db'}")
    assert await store.articles(EVERYONE) == []
    await store.close()


async def test_the_end_does_not_wait_for_an_analysis(tmp_path: Path) -> None:
    """After SIGTERM during an analysis the moderator reads that the bot restarts, and the bot ends."""
    rules = GatewayRules(identify_window=0.0)
    async with LoopbackDiscord(rules=rules) as discord, start(discord, tmp_path) as bot:
        await discord.ready()
        published = await publishing(discord, long_article("long", 1_900_000))
        await asyncio.sleep(1.0)
        begin = time.monotonic()
        assert await bot.stop() == 0
        assert time.monotonic() - begin < 20
        refused = await published
        told = [reply.text for reply in refused.messages]
        assert any("The bot is being restarted" in each for each in told), told


async def test_a_restart_does_not_try_a_failed_article_again(terminal: Terminal) -> None:  # noqa: F811
    """The first start and `heat2 check` name the failed article, and the next start skips it."""
    terminal.database.parent.mkdir()
    store = await open_store(f"sqlite+aiosqlite:///{terminal.database}")
    cameras = Article("good", "The cameras of Heat 2 roll in August 2026.", "Filming", language="en")
    await store.add_all([cameras, long_article("slow", 1_900_000)], EVERYONE)
    await store.close()
    first = terminal.heat2("ask", "When do cameras roll?", ANALYSIS_SECONDS_PER_ARTICLE="1")
    assert "The cameras of Heat 2 roll in August 2026." in first.stdout
    assert first.stderr.startswith("article 'slow' of everyone's articles is in no answer: ")
    assert "article 'slow' of everyone's articles is in no answer" in terminal.heat2("check").stdout
    again = terminal.heat2("ask", "When do cameras roll?", ANALYSIS_SECONDS_PER_ARTICLE="1")
    assert again.stdout == first.stdout
