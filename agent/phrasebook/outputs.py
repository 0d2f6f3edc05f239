"""A scene → the Output that paints it: its sentence and its checks. Reads no text."""

from ...models.vocabulary import Vocabulary
from ..checks import checks_for
from ..state import Output
from .scene import Scene, Speaker


class Outputs:
    """Outputs in the words of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._words = vocabulary
        self._speaker = Speaker(vocabulary)

    def painted(self, scene: Scene, *, definite: bool = False, text: str = "") -> Output:
        """A picture of its own; `definite` says "the cat" of somebody whose looks a reference shows."""
        sentence = self._speaker.sentence(scene, definite=definite)
        return Output(prompt=sentence, shows=sentence, text=text, checks=checks_for(scene, self._words))

    def changed(self, instruction: str, scene: Scene, *, known: bool, text: str = "") -> Output:
        """A changed picture; where it was not `known` before, only what changes can be checked."""
        shows = self._speaker.sentence(scene, definite=True) if known else ""
        return Output(prompt=instruction, shows=shows, text=text, checks=checks_for(scene, self._words))

    def own_words(self, prompt: str, scene: Scene | None, *, shows: str | None = None) -> Output:
        """A picture in the user's own words; `scene` is what of them can be checked."""
        checks = checks_for(scene, self._words) if scene else ()
        return Output(prompt=prompt, shows=prompt if shows is None else shows, checks=checks)
