"""A book's pages: a story with a beginning, a problem, a turn and an end, told by what was asked.

The same request gives the same story. Each page has a text and a self-contained sentence for the painter.
"""

import hashlib
from random import Random

from ...models.vocabulary import Vocabulary
from ..phrasebook.lexicon import Lexicon
from ..phrasebook.scene import Scene, Speaker
from ..state import Brief, Output
from .commission import Commission, commission
from .stories import Telling, tellings
from .story import Page, Story


class Storyboard:
    """Plans books in the words of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon, *, verbatim: bool) -> None:
        self._words = vocabulary
        self._lexicon = lexicon
        self._speaker = Speaker(vocabulary)
        self._verbatim = verbatim

    def brief(self, text: str) -> Brief:
        """The whole book, page by page."""
        rng = Random(hashlib.sha256(" ".join(text.lower().split()).encode()).digest())
        asked = commission(text, self._words, self._lexicon, rng, verbatim=self._verbatim)
        telling = self._telling(asked, rng)
        story = Story(asked, telling, self._words, rng)
        outputs = tuple(self._output(page, asked, story) for page in story.pages())
        title = asked.names.title or story.words.title(rng.choice(telling.titles))
        return Brief(operation="book", outputs=outputs, title=title, notes=asked.notes)

    def _telling(self, asked: Commission, rng: Random) -> Telling:
        """One of the stories that fit best: with the plot, the thing and the friend of the request."""
        best = max(_fit(telling, asked) for telling in tellings())
        return rng.choice([telling for telling in tellings() if _fit(telling, asked) == best])

    def _output(self, page: Page, asked: Commission, story: Story) -> Output:
        scene = Scene(
            figures=(asked.hero, page.friend) if page.friend else (asked.hero,),
            thing=page.thing,
            side=page.side,
            place=page.place,
            style=asked.style,
        )
        sentence = self._speaker.sentence(scene)
        return Output(prompt=sentence, shows=sentence, text=story.words.text(page.text))


def _fit(telling: Telling, asked: Commission) -> int:
    """How well a story fits: what was named must be in it, and counts more than the plot."""
    kind = asked.thing.kind if asked.thing else ""
    if telling.star and kind not in ("", "star"):
        return 0
    needless = (telling.thing and not asked.thing) + (telling.friend and not asked.friend)
    return (
        8 * (not asked.thing or telling.thing)
        + 8 * (not asked.friend or telling.friend)
        + 6 * (telling.plot == asked.plot)
        + 3 * (telling.star and kind == "star")
        - needless * (not asked.plot)
    )
