"""One person's flood: a pause that is told once and names its end."""

from datetime import UTC, datetime, timedelta

from people.flood import MESSAGES, WINDOW, Flow, Window

NOON = datetime(2026, 3, 2, 12, 0, 10, tzinfo=UTC)


def written(window: Window, *moments: datetime) -> tuple[Window, list[Flow]]:
    flows = []
    for moment in moments:
        window, flow = window.counted(moment)
        flows.append(flow)
    return window, flows


def full() -> Window:
    return written(Window(), *[NOON] * MESSAGES)[0]


def test_as_many_messages_as_allowed_are_answered() -> None:
    _, flows = written(Window(), *[NOON] * MESSAGES)

    assert flows == [Flow.FREE] * MESSAGES


def test_one_more_is_told_once_and_what_follows_is_not_answered() -> None:
    _, flows = written(full(), NOON, NOON, NOON + timedelta(seconds=59))

    assert flows == [Flow.STOPPED, Flow.PAUSED, Flow.PAUSED]


def test_the_pause_ends_on_the_first_full_minute_after_the_window() -> None:
    window, _ = full().counted(NOON)

    assert window.paused_until == datetime(2026, 3, 2, 12, 2, tzinfo=UTC)


def test_a_pause_that_would_end_on_a_full_minute_ends_there() -> None:
    noon = NOON.replace(second=0)
    window, _ = Window(noon, MESSAGES).counted(noon)

    assert window.paused_until == noon + WINDOW


def test_at_the_end_of_the_pause_a_message_is_answered_again() -> None:
    window, _ = full().counted(NOON)
    _, flows = written(
        window, datetime(2026, 3, 2, 12, 1, 59, 999999, tzinfo=UTC), datetime(2026, 3, 2, 12, 2, tzinfo=UTC)
    )

    assert flows == [Flow.PAUSED, Flow.FREE]


def test_after_a_pause_the_count_begins_anew() -> None:
    window, _ = full().counted(NOON)
    _, flows = written(window, *[NOON + timedelta(minutes=2)] * (MESSAGES + 1))

    assert flows == [*[Flow.FREE] * MESSAGES, Flow.STOPPED]


def test_a_new_window_begins_a_minute_after_the_first_message() -> None:
    _, flows = written(full(), NOON + WINDOW)

    assert flows == [Flow.FREE]


def test_just_before_the_window_ends_the_messages_still_count() -> None:
    _, flows = written(full(), NOON + WINDOW - timedelta(microseconds=1))

    assert flows == [Flow.STOPPED]
