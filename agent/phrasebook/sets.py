"""Which new pictures are a set: all of them show the same somebody or something, each in its own way.

A set is painted together, so that its pictures agree. Reads what the pictures show; paints nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from ...models.vocabulary import Vocabulary
from ..checks import identity_check, style_check
from ..state import Brief, Check, Output, output_name
from .fitting import Fitter
from .lexicon import Lexicon
from .quotes import without_quotes
from .reading import read
from .request import Request
from .scene import Figure, Scene, Speaker, Thing
from .series import ASKING, PROGRESS, VERSIONS

SAME = re.compile(
    r"\b(?:same|sheet|seasons?|ages?|poses?|outfits?|expressions?|growth|growing|grows)\b", re.I
)


class Sets:
    """Finds what pictures share, in the words of one vocabulary; with `verbatim` in the user's own."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon, *, verbatim: bool) -> None:
        self._words = vocabulary
        self._lexicon = lexicon
        self._speaker = Speaker(vocabulary)
        self._verbatim = verbatim

    def together(self, brief: Brief, request: Request) -> Brief:
        """The brief with what its pictures share; where the painter sees them together, checked for it."""
        prompts = {output.prompt for output in brief.outputs}
        if brief.operation != "generate" or not 1 < len(prompts) == len(brief.outputs):
            return brief.model_copy(update={"shared": ""}) if brief.shared else brief
        scenes = [self._scene(output.prompt) for output in brief.outputs]
        known = [scene for scene in scenes if scene]
        if len(known) < len(scenes):
            return brief.model_copy(update={"shared": self._said(request)})
        common = shared_by(known)
        shared = self._speaker.sentence(common) if common else ""
        if not (common and "regions" in request.situation.abilities):
            return brief.model_copy(update={"shared": shared})
        return brief.model_copy(
            update={"shared": shared, "outputs": self._checked(brief.outputs, known, common)}
        )

    def _scene(self, prompt: str) -> Scene | None:
        reading = read(without_quotes(prompt), self._lexicon)
        return None if self._verbatim and reading.unknown else Fitter(self._words).said(reading)

    def _said(self, request: Request) -> str:
        """The user's own sentence, where it speaks of one and the same, or of how something goes on."""
        text = request.text
        if VERSIONS.search(text) or not (SAME.search(text) or PROGRESS.search(text)):
            return ""
        return request.standing.beside(ASKING.sub("", request.own_words(text)).strip(" .!"))

    def _checked(
        self, outputs: Sequence[Output], scenes: Sequence[Scene], common: Scene
    ) -> tuple[Output, ...]:
        """Each compared with the first that shows the hero alone, and with the style of the first."""
        alone = [_shows_alone(scene, common) for scene in scenes]
        styles = {scene.style for scene in scenes}
        checked = []
        for n, output in enumerate(outputs):
            checks: list[Check] = []
            if alone[n] and n > alone.index(True):
                checks.append(identity_check(output_name(alone.index(True) + 1)))
            if n and len(styles) == 1:
                checks.append(style_check(output_name(1), scenes[0].style, self._words))
            own = tuple(check for check in output.checks if check.aspect == "picture")
            checked.append(output.model_copy(update={"checks": (*own, *checks)}))
        return tuple(checked)


def shared_by(scenes: Sequence[Scene]) -> Scene | None:
    """Who is in all scenes, or else the thing that is, as far as they look alike; None where nobody is."""
    first = scenes[0]
    style = first.style if all(scene.style == first.style for scene in scenes) else None
    heroes = tuple(alike for figure in first.figures if (alike := _in_all(figure, scenes)))
    if heroes:
        same_number = all(scene.count == first.count for scene in scenes)
        return Scene(figures=heroes, count=first.count if same_number else 1, style=style)
    thing = _thing_in_all(scenes)
    return Scene(thing=thing, style=style) if thing and not first.figures else None


def _shows_alone(scene: Scene, common: Scene) -> bool:
    """Whether a scene shows the hero and nobody else, wherever they look."""
    figures = tuple(replace(figure, facing=None, without=None) for figure in scene.figures)
    return figures == common.figures and len(figures) * scene.count == 1


def _in_all(figure: Figure, scenes: Sequence[Scene]) -> Figure | None:
    """Somebody of the same kind and colour in every scene, in the clothes worn in all of them."""
    seen: list[Figure] = []
    for scene in scenes:
        same = [one for one in scene.figures if (one.kind, one.color) == (figure.kind, figure.color)]
        if not same:
            return None
        seen.append(same[0])
    worn = {(one.clothing, one.clothing_color) for one in seen}
    clothing, color = worn.pop() if len(worn) == 1 else (None, None)
    return replace(figure, clothing=clothing, clothing_color=color, facing=None, without=None)


def _thing_in_all(scenes: Sequence[Scene]) -> Thing | None:
    things = [scene.thing for scene in scenes]
    first = things[0]
    if first is None or any(
        thing is None or (thing.kind, thing.color) != (first.kind, first.color) for thing in things
    ):
        return None
    return first if all(thing == first for thing in things) else replace(first, count=1)
