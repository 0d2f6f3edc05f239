"""Bounds the threads of torch for a while. Knows no model."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def bounded(threads: int | None) -> Iterator[None]:
    """On at most so many threads, where a number is given.

    Threads that wait for each other over small matrices are forty times slower on a busy machine.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(min(before, threads or before))
    try:
        yield
    finally:
        torch.set_num_threads(before)
