"""Turns a function that calls back into a generator that can be closed. Knows no model.

The function runs in a thread of its own, in lock-step: it works only while the generator is being waited for.
"""

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

Value = TypeVar("Value")
Result = TypeVar("Result")


class _Stopped(BaseException):
    """Ends the function from inside its callback; no library catches it as an error of its own."""


_END = object()


def stepped(run: Callable[[Callable[[Value], None]], Result]) -> Generator[Value, None, Result]:
    """Yield each value that `run` hands to its callback, and return its result.

    While a value is looked at, `run` waits inside the callback; when the generator is closed there, `run` is
    ended there. Its errors come out here.
    """
    handed: SimpleQueue[Value | object] = SimpleQueue()
    go_on: SimpleQueue[bool] = SimpleQueue()

    def hand(value: Value) -> None:
        handed.put(value)
        if not go_on.get():
            raise _Stopped

    with ThreadPoolExecutor(1, thread_name_prefix="painting") as thread:
        work = thread.submit(run, hand)
        work.add_done_callback(lambda _: handed.put(_END))
        try:
            while (value := handed.get()) is not _END:
                yield value  # type: ignore[misc]  # all but the end are values
                go_on.put(True)
            return work.result()
        finally:
            go_on.put(False)
