"""What a laid-out picture shows → one sentence, as the painter was taught where it can be, and checks.

Knows scenes and boxes; reads no text.
"""

from collections.abc import Sequence
from dataclasses import replace

from ...models.vocabulary import Vocabulary
from ...tools.boxes import Box
from ..checks import checks_for
from ..state import Output
from .landing import landed, side_of
from .scene import Scene, Speaker


def arranged(scenes: Sequence[Scene], boxes: tuple[Box, ...], whole: Scene, words: Vocabulary) -> Output:
    """The scenes of the boxes as one picture, in the place and style of the `whole`.

    Two and a thing are told to the painter as it was taught, the thing between them: the boxes say where.
    """
    speaker = Speaker(words)
    shows = f"{listed([speaker.sentence(scene) for scene in scenes])} {speaker.sentence(whole)}"
    if plain := _plain(scenes, boxes, words):
        scene = replace(plain, place=whole.place, style=whole.style)
        prompt = speaker.sentence(scene)
        shows = shows if len(scenes) > 2 else prompt
        checks = checks_for(scene, words)
    else:
        prompt = shows
        checks = tuple(check for scene in (*scenes, whole) for check in checks_for(scene, words))
    at = {box.description: box for box in boxes}
    placed = [(scene, at[speaker.sentence(scene)]) for scene in scenes]
    once = {check.question: check for check in (*checks, *landed(placed, words))}
    return Output(prompt=prompt, shows=shows, checks=tuple(once.values()), boxes=boxes)


def listed(described: Sequence[str]) -> str:
    """ "a fox, a cat and a star"."""
    *first, last = described
    return f"{', '.join(first)} and {last}" if first else last


def _plain(scenes: Sequence[Scene], boxes: Sequence[Box], words: Vocabulary) -> Scene | None:
    """One scene that shows all of them; None where the painter knows no sentence for that."""
    if len(scenes) == 1:
        return scenes[0]
    speaker = Speaker(words)
    at = {box.description: box for box in boxes}
    figures = [scene for scene in scenes if scene.figures]
    things = [scene for scene in scenes if not scene.figures]
    mixed = any(len(scene.figures) * scene.count + bool(scene.thing) != 1 for scene in scenes)
    if mixed or len(things) > 1 or not 1 <= len(figures) <= words.most_characters:
        return None
    figures.sort(key=lambda scene: at[speaker.sentence(scene)].middle)
    together = Scene(figures=tuple(figure for scene in figures for figure in scene.figures))
    thing = things[0].thing if things else None
    if thing is None:
        return together
    thing_box, figure_box = at[speaker.sentence(things[0])], at[speaker.sentence(figures[0])]
    side = side_of(thing_box, figure_box, floats=thing.kind in words.floating)
    return replace(together, thing=thing, side=side if len(figures) == 1 else None)
