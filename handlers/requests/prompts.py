"""What a member is asked at each step of an intake, from what the profile says about the kinds of help."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain

from core.language import Language
from core.saying import Rows, Saying
from core.text import Text, join
from handlers.context import Work
from handlers.requests.following import reader_of
from handlers.visitors import Reply
from knowledge.matching.words import stems, words
from knowledge.profile import KindOfHelp, Need, Profile
from tickets import intake_buttons, intake_texts
from tickets.cards import consent_line
from tickets.intake import COUNTRY, ROLE, TOPIC, Step, Way, answered, bare
from tickets.models import Request
from tickets.parts import TEXT, question_of

STORY = "request"
"""The dialogue in which an intake is led; where it stands is kept in the draft."""
SHORTEST = 3  # letters of a word that says anything about a topic
LEFT = "left:"
"""Before the step of a draft whose member has cancelled its intake."""


def ask(work: Work, request: Request, step: str, *notes: Text, key: str | None = None, more: Rows = ()) -> Reply:
    """Take a draft to a step and ask for what it is about; notes are said before."""
    request.step = step
    work.dialogues.begin(request.member_id, STORY, bare(step), number=request.id)
    language = reader_of(work, request).language
    asked = _prompt(work, request, language)
    return Reply(Saying(join("\n\n", [*notes, asked.text]), (*more, *asked.buttons)), key)


def kind_of(profile: Profile, request: Request) -> KindOfHelp:
    """Return the kind of help that a request asks for: the first one if it names none."""
    usual = profile.help[0] if profile.help else KindOfHelp("", "")
    return next((kind for kind in profile.help if kind.id == request.kind), usual)


def way_of(profile: Profile, request: Request) -> Way:
    """Return the steps of a request's intake."""
    needs = [need.id for need in kind_of(profile, request).needs if need.id != TOPIC or profile.policy_topics]
    return Way(len(profile.help) > 1, needs)


def changeable(profile: Profile, request: Request) -> list[str]:
    """Return the steps whose answers can be changed from the review."""
    way = way_of(profile, request)
    role = [ROLE] if profile.roles and ROLE not in way.needs else []
    return [Step.QUESTION, *([Step.KIND] if way.kinds else []), *way.needs, *role, Step.CONSENT]


def application(profile: Profile, request: Request, language: Language) -> tuple[Text, ...]:
    """Return what is said of the official application that a kind of help needs; nothing of one without a form."""
    kind = kind_of(profile.said_in(language), request)
    return (intake_texts.prepares(kind.title, kind.form, language),) if kind.form else ()


def title_of(profile: Profile, request: Request, step: str, language: Language) -> str:
    """Return what a step is called in a list."""
    own = next((need.title for need in kind_of(profile, request).needs if need.id == step), "")
    steps: dict[str, str] = {
        Step.QUESTION: language.gettext("Question"),
        Step.KIND: language.gettext("Kind of help"),
        Step.CONSENT: language.gettext("Reuse"),
    }
    return (
        language.said(own)
        or steps.get(Step(step) if step in steps else Step.KEPT)
        or intake_texts.title_of(step, language)
    )


def said_of(profile: Profile, request: Request, need: str) -> str | None:
    """Return what the member answered; a topic or a role by its title."""
    if need == ROLE:
        return profile.role(request.requester_role)
    topic = next((each.title for each in profile.policy_topics if each.id == request.policy_topic), None)
    return topic if need == TOPIC and topic else answered(request, need)


def name_wordless(request: Request, language: Language) -> None:
    """Give a name to a request that begins with something without words."""
    request.subject = request.subject or language.gettext("An attachment without words")


