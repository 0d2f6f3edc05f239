"""The tab Cast: the characters of the project with their sheets: changed, locked, put into new pictures."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import gradio as gr

from ..models.vocabulary import Vocabulary
from ..tools.members import Member, Members
from ..tools.records import StoreError
from .asking import call
from .jobs import Jobs
from .keyed import Done, Piece, done, keyed
from .markup import markup
from .scene import Scene
from .tab import TELLING, Page
from .words import language_of, word
from .world_words import looks


class CastTab:
    """A card for each character."""

    name = "cast"

    def build(self) -> list[gr.HTML]:
        """One block of pieces."""
        self._cards = keyed("tri-cast")
        return [self._cards]

    def listen(self, page: Page) -> None:
        """Lock and let go by a tool call; all that paints by a sentence."""
        self._vocabulary = page.projects.models.painter.vocabulary

        def act(event: gr.EventData, name: str, language: str, request: gr.Request) -> None:
            what = done(event)
            trouble = _do(what, page.jobs(request), name, language_of(language))
            if trouble:
                page.warn(trouble, language)

        self._cards.click(act, [page.thread, page.language], None, **TELLING)

    def shown(self, scene: Scene) -> Sequence[list[Piece]]:
        """Everybody, and a form for one more."""
        language, choices = scene.language, _choices(self._vocabulary)
        try:
            members = _members(scene.store.folder).listed()
        except StoreError as error:
            return [[("trouble", markup("cast_trouble", language, problem=str(error)))]]
        empty = {"title": "cast_empty", "more": "cast_empty_more", "book": False}
        first = [] if members else [("empty", markup("empty", language, **empty))]
        cards = [
            (
                f"member-{member.name}",
                markup("cast_card", language, member=member, looks=looks(member, language), choices=choices),
            )
            for member in members
        ]
        return [[*first, *cards, ("new", markup("cast_new", language, choices=choices, is_open=not members))]]


@lru_cache(64)
def _members(folder: Path) -> Members:
    return Members(folder)


def _choices(vocabulary: Vocabulary | None) -> dict[str, tuple[str, ...]]:
    """What a painter of few words can draw, for each field of a character's looks."""
    if vocabulary is None:
        return {}
    colors = tuple(vocabulary.colors)
    return {
        "kind": tuple(vocabulary.kinds),
        "color": colors,
        "clothing": tuple(vocabulary.clothes),
        "clothing_color": colors,
    }


def _do(what: Done, jobs: Jobs, thread: str, language: str) -> str:
    """Begin what was asked for; gives the key of the words for why it cannot be, or ""."""
    who = what.value or what.form.get("name", "").strip()
    seen = _seen(what.form, language)
    calls = {"lock": "lock", "unlock": "unlock", "remove": "remove"}
    says: dict[str, Callable[[], str]] = {
        "change": lambda: word("cast_change_said", language, name=who, looks=seen),
        "add": lambda: word("cast_add_said", language, name=who, looks=seen),
        "use": lambda: word("cast_use_said", language, name=who, place=what.form.get("place", "").strip()),
    }
    if what.act in calls:
        words = word(f"cast_{what.act}_said", language, name=who)
        return "" if call(jobs, thread, words, "cast", {calls[what.act]: [who]}) else "busy"
    if what.act not in says:
        return ""
    if not who or (what.act != "use" and not what.form.get("kind", "").strip()):
        return "cast_no_name"
    return "" if jobs.say(thread, says[what.act]()) else "busy"


def _seen(form: dict[str, str], language: str) -> str:
    """What a form says of somebody's looks: "a brown cat wearing a green scarf"."""
    said = {name: form.get(name, "").strip() for name in ("kind", "color", "clothing", "clothing_color")}
    return looks(Member.model_construct(None, **said), language)  # type: ignore[arg-type]  # words, no sheet
