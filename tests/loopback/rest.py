"""The REST API: its endpoints, and each HTTP request as a call with its answer."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from aiohttp import web

from .errors import Problem, invalid_form
from .wire import JsonObject, from_json


class Endpoint(StrEnum):
    """Method and path of each supported request. Faults and recorded requests are named by it."""

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
    LIST_PINS = "GET /channels/{channel}/messages/pins"
    LIST_PINS_FORMER = "GET /channels/{channel}/pins"
    PIN = "PUT /channels/{channel}/messages/pins/{message}"
    UNPIN = "DELETE /channels/{channel}/messages/pins/{message}"
    GET_MESSAGE = "GET /channels/{channel}/messages/{message}"
    EDIT_MESSAGE = "PATCH /channels/{channel}/messages/{message}"
    DELETE_MESSAGE = "DELETE /channels/{channel}/messages/{message}"
    CROSSPOST = "POST /channels/{channel}/messages/{message}/crosspost"
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
    """Find the endpoint of a request, by an index of method, length and first word."""

    def __init__(self) -> None:
        self._templates: dict[tuple[str, int, str], list[_Template]] = {}
        for endpoint in Endpoint:
            if endpoint is not Endpoint.UNKNOWN:
                self._add(endpoint)

    def resolve(self, method: str, path: str) -> tuple[Endpoint, tuple[str, ...]]:
        """Return the endpoint and the values of its path parameters; (UNKNOWN, ()) if none matches."""
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


API_PREFIX = "/api/v10"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart request."""

    filename: str
    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Call:
    """One request: `args` are the values of its path parameters, `uploads` its files by number."""

    endpoint: Endpoint
    path: str
    args: tuple[str, ...]
    query: Mapping[str, str]
    authorization: str | None
    body: Any = None
    uploads: Mapping[int, Upload] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response; `body` is sent as JSON, None as an empty response."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Call], Awaitable[Answer]]
NO_CONTENT = Answer(204)


async def read_call(request: web.BaseRequest, router: Router) -> Call:
    """Read a request with its body. Raises RefusedError (50035) if the body is not valid JSON."""
    path = request.path
    endpoint, args = router.resolve(request.method, path.removeprefix(API_PREFIX))
    authorization = request.headers.get("Authorization")
    uploads: dict[int, Upload] = {}
    body: Any = None
    if request.content_type == "multipart/form-data":
        body, uploads = await _read_form(request)
    elif raw := await request.read():
        body = _decoded(raw)
    return Call(endpoint, path, args, request.query, authorization, body, uploads)


def _decoded(raw: bytes | str) -> Any:
    try:
        return from_json(raw)
    except ValueError as error:
        raise invalid_form([Problem((), "The request body contains invalid JSON.")]) from error


async def _read_form(request: web.BaseRequest) -> tuple[JsonObject, dict[int, Upload]]:
    form = await request.post()
    uploads: dict[int, Upload] = {}
    body: JsonObject = {}
    for name, value in form.items():
        if isinstance(value, web.FileField):
            number = int(name.removeprefix("files[").removesuffix("]"))
            uploads[number] = Upload(value.filename, value.file.read(), value.content_type)
        elif name == "payload_json":
            body = _decoded(str(value))
    return body, uploads
