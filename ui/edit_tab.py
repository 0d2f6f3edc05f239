"""The tab Edit: one picture changed by hand and by word: a mask, colours, a move, an amount, a question.

Painting the mask and drawing the way of a move is the browser's affair (`scripts/easel.js`).
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import gradio as gr

from ..tools.assets import Store
from . import frames
from .asking import call
from .keyed import Done, Piece, done, keyed
from .markup import markup
from .palette import nouns, swatches
from .scene import Scene
from .tab import TELLING, Page
from .view import TurnView
from .words import LANGUAGES, language_of, word
from .world_words import english, native

MODES = ("change", "recolor", "move", "adjust", "explain")
PAIRS = (("day", "night"), ("small", "large"), ("red", "blue"), ("empty", "full"))
ENDS = {word(f"end_{end}", language): end for pair in PAIRS for end in pair for language in LANGUAGES}
"""The words of the pairs in each language of the page → the painter's."""
Arguments = dict[str, Any]


class EditTab:
    """The easel with its forms, what is being painted, what a word made, the strip."""

    name = "edit"

    def build(self) -> list[gr.HTML]:
        """The easel stays as it is while pictures come and go around it."""
        self._easel, self._live, self._strip = (
            keyed(f"tri-edit-{part}") for part in ("easel", "live", "strip")
        )
        return [self._easel, self._live, self._strip]

    def listen(self, page: Page) -> None:
        """Do what a form asks, as one tool call."""
        self._vocabulary = page.projects.models.painter.vocabulary

        def act(event: gr.EventData, name: str, language: str, request: gr.Request) -> None:
            what, spoken = done(event), language_of(language)
            if what.act not in MODES:
                return
            missing, arguments = ARGUMENTS[what.act](what.form)
            if missing or not what.form.get("image"):
                page.warn(missing or "edit_no_picture", language)
                return
            words = word(f"said_{what.act}", spoken, **_told(what, spoken))
            given = {"image": what.form["image"], **arguments}
            mask = what.form.get("mask", "") if what.act in ("change", "recolor", "move") else ""
            if not call(page.jobs(request), name, words, TOOLS[what.act], given, mask=mask):
                page.warn("busy", language)

        self._easel.click(act, [page.thread, page.language], None, **TELLING)

    def shown(self, scene: Scene) -> Sequence[list[Piece]]:
        """The easel where there is a picture to put on it."""
        strip = frames.strip(scene)
        if not strip:
            empty = {"title": "edit_empty", "more": "edit_empty_more", "book": False}
            return [[("empty", markup("empty", scene.language, **empty))], [], []]
        easel = markup(
            "easel",
            scene.language,
            modes=MODES,
            nouns={noun: native("noun", noun, scene.language) for noun in nouns(self._vocabulary)},
            swatches=swatches(self._vocabulary),
            pairs=PAIRS,
        )
        return [[("easel", easel)], _live(scene), strip]


def _live(scene: Scene) -> list[Piece]:
    """What is being painted, or else what the last question about a word showed."""
    now, turn = scene.last, scene.history.head
    if scene.busy and now:
        painting = [picture for picture in now.pictures if not picture.id]
        return [("live", markup("edit_live", scene.language, turn=turn, painting=painting, glows=()))]
    glows = _glows(scene.store, now.turn) if now and _explains(now) else ()
    return [("live", markup("edit_live", scene.language, turn=turn, painting=(), glows=glows))]


def _explains(turn: TurnView) -> bool:
    return any(step.tool == "explain" for step in turn.plan.steps)


@lru_cache(64)
def _glows(store: Store, turn: str) -> tuple[tuple[str, str], ...]:
    """The pictures that a finished turn made of words, as (id, word)."""
    return tuple(
        (record.id, str(record.report["word"]))
        for record in store.records(turn=turn)
        if record.report and "word" in record.report
    )


def _change(form: dict[str, str]) -> tuple[str, Arguments]:
    wanted = form.get("instruction", "").strip()
    return ("" if wanted else "edit_no_words"), {"instruction": wanted}


def _recolor(form: dict[str, str]) -> tuple[str, Arguments]:
    what, color = english(form.get("what", "").strip()), form.get("color", "").strip()
    return ("" if what and color else "edit_no_color"), {"what": what, "color": color}


def _move(form: dict[str, str]) -> tuple[str, Arguments]:
    what, right, down = english(form.get("what", "").strip()), _percent(form, "right"), _percent(form, "down")
    missing = "" if what and (right or down) else "edit_no_way"
    return missing, {"what": what, "right": right, "down": down}


def _adjust(form: dict[str, str]) -> tuple[str, Arguments]:
    ends = (form.get(name, "").strip() for name in ("less", "more"))
    less, more = (ENDS.get(end) or english(end) for end in ends)
    strength = _percent(form, "strength")
    missing = "" if less and more and strength else "edit_no_amount"
    return missing, {"less": less, "more": more, "strength": strength}


def _explain(form: dict[str, str]) -> tuple[str, Arguments]:
    what = english(form.get("what", "").strip())
    return "", {"words": [what] if what else []}


def _percent(form: dict[str, str], name: str) -> float:
    """A number of the form as a share, in -1..1; 0 of what is no number."""
    try:
        return max(-1.0, min(1.0, float(form.get(name, "0")) / 100))
    except ValueError:
        return 0.0


def _told(what: Done, language: str) -> dict[str, str]:
    """What the form's sentence speaks of."""
    words = {name: value.strip() for name, value in what.form.items() if name != "mask"}
    thing = words.get("what") or word("everything", language)
    return {**words, "what": thing, "color": native("color", words.get("color", ""), language)}


ARGUMENTS: dict[str, Callable[[dict[str, str]], tuple[str, Arguments]]] = {
    "change": _change,
    "recolor": _recolor,
    "move": _move,
    "adjust": _adjust,
    "explain": _explain,
}
"""Form → what is missing in it (a key of the words, or ""), and the arguments of the call."""
TOOLS = {"change": "edit", "recolor": "recolor", "move": "move", "adjust": "adjust", "explain": "explain"}
