"""How good the help was: once for each request, and nothing leads from it to the request."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.clock import Clock
from tickets import member_queries
from tickets.models import Rated, Rating, Request

GOOD = 4
"""Stars from which somebody is content."""
PRAISE = ("clear", "useful", "quick")
BLAME = ("unclear", "unfit", "slow")


@dataclass(frozen=True, slots=True)
class Ratings:
    """Takes each rating once."""

    session: Session
    clock: Clock

    def rate(self, request: Request, stars: int) -> bool:
        """Note a rating from 1 to 5, without the request; False if the request was rated before."""
        if self.was_given(request):
            return False
        self.session.add(Rated(request_id=request.id))
        self.session.add(Rating(given_on=self.clock.now().date(), stars=stars, reason=None))
        self.session.flush()
        return True

    def was_given(self, request: Request) -> bool:
        """Whether a request was rated."""
        return self.session.get(Rated, request.id) is not None

    def give_reason(self, reason: str) -> bool:
        """Note the reason of a rating given today; which of those alike gets it makes no difference. False for none."""
        good = reason in PRAISE
        rating = self.session.scalar(member_queries.unexplained(self.clock.now().date(), good=good, from_=GOOD))
        if rating is None:
            return False
        rating.reason = reason
        self.session.flush()
        return True
