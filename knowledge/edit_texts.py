"""What coordinators read while they keep the knowledge."""

from core.language import Language
from core.text import Text, fill, join


def knowledge_broken(language: Language, count: int, detail: str) -> Text:  # noqa: ARG001  alarms are all told alike
    """Tell coordinators what in the knowledge cannot be used, with its file and line."""
    lines: list[Text | str] = [
        fill(language.gettext("Something in the knowledge is broken:\n{detail}"), detail=detail),
        language.gettext("What was there before stays in force until it is mended."),
        language.gettext("Please mend it in the files. You hear of this once."),
    ]
    return join("\n", lines)
