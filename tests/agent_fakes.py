"""Painters without weights that are slow, break or number their pictures; eyes and planners with a script."""

import contextlib
import threading
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from fakes import OF_FEW_WORDS, FakePainter
from PIL import Image
from triptych.agent.situation import Situation
from triptych.agent.state import Brief, Check, ImageUse, Output, Plan, Task
from triptych.agent.steps import steps_for
from triptych.models.image_model import Ability, ImageRequest, Painting, Settings, Step
from triptych.models.picture import Picture
from triptych.models.pocket.vocabulary import VOCABULARY
from triptych.models.vision_model import Schema, Usage, VisionError
from triptych.models.vocabulary import Vocabulary
from triptych.models.word_heat import WordHeat

FORTY_STEPS = Settings(
    side=256, multiple_of=32, max_side=512, max_area=512 * 512, num_inference_steps=40, guidance_scale=1
)


@dataclass
class WordyPainter(FakePainter):
    """A fake that knows the small world's words, and sees each in the middle of a picture."""

    settings: Settings = OF_FEW_WORDS
    vocabulary: Vocabulary | None = VOCABULARY
    abilities: frozenset[Ability] = frozenset()

    def word_heat(self, picture: Picture, prompt: str, words: Sequence[str]) -> dict[str, WordHeat]:  # noqa: ARG002
        """Four hot tokens between cool ones."""
        middle = np.pad(np.ones((2, 2), np.float32), 1)
        return {word: WordHeat(word, middle, middle) for word in words}


@dataclass
class SlowPainter(WordyPainter):
    """Takes forty steps, each after a pause."""

    pause: float = 0.02
    settings: Settings = FORTY_STEPS

    def paint(self, request: ImageRequest) -> Generator[Step | Painting, None, None]:
        """As the fake, slowly."""
        with contextlib.closing(super().paint(request)) as events:
            for event in events:
                time.sleep(self.pause)
                yield event


@dataclass
class BreakingPainter(WordyPainter):
    """Breaks when it is to begin its `at`-th picture (from 1), as often as `times`."""

    at: int = 1
    times: int = 1

    def paint(self, request: ImageRequest) -> Generator[Step | Painting, None, None]:
        """As the fake, until it breaks."""
        if len(self.finished) + 1 == self.at and self.times:
            self.times -= 1
            raise RuntimeError("the brush broke")
        yield from super().paint(request)


@dataclass
class NumberedPainter(WordyPainter):
    """Paints its n-th picture in the red n, so that a fake critic knows which it sees, and no two alike.

    With a `log` each finished picture is a line in that file, and the numbers go on over processes.
    """

    log: Path | None = None
    pause: float = 0.0
    guard: threading.Lock = field(default_factory=threading.Lock)

    def paint(self, request: ImageRequest) -> Generator[Step | Painting, None, None]:
        """As the fake, in the colour of the number."""
        with contextlib.closing(super().paint(request)) as events:
            for event in events:
                time.sleep(self.pause)
                yield self._as_numbered(event, request) if isinstance(event, Painting) else event

    def _as_numbered(self, painting: Painting, request: ImageRequest) -> Painting:
        with self.guard:
            return Painting(self._numbered(request), painting.record)

    def _numbered(self, request: ImageRequest) -> Image.Image:
        if self.log is None:
            number = len(self.finished)
        else:
            with self.log.open("a+") as file:
                file.write(f"{request.prompt} #{request.seed}\n")
                file.seek(0)
                number = len(file.readlines())
        return Image.new("RGB", (request.width, request.height), _numbered(number))


@dataclass
class PanelPainter(NumberedPainter):
    """Paints regions, too: each panel of a canvas has a number of its own."""

    abilities: frozenset[Ability] = frozenset({"regions"})
    pictures: int = 0

    def _numbered(self, request: ImageRequest) -> Image.Image:
        image = Image.new("RGB", (request.width, request.height))
        whole = (0, 0, request.width, request.height)
        panels = request.regional.regions if request.regional and request.regional.separate else ()
        for edges in [panel.edges for panel in panels] or [whole]:
            self.pictures += 1
            image.paste(_numbered(self.pictures), edges)
        return image


