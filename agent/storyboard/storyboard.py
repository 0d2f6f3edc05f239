"""A book's pages: a story with a beginning, a problem, a turn and an end, told by what was asked.

The same request gives the same story. Each page has a text and a self-contained sentence for the painter.
"""

import hashlib
from dataclasses import replace
from random import Random

from ...models.vocabulary import Vocabulary
from ..checks import with_set_checks
from ..phrasebook.lexicon import Lexicon
from ..phrasebook.outputs import Outputs
from ..phrasebook.request import Request
from ..phrasebook.scene import Scene
from ..state import Brief, ImageUse, Seen
from .commission import Commission, commission
from .page_texts import with_page_texts
from .stories import Telling, tellings
from .story import Page, Story


class Storyboard:
    """Plans books in the words of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon, *, verbatim: bool) -> None:
        self._words = vocabulary
        self._lexicon = lexicon
        self._outputs = Outputs(vocabulary)
        self._verbatim = verbatim

    def brief(
        self,
        request: Request,
        picture: Seen | None = None,
        seen: Scene | None = None,
        pages: int | None = None,
    ) -> Brief:
        """The whole book, page by page; `seen` is what `picture`, which shows the hero, is known to show.

        `pages` is their number, where it is not to be read in the request.
        """
        rng = Random(hashlib.sha256(" ".join(request.text.lower().split()).encode()).digest())
        asked = commission(
            request,
            self._words,
            self._lexicon,
            rng,
            seen=(seen or Scene()) if picture else None,
            verbatim=self._verbatim,
        )
        asked = replace(asked, pages=pages) if pages else asked
        telling = self._telling(asked, rng)
        story = Story(asked, telling, self._words, rng)
        told = story.pages()
        scenes = [_scene(page, asked) for page in told]
        outputs = [
            self._outputs.painted(scene, definite=picture is not None, text=story.words.text(page.text))
            for scene, page in zip(scenes, told, strict=True)
        ]
        title = asked.names.title or story.words.title(rng.choice(telling.titles))
        hero = picture.id if picture else ""
        whole = with_set_checks(outputs, scenes, self._words, hero)
        return Brief(
            task="picture_book",
            operation="book",
            outputs=with_page_texts(whole, request.text, request.quotes),
            images=(ImageUse(id=hero, role="reference"),) if hero else (),
            title=title,
            notes=asked.notes,
        )

    def _telling(self, asked: Commission, rng: Random) -> Telling:
        """One of the stories that fit best: with the plot, the thing and the friend of the request."""
        best = max(_fit(telling, asked) for telling in tellings())
        return rng.choice([telling for telling in tellings() if _fit(telling, asked) == best])


def _scene(page: Page, asked: Commission) -> Scene:
    return Scene(
        figures=(asked.hero, page.friend) if page.friend else (asked.hero,),
        thing=page.thing,
        side=page.side,
        place=page.place,
        style=asked.style,
    )


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
