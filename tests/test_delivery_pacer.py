"""How fast it may be sent: fixed slots for all, a bucket for each chat, a window for each group."""

import asyncio
from random import Random

import pytest

from delivery.pacer import GROUP_SECONDS, MOST, Pacer, Windows

pytestmark = pytest.mark.unhurried


class Time:
    """A clock that sleeping moves, some of it too far."""

    def __init__(self, late: float = 0.0, begins: float = 100.0) -> None:
        self.now = begins
        self.late = late
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds + self.late


def pacer(time: Time, rate: float = 10.0) -> Pacer:
    """Return a pacer in that time."""
    return Pacer(rate, time, time.sleep)


async def slots(paced: Pacer, time: Time, count: int) -> list[float]:
    """Return the moments of the next slots, in seconds from now; what is sent in them is answered at once."""
    begin, moments = time.now, []
    for _ in range(count):
        await paced.slot()
        paced.answered(0.0)
        moments.append(round(time.now - begin, 6))
    return moments


async def test_slots_come_at_fixed_distances() -> None:
    time = Time()

    assert await slots(pacer(time), time, 5) == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])


async def test_slots_for_which_there_was_nothing_to_send_are_not_saved_up() -> None:
    time = Time()
    paced = pacer(time)
    await slots(paced, time, 1)
    await paced.slot()
    paced.unused()
    time.now += 60

    assert await slots(paced, time, 3) == pytest.approx([0, 0.1, 0.2])


async def test_what_a_busy_machine_was_late_with_is_made_good() -> None:
    time = Time()
    paced = pacer(time)
    await slots(paced, time, 1)
    time.now += 0.35

    assert await slots(paced, time, 6) == pytest.approx([0, 0, 0, 0.05, 0.15, 0.25])


async def test_slots_that_are_closer_than_a_timer_is_exact_are_due_at_once() -> None:
    time = Time()
    paced = pacer(time, 1000)
    await slots(paced, time, 1)
    time.now += 0.01

    assert sum(paced.take() for _ in range(50)) == pytest.approx(10, abs=1)
    assert not paced.take()


async def test_after_a_long_standstill_a_second_of_it_is_made_good() -> None:
    time = Time()
    paced = pacer(time)
    await slots(paced, time, 1)
    time.now += 60
    moments = await slots(paced, time, 41)

    assert moments[10] == pytest.approx(0.4, abs=0.06)
    assert moments[-1] == pytest.approx(3.0, abs=0.1)


@pytest.mark.parametrize("late", [0.001, 0.01, 0.03])
async def test_a_timer_that_wakes_a_little_late_does_not_slow_it_down(late: float) -> None:
    time = Time(late)
    moments = await slots(pacer(time, 28), time, 281)

    assert moments[-1] == pytest.approx(10.0, abs=0.1)


@pytest.mark.parametrize("late", [0.0, 0.001, 0.01, 0.05, 0.3])
async def test_in_no_second_there_are_more_than_telegram_allows(late: float) -> None:
    time = Time(late)
    paced, moments = pacer(time, 28), list[float]()
    for _ in range(8):
        begin = time.now
        moments += [begin + moment for moment in await slots(paced, time, 50)]
        time.now += 0.7
    most = max(sum(begin <= moment < begin + 1 for moment in moments) for begin in moments)

    assert most <= MOST


@pytest.mark.parametrize("seed", range(5))
async def test_however_long_calls_are_under_way_no_more_arrive_in_a_second(seed: int) -> None:
    time, dice = Time(), Random(seed)
    paced, under_way, arrivals = pacer(time, 28), list[tuple[float, float, float]](), list[float]()
    for _ in range(600):
        while paced.second.full_for() or len(under_way) > 12:
            time.now += 0.005
            under_way = _answered(paced, time, under_way)
        await paced.slot()
        arrives = time.now + dice.choice([0.01, 0.01, 0.02, 0.5])
        arrivals.append(arrives)
        under_way.append((arrives + dice.choice([0.03, 0.03, 0.2]), time.now, arrives))
        time.now += dice.choice([0.0, 0.0, 0.0, 0.3])
        under_way = _answered(paced, time, under_way)
    most = max(sum(begin <= each < begin + 1 for each in arrivals) for begin in arrivals)

    assert most <= MOST


