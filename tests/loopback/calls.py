"""One HTTP request of the bot, read; and its answer."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from .errors import Problem, invalid_form
from .routes import Endpoint, Router
from .wire import JsonObject, from_json

API_PREFIX = "/api/v10"


@dataclass(frozen=True, slots=True)
class Upload:
    filename: str
    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Call:
    """A request: `args` are what its path's placeholders stand for, `uploads` its files by number."""

    endpoint: Endpoint
    path: str
    args: tuple[str, ...]
    query: Mapping[str, str]
    authorization: str | None
    body: Any = None
    uploads: Mapping[int, Upload] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Call], Awaitable[Answer]]
NO_CONTENT = Answer(204)


async def read_call(request: web.BaseRequest, router: Router) -> Call:
    """Reads a request to its end. Raises RefusedError (50035) if its body is no JSON."""
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
