"""Checking bodies against Discord's own description of its HTTP interface."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from .errors import Problem
from .wire import JsonObject

_DOCUMENT = "urn:discord-openapi"

_CALLBACKS = {
    4: "CreateMessageInteractionCallbackRequest",
    5: "CreateMessageInteractionCallbackRequest",
    6: "UpdateMessageInteractionCallbackRequest",
    7: "UpdateMessageInteractionCallbackRequest",
    8: "ApplicationCommandAutocompleteCallbackRequest",
    9: "ModalInteractionCallbackRequest",
}


class DiscordSchema:
    """The request schemas of an `openapi.json`, each compiled when it is first needed.

    Raises OSError or ValueError if the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        document = json.loads(path.read_text(encoding="utf-8"))
        resource: Resource[Any] = Resource.from_contents(document, default_specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource(_DOCUMENT, resource)
        self._validators: dict[str, Draft202012Validator] = {}

    def problems(self, schema: str, body: Any) -> Iterator[Problem]:
        """Where `body` departs from the named schema, except where discord.py is known to depart harmlessly."""
        for error in self._validator(schema).iter_errors(_without_known_deviations(body)):
            deepest = best_match([error]) if error.context else error
            yield _problem(deepest or error)

    def callback_problems(self, body: JsonObject) -> Iterator[Problem]:
        """The same for the body of an interaction callback, whose schema depends on its type."""
        schema = _CALLBACKS.get(body.get("type", 0))
        if schema is not None:
            yield from self.problems(schema, body)

    def _validator(self, schema: str) -> Draft202012Validator:
        if schema not in self._validators:
            reference = {"$ref": f"{_DOCUMENT}#/components/schemas/{schema}"}
            self._validators[schema] = Draft202012Validator(reference, registry=self._registry)
        return self._validators[schema]


def _problem(error: ValidationError) -> Problem:
    """jsonschema repeats the whole value before it says what is wrong with it."""
    return Problem(tuple(error.absolute_path), error.message[-120:], "SCHEMA")


def _without_known_deviations(body: Any) -> Any:
    """The body with the deviations of discord.py that Discord takes: ids of attachments and replies as integers."""
    holder = body.get("data") or body if isinstance(body, dict) else None
    if not isinstance(holder, dict) or not (holder.get("attachments") or holder.get("message_reference")):
        return body
    body = copy.deepcopy(body)
    holder = body.get("data") or body
    for attachment in holder.get("attachments") or ():
        attachment["id"] = str(attachment["id"])
    reference = holder.get("message_reference") or {}
    reference.update({key: str(value) for key, value in reference.items() if key.endswith("_id")})
    return body
