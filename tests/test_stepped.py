"""A function that calls back, as a generator in lock-step: its result, its errors, its early end."""

import threading
from collections.abc import Callable, Generator

import pytest
from triptych.models.stepped import stepped


def test_values_come_in_order_and_the_result_at_last() -> None:
    def run(hand: Callable[[int], None]) -> str:
        for n in range(3):
            hand(n)
        return "done"

    results = []

    def keeping_the_result() -> Generator[int, None, None]:
        results.append((yield from stepped(run)))

    assert list(keeping_the_result()) == [0, 1, 2]
    assert results == ["done"]


def test_it_never_runs_ahead_and_closing_ends_it_where_it_is() -> None:
    seen: list[object] = []

    def run(hand: Callable[[int], None]) -> None:
        try:
            for n in range(100):
                seen.append(n)
                hand(n)
        except Exception:
            seen.append("went on")
        finally:
            seen.append("ended")

    before = threading.active_count()
    steps = stepped(run)
    assert (next(steps), next(steps)) == (0, 1)
    assert seen == [0, 1]
    steps.close()
    assert seen == [0, 1, "ended"]
    assert threading.active_count() == before


def test_its_errors_come_out() -> None:
    def run(hand: Callable[[int], None]) -> None:
        hand(1)
        raise ValueError("wrong")

    steps = stepped(run)
    assert next(steps) == 1
    with pytest.raises(ValueError, match="wrong"):
        next(steps)


def test_a_generator_that_is_never_started_starts_nothing() -> None:
    before = threading.active_count()
    stepped(lambda _: pytest.fail("it ran")).close()
    assert threading.active_count() == before