def _answered(
    paced: Pacer, time: Time, under_way: list[tuple[float, float, float]]
) -> list[tuple[float, float, float]]:
    """Tell the pacer of every answer that has come by now, and return the calls that are still under way."""
    for answer, sent, _ in under_way:
        if answer <= time.now:
            paced.answered(answer - sent)
    return [each for each in under_way if each[0] > time.now]


async def test_a_call_without_an_answer_may_arrive_at_any_moment() -> None:
    time = Time()
    paced = pacer(time, 28)
    for _ in range(MOST):
        await paced.slot()
    time.now += 60
    held = paced.second.full_for()
    paced.answered(60.0)

    assert held > 0
    assert paced.second.full_for() == 0


async def test_a_pause_holds_all_slots() -> None:
    time = Time()
    paced = pacer(time)
    paced.pause(5)
    paced.pause(1)

    assert await slots(paced, time, 2) == pytest.approx([5, 5.1])


async def test_a_pause_that_begins_while_somebody_waits_counts() -> None:
    time = Time()
    paced = pacer(time)

    async def interrupted(seconds: float) -> None:
        if not time.slept:
            paced.pause(3)
        await time.sleep(seconds)

    paced._sleep = interrupted  # noqa: SLF001  the pause must begin while this sleeps
    await slots(paced, time, 1)

    assert await slots(paced, time, 1) == pytest.approx([3])


async def test_with_the_machines_own_clock_it_waits_indeed() -> None:
    paced = Pacer(rate=100)
    begin = asyncio.get_running_loop().time()
    for _ in range(6):
        await paced.slot()
        paced.answered(0.0)

    assert asyncio.get_running_loop().time() - begin > 0.03


@pytest.fixture
def time() -> Time:
    """A clock that is moved."""
    return Time()


@pytest.fixture
def windows(time: Time) -> Windows:
    """The windows of all chats, in that time."""
    return Windows(time)


def test_a_chat_takes_three_at_once_and_then_one_a_second(time: Time, windows: Windows) -> None:
    waits = []
    for _ in range(4):
        waits.append(windows.full().get(5, 0))
        windows.spent(5)
    waits.append(windows.full()[5])
    time.now += 1.5
    waits.append(windows.full()[5])

    assert waits == pytest.approx([0, 0, 0, 1, 2, 0.5])


def test_a_chat_that_was_left_alone_has_its_three_again(time: Time, windows: Windows) -> None:
    for _ in range(3):
        windows.spent(5)
    time.now += 3
    for _ in range(2):
        windows.spent(5)

    assert windows.full() == {}


def test_an_album_counts_as_what_it_is(time: Time, windows: Windows) -> None:
    windows.spent(5, messages=10)
    time.now += 7.5

    assert windows.full() == pytest.approx({5: 0.5})


def test_a_group_takes_twenty_in_a_minute_and_a_margin(time: Time, windows: Windows) -> None:
    for _ in range(20):
        windows.spent(-5)
        time.now += 2
    in_the_minute = windows.full()
    time.now += GROUP_SECONDS - 40 + 0.1

    assert in_the_minute == pytest.approx({-5: GROUP_SECONDS - 40})
    assert windows.full() == {}


def test_a_private_chat_has_no_window_of_a_minute(time: Time, windows: Windows) -> None:
    for _ in range(25):
        windows.spent(5)
        time.now += 2

    assert windows.full() == {}


def test_a_chat_rests_as_long_as_the_longest_that_was_asked(time: Time, windows: Windows) -> None:
    windows.rest(5, 10)
    windows.rest(5, 2)
    windows.rest(6, 1)
    time.now += 1.5

    assert windows.full() == pytest.approx({5: 8.5})


def test_what_was_sent_before_a_start_counts_from_when_it_was_sent(time: Time, windows: Windows) -> None:
    for ago in range(40, 0, -2):
        windows.spent(-5, ago)

    assert windows.full() == pytest.approx({-5: GROUP_SECONDS - 40})


def test_what_was_sent_before_the_machine_began_counts_like_anything_else() -> None:
    early = Windows(Time(begins=0.0))
    early.spent(5, ago=2, messages=3)

    assert early.full() == {}


def test_chats_are_told_a_lot_until_a_minute_has_passed(time: Time) -> None:
    windows = Windows(time)
    windows.spent(1, messages=4)
    windows.spent(2)
    told = windows.told()
    time.now += GROUP_SECONDS + 1
    windows.spent(3)

    assert [set(chats) for chats in told] == [{1, 2}, {1}]
    assert [set(chats) for chats in windows.told()] == [{3}, set()]
