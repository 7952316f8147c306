"""Mail addresses and telephone numbers, taken out of words that others will read.

It is simple on purpose. Whatever has an @ in it is a mail address; six digits after a + or a 0, or nine of any kind,
however they are set apart, are a telephone number, but a date is none. So it may take out a large amount as well, but
leaves years, rates and thousands of euros. A name stays, since no rule can tell one.
"""

import re

from sqlalchemy import Dialect, Text, TypeDecorator

MAIL, TELEPHONE = "…@…", "+…"
_MAIL = re.compile(r"[^\s@<>(),;:\"]+(?:@[^\s@<>(),;:\"]*[^\W_])+")
_DIGITS = re.compile(r"(?<![\w+])[+(]{0,2}\d(?:[\s./()–-]{0,3}\d){5,20}(?!\w)")
_DATE = re.compile(r"\b(?:\d{1,2}[./-]\s?\d{1,2}[./-]\s?(?:19|20)\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2})\b")
_NATIONAL, _ANY = 6, 9  # digits of a telephone number that begins like one, and of one that does not


def masked(words: str) -> str:
    """Return the words with a sign in the place of each mail address and telephone number; again changes nothing."""
    return _DIGITS.sub(_unless_something_else, _MAIL.sub(MAIL, words))


class Masked(TypeDecorator[str]):
    """A text that is masked before it is kept, whoever writes it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  the signature is SQLAlchemy's
        """Mask what is about to be kept."""
        return None if value is None else masked(value)


def _unless_something_else(found: re.Match[str]) -> str:
    rest = _DATE.sub("", found[0]).strip()
    least = _NATIONAL if rest.lstrip("(")[:1] in {"+", "0"} else _ANY
    return TELEPHONE if sum(each.isdigit() for each in rest) >= least else found[0]
