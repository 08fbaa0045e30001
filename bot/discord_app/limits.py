"""Discord's limits on what a bot sends, and the length of text as Discord counts it."""

from __future__ import annotations

from typing import Final

MESSAGE_TEXT: Final = 4000
"""UTF-16 units of all text displays of a message together."""
MAX_COMPONENTS: Final = 40
"""Components of a message, those inside others included."""
BUTTON_LABEL: Final = 80
CUSTOM_ID: Final = 100
PLACEHOLDER: Final = 150
LINK_ADDRESS: Final = 512
MAX_CHOICES: Final = 25
"""Options of a select, roles that it can preselect, and suggestions of an autocompletion."""
CHOICE_TEXT: Final = 100
"""Characters of an option's or a suggestion's label and of its value."""
FORM_TITLE: Final = 45
"""Characters of a form's title, and of the label of a field."""
FORM_HINT: Final = 100
FORM_TEXT: Final = 4000
"""Characters of the longest field."""

MAX_QUESTION: Final = 300
"""Characters of a question, typed or taken from a message. The choice is this bot's own."""


def utf16_length(text: str) -> int:
    """Return the number of UTF-16 units, which is never less than what Discord counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
