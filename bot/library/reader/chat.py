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
_NO_EFFORT: Final = {"reasoning_effort": "none"}
"""Keeps a model from thinking first, at Ollama and some hosted services."""
_NO_THINKING: Final = {"chat_template_kwargs": {"enable_thinking": False}}
"""The same at vLLM, llama.cpp and SGLang."""
_DETERMINISTIC: Final = {"temperature": 0, "max_tokens": _MAX_TOKENS}
"""Parameters for the same choice each time."""
_WITHOUT_TEMPERATURE: Final = {"max_completion_tokens": _MAX_TOKENS}
"""The same for models that accept no temperature."""
_THOUGHTS: Final = re.compile(r".*?(?:</think>|</thinking>|\[/THINK\])", re.DOTALL)
"""The reasoning that some models write before their answer. The template of some has the opening tag already."""
_THINKING_TAGS: Final = ("<think", "[THINK]")
_FENCE: Final = re.compile(r"```(?:json)?\s*(.*?)\s*```", re.DOTALL)
_TAKE_FASTER_MODEL: Final = "take a model that answers at once, without thinking first"
_TAKE_BETTER_MODEL: Final = "take a larger model, or one that follows instructions better"


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
        asked = {"model": self._model, "messages": messages, "stream": False}
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
        {"response_format": by_schema, **_DETERMINISTIC, **_NO_EFFORT, **_NO_THINKING},
        {"response_format": by_schema, **_DETERMINISTIC, **_NO_THINKING},
        {"response_format": by_schema, **_DETERMINISTIC, **_NO_EFFORT},
        {"response_format": by_schema, **_DETERMINISTIC},
        {"response_format": by_schema, **_WITHOUT_TEMPERATURE},
        {"response_format": by_llama_cpp, **_DETERMINISTIC},
        _DETERMINISTIC,
        _WITHOUT_TEMPERATURE,
    ]


def _content(answer: Any) -> str:
    """Return the text of the answer. Raises ReaderError."""
    try:
        choice = answer["choices"][0]
        content = choice["message"]["content"]
    except (KeyError, IndexError, TypeError) as error:
        detail = "its answer has no message: check the address and the name of the model"
        raise ReaderError(ReaderFault.INVALID, detail) from error
    text = content.strip() if isinstance(content, str) else ""
    is_cut_off = isinstance(choice, dict) and choice.get("finish_reason") == "length"
    if is_cut_off or (text.startswith(_THINKING_TAGS) and not _THOUGHTS.match(text)):
        detail = f"it wrote {_MAX_TOKENS} tokens without coming to a choice: {_TAKE_FASTER_MODEL}"
        raise ReaderError(ReaderFault.INVALID, detail)
    if not text:
        raise ReaderError(ReaderFault.INVALID, f"its answer has no text: {_TAKE_FASTER_MODEL}")
    return text


def _passages(content: str) -> object:
    """Return what is in the place of the numbers. Raises ReaderError if there is anything else."""
    content = _THOUGHTS.sub("", content, count=1).strip("\ufeff \t\r\n")
    fenced = _FENCE.fullmatch(content)
    try:
        value = json.loads(fenced[1] if fenced else content)
    except (ValueError, RecursionError) as error:
        raise ReaderError(ReaderFault.INVALID, f"its answer is not valid JSON: {_TAKE_BETTER_MODEL}") from error
    if not isinstance(value, dict) or value.keys() != {"passages"}:
        raise ReaderError(
            ReaderFault.INVALID, f'its answer does not have the form {{"passages": [3, 1]}}: {_TAKE_BETTER_MODEL}'
        )
    return value["passages"]
