"""Whether things landed in their boxes: questions about who is on which side of whom. Looks at no picture.

Eyes of a small world were taught where a thing is from somebody, and who of two is on the left; others
understand any two things.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ...models import questions
from ...models.vocabulary import Vocabulary
from ...tools.boxes import Box, relation
from ..state import Check
from .scene import Figure, Scene, Side

APART = 0.1
"""How far the middles of two boxes lie apart, in shares of the picture, where one is beside the other."""
ARTICLE = re.compile(r"^(?:an?|the|one)\s+", re.I)
SEVERAL = re.compile(r"^(?:two|three|four|five|six|seven|eight|nine|ten|several|some|many|\d+)\s", re.I)

Placed = Sequence[tuple[Scene, Box]]


def side_of(thing: Box, figure: Box, *, floats: bool) -> Side | None:
    """On which side of somebody a thing is, by their middles; None where that is not clear."""
    (x, y), (its_x, its_y) = thing.middle, figure.middle
    if floats and its_y - y > max(abs(its_x - x), APART):
        return "above"
    return None if abs(its_x - x) < APART else "left" if x < its_x else "right"


def landed(placed: Placed, words: Vocabulary) -> Iterator[Check]:
    """The checks of place in the words of a vocabulary, for up to two of different kinds, and things."""
    people = [(scene.figures[0], box) for scene, box in placed if len(scene.figures) * scene.count == 1]
    if not people or len({person.kind for person, _ in people}) < len(people) or len(people) > 2:
        return
    yield from _sides(people, words)
    for scene, box in placed:
        if scene.thing and not scene.figures:
            noun = words.things[scene.thing.kind][0]
            several = scene.thing.count > 1
            said = words.plural(noun) if several else noun
            for person, its in people:
                if side := side_of(box, its, floats=scene.thing.kind in words.floating):
                    where = "above" if side == "above" else f"to the {side}"
                    yield Check(
                        question=questions.beside(said, side, words.kinds[person.kind][0], several=several),
                        fix=f"move the {said} {where}" if len(people) == 1 else "",
                    )


def _sides(people: Sequence[tuple[Figure, Box]], words: Vocabulary) -> Iterator[Check]:
    """ "Is the cat on the left red?", where there are two."""
    ordered = sorted(people, key=lambda one: one[1].middle[0])
    if len(ordered) < 2 or ordered[1][1].middle[0] - ordered[0][1].middle[0] < APART:
        return
    for (person, _), where in zip(ordered, ("left", "right"), strict=True):
        if person.color:
            noun = f"{words.kinds[person.kind][0]} on the {where}"
            yield Check(question=questions.colored(noun, words.colors[person.color][0]))


def landed_in_own_words(boxes: Sequence[Box]) -> Iterator[Check]:
    """The checks of place in the words of the boxes, each beside the next one."""
    for pair in pairwise(boxes):
        first, where, second = relation(*pair)
        apart = max(abs(one - other) for one, other in zip(first.middle, second.middle, strict=True))
        if apart >= APART:
            several = SEVERAL.match(first.description) is not None
            said, other = (ARTICLE.sub("", box.description) for box in (first, second))
            yield Check(question=questions.beside(said, where, other, several=several))