def _prompt(work: Work, request: Request, language: Language) -> Saying:
    profile, step = work.house.profile.said_in(language), bare(request.step or "")
    if step == Step.QUESTION:
        return _question(work, request, language)
    if step == Step.KIND:
        kinds = [(kind.title, kind.facts[0] if kind.facts else "") for kind in profile.help]
        buttons = intake_buttons.kinds(request, [title for title, _ in kinds], language)
        return Saying(intake_texts.which_kind(request.subject, kinds, language), buttons)
    if step == Step.CONSENT:
        return Saying(intake_texts.about_consent(language), intake_buttons.consents(request, language))
    if step == Step.REVIEW:
        return _review(work, request, language)
    if step == Step.CHANGE:
        titles = [title_of(profile, request, each, language) for each in changeable(profile, request)]
        return Saying(intake_texts.what_to_change(language), intake_buttons.fixes(request, titles, language))
    return _need(work, request, step, language)


def _question(work: Work, request: Request, language: Language) -> Saying:
    parts = work.parts.of(request)
    if request.step != Step.QUESTION:
        return Saying(intake_texts.change_question(language), intake_buttons.review_buttons(request, language))
    words_ = intake_texts.what_question(language, sum(part.kind != TEXT for part in parts))
    buttons = intake_buttons.without_words if parts else intake_buttons.only_cancel
    return Saying(words_, buttons(request, language))


def _need(work: Work, request: Request, step: str, language: Language) -> Saying:
    profile = work.house.profile.said_in(language)
    needs = {each.id: each for each in kind_of(profile, request).needs}
    need = needs.get(step, Need(step))
    place = way_of(profile, request).place(step) if request.step == step else None
    asked = intake_texts.need_asked(
        need.title or intake_texts.title_of(step, language),
        need.ask or intake_texts.ask_for(step, language),
        place,
        language,
    )
    return Saying(asked, _need_buttons(work, request, step, language))


def _need_buttons(work: Work, request: Request, step: str, language: Language) -> Rows:
    if step == TOPIC:
        titles = [language.said(topic.title) for topic in work.house.profile.policy_topics]
        return intake_buttons.topics(request, titles, _proposed_topic(work, request), language)
    if step == COUNTRY:
        member = work.members.known(request.member_id)
        return intake_buttons.country(request, member.country if member else None, language)
    if step == ROLE:
        titles = [language.said(role.title) for role in work.house.profile.roles]
        return intake_buttons.roles(request, titles, language)
    return (intake_buttons.onwards(request, step, language),)


def _review(work: Work, request: Request, language: Language) -> Saying:
    profile, parts = work.house.profile.said_in(language), work.parts.of(request)
    way, listed = way_of(profile, request), changeable(profile, request)
    needs = [*way.needs, *(each for each in listed if each == ROLE and each not in way.needs)]
    facts: list[tuple[str, str | None]] = []
    if way.kinds:
        facts.append((title_of(profile, request, Step.KIND, language), kind_of(profile, request).title))
    facts += [(title_of(profile, request, need, language), said_of(profile, request, need)) for need in needs]
    shown = intake_texts.review(
        question_of(parts) or request.subject,
        sum(part.kind != TEXT for part in parts),
        facts,
        [consent_line(request, language), *application(profile, request, language)],
        language,
    )
    role = listed.index(ROLE) + 1 if ROLE in listed and not request.requester_role else None
    return Saying(shown, intake_buttons.review_buttons(request, language, role))


def _proposed_topic(work: Work, request: Request) -> int | None:
    """Return the place, from 1, of the topic of whose own words the question and the entries seen have most."""
    profile, library = work.house.profile, work.house.library
    seen = [library.title(id_) for id_ in request.seen if library.holds(id_)]
    said = _stems([question_of(work.parts.of(request)), *seen], profile.language)
    topics = [_stems([topic.title, topic.about], profile.language) for topic in profile.policy_topics]
    everywhere = Counter(chain(*topics))
    shared = [sum(everywhere[stem] == 1 for stem in said & topic) for topic in topics]
    best = max(shared, default=0)
    return shared.index(best) + 1 if best and shared.count(best) == 1 else None


def _stems(said: Sequence[str], language: str) -> set[str]:
    return {stem for each in said for stem in stems(words(each), language) if len(stem) >= SHORTEST}
