"""Look-up of synced commands and checks of option values, as in Discord's client."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .command_limits import SUBCOMMAND_TYPES, CommandType, OptionType
from .errors import NotOfferedError
from .wire import JsonObject
from .world import ORDINARY, Attachment, Channel, Permission, Role, User, member_payload

Entity = User | Role | Channel | Attachment
_GUILD_CONTEXT = 0
_DM_CONTEXT = 1


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command, the path of sub-commands below it, and the options of the last one."""

    command: JsonObject
    path: tuple[JsonObject, ...]
    options: tuple[JsonObject, ...]

    def nested(self, options: list[JsonObject]) -> list[JsonObject]:
        """Wrap option values into the sub-commands of the path."""
        for level in reversed(self.path):
            options = [{"type": level["type"], "name": level["name"], "options": options}]
        return options

    def option(self, name: str) -> JsonObject:
        """Return the option with this name. Raises NotOfferedError if the command has none."""
        for option in self.options:
            if option["name"] == name:
                return option
        raise NotOfferedError(f"{self.command['name']!r} has no option {name!r}, only {names(self.options)}")


def names(things: Iterable[JsonObject]) -> list[str]:
    """Return the names of commands or options, for error messages."""
    return [str(thing["name"]) for thing in things]


def find(commands: Iterable[JsonObject], kind: CommandType, name: str) -> JsonObject:
    """Return the synced command of this kind and name. Raises NotOfferedError with a list of all names."""
    offered = [command for command in commands if command["type"] == kind]
    for command in offered:
        if command["name"] == name:
            return command
    raise NotOfferedError(f"no {kind.name} command {name!r} is synced, only {names(offered)}")


def resolve(commands: Iterable[JsonObject], words: str) -> Invocation:
    """Return the slash command for `words` such as "notes add". Raises NotOfferedError if there is none."""
    first, *rest = words.split()
    command = find(commands, CommandType.SLASH, first)
    path: list[JsonObject] = []
    options: list[JsonObject] = command.get("options") or []
    for word in rest:
        level = next((one for one in options if one["name"] == word and one["type"] in SUBCOMMAND_TYPES), None)
        if level is None:
            raise NotOfferedError(f"{words!r}: no sub-command {word!r}, only {names(options)}")
        path.append(level)
        options = level.get("options") or []
    if any(option["type"] in SUBCOMMAND_TYPES for option in options):
        raise NotOfferedError(f"{words!r} needs a sub-command: {names(options)}")
    return Invocation(command, tuple(path), tuple(options))


def check_permitted(command: JsonObject, permissions: int, in_guild: bool) -> None:
    """Check that Discord shows the command to the member. Raises NotOfferedError if it is hidden."""
    contexts = command.get("contexts")
    if contexts is not None and (_GUILD_CONTEXT if in_guild else _DM_CONTEXT) not in contexts:
        raise NotOfferedError(f"{command['name']!r} is offered in the contexts {contexts} only")
    if not in_guild and command.get("dm_permission") is False:
        raise NotOfferedError(f"{command['name']!r} is not offered in direct messages")
    wanted = command.get("default_member_permissions")
    if not in_guild or wanted is None or permissions & Permission.ADMINISTRATOR:
        return
    # "0" means: administrators only.
    if int(wanted) == 0 or permissions & int(wanted) != int(wanted):
        raise NotOfferedError(f"{command['name']!r} is hidden from members without the permissions {wanted}")


def fill(invocation: Invocation, values: Mapping[str, Any]) -> list[JsonObject]:
    """Return the options with these values. Raises NotOfferedError for values that Discord's client would reject."""
    missing = [option["name"] for option in invocation.options if option.get("required")]
    if absent := [name for name in missing if name not in values]:
        raise NotOfferedError(f"{invocation.command['name']!r} requires {absent}")
    filled = []
    for name, value in values.items():
        option = invocation.option(name)
        _check_value(option, value)
        filled.append({"type": option["type"], "name": name, "value": _json_value(value)})
    return filled


def resolved(values: Iterable[Any], in_guild: bool) -> JsonObject:
    """Return the `resolved` object: the entities whose ids are among the values."""
    found: dict[str, JsonObject] = {}
    for value in values:
        if isinstance(value, User):
            found.setdefault("users", {})[str(value.id)] = value.payload
            if in_guild:
                member = member_payload(value, permissions=ORDINARY)
                del member["user"]
                found.setdefault("members", {})[str(value.id)] = member
        elif isinstance(value, Role):
            found.setdefault("roles", {})[str(value.id)] = value.payload
        elif isinstance(value, Channel):
            found.setdefault("channels", {})[str(value.id)] = value.payload | {"permissions": str(int(ORDINARY))}
        elif isinstance(value, Attachment):
            found.setdefault("attachments", {})[str(value.id)] = value.payload
    return found


def _json_value(value: Any) -> Any:
    return str(value.id) if isinstance(value, Entity) else value


_OPTION_VALUE_TYPES: Mapping[int, tuple[type, ...]] = {
    OptionType.STRING: (str,),
    OptionType.INTEGER: (int,),
    OptionType.BOOLEAN: (bool,),
    OptionType.NUMBER: (int, float),
    OptionType.USER: (User,),
    OptionType.ROLE: (Role,),
    OptionType.CHANNEL: (Channel,),
    OptionType.MENTIONABLE: (User, Role),
    OptionType.ATTACHMENT: (Attachment,),
}


def _check_value(option: JsonObject, value: Any) -> None:
    name, kind = option["name"], OptionType(option["type"])
    if not isinstance(value, _OPTION_VALUE_TYPES[kind]) or (isinstance(value, bool) and kind is not OptionType.BOOLEAN):
        raise NotOfferedError(f"option {name!r} takes a {kind.name}, not {value!r}")
    choices = option.get("choices") or []
    if choices and value not in [choice["value"] for choice in choices]:
        raise NotOfferedError(f"option {name!r} offers {[choice['value'] for choice in choices]}, not {value!r}")
    if isinstance(value, str):
        _check_range(option, len(value), "length")
    elif isinstance(value, int | float):
        _check_range(option, value, "value")


def _check_range(option: JsonObject, size: float, what: str) -> None:
    least, most = option.get(f"min_{what}"), option.get(f"max_{what}")
    if (least is not None and size < least) or (most is not None and size > most):
        raise NotOfferedError(f"option {option['name']!r} takes a {what} from {least} to {most}, not {size}")
