"""A person with a phone: says, presses, hears; the tests' side of the local Telegram."""

from sandbox.attaching import Attaching
from sandbox.grouping import Grouping
from sandbox.pressing import Pressing


class Person(Attaching, Pressing, Grouping):
    """Somebody with an account.

    `to` and `in_` say where: None is the private chat with the only bot, a Bot that with this bot, a Group the group.
    `thread` is a topic's id.
    """
