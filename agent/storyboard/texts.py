"""The stories' texts in other languages: `stories.<code>.toml` and `lore.<code>.toml`, read once.

Each tells the English stories and lines anew, in their order. Fills no slot.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from .stories import all_lore, read, tellings

BEATS = ("opening", "problem", "turn", "ending")


@cache
def texts(code: str) -> Mapping[str, str]:
    """English text or title → that in the language. Raises `ValueError` where one has none."""
    return dict([*_stories(code), *_lines(code)])


def _stories(code: str) -> Iterator[tuple[str, str]]:
    for telling, told in zip(tellings(), read(f"stories.{code}.toml")["telling"], strict=True):
        yield from zip(telling.titles, told["titles"], strict=True)
        yield from ((getattr(telling, beat).text, told[beat]) for beat in BEATS)


def _lines(code: str) -> Iterator[tuple[str, str]]:
    told = read(f"lore.{code}.toml")
    for way, places in all_lore().items():
        for place, lines in places.items():
            yield from zip((line.text for line in lines), told[way][place], strict=True)
