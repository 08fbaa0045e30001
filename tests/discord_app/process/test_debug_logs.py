"""The real `heat2 run` with everything logged that can be: no question, member, token or password is in the output."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.config.logging import remove_content
from tests.discord_app.process.bot_process import bot_process
from tests.discord_app.server import more
from tests.loopback import MODERATOR, BotProcess, Endpoint, GatewayRules, LoopbackDiscord, RefusedError
from tests.store.postgres import empty_postgres

WORDS = "zugzwangfrage"
QUESTION = f"when does {WORDS} filming start"
LONG = f"{QUESTION}, and who of the actors, or of the whole team around them, has said so {WORDS} already?"
TYPED = f"Pastedtitle {WORDS}"
NAME = "Neilmccauleyname"
PASSWORD = "hunter2password"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord() -> AsyncIterator[LoopbackDiscord]:
    """A loopback Discord."""
    async with LoopbackDiscord(rules=GatewayRules(identify_window=0.0)) as double:
        yield double


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["sqlite", "postgresql"])
async def bot(
    request: pytest.FixtureRequest, discord: LoopbackDiscord, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[BotProcess]:
    """The bot at DEBUG over each kind of database, with asyncio's debug mode on."""
    folder = tmp_path_factory.mktemp("heat2")
    environment = {**discord.environment, "HEAT2_DATA_DIR": str(folder), "HEAT2_LOG_LEVEL": "DEBUG"}
    if request.param == "postgresql":
        # That server asks for no password and takes any.
        environment["HEAT2_DATABASE_URL"] = (await empty_postgres()).replace("//postgres@", f"//postgres:{PASSWORD}@")
    environment |= {"PYTHONASYNCIODEBUG": "1", "HEAT2_QUESTIONS_PER_MEMBER": "0"}
    async with bot_process(environment) as process:
        await process.line("ready: ", within=60)
        yield process


async def use_everything(discord: LoopbackDiscord) -> list[str]:
    """Ask, press, type, submit and fail in many ways; return the strings that must not be logged."""
    neil = discord.member(NAME, permissions=MODERATOR)
    exchanges = [await neil.slash("heat2 ask", question=each) for each in (QUESTION, LONG)]
    for asked in list(exchanges):
        exchanges += [await neil.click(asked.message, label) for label in ("Why these?", more(asked.message))]
    exchanges.append(await neil.autocomplete("heat2 ask", "question", QUESTION))
    opened = await neil.slash("heat2-sources add")
    answers = {"publisher": TYPED, "text": f"{TYPED} says that filming starts in May. " * 20}
    exchanges += [opened, preview := await neil.submit(opened, answers)]
    exchanges.append(await neil.click(preview.message, "Publish"))
    written = await discord.write(neil, QUESTION)
    exchanges.append(await neil.message_menu("Answer from Heat 2 articles", written))
    for endpoint, status, code in (
        (Endpoint.CALLBACK, 404, 10062),
        (Endpoint.CALLBACK, 400, 50035),
        (Endpoint.EDIT_REPLY, 404, 10008),
        (Endpoint.EDIT_REPLY, 400, 50035),
    ):
        discord.faults.refuse(endpoint, RefusedError(status, code, "no"))
        impatient = neil.with_answer_timeout(0.5)
        exchanges.append(await impatient.click(exchanges[1].message, "Why these?"))
        discord.faults.clear()
    discord.faults.refuse(Endpoint.CALLBACK, RefusedError(404, 10062, "Unknown interaction"))
    exchanges.append(await neil.with_answer_timeout(0.5).autocomplete("heat2 ask", "question", QUESTION))
    discord.faults.server_error(Endpoint.CALLBACK, times=2)
    exchanges.append(await neil.slash("heat2 ask", question=QUESTION))
    tokens = [exchange.token for exchange in exchanges]
    return [*tokens, WORDS, NAME, str(neil.id), discord.state.token, PASSWORD]


@pytest.mark.asyncio(loop_scope="module")
async def test_nothing_that_is_private_is_logged(discord: LoopbackDiscord, bot: BotProcess) -> None:
    """At DEBUG, commands, buttons, forms, suggestions and failures log no member and no question."""
    private = await use_everything(discord)
    await discord.gateway.wait_until_processed(discord.guild.id)
    assert bot.exit_code is None
    assert len(bot.lines) > 5
    assert [line for line in bot.lines for secret in private if secret in line] == []


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            "Task exception was never retrieved\nfuture: <Task finished name='discord-ui-dynamic-item-PageButton-"
            "heat2:turn:~who is it\\'s secret?:n:0:42:0' coro=<schedule()>>",
            "Task exception was never retrieved\nfuture: <Task finished name=… coro=<schedule()>>",
        ),
        (
            "Executing <Task finished name='x' coro=<ask() done, defined at a.py:1> result='secret'> took 0.2 seconds",
            "Executing <ask> took 0.2 seconds",
        ),
        ("Executing <Handle _write.<locals>.it('secret') at a.py:5> took 1 seconds", None),
        ("PATCH https://discord.com/api/v10/webhooks/1/secret has returned 500", None),
        ("POST https://discord.com/api/v10/interactions/1/secret/callback has returned 500", None),
        ("View references heat2:turn:~a secret?:n:0:42:0", None),
    ],
)
def test_a_librarys_line_is_cleaned(said: str, kept: str | None) -> None:
    """Task names, custom ids, arguments and addresses with tokens are removed from the lines of libraries."""
    record = logging.LogRecord("asyncio", logging.ERROR, "a.py", 1, "%s", (said,), None)
    assert remove_content(record)
    assert "secret" not in record.getMessage()
    assert "42" not in record.getMessage()
    assert kept is None or record.getMessage() == kept


def test_a_librarys_error_in_suggestions_names_no_member() -> None:
    """A failed form is logged without discord.py's own line, which contains the member's id."""
    said = "Ignoring exception in autocomplete for %r (Guild: %s, User: %s)"
    record = logging.LogRecord("discord.app_commands.tree", logging.ERROR, "a.py", 1, said, ("ask", 1, 42), None)
    assert remove_content(record)
    assert record.getMessage() == "suggestions failed: unknown"


def test_the_programs_own_lines_are_left_as_they_are() -> None:
    """Lines of this program itself are not changed."""
    record = logging.LogRecord("bot.library.engines.snapshots", logging.INFO, "a.py", 1, "name='%s'", ("x",), None)
    assert remove_content(record)
    assert record.getMessage() == "name='x'"
