"""Who was named so far, so that "the cat" and "it" keep their looks from one picture to the next.

Each picture's reading must stand for itself: a painter sees no other.
"""

from dataclasses import replace

from .nouns import Noun, Reading


class Cast:
    """The figures of the pictures before; `common` is what was said of all of them."""

    def __init__(self, common: Reading | None = None) -> None:
        self._common = common or Reading()
        self._known: dict[str, Noun] = {}
        self._last: list[Noun] = []
        self._remember(self._common)

    def spelled_out(self, reading: Reading) -> Reading:
        """A reading with the looks of those who were named before, and what holds for all pictures."""
        figures = [self._looking(noun) for noun in reading.figures]
        if not figures and (reading.pronoun or self._common.figures or not reading.things):
            worn = next(iter(reading.clothes), None)
            before = list(self._known.values())[-2:] if reading.both else self._last
            meant = self._common.figures or before
            figures = [replace(noun, clothing=worn or noun.clothing) for noun in meant]
        whole = replace(
            reading,
            figures=figures,
            things=reading.things or ([] if figures and not self._common.things else self._common.things),
            places=reading.places or self._common.places,
            styles=reading.styles or self._common.styles,
        )
        self._remember(whole)
        return whole

    def with_the_hero(self, figures: list[Noun]) -> list[Noun]:
        """These, and before them who came first in the picture before."""
        return [*(noun for noun in self._last[:1] if noun.name != figures[0].name), *figures]

    def _looking(self, noun: Noun) -> Noun:
        known = self._known.get(noun.name)
        if known is None or not noun.definite:
            return noun
        worn = noun.clothing or (known.clothing if noun.without is None else None)
        return replace(noun, color=noun.color or known.becomes or known.color, clothing=worn)

    def _remember(self, reading: Reading) -> None:
        self._known |= {noun.name: noun for noun in reading.figures}
        self._last = reading.figures or self._last
