"""How moments on a wall clock are kept in a table."""

from sqlalchemy import Dialect, Text, TypeDecorator

from events.moments import Moment, moment_in


class Wall(TypeDecorator[Moment]):
    """A day with or without its time, kept as it was entered; its zone stands beside it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Moment | None, dialect: Dialect) -> str | None:  # noqa: ARG002  SQLAlchemy's own
        """Write it as editors do, such as 2027-03-09 09:30."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Moment | None:  # noqa: ARG002  SQLAlchemy's own
        """Read it back."""
        return None if value is None else moment_in(value)
