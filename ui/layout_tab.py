"""The tab Layout: boxes drawn and named, a sentence for the whole, and the layout that was painted last.

Drawing the boxes is the browser's affair (`scripts/boxes.js`); a picture of them is one tool call.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from ..tools.boxes import Box
from .asking import call
from .frames import id_of_slot
from .keyed import Piece, done, keyed
from .markup import markup
from .scene import Scene
from .tab import TELLING, Page
from .words import language_of, word

MOST_BOXES = 10


@dataclass(frozen=True)
class Painted:
    """A layout that was painted: its sentence, its boxes in fractions, and the picture."""

    prompt: str
    boxes: tuple[Box, ...]
    image: str

    @property
    def as_json(self) -> str:
        """For the browser."""
        boxes = [box.model_dump(exclude={"mask"}) for box in self.boxes]
        return json.dumps({"prompt": self.prompt, "boxes": boxes}, ensure_ascii=False)


class LayoutTab:
    """Where boxes are drawn, and the last layout with its picture."""

    name = "layout"

    def build(self) -> list[gr.HTML]:
        """What is drawn stays as it is while pictures come and go beside it."""
        self._draft, self._last = keyed("tri-draft"), keyed("tri-last-layout")
        return [self._draft, self._last]

    def listen(self, page: Page) -> None:
        """Paint a picture by the boxes."""

        def act(event: gr.EventData, name: str, language: str, request: gr.Request) -> None:
            what = done(event)
            if what.act != "layout":
                return
            prompt, boxes = what.form.get("prompt", "").strip(), _boxes(what.form.get("boxes", ""))
            if not boxes or not all(box["description"] for box in boxes):
                page.warn("layout_no_boxes", language)
                return
            prompt = prompt or ", ".join(box["description"] for box in boxes)
            given = {"prompt": prompt, "unit": "fraction", "boxes": boxes}
            words = word("said_layout", language_of(language), prompt=prompt, count=len(boxes))
            if not call(page.jobs(request), name, words, "layout", given):
                page.warn("busy", language)

        self._draft.click(act, [page.thread, page.language], None, **TELLING)

    def shown(self, scene: Scene) -> Sequence[list[Piece]]:
        """The draft, which never changes from here, and the last layout."""
        last = last_layout(scene)
        shown = [("last", markup("layout_last", scene.language, last=last))] if last else []
        return [[("draft", markup("layout_draft", scene.language, most=MOST_BOXES))], shown]


def last_layout(scene: Scene) -> Painted | None:
    """The newest picture that was painted by boxes in fractions."""
    for turn in reversed(scene.turns):
        for step in reversed(turn.plan.steps):
            asked = step.arguments
            ids = [slot.id for slot in turn.slots if slot.id and id_of_slot(turn, slot.id) in step.outputs]
            if step.tool == "layout" and asked.get("unit") == "fraction" and ids:
                boxes = tuple(Box.model_validate(box) for box in asked["boxes"])
                return Painted(str(asked["prompt"]), boxes, ids[-1])
    return None


def _boxes(sent: str) -> list[dict[str, Any]]:
    """What the browser drew; nothing where it sent something else."""
    try:
        drawn = json.loads(sent)
        return [
            {
                "description": str(box["description"]).strip(),
                **{side: round(float(box[side]), 4) for side in ("left", "top", "width", "height")},
            }
            for box in drawn[:MOST_BOXES]
        ]
    except (ValueError, TypeError, KeyError):
        return []
