"""The addresses of Discord's HTTP interface that the double answers."""

from enum import StrEnum


class Endpoint(StrEnum):
    """What a request is about; the names that faults and recorded requests use."""

    UNKNOWN = "unknown"
    CALLBACK = "POST /interactions/{interaction}/{token}/callback"
    FOLLOW_UP = "POST /webhooks/{application}/{token}"
    GET_REPLY = "GET /webhooks/{application}/{token}/messages/{message}"
    EDIT_REPLY = "PATCH /webhooks/{application}/{token}/messages/{message}"
    DELETE_REPLY = "DELETE /webhooks/{application}/{token}/messages/{message}"
    ME = "GET /users/@me"
    APPLICATION = "GET /oauth2/applications/@me"
    APPLICATION_ME = "GET /applications/@me"
    GATEWAY = "GET /gateway"
    GATEWAY_BOT = "GET /gateway/bot"
    LIST_COMMANDS = "GET /applications/{application}/commands"
    SYNC_COMMANDS = "PUT /applications/{application}/commands"
    CREATE_COMMAND = "POST /applications/{application}/commands"
    DELETE_COMMAND = "DELETE /applications/{application}/commands/{command}"
    LIST_GUILD_COMMANDS = "GET /applications/{application}/guilds/{guild}/commands"
    SYNC_GUILD_COMMANDS = "PUT /applications/{application}/guilds/{guild}/commands"
    CREATE_GUILD_COMMAND = "POST /applications/{application}/guilds/{guild}/commands"
    DELETE_GUILD_COMMAND = "DELETE /applications/{application}/guilds/{guild}/commands/{command}"
    GET_CHANNEL = "GET /channels/{channel}"
    LIST_MESSAGES = "GET /channels/{channel}/messages"
    SEND_MESSAGE = "POST /channels/{channel}/messages"
    GET_MESSAGE = "GET /channels/{channel}/messages/{message}"
    EDIT_MESSAGE = "PATCH /channels/{channel}/messages/{message}"
    DELETE_MESSAGE = "DELETE /channels/{channel}/messages/{message}"
    TYPING = "POST /channels/{channel}/typing"
    OPEN_DM = "POST /users/@me/channels"
    GET_USER = "GET /users/{user}"
    GET_GUILD = "GET /guilds/{guild}"
    GET_MEMBER = "GET /guilds/{guild}/members/{user}"
    LEAVE_GUILD = "DELETE /users/@me/guilds/{guild}"


INTERACTION_ENDPOINTS = frozenset(
    (Endpoint.CALLBACK, Endpoint.FOLLOW_UP, Endpoint.GET_REPLY, Endpoint.EDIT_REPLY, Endpoint.DELETE_REPLY)
)

_Template = tuple[Endpoint, tuple[str | None, ...]]


class Router:
    """Finds the endpoint of a path by its method, its length and its first word, in a handful of comparisons."""

    def __init__(self) -> None:
        self._templates: dict[tuple[str, int, str], list[_Template]] = {}
        for endpoint in Endpoint:
            if endpoint is not Endpoint.UNKNOWN:
                self._add(endpoint)

    def resolve(self, method: str, path: str) -> tuple[Endpoint, tuple[str, ...]]:
        """The endpoint and what its path's placeholders stand for; UNKNOWN and nothing if there is none."""
        words = path.strip("/").split("/")
        for endpoint, template in self._templates.get((method, len(words), words[0]), ()):
            if all(part is None or part == word for part, word in zip(template, words, strict=True)):
                return endpoint, tuple(word for part, word in zip(template, words, strict=True) if part is None)
        return Endpoint.UNKNOWN, ()

    def _add(self, endpoint: Endpoint) -> None:
        method, path = endpoint.split(" ")
        words = path.strip("/").split("/")
        template = tuple(None if word.startswith("{") else word for word in words)
        self._templates.setdefault((method, len(words), words[0]), []).append((endpoint, template))
