"""What is said before drawing: words the painter does not know, and the nearest it can draw.

Knows the vocabulary and what was read; decides nothing.
"""

from collections.abc import Iterable

from ...models.vocabulary import Vocabulary, with_article
from .nouns import Reading
from .questions import words_known

MOST_NAMED = 6


def notes_on(readings: Iterable[Reading], vocabulary: Vocabulary) -> tuple[str, ...]:
    """One sentence for each word that means something else here, then those that mean nothing."""
    near: dict[str, str] = {}
    unknown: dict[str, None] = {}
    actions: dict[str, None] = {}
    surplus: dict[str, None] = {}
    for reading in readings:
        near |= reading.near
        unknown |= dict.fromkeys(reading.unknown)
        actions |= dict.fromkeys(reading.actions)
        surplus |= dict.fromkeys(reading.surplus)
    notes = [nearest_note(said, name, vocabulary) for said, name in near.items()]
    if surplus:
        notes.append(f"In my pictures nobody wears two things, so I leave out {quoted(surplus)}.")
    if actions:
        notes.append(
            f"In my pictures everybody stands still and looks friendly, so {quoted(actions)} will not show."
        )
    if unknown:
        known = "" if near else f" {words_known(vocabulary)}"
        notes.append(f"I have no picture for {quoted(unknown)}, so I leave that out.{known}")
    return tuple(notes)


def nearest_note(said: str, name: str, vocabulary: Vocabulary) -> str:
    """ "I don't know how to draw a knight; the nearest I can draw is a robot." """
    for what, names in (
        ("colour", vocabulary.colors),
        ("style", vocabulary.styles),
        ("place", vocabulary.places),
    ):
        if name in names:
            return f"I have no {what} “{said}”; the nearest I have is {name}."
    plural = said.endswith("s") and not said.endswith("ss")
    noun = said if plural or said in ("people", "men", "women", "children") else with_article(said)
    return f"I don't know how to draw {noun}; the nearest I can draw is {with_article(name)}."


def quoted(words: Iterable[str], longest: int = 30) -> str:
    """ "“riding”, “sparkling” and more"; each is cut where it is longer than `longest`."""
    named = [f"“{word[:longest]}{'…' if len(word) > longest else ''}”" for word in words]
    return ", ".join(named[:MOST_NAMED]) + (
        f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    )
