"""What the pictures of a set say together: captions in In-Context LoRA's grammar, and the painter's own.

A caption is an overall sentence, then "[SCENE-1] …, [SCENE-2] …" (arXiv 2410.23775). The embedded painter
knows "[2-PANEL] [PANEL-1] … [PANEL-2] …", one sentence a panel and none for all. Knows no files.
"""

import re
from collections.abc import Sequence

from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, create_model

from .image_model import ModelError
from .panel_prompt import joint_prompt
from .vision_model import VisionModel

TAG = re.compile(r"\[(?:SCENE|PANEL)-(\d{1,2})\]")
WHOLE = re.compile(r"^\s*\[\d{1,2}-PANEL\]")
ASKED = (
    "These {count} pictures belong together, in this order. Describe them as one set: `overall` is one "
    "sentence about all of them; `scenes` has one phrase for each picture. Give somebody who comes back a "
    "name in angle brackets, such as <Leo>, and use it in every scene."
)


class _SetCaption(BaseModel):
    model_config = ConfigDict(extra="forbid")

    overall: str = Field(min_length=1, max_length=300)
    scenes: list[str]


def scenes_of(caption: str) -> tuple[str, tuple[str, ...]]:
    """The overall sentence and one text a scene, in order; none where there are no tags."""
    start, *rest = TAG.split(WHOLE.sub("", caption))
    numbers, texts = rest[::2], [text.strip(" \n\t,;") for text in rest[1::2]]
    if [int(number) for number in numbers] != list(range(1, len(numbers) + 1)):
        raise ModelError(
            f"the scenes are numbered {', '.join(numbers)}; number them from [SCENE-1] on, each once"
        )
    if empty := [number for number, text in zip(numbers, texts, strict=True) if not text]:
        raise ModelError(f"nothing is said after [SCENE-{empty[0]}]; say what that picture shows")
    return start.strip(" \n\t,;"), tuple(texts)


def in_grammar(caption: str, count: int, *, small_world: bool) -> str:
    """The caption as the painter reads it; `ModelError` where it does not fit so many pictures."""
    _, scenes = scenes_of(caption)
    if len(scenes) != count and (scenes or small_world):
        raise ModelError(
            f"the caption has {len(scenes)} scenes for {count} pictures; write [SCENE-1] … [SCENE-{count}], "
            "one for each picture"
        )
    return joint_prompt(scenes) if small_world else " ".join(caption.split())


def scene_caption(overall: str, scenes: Sequence[str]) -> str:
    """As In-Context LoRA writes it."""
    parts = ", ".join(f"[SCENE-{number}] {scene}" for number, scene in enumerate(scenes, start=1))
    return f"{overall} {parts}".strip()


def written(eyes: VisionModel, pictures: Sequence[Image.Image], *, small_world: bool) -> str:
    """A caption by a model that looks. Raises `VisionError`.

    A small world's pictures are described one by one: its eyes know nothing of sets.
    """
    if small_world:
        return scene_caption("", [eyes.describe(picture).strip() for picture in pictures])
    scene = Field(min_length=len(pictures), max_length=len(pictures))
    schema = create_model("SetCaption", __base__=_SetCaption, scenes=(list[str], scene))
    answer = eyes.ask(ASKED.format(count=len(pictures)), pictures, schema)
    return scene_caption(answer.overall.strip(), [part.strip() for part in answer.scenes])
