"""The real bot over the articles of another film: nothing that it sends names Heat 2 or anybody of it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.discord_app.process.bot_process import start
from tests.loopback import MODERATOR, Exchange, GatewayRules, LoopbackDiscord

ROOT = Path(__file__).parents[2]
NORTHLIGHT = Path(__file__).parent / "northlight"
TRACES = re.compile(r"(?<!t)heat|1995|\bmann\b|pacino|de niro|mccauley|hanna\b|kilmer|gardiner", re.IGNORECASE)
PROGRAM = re.compile(
    r"\bheat2:[a-z_-]+:?|heat2-bot|HEAT2_\w+|\bheat2 (?:import|export|check|run|ask)\b|heat2 \d|heat2\.db"
)
"""The program's own name: in the hidden ids of buttons, in settings and in terminal commands."""


def traces(text: str) -> list[str]:
    """Return what names the film which the bot ships with, with some characters around it."""
    own = PROGRAM.sub("", text)
    return [own[max(found.start() - 40, 0) : found.end() + 40] for found in TRACES.finditer(own)]


def shown(exchange: Exchange) -> str:
    """Return the text of the reply."""
    assert exchange.message is not None
    return exchange.message.text


def heat2(folder: Path, *words: str) -> str:
    """Run a command over the articles of the other film, and return what it prints."""
    settings = {"HEAT2_CORPUS_DIR": str(NORTHLIGHT), "HEAT2_DATA_DIR": str(folder / "data"), "PYTHONPATH": str(ROOT)}
    program = [sys.executable, "-m", "bot", *words]
    done = subprocess.run(  # noqa: S603
        program, cwd=folder, env={**os.environ, **settings}, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


async def test_the_bot_speaks_about_the_other_film(tmp_path: Path) -> None:
    """Commands have the film's name, answers quote its articles, and no request to Discord names another film."""
    async with LoopbackDiscord(rules=GatewayRules(identify_window=0.0)) as discord:
        async with start(discord, tmp_path, HEAT2_CORPUS_DIR=str(NORTHLIGHT)) as bot:
            await discord.ready(within=60)
            ada, nils = discord.member("Ada", locale="de"), discord.member("Nils", permissions=MODERATOR)
            asked = await nils.slash("northlight ask", question="When does Northlight II come out?")
            assert "October 8, 2027" in shown(asked)
            old = await nils.slash("northlight ask", question="How much did the first film cost?")
            assert "about Northlight (2009)" in shown(old)
            assert "only know about Northlight II" in shown(
                await nils.slash("northlight ask", question="which carburetor suits a lawnmower?")
            )
            assert "/northlight fragen" in shown(await ada.slash("northlight help"))
            assert "Letzte Klappe" in shown(await ada.slash("northlight latest"))
            assert "etwas zu Northlight II" in shown(await ada.slash("northlight ask", question="Hallo!"))
            assert "Tromsø" in shown(await nils.slash("northlight timeline", topic="filming"))
            assert "looking back" in shown(await nils.slash("northlight-sources list"))
            typed = await nils.autocomplete("northlight ask", "question", "who")
            assert "Who plays Inspector Brandt?" in str(typed.choices)
            output = bot.output
        bodies = [request.body for request in discord.requests() if request.body]
        assert traces(json.dumps(bodies, ensure_ascii=False)) == []
        assert traces(output) == []
        assert "Traceback" not in output
        discord.assert_clean()


def test_the_terminal_speaks_about_the_other_film(tmp_path: Path) -> None:
    """An answer in JSON says which of the two films it is about, and the check names the film and its command."""
    answer = heat2(tmp_path, "ask", "How long is the first Northlight?", "--json")
    assert json.loads(answer)["excerpts"][0]["about"] == "northlight 2009"
    checked = heat2(tmp_path, "check")
    assert "Northlight II, sequel of Northlight (2009), with the command /northlight" in checked
    assert traces(answer + checked) == []
