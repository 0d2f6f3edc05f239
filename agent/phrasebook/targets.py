"""Which picture is meant: by id, by place in the last set, by who it shows, or the last. Sees no pixels."""

import re
from collections.abc import Sequence

from ..state import Seen
from .questions import NO_PICTURE, Unclear

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
BY_ID = re.compile(r"\bi(\d{1,9})\b")
BY_ORDER = re.compile(
    rf"\b(?:the\s+)?(?:({'|'.join(ORDINALS)})|(\d{{1,2}})(?:st|nd|rd|th))\s+(?:one|picture|image|drawing|page)\b|"
    r"\b(?:picture|image|page|number)\s+(\d{1,2})\b",
    re.I,
)


def target(text: str, kinds: Sequence[str], seen: Sequence[Seen], uploads: Sequence[Seen]) -> Seen:
    """The picture a text speaks of. Raises `Unclear` where there is none."""
    known = [*seen, *uploads]
    if not known:
        raise Unclear(NO_PICTURE)
    if match := BY_ID.search(text):
        return _by_id(match[0], known)
    if match := BY_ORDER.search(text):
        return _by_order(match, known)
    if uploads:
        return uploads[-1]
    return _showing(kinds, known)


def without_names(text: str) -> str:
    """The text without the words that only say which picture: their numbers count nothing."""
    return BY_ORDER.sub("it", BY_ID.sub("it", text))


def _by_id(id: str, known: list[Seen]) -> Seen:
    for picture in known:
        if picture.id == id:
            return picture
    raise Unclear(f"I don't know a picture {id} here. I know {_ids(known[-8:])}; which one?")


def _by_order(match: re.Match[str], known: list[Seen]) -> Seen:
    number = ORDINALS.index(match[1].lower()) + 1 if match[1] else int(match[2] or match[3])
    last = [picture for picture in known if picture.turn == known[-1].turn]
    if not 1 <= number <= len(last):
        raise Unclear(f"The last set has {len(last)} ({_ids(last)}), no number {number}. Which one?")
    return last[number - 1]


def _showing(kinds: Sequence[str], known: list[Seen]) -> Seen:
    """The latest picture with all these in it; pictures that nobody described may show anything."""
    for picture in reversed(known):
        if not picture.shows or all(re.search(rf"\b{kind}s?\b", picture.shows) for kind in kinds):
            return picture
    raise Unclear(
        f"None of the pictures shows a {' and a '.join(kinds)}; the last one, {known[-1].id}, shows "
        f"{known[-1].shows}. What shall I do?"
    )


def _ids(pictures: list[Seen]) -> str:
    return ", ".join(picture.id for picture in pictures)
