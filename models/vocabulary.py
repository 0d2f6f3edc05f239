"""The words a model knows: what it can draw, how people say it, and the nearest to what it cannot draw.

A planner reads it to write prompts the model understands and to say plainly what it does not. Models
that know all words have none. Knows no grammar and no pixels.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Words = Mapping[str, tuple[str, ...]]
"""Name → the ways people say it; the first is the one to write in a prompt."""


@dataclass(frozen=True)
class Vocabulary:
    """Names of what can be drawn, unique over all groups, and how much of it fits one picture."""

    kinds: Words
    colors: Words
    clothes: Words
    things: Words
    places: Words
    styles: Words
    nearest: Mapping[str, str] = field(default_factory=dict)
    """What people say and the model cannot draw → the name of the nearest it can."""
    natural_colors: Mapping[str, str] = field(default_factory=dict)
    """The colour of a kind, thing or piece of clothing where none is said."""
    plurals: Mapping[str, str] = field(default_factory=dict)
    """Nouns whose plural is not the noun with an s."""
    floating: frozenset[str] = frozenset()
    """Things that may be above somebody."""
    most_characters: int = 2
    most_alike: int = 3
    most_things: int = 4

    def plural(self, noun: str) -> str:
        """The plural of a noun; of several words, the last one changes."""
        *first, last = noun.split(" ")
        return " ".join([*first, self.plurals.get(last, last + "s")])

    def groups(self) -> dict[str, Words]:
        """The words by what they are: kind, color, clothing, thing, place, style."""
        return {
            "kind": self.kinds,
            "color": self.colors,
            "clothing": self.clothes,
            "thing": self.things,
            "place": self.places,
            "style": self.styles,
        }


def with_article(noun: str) -> str:
    """ "a cat", "an orange cat"."""
    return f"{'an' if noun[:1] in 'aeio' else 'a'} {noun}"
