"""An update whose chat has no whole number for an id is set aside, and everybody else is answered."""

from sandbox.people import Person
from sandbox.server import Sandbox


async def test_somebody_is_answered_after_an_update_from_a_chat_without_an_id(telegram: Sandbox, maria: Person) -> None:
    sender = {"id": 7, "is_bot": False, "first_name": "Nobody"}
    chat = {"id": "@nobody", "type": "private", "first_name": "Nobody"}
    telegram.inject({"message": {"message_id": 1, "date": 1, "from": sender, "chat": chat, "text": "Who are you?"}})
    await maria.says("/first")
    await maria.sees("There is no command /first here")
    await maria.says("/second")

    assert (await maria.sees("There is no command /second here")).text
