"""The settings, read from HEAT2_… environment variables and from `.env` in the current folder."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

import platformdirs
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.config.database_url import ALLOWED, SQLITE, DatabaseUrl
from bot.config.environment import PREFIX, find_misspelt_names, variable
from bot.config.listen_address import ALLOWED as ALLOWED_LISTEN
from bot.config.listen_address import ListenAddress
from bot.config.shipped import shipped_corpus
from bot.errors import SettingsError
from bot.text.redaction import without_password
from bot.text.safe_text import one_line

ENV_FILE: Final = Path(".env")
MAX_SHOWN: Final = 100
"""Maximum number of characters of a wrong value that an error repeats."""
_MAX_TRANSLATOR: Final = 256
"""Maximum number of characters of a translator's address: Discord takes 512 with the text, which needs room."""
_MAY_BE_EMPTY: Final = frozenset({"translate_url"})
"""Settings that an empty value turns off."""
MAX_MODEL_NAME: Final = 100
"""Maximum number of characters of the name of a model."""


@dataclass(frozen=True, slots=True)
class _Allowed:
    """The allowed values of a setting, as words after "must be" in an error."""

    words: str


def _split_commas(value: object) -> object:
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else value


def _expand_home(value: object) -> object:
    return Path(value).expanduser() if isinstance(value, str) else value


def _check_printable(value: SecretStr) -> SecretStr:
    if any(sign.isspace() or not sign.isprintable() for sign in value.get_secret_value()):
        raise ValueError
    return value


def _check_name(value: str) -> str:
    # Members read the name under "Why these?".
    if len(value) > MAX_MODEL_NAME or not value.isprintable():
        raise ValueError
    return value


