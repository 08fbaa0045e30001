"""A server's settings and a member's stored data, with the controls that change or erase them."""

from __future__ import annotations

from typing import Final

from bot.discord_app import custom_ids as ids
from bot.discord_app.replies.components import (
    DANGER,
    NEUTRAL_COLOR,
    Component,
    ComponentView,
    button,
    channel_select,
    channels_select,
    option,
    role_select,
    select,
    single_role_select,
)
from bot.discord_app.replies.escape import inline
from bot.discord_app.replies.framed import framed
from bot.domain import GuildSettings, Mentions, UserRecord
from bot.phrases import LANGUAGES, Phrases

_MAX_MODEL: Final = 60
"""Characters of the name of a model."""


def settings_view(settings: GuildSettings, phrases: Phrases, reader: str = "", note: str = "") -> ComponentView:
    """Return the settings in words, with selects and switches.

    `reader` is the name of the model that may choose among passages; without one there is no switch for it. A
    note is on top.
    """
    erase = button(phrases.say("settings.erase"), ids.erase_server_id(is_confirmed=False), DANGER)
    return framed(
        [
            note,
            f"### {phrases.say('settings.heading')}",
            "\n".join(f"- {line}" for line in _lines(settings, phrases, reader)),
        ],
        [role_select(ids.ROLES, settings.curator_roles, phrases.say("settings.roles_hint"))],
        [channel_select(ids.CHANNEL, settings.announce_channel, phrases.say("settings.channel_hint"))],
        [single_role_select(ids.ANNOUNCE_ROLE, settings.announce_role, phrases.say("settings.role_hint"))],
        [channel_select(ids.MODERATOR_CHANNEL, settings.moderator_channel, phrases.say("settings.moderators_hint"))],
        [select(ids.LANGUAGE, language_options(settings.language, phrases))],
        [select(ids.MENTIONS, mention_options(settings.mentions, phrases))],
        [
            channels_select(
                ids.MENTION_CHANNELS, settings.mention_channels, phrases.say("settings.mention_channels_hint")
            )
        ],
        [
            _switch("private_answers", settings.private_answers, phrases),
            _switch("keeps_unanswered", settings.keeps_unanswered, phrases),
            *([_switch("uses_reader", settings.uses_reader, phrases)] if reader else []),
            _switch("answers_in_threads", settings.answers_in_threads, phrases),
            _switch("weekly_digest", settings.weekly_digest, phrases),
        ],
        [button(phrases.say("settings.test"), ids.TEST_ANNOUNCEMENT), erase],
    )


def language_options(chosen: str, phrases: Phrases) -> list[Component]:
    """Return the languages of public replies, after the choice of each member's own; `chosen` is '' for that."""
    own = option(phrases.say("settings.own_language_choice"), ids.OWN_LANGUAGE, is_default=not chosen)
    return [own, *(option(phrases.name_of_language(code), code, is_default=code == chosen) for code in LANGUAGES)]


def mention_options(chosen: Mentions, phrases: Phrases) -> list[Component]:
    """Return the places where mentions can be answered."""
    return [
        option(phrases.say(f"settings.mentions_choice_{each.value}"), each.value, is_default=each is chosen)
        for each in Mentions
    ]


def _mentions_line(settings: GuildSettings, phrases: Phrases) -> str:
    channels = ", ".join(f"<#{channel}>" for channel in sorted(settings.mention_channels))
    where = phrases.say(f"settings.mentions_{settings.mentions.value}")
    if settings.mentions is Mentions.CHANNELS and channels:
        where = channels
    line = phrases.say("settings.mentions", where=where)
    if settings.mentions is Mentions.OFF:
        return line
    return f"{line} {phrases.say(f'settings.in_threads_{settings.answers_in_threads!s:.1}'.lower())}"


def _switch(name: str, on: bool, phrases: Phrases) -> Component:
    return button(phrases.say(f"settings.{name}_{'off' if on else 'on'}"), ids.switch_id(name, on=not on))


def _lines(settings: GuildSettings, phrases: Phrases, reader: str) -> list[str]:
    roles = ", ".join(f"<@&{role}>" for role in sorted(settings.curator_roles)) or phrases.say("settings.no_roles")
    channel, moderators = (
        f"<#{channel}>" if channel else phrases.say("settings.no_channel")
        for channel in (settings.announce_channel, settings.moderator_channel)
    )
    mentioned = f"<@&{settings.announce_role}>" if settings.announce_role else phrases.say("settings.no_role")
    language = (
        phrases.name_of_language(settings.language) if settings.language else phrases.say("settings.own_language")
    )
    return [
        phrases.say("settings.roles", roles=roles),
        phrases.say("settings.channel", channel=channel),
        phrases.say("settings.role", role=mentioned),
        phrases.say("settings.moderator_channel", channel=moderators),
        phrases.say("settings.language", language=language),
        _mentions_line(settings, phrases),
        phrases.say(f"settings.is_private_{settings.private_answers!s:.1}".lower()),
        phrases.say(f"settings.is_kept_{settings.keeps_unanswered!s:.1}".lower()),
        phrases.say(f"settings.is_weekly_{settings.weekly_digest!s:.1}".lower()),
        *(_reader_lines(settings, phrases, reader) if reader else []),
    ]


def _reader_lines(settings: GuildSettings, phrases: Phrases, reader: str) -> list[str]:
    key = "settings.is_read_t" if settings.uses_reader else "settings.is_read_f"
    return [phrases.say(key, model=inline(reader, _MAX_MODEL))]


def erase_server_view(phrases: Phrases) -> ComponentView:
    """Return what erasing a server's data would do, to be confirmed."""
    confirm = button(phrases.say("settings.erase_yes"), ids.erase_server_id(is_confirmed=True), DANGER)
    return framed([phrases.say("settings.erase_what")], [confirm], colour=NEUTRAL_COLOR)


def privacy_view(record: UserRecord, phrases: Phrases) -> ComponentView:
    """Return how much is stored with the member's id, what is stored without it, and the button that erases."""
    stored = phrases.say("privacy.nothing")
    if record != UserRecord():
        counts = {"drafts": record.drafts, "follows": record.follows, "settings": record.settings}
        counts |= {"changes": record.changes, "votes": record.votes}
        lines = [
            phrases.say(f"privacy.{name}", count=phrases.whole(count), servers=phrases.whole(record.servers))
            for name, count in counts.items()
            if count
        ]
        stored = "\n- ".join([phrases.say("privacy.stored"), *lines])
    return framed(
        [f"### {phrases.say('privacy.heading')}", stored, f"-# {phrases.say('privacy.others')}"],
        [button(phrases.say("privacy.erase"), ids.erase_member_id(is_confirmed=False), DANGER)],
        colour=NEUTRAL_COLOR,
    )


def erase_member_view(phrases: Phrases) -> ComponentView:
    """Return what erasing a member's data would do, to be confirmed."""
    confirm = button(phrases.say("privacy.erase_yes"), ids.erase_member_id(is_confirmed=True), DANGER)
    return framed([phrases.say("privacy.erase_what")], [confirm], colour=NEUTRAL_COLOR)
