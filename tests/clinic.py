"""A small service with an event ahead, one elsewhere, one that is over, and a guide with open fields."""

from pathlib import Path

from sandbox.people import Person
from sandbox.screen import Message
from tests.museum import museum

GUIDE = """\
---
id: clinic-guide
question: The Green Deal clinic in one guide
phrasings:
  - everything about the clinic
  - the clinic from A to Z
  - overview of the clinic day
topic: visit
sources:
  - Page of the clinic https://clinic.example.org/
checked: 2026-11-02
review_by: 2099-03-02
fields:
  - id: venue
    name: Venue
    value: House of Cities, Main street 3
  - id: contact
    name: Contact
  - id: bring
    name: What to bring
    value: An identity card
---

The clinic is a day with experts.

## Venue and way {#way}

<!-- phrasings
- Where is the venue?
- how do I get there
- which bus goes to the house
-->

**Venue:** {{venue}}

## Contact {#contact}

<!-- phrasings
- Whom can I call on the day?
- phone number of the organiser
- who helps me on site
-->

**Contact:** {{contact}}
"""
TOPICS = """\
policy_topics:
  - id: green
    title: Green transition
  - id: smart
    title: Smarter regions
"""
EVENTS = """\
events:
  - id: clinic
    title: Green Deal clinic
    starts: 2026-12-09 09:30
    ends: 2026-12-09 17:00
    timezone: Europe/Brussels
    place: House of Cities, Brussels
    topic: green
    summary: A day with experts.
    registration: here
    capacity: {capacity}
    guide: clinic-guide
    link: https://clinic.example.org/
  - id: webinar
    title: Smart webinar
    starts: 2026-12-15 15:00
    timezone: Europe/Vilnius
    online: https://room.example.org/smart
    topic: smart
    registration: link
    registration_link: https://forms.example.org/smart
  - id: forum
    title: The forum
    starts: 2026-03-02
    ends: 2026-03-03
    timezone: Europe/Warsaw
    place: Krakow, Poland
    registration: closed
    link: https://forum.example.org/
    follow_up: https://forum.example.org/lessons
"""


def clinic(folder: Path, capacity: int = 2) -> Path:
    """Write the content into a folder and return it."""
    content = museum(folder, TOPICS)
    guides = content / "guides"
    guides.mkdir(exist_ok=True)
    (guides / "clinic-guide.md").write_text(GUIDE)
    (content / "events.yaml").write_text(EVENTS.format(capacity=capacity))
    return content


async def greeted(person: Person) -> Person:
    """Let somebody start and hear the notice."""
    await person.starts()
    await person.hears()
    return person


async def says(person: Person, words: str) -> Message:
    """Type something and return the answer."""
    await person.says(words)
    return await person.hears()


async def presses(person: Person, message: Message, label: str) -> Message:
    """Press a button and return the new message that answers it."""
    await person.presses(message, label)
    return await person.hears()
