"""The words of the small world: what the embedded painter was taught, and how English says it.

The first word of each tuple is the name used in a `Scene`; the others mean the same in a sentence.
Knows no pixels and no grammar.
"""

from typing import Literal, get_args

Kind = Literal["cat", "dog", "bear", "rabbit", "fox", "robot"]
Color = Literal["red", "orange", "yellow", "green", "blue", "purple", "pink", "brown"]
Clothing = Literal["none", "hat", "scarf"]
ThingKind = Literal["ball", "balloon", "tree", "house", "flower", "car", "star", "mushroom", "boat", "kite"]
Place = Literal["meadow", "beach", "forest", "snow", "night", "room", "desert", "city"]
Style = Literal["flat", "outline", "pastel", "ink"]
Relation = Literal["left", "right", "above", "none"]
Facing = Literal["left", "right"]
Spot = Literal["left", "center", "right"]

KINDS: tuple[Kind, ...] = get_args(Kind)
COLORS: tuple[Color, ...] = get_args(Color)
CLOTHES: tuple[Clothing, ...] = get_args(Clothing)
THINGS: tuple[ThingKind, ...] = get_args(ThingKind)
PLACES: tuple[Place, ...] = get_args(Place)
STYLES: tuple[Style, ...] = get_args(Style)

FLOATING: frozenset[ThingKind] = frozenset({"ball", "balloon", "star", "kite"})
"""Things that may hang in the air above somebody."""

NUMBERS = ("zero", "one", "two", "three", "four")

NOUNS: dict[str, tuple[str, ...]] = {
    "cat": ("cat", "kitten", "kitty"),
    "dog": ("dog", "puppy"),
    "bear": ("bear", "bear cub", "teddy bear"),
    "rabbit": ("rabbit", "bunny", "hare"),
    "fox": ("fox", "fox cub"),
    "robot": ("robot", "android"),
    "hat": ("hat", "cap", "beanie"),
    "scarf": ("scarf", "shawl"),
    "ball": ("ball",),
    "balloon": ("balloon",),
    "tree": ("tree",),
    "house": ("house", "cottage"),
    "flower": ("flower", "blossom"),
    "car": ("car", "automobile"),
    "star": ("star",),
    "mushroom": ("mushroom", "toadstool"),
    "boat": ("boat", "sailboat", "ship"),
    "kite": ("kite",),
}

PLURALS = {
    "puppy": "puppies",
    "bunny": "bunnies",
    "fox": "foxes",
    "kitty": "kitties",
    "scarf": "scarves",
}

COLOR_WORDS: dict[Color, tuple[str, ...]] = {
    "red": ("red", "scarlet", "crimson"),
    "orange": ("orange",),
    "yellow": ("yellow", "golden"),
    "green": ("green",),
    "blue": ("blue",),
    "purple": ("purple", "violet"),
    "pink": ("pink", "rosy"),
    "brown": ("brown",),
}

PLACE_PHRASES: dict[Place, tuple[str, ...]] = {
    "meadow": ("in a meadow", "in the meadow", "on the grass", "in a green field"),
    "beach": ("on the beach", "at the beach", "by the sea", "at the seaside"),
    "forest": ("in the forest", "in a forest", "in the woods", "among the trees"),
    "snow": ("in the snow", "in winter", "on a snowy hill", "in a snowy place"),
    "night": ("at night", "under the moon", "in the moonlight", "in the night"),
    "room": ("in a room", "in the room", "at home", "indoors", "inside the house"),
    "desert": ("in the desert", "in a desert", "among the dunes"),
    "city": ("in the city", "in a city", "in the town", "on the street"),
}

STYLE_PHRASES: dict[Style, tuple[str, ...]] = {
    "flat": ("flat style", "flat colours", "flat illustration"),
    "outline": ("with bold outlines", "outline style", "cartoon with outlines", "comic style"),
    "pastel": ("in pastel colours", "pastel style", "soft pastel"),
    "ink": ("ink drawing", "ink style", "drawn in ink", "pen and ink"),
}

ADJECTIVES = ("little", "small", "friendly", "happy", "brave", "cute", "young", "curious", "kind")
"""Words that people use and that change nothing in the picture."""


def plural(noun: str) -> str:
    """The plural of a noun of this world; of several words, the last one changes."""
    *first, last = noun.split(" ")
    return " ".join([*first, PLURALS.get(last, last + "s")])