def _address(*schemes: str) -> AfterValidator:
    def check(value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in schemes or not parts.hostname or (parts.port is not None and not parts.port):
            raise ValueError
        return value.rstrip("/")

    return AfterValidator(check)


def _valid_database_url(value: str) -> str:
    DatabaseUrl.parse(value, Path())
    return value


def _valid_listen_address(value: str) -> str:
    ListenAddress.parse(value)
    return value


def _user_data_folder() -> Path:
    return platformdirs.user_data_path("heat2", appauthor=False)


def _valid_translator(value: str) -> str:
    if value.strip():
        placeholders = re.findall(r"{[^{}]*}", value)
        parts = urlsplit(value)
        is_address = parts.scheme in ("http", "https") and parts.hostname and not set("{@") & set(parts.netloc)
        is_complete = {"{text}", "{to}"} <= set(placeholders) <= {"{text}", "{to}", "{from}"}
        is_short = len(value) <= _MAX_TRANSLATOR and value.isascii() and value.isprintable() and " " not in value
        if not (is_address and is_complete and is_short) or set("{}") & set(re.sub(r"{[a-z]+}", "", value)):
            raise ValueError
    return value.strip()


_Folder = Annotated[Path, BeforeValidator(_expand_home)]
_AboveZero = Annotated[int, Field(gt=0)]
_FromZero = Annotated[int, Field(ge=0)]
_LOWER_CASE: Final = BeforeValidator(lambda value: value.lower() if isinstance(value, str) else value)
_Snowflake = Annotated[int, Field(gt=0, lt=2**63)]


class Settings(BaseSettings):
    """The settings. The variable of `name` is HEAT2_NAME; an empty value counts as unset, but for _MAY_BE_EMPTY."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file_encoding="utf-8", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    discord_token: Annotated[
        Annotated[SecretStr, AfterValidator(_check_printable)] | None,
        _Allowed("the bot's token alone, without spaces"),
    ] = None
    database_url: Annotated[str, AfterValidator(_valid_database_url), _Allowed(ALLOWED)] = f"{SQLITE}heat2.db"
    corpus_dir: Annotated[_Folder, _Allowed("a folder of articles")] = Field(default_factory=shipped_corpus)
    data_dir: Annotated[_Folder, _Allowed("a folder")] = Field(default_factory=_user_data_folder)
    concepts_file: Annotated[_Folder | None, _Allowed("a file of concepts")] = None
    feeds_file: Annotated[_Folder | None, _Allowed("a file of addresses of feeds")] = None
    encoder: Annotated[Literal["auto", "on", "off"], _LOWER_CASE, _Allowed("auto, on or off")] = "auto"
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"],
        BeforeValidator(lambda value: value.upper() if isinstance(value, str) else value),
        _Allowed("DEBUG, INFO, WARNING or ERROR"),
    ] = "INFO"
    questions_per_member: Annotated[_FromZero, _Allowed("a whole number; 0 means no limit")] = 20
    questions_per_server: Annotated[_FromZero, _Allowed("a whole number; 0 means no limit")] = 600
    additions_per_hour: Annotated[_AboveZero, _Allowed("a whole number above 0")] = 60
    articles_per_server: Annotated[_AboveZero, _Allowed("a whole number above 0")] = 5_000
    feeds_per_server: Annotated[_FromZero, _Allowed("a whole number; 0 allows no feeds")] = 20
    feed_polls_per_hour: Annotated[_AboveZero, _Allowed("a whole number above 0")] = 20
    servers_memory_mb: Annotated[_AboveZero, _Allowed("a whole number above 0")] = 256
    analysis_seconds_per_article: Annotated[_AboveZero, _Allowed("a whole number above 0")] = 30
    analysis_seconds_per_hour: Annotated[_FromZero, _Allowed("a whole number; 0 means no limit")] = 300
    reader_url: Annotated[
        Annotated[str, _address("http", "https")] | None,
        _Allowed("the http or https address of an OpenAI-compatible server, as http://localhost:11434/v1"),
    ] = None
    reader_model: Annotated[Annotated[str, AfterValidator(_check_name)] | None, _Allowed("the name of a model")] = None
    reader_key: Annotated[
        Annotated[SecretStr, AfterValidator(_check_printable)] | None, _Allowed("the key alone, without spaces")
    ] = None
    reader_seconds: Annotated[Annotated[float, Field(gt=0, le=60)], _Allowed("a number above 0 and up to 60")] = 3.0
    reader_requests_at_once: Annotated[_AboveZero, _Allowed("a whole number above 0")] = 4
    reader_passages: Annotated[Annotated[int, Field(ge=2, le=20)], _Allowed("a whole number from 2 to 20")] = 20
    reader_requests_per_day: Annotated[_FromZero, _Allowed("a whole number; 0 means no limit")] = 1_000
    reader_in_direct_messages: Annotated[bool, _Allowed("true or false")] = True
    reader_direct_requests_per_day: Annotated[_FromZero, _Allowed("a whole number; 0 means no limit")] = 1_000
    reranker_url: Annotated[
        Annotated[str, _address("http", "https")] | None,
        _Allowed("the http or https address of a server with /rerank, as http://localhost:8081"),
    ] = None
    reranker_model: Annotated[Annotated[str, AfterValidator(_check_name)] | None, _Allowed("the name of a model")] = (
        None
    )
    reranker_min_score: Annotated[Annotated[float, Field(ge=0, le=1)], _Allowed("a number from 0 to 1")] = 0.5
    discord_api_url: Annotated[
        Annotated[str, _address("http", "https")] | None, _Allowed("an http or https address, as https://HOST/api/v10")
    ] = None
    discord_gateway_url: Annotated[
        Annotated[str, _address("ws", "wss")] | None, _Allowed("a ws or wss address, as wss://HOST/")
    ] = None
    shard_count: Annotated[_AboveZero | None, _Allowed("a whole number above 0")] = None
    shard_ids: Annotated[
        tuple[Annotated[int, Field(ge=0)], ...],
        BeforeValidator(_split_commas),
        NoDecode,
        _Allowed("whole numbers from 0 with commas between, as 0,1,2"),
    ] = ()
    direct_messages: Annotated[Literal["on", "off"], _LOWER_CASE, _Allowed("on or off")] = "on"
    group_messages: Annotated[Literal["on", "off"], _LOWER_CASE, _Allowed("on or off")] = "on"
    dev_guild_id: Annotated[_Snowflake | None, _Allowed("a server's id, a whole number")] = None
    http_listen: Annotated[Annotated[str, AfterValidator(_valid_listen_address)] | None, _Allowed(ALLOWED_LISTEN)] = (
        None
    )
    log_format: Annotated[
        Literal["text", "json"] | None,
        _LOWER_CASE,
        _Allowed("text or json"),
    ] = None
    translate_url: Annotated[
        Annotated[str, AfterValidator(_valid_translator)],
        _Allowed(
            f"an http or https address with {{text}} and {{to}}, in at most {_MAX_TRANSLATOR} characters; or empty"
        ),
    ] = "https://translate.google.com/?sl={from}&tl={to}&text={text}&op=translate"

    @model_validator(mode="before")
    @classmethod
    def _blank_is_unset(cls, values: Any) -> Any:
        return {
            name: value
            for name, value in values.items()
            if name in _MAY_BE_EMPTY or not (isinstance(value, str) and not value.strip())
        }

    @cached_property
    def database(self) -> DatabaseUrl:
        """The database's address; a relative SQLite file is in the data folder."""
        return DatabaseUrl.parse(self.database_url, self.data_dir)

    @property
    def listen_address(self) -> ListenAddress | None:
        """Where health and metrics are served; None for nowhere."""
        return ListenAddress.parse(self.http_listen) if self.http_listen else None

    @property
    def search_dir(self) -> Path:
        """Folder of the search snapshots."""
        return self.data_dir / "search"


_SECRETS: Final[Mapping[str, str]] = {"discord_token": "not a token", "reader_key": "not a key"}
"""Secret settings, and what an error says in place of an invalid value."""
_READER_SETTINGS: Final = ("reader_url", "reader_model", "reranker_url", "reranker_model")


@dataclass(frozen=True, slots=True)
class SettingsReport:
    """The settings with defaults in place of invalid values, the names of those, and every mistake."""

    settings: Settings
    wrong: frozenset[str]
    problems: tuple[str, ...]


def load_settings(env_file: Path = ENV_FILE) -> Settings:
    """Return the settings. Raises SettingsError with one line for each mistake, and never a secret."""
    read = read_settings(env_file)
    if read.problems:
        raise SettingsError("\n".join(read.problems))
    return read.settings


def read_settings(env_file: Path = ENV_FILE) -> SettingsReport:
    """Return the settings with all their mistakes. Raises SettingsError only if `env_file` cannot be read."""
    # Its warnings about lines that it cannot read name no file. `find_misspelt_names` reports these lines.
    logging.getLogger("dotenv").setLevel(logging.ERROR)
    try:
        problems = list(find_misspelt_names(Settings.model_fields, env_file))
        settings, wrong = _settings_and_wrong(env_file)
    except (UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{env_file} cannot be read: save it as UTF-8 text that this user may open") from error
    problems += [_sentence(name, *wrong[name]) for name in sorted(wrong)]
    # An invalid value has its default here, which could be reported as a conflict too.
    if wrong.keys().isdisjoint(("shard_count", "shard_ids")):
        problems += _shard_conflicts(settings)
    if wrong.keys().isdisjoint(_READER_SETTINGS):
        problems += _reader_conflicts(settings)
    return SettingsReport(settings, frozenset(wrong), tuple(problems))


def _settings_and_wrong(env_file: Path) -> tuple[Settings, Mapping[str, tuple[object, str]]]:
    """Return the settings, and the invalid values by name, each with its reason or ''."""
    try:
        return Settings(_env_file=env_file), {}
    except ValidationError as error:
        wrong = {str(each["loc"][0]): (each["input"], _reason(each)) for each in reversed(error.errors())}
    defaults = {name: Settings.model_fields[name].get_default(call_default_factory=True) for name in wrong}
    return Settings(_env_file=env_file, **defaults), wrong


def _reason(error: ErrorDetails) -> str:
    """Return the reason that a setting's own check gives, "must …", or ''."""
    reason = str(error.get("ctx", {}).get("error", ""))
    return reason if reason.startswith("must ") else ""  # other messages may repeat a secret value


def _sentence(name: str, value: object, reason: str) -> str:
    return f"{variable(name)} is {_shown(name, value)}: it {reason or f'must be {_allowed(name)}'}"


def _allowed(name: str) -> str:
    return next(each.words for each in Settings.model_fields[name].metadata if isinstance(each, _Allowed))


def _shown(name: str, value: object) -> str:
    if name in _SECRETS:
        return _SECRETS[name]
    is_address = name.endswith("_url") or "@" in str(value)
    return f"'{one_line(without_password(str(value)) if is_address else str(value), MAX_SHOWN)}'"


def _shard_conflicts(settings: Settings) -> Iterator[str]:
    name, count = variable("shard_ids"), settings.shard_count
    ids = settings.shard_ids
    if ids and count is None:
        yield f"{name} is set without {variable('shard_count')}: set both or neither"
    elif count is not None and any(each >= count for each in ids):
        shards = f"numbers from 0 to {count - 1}, as {variable('shard_count')} is {count}"
        yield f"{name} is '{_joined(ids)}': it must be {shards}"
    if len(set(ids)) < len(ids):
        yield f"{name} is '{_joined(ids)}': it must name each shard once"


def _reader_conflicts(settings: Settings) -> Iterator[str]:
    names = {name: variable(name) for name in _READER_SETTINGS}
    if settings.reader_url and settings.reranker_url:
        yield f"{names['reader_url']} and {names['reranker_url']} are both set: set one of them"
    if settings.reader_url and not settings.reader_model:
        yield f"{names['reader_url']} is set without {names['reader_model']}: set both or neither"
    if settings.reader_model and not settings.reader_url:
        yield f"{names['reader_model']} is set without {names['reader_url']}: set both or neither"
    if settings.reranker_model and not settings.reranker_url:
        yield f"{names['reranker_model']} is set without {names['reranker_url']}: set the address too, or neither"


def _joined(ids: tuple[int, ...]) -> str:
    return one_line(",".join(map(str, ids)), MAX_SHOWN)