def _numbered(number: int) -> tuple[int, int, int]:
    return number, 255 * (number % 2), 255 * (number // 2 % 2)


@dataclass
class FakeEyes:
    """Answers with `p(question, numbers of the pictures)`, as `NumberedPainter` painted them."""

    p: Callable[[str, tuple[int, ...]], float]
    name: str = "fake eyes"
    revision: str = "1"
    asked: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)

    @property
    def usage(self) -> Usage:
        """A call a question."""
        return Usage(len(self.asked), 0)

    def for_turn(self) -> "FakeEyes":
        """The same: usage is not what is tested with these."""
        return self

    def ask(self, prompt: str, images: Sequence[Image.Image], schema: type[Schema]) -> Schema:  # noqa: ARG002
        """Nothing asks this of a critic."""
        raise VisionError("these eyes only say yes and no; ask them for a probability")

    def probability(self, question: str, images: Sequence[Image.Image]) -> float:
        """What the script says; it may raise `VisionError`."""
        pixels = [image.getpixel((0, 0)) for image in images]
        numbers = tuple(pixel[0] for pixel in pixels if isinstance(pixel, tuple))
        self.asked.append((question, numbers))
        return self.p(question, numbers)

    def describe(self, image: Image.Image) -> str:  # noqa: ARG002
        """Nothing asks this of a critic."""
        raise VisionError("these eyes only say yes and no; ask them for a probability")


@dataclass
class FakePlanner:
    """Reads only the texts that it has briefs for; plans by rule. `situations` are what it was shown."""

    briefs: dict[str, Brief]
    situations: list[Situation] = field(default_factory=list)

    def brief(self, text: str, situation: Situation) -> Brief:
        """The brief of that text, with the wishes that stand where it has none."""
        self.situations.append(situation)
        return self.briefs.get(text, Brief(task="clarify", operation="clarify", answer="What do you mean?"))

    def plan(self, brief: Brief, situation: Situation, seed: int | None) -> Plan:
        """As the phrasebook does."""
        return Plan(steps=steps_for(brief, seed, situation.abilities))


def checked(question: str, fix: str = "", **more: Any) -> Check:
    """A check by its question."""
    return Check(question=question, fix=fix, **more)


def pictures(*prompts: str, checks: Sequence[Check] = (), **more: Any) -> Brief:
    """A brief for new pictures, each with these checks."""
    outputs = tuple(Output(prompt=prompt, shows=prompt, checks=tuple(checks)) for prompt in prompts)
    task: Task = "text_to_images" if len(prompts) > 1 else "text_to_image"
    return Brief(task=task, operation="generate", outputs=outputs, **more)


def change(image: str, *instructions: str, checks: Sequence[Check] = (), **more: Any) -> Brief:
    """A brief for changes in a picture, one made from the other."""
    outputs = tuple(
        Output(prompt=text, shows=f"{image}, {text}", checks=tuple(checks)) for text in instructions
    )
    source = (ImageUse(id=image, role="source"),)
    return Brief(task="edit", operation="edit", outputs=outputs, images=source, **more)


def book(pages: int, title: str = "The Fox", checks: Sequence[Check] = ()) -> Brief:
    """A brief for a picture book."""
    outputs = tuple(
        Output(prompt=f"page {n}", shows=f"page {n}", text=f"Text {n}.", checks=tuple(checks))
        for n in range(1, pages + 1)
    )
    return Brief(task="picture_book", operation="book", outputs=outputs, title=title)


def delete(*images: str) -> Brief:
    """A brief that takes pictures from the table."""
    uses = tuple(ImageUse(id=id, role="source") for id in images)
    return Brief(task="edit", operation="delete", images=uses)
