"""Work that is split comes back whole and in order, or is left to the caller."""

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from checker.load.crew import ALONE, Crew
from tests.works import add, die, fail, whose

TEN = tuple(range(10))


@pytest.fixture(params=[2, 3])
def crew(request: pytest.FixtureRequest) -> Crew:
    return Crew(processes=request.param)


@pytest.fixture
def threads() -> Iterator[Crew]:
    """A crew that does without the start of processes."""
    with ThreadPoolExecutor(2) as executor:
        yield Crew(processes=2, executor=executor)


def done(crew: Crew, work: Any, items: Sequence[int] = TEN) -> list[int]:
    """Add 100 to each item, by the crew or else here."""
    found: list[int] = []
    for part, result in crew.share("items", work, lambda: 100, items):
        text = add(100, part) if result is None else result
        found += map(int, text.decode().strip("[]").split(", "))
    return found


@pytest.mark.parametrize("work", [add, fail, die])
def test_all_of_it_comes_in_order_whatever_happens_to_the_processes(
    crew: Crew, work: Any
) -> None:
    assert done(crew, work) == [100 + each for each in TEN]


@pytest.mark.parametrize("work", [add, fail])
def test_an_executor_of_the_callers_does_the_same(threads: Crew, work: Any) -> None:
    assert done(threads, work) == [100 + each for each in TEN]


def test_an_executor_that_takes_nothing_leaves_everything_to_the_caller() -> None:
    with ThreadPoolExecutor(1) as executor:
        pass
    assert done(Crew(processes=2, executor=executor), add) == [100 + e for e in TEN]


def test_what_was_not_delivered_is_told_with_its_reason() -> None:
    told: list[str] = []
    with ThreadPoolExecutor(1) as executor:
        done(Crew(processes=2, executor=executor, lost=told.append), fail)
    assert told == ["ValueError: three is refused"]


def test_other_processes_do_the_work() -> None:
    shares = Crew(processes=2).share("items", whose, lambda: None, TEN)
    pids = {int(result) for _, result in shares if result}
    assert pids
    assert os.getpid() not in pids


@pytest.mark.parametrize(
    ("crew", "splits"),
    [
        (ALONE, False),
        (Crew(processes=1, from_items=1), False),
        (Crew(processes=2), True),
        (Crew(processes=2, from_items=10), True),
        (Crew(processes=2, from_items=11), False),
    ],
)
def test_work_is_split_from_a_number_of_items_on(crew: Crew, splits: bool) -> None:
    shares = list(crew.share("items", add, lambda: 100, TEN))
    assert crew.splits(len(TEN)) is splits
    assert all(result is not None for _, result in shares) is splits


def test_without_items_there_is_no_work(crew: Crew) -> None:
    assert list(crew.share("items", add, lambda: 100, ())) == []
    assert list(crew.share_here("items", lambda part: add(1, part), ())) == []


def test_progress_is_told_up_to_the_end(threads: Crew) -> None:
    told: list[tuple[str, int, int]] = []
    crew = Crew(
        processes=2, executor=threads.executor, progress=lambda *a: told.append(a)
    )
    done(crew, add)
    assert told == [("items", each + 1, 10) for each in TEN]


def test_no_process_is_left_when_the_caller_stops_early(crew: Crew) -> None:
    shares = crew.share("items", whose, lambda: None, TEN)
    _, result = next(shares)
    shares.close()
    assert result is not None
    with pytest.raises(ProcessLookupError):
        os.kill(int(result), 0)


def test_a_copy_of_this_process_knows_what_it_knows() -> None:
    known = 100
    crew = Crew(processes=2)
    shares = list(crew.share_here("items", lambda part: add(known, part), TEN))
    for part, result in shares:  # no copy is made of a process with threads
        assert result in (None, add(100, part))
    assert [each for part, _ in shares for each in part] == list(TEN)


def test_an_executor_elsewhere_knows_nothing_of_this_process(threads: Crew) -> None:
    shares = threads.share_here("items", lambda part: add(1, part), TEN)
    assert list(shares) == [(TEN, None)]


def test_an_executor_elsewhere_is_not_asked_about_files_that_are_here_only(
    threads: Crew,
) -> None:
    assert threads.here.executor is None
    assert not threads.here.splits(10_000)
    assert Crew(processes=2).here.splits(10_000)


def test_an_interrupt_is_as_before_when_processes_are_begun(crew: Crew) -> None:
    done(crew, add)
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
