"""What a step of a plan does besides what it tells the painter: to whom, how far, with what. Knows no HTML.

In the user's language as far as the page has the words; names and ids are said as they are.
"""

from collections.abc import Iterator
from typing import Any

from ..agent.state import Step
from ..tools.members import Member
from .words import word
from .world_words import looks, native

SLOTS = {"what": "noun", "color": "color", "place": "place", "side": "", "pose": "", "less": ""}
"""Arguments of tools that are words, in the order in which they are told, and what is looked up for each."""


def about(step: Step, language: str) -> str:
    """ "i1 · cat · green"; "Mia: an orange cat wearing a blue hat"; "" where the text says it all."""
    return " · ".join(_parts(step, language))


def _parts(step: Step, language: str) -> Iterator[str]:
    given = step.arguments
    yield from _pictures(given)
    for name, slot in SLOTS.items():
        if said := str(given.get(name) or ""):
            yield native(slot, said, language) if slot else said
    yield from map(str, given.get("words") or ())
    if step.tool == "upscale":
        yield f"{given.get('factor', 2)}×"
    if step.tool == "cast":
        yield from _cast(given, language)
    if step.tool == "book":
        yield word("about_pages", language, pages=len(given["pages"]))


def _pictures(given: dict[str, Any]) -> Iterator[str]:
    """The stored pictures that a step takes; those that are not painted yet have no id to tell."""
    named = (given.get("image"), *given.get("references", ()))
    if ids := [str(id) for id in named if id and ":" not in str(id)]:
        yield ", ".join(ids)


def _cast(given: dict[str, Any], language: str) -> Iterator[str]:
    """Who comes in, and how it looks; who is locked, and who goes."""
    for member in given.get("keep", ()):
        yield f"{member['name']}: {looks(Member.model_construct(**member), language)}"
    for way in ("lock", "unlock", "remove"):
        if names := given.get(way):
            yield f"{word(f'cast_{way}', language)}: {', '.join(names)}"
    if not given:
        yield word("about_cast", language)
