"""A reader behind an OpenAI-compatible `/v1/chat/completions`: Ollama, llama.cpp, vLLM, and hosted services."""

from __future__ import annotations

import json
import re
from typing import Any, Final
from urllib.parse import urlsplit

from bot.errors import ReaderError, ReaderFault
from bot.library.reader.http_client import JsonClient, count_tokens
from bot.library.reader.prompt import instructions, question_as_json
from bot.search.reader import ReaderChoice, ReaderRequest, checked_numbers

_PATH: Final = "/chat/completions"
_MAX_TOKENS: Final = 100
"""Maximum number of tokens of a choice: twenty numbers take about seventy."""
_SETTLED: Final = {"temperature": 0, "max_tokens": _MAX_TOKENS}
"""Parameters for the same choice each time."""
_REASONING: Final = {"max_completion_tokens": _MAX_TOKENS}
"""The same for models that accept no temperature."""
_THOUGHTS: Final = re.compile(r"\s*<think>.*?</think>", re.DOTALL)
"""What some models write before their answer."""
_FENCE: Final = re.compile(r"\s*```(?:json)?\s*\n(.*)\n\s*```\s*", re.DOTALL)


class ChatReader:
    """Asks a chat model for the numbers of the passages that answer."""

    def __init__(self, url: str, model: str, key: str = "") -> None:
        """`url` is the address of the server, with or without `/v1` or `/v1/chat/completions`."""
        self._model = model
        self._client = JsonClient(chat_address(url), key)

    @property
    def name(self) -> str:
        """The name of the model."""
        return self._model

    async def choose(self, request: ReaderRequest) -> ReaderChoice:
        """Return the passages that answer, best first. Raises ReaderError."""
        answer = await self._ask(request)
        return ReaderChoice(checked_numbers(_passages(_content(answer)), request), count_tokens(answer))

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _ask(self, request: ReaderRequest) -> Any:
        """Return the server's answer to the request in the first form that it accepts."""
        messages = [
            {"role": "system", "content": instructions()},
            {"role": "user", "content": question_as_json(request)},
        ]
        asked = {"model": self._model, "messages": messages}
        return await self._client.post_first_accepted([asked | form for form in _forms(len(request.passages))])


def chat_address(url: str) -> str:
    """Return the address of chat completions on a server."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    if not path.endswith(_PATH):
        path = f"{path or '/v1'}{_PATH}"
    return parts._replace(path=path).geturl()


def _forms(count: int) -> list[dict[str, Any]]:
    """Return the parameters of a request, the strictest first. Servers that do not know one of them refuse it."""
    schema = {
        "type": "object",
        "properties": {
            "passages": {
                "type": "array",
                "items": {"type": "integer", "enum": list(range(1, count + 1))},
                "maxItems": count,
            }
        },
        "required": ["passages"],
        "additionalProperties": False,
    }
    by_schema = {"type": "json_schema", "json_schema": {"name": "choice", "strict": True, "schema": schema}}
    by_llama_cpp = {"type": "json_object", "schema": schema}
    return [
        {"response_format": by_schema, **_SETTLED},
        {"response_format": by_schema, **_REASONING},
        {"response_format": by_llama_cpp, **_SETTLED},
        _SETTLED,
        _REASONING,
    ]


def _content(answer: Any) -> str:
    """Return the text of the answer. Raises ReaderError."""
    try:
        content = answer["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError) as error:
        raise ReaderError(ReaderFault.INVALID, "its answer has no message") from error
    if not isinstance(content, str):
        raise ReaderError(ReaderFault.INVALID, "its answer has no text")
    return content


def _passages(content: str) -> object:
    """Return the value in the place of the numbers. Raises ReaderError if there is anything else."""
    content = _THOUGHTS.sub("", content, count=1) if content.lstrip().startswith("<think>") else content
    fenced = _FENCE.fullmatch(content)
    try:
        value = json.loads(fenced[1] if fenced else content)
    except (ValueError, RecursionError) as error:
        raise ReaderError(ReaderFault.INVALID, "its answer is no JSON") from error
    if not isinstance(value, dict) or value.keys() != {"passages"}:
        raise ReaderError(ReaderFault.INVALID, 'its answer has not the form {"passages": [3, 1]}')
    return value["passages"]
