"""A book's pages: a story with a beginning, a problem, a turn and an end, told by what was asked.

The same request gives the same story. Each page has a text and a self-contained sentence for the painter.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from ...models.vocabulary import Vocabulary
from ..phrasebook.lexicon import Lexicon
from ..phrasebook.outputs import Outputs
from ..phrasebook.request import Request
from ..phrasebook.scene import Scene
from ..state import Binding, Brief, Seen
from .casting import Casting, Person
from .commission import Commission, commission
from .english import english, title_case
from .page_texts import with_page_texts
from .stories import Telling, tellings
from .story import Page, Story
from .wording import Wording
from .wordings import told_in


class Storyboard:
    """Plans books in the words of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon, *, verbatim: bool) -> None:
        self._words = vocabulary
        self._lexicon = lexicon
        self._outputs = Outputs(vocabulary)
        self._casting = Casting(vocabulary)
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
        pages_told = story.pages()
        scenes = [_scene(page, asked) for page in pages_told]
        told = told_in(request.languages or (request.situation.language,), story.parts)
        outputs = [
            self._outputs.painted(scene, definite=picture is not None, text=told.first.text(*page.texts))
            for scene, page in zip(scenes, pages_told, strict=True)
        ]
        title = asked.names.title or told.first.title(rng.choice(telling.titles))
        brief = Brief(
            task="picture_book",
            operation="book",
            outputs=tuple(outputs),
            title=title,
            notes=(*asked.notes, *told.notes),
        )
        people = _people(asked, story, picture.id if picture else "")
        whole = self._casting.cast(brief, scenes, people, request.situation.cast)
        own = with_page_texts(whole.outputs, request.text, request.quotes)
        ours = [new is old for new, old in zip(own, whole.outputs, strict=True)]
        binding = Binding(second_texts=_seconds(told.second, pages_told, ours))
        return whole.model_copy(update={"outputs": own, "binding": binding})

    def _telling(self, asked: Commission, rng: Random) -> Telling:
        """One of the stories that fit best: with the plot, the thing and the friend of the request."""
        best = max(_fit(telling, asked) for telling in tellings())
        return rng.choice([telling for telling in tellings() if _fit(telling, asked) == best])


def _seconds(words: Wording | None, pages: Sequence[Page], told: Sequence[bool]) -> tuple[str, ...]:
    """The texts in a second language; none beside a text of the user's own."""
    if words is None:
        return ()
    return tuple(words.text(*page.texts) if ours else "" for page, ours in zip(pages, told, strict=True))


def _people(asked: Commission, story: Story, picture: str) -> tuple[Person, ...]:
    """Hero and friend, by their names or as the story calls them; `picture` shows the hero."""
    words = english(story.parts)
    hero, friend = (_name(words.text(said)) for said in ("{hero}", "{friend}"))
    return Person(hero, asked.hero, picture), Person(friend, story.friend)


def _name(said: str) -> str:
    """ "Little Fox" of "the little fox"."""
    return title_case(said.removeprefix("the "))


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
