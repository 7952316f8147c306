"""Where experts see a request: its topic in their group, or private chats with the bot."""

from dataclasses import dataclass

from telegram import Update

from handlers.context import Context, Work
from handlers.visitors import reader_for
from people.reader import Reader
from tickets.copies import Copies
from tickets.models import Request
from tickets.requests import Requests
from tickets.states import Topic


@dataclass(frozen=True, slots=True)
class Place:
    """A chat or topic in which a request stands, and how it is read there."""

    chat: int
    thread: int | None
    name: str
    """By which calls to it are told from those to another place, such as a topic that was removed since."""
    reader: Reader

    def key(self, request: Request, what: str) -> str:
        """Return the key of a call that is made once for this request here."""
        return f"request/{request.id}/{what}/{self.name}"


def group_reader(work: Work) -> Reader:
    """Return how the experts' group reads: as the service does by default."""
    return reader_for(work.house, None)


def topic_of(work: Work, request: Request) -> Place | None:
    """Return the request's topic, if it is there."""
    chat = work.house.experts_chat_id
    if chat is None or request.topic != Topic.THERE or request.thread_id is None:
        return None
    return Place(chat, request.thread_id, f"g{request.topic_round}", group_reader(work))


async def number_here(update: Update, context: Context) -> int | None:
    """Return the number of the request in whose topic something was written; None anywhere else."""
    message, clock = update.effective_message, context.house.clock
    thread = message.message_thread_id if message is not None and message.is_topic_message else None
    if thread is None or message is None or message.chat.id != context.house.experts_chat_id:
        return None
    request = await context.read(lambda session: Requests(session, clock).in_thread(thread))
    return request.id if request is not None else None


def private_of(work: Work, expert: int) -> Place:
    """Return an expert's private chat with the bot."""
    return Place(expert, None, f"p{expert}", reader_for(work.house, work.members.known(expert)))


def shown_in(work: Work, request: Request) -> list[Place]:
    """Return where a card of the request stands."""
    cards = {card.chat_id for card in Copies(work.session, work.clock).cards(request) if card.chat_id > 0}
    topic = topic_of(work, request)
    return [*([topic] if topic is not None else []), *(private_of(work, chat) for chat in sorted(cards))]


def written_to(work: Work, request: Request) -> list[Place]:
    """Return where what the member writes is brought: the topic, and the owner's private chat if they work there."""
    topic, owner = topic_of(work, request), request.owner_id
    places = [topic] if topic is not None else []
    if owner is not None and (work.house.experts_chat_id is None or works_in_private(work, request, owner)):
        places.append(private_of(work, owner))
    return places


def place_in(work: Work, request: Request, chat: int) -> Place | None:
    """Return the place of a request that is in this chat."""
    return topic_of(work, request) if chat == work.house.experts_chat_id else private_of(work, chat)


def works_in_private(work: Work, request: Request, expert: int) -> bool:
    """Whether an expert has the request's card in their private chat."""
    return any(card.chat_id == expert for card in Copies(work.session, work.clock).cards(request))


def is_at_work(work: Work, expert: int) -> bool:
    """Whether an expert may be called by a sound now."""
    known = work.experts.of(expert)
    return known is not None and known.time.is_open(work.clock.now())


def rings(work: Work, place: Place) -> bool:
    """Whether what is said here is heard: in private, while its expert is at work; in the group never."""
    return place.thread is None and is_at_work(work, place.chat)
