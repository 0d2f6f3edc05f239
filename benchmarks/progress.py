"""How far a benchmark is, on stderr."""

import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def counted(items: Sequence[Item], name: str = "") -> Iterator[Item]:
    """The items, and how many of them are done before each."""
    for number, item in enumerate(items):
        tell(f"{name} {number}/{len(items)}")
        yield item
    tell("")


def tell(text: str) -> None:
    """In the place of what stood there."""
    print(f"\r{text:78}\r{text}", end="", file=sys.stderr, flush=True)
