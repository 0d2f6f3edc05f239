"""What a text names, before it is decided what fits a picture: nouns with all that was said about them."""

from dataclasses import dataclass, field, replace

from .scene import Figure


@dataclass
class Noun:
    """Somebody or something that was named, with what was said about it; `number` 0 where none was said.

    `becomes` is a colour said after the noun: "the red cat blue"; `unlike` one that it must not have; `more`
    is "another" or "two more".
    """

    group: str
    name: str
    said: str
    number: int = 0
    plural: bool = False
    color: str | None = None
    becomes: str | None = None
    unlike: str | None = None
    definite: bool = False
    more: bool = False
    clothing: "Noun | None" = None
    without: str | None = None
    facing: str | None = None
    side: str | None = None

    @property
    def count(self) -> int:
        """How many; a bare plural is two of somebody and three of something."""
        return self.number or ((2 if self.group == "kind" else 3) if self.plural else 1)


@dataclass
class Reading:
    """All that a text names. `near` maps what was said to the painter's word; `unknown` means nothing to it.

    `without` are the things, clothes and figures that it says are not there, `surplus` clothes that somebody
    wears beside others.
    `pronoun`: somebody is meant who was named before, `both`: two.
    `listed_places`: the places stand side by side, as in "in the snow, on the beach and at night".
    """

    figures: list[Noun] = field(default_factory=list)
    things: list[Noun] = field(default_factory=list)
    clothes: list[Noun] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    listed_places: bool = False
    styles: list[str] = field(default_factory=list)
    colors: list[str] = field(default_factory=list)
    side: str | None = None
    near: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    surplus: list[str] = field(default_factory=list)
    pronoun: bool = False
    both: bool = False

    @property
    def nouns(self) -> list[Noun]:
        """Everybody and everything that was named."""
        return [*self.figures, *self.things]

    @property
    def says_nothing(self) -> bool:
        """Nothing was named that could be seen in a picture."""
        return not (self.nouns or self.clothes or self.places or self.styles or self.colors)


def as_noun(figure: Figure) -> Noun:
    """Somebody who is already in a picture."""
    clothing = (
        Noun("clothing", figure.clothing, figure.clothing, color=figure.clothing_color)
        if figure.clothing
        else None
    )
    return Noun(
        "kind",
        figure.kind,
        figure.kind,
        color=figure.color,
        definite=True,
        clothing=clothing,
        without=figure.without,
    )


def in_the_clothes(noun: Noun, of: Figure) -> Noun:
    """Somebody who takes another's place, with what that one wears, unless something else was said."""
    if noun.clothing or not of.clothing or noun.without == of.clothing:
        return noun
    return replace(noun, clothing=as_noun(of).clothing)
