"""What somebody typed with their phone's own formatting, as Markdown."""

from telegram import Message, MessageEntity

_AROUND = {MessageEntity.BOLD: "**", MessageEntity.ITALIC: "*"}


def markdown_of(message: Message) -> str:
    """Return the words of a message; bold, italic and linked words as Markdown says it."""
    words = (message.text or message.caption or "").encode("utf-16-le")
    signs = sorted(_signs(message), reverse=True)
    for offset, _, sign in signs:
        words = words[: 2 * offset] + sign.encode("utf-16-le") + words[2 * offset :]
    return words.decode("utf-16-le", "replace")


def _signs(message: Message) -> list[tuple[int, int, str]]:
    """Return what is to be put where, in UTF-16 units; at one place what ends stands before what begins."""
    found = []
    for each in message.entities or message.caption_entities:
        end = each.offset + each.length
        if each.type in _AROUND:
            found += [(each.offset, 1, _AROUND[each.type]), (end, 0, _AROUND[each.type])]
        elif each.type == MessageEntity.TEXT_LINK and each.url:
            found += [(each.offset, 1, "["), (end, 0, f"]({each.url})")]
    return found
