"""Uploads that nothing is known of: the eyes look at drawings when they are taken in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from agent_fakes import WordyPainter
from PIL import Image
from triptych.agent.limits import Limits
from triptych.agent.looking import is_drawn
from triptych.agent.rules import rules
from triptych.agent.session import Project
from triptych.agent.state import Turn
from triptych.models import catalog
from triptych.models.pocket.vocabulary import VOCABULARY
from triptych.models.pocket.world import Character, Scene
from triptych.models.vision_model import Schema, Usage, VisionError

BEAR = Scene(place="forest", characters=(Character(kind="bear", color="brown"),)).picture(256)
PHOTO = Image.fromarray(np.random.default_rng(0).integers(0, 256, (200, 300, 3), dtype=np.uint8))


@dataclass
class Describer:
    """Says the same of every picture, and yes to every question."""

    says: str
    name: str = "describer"
    revision: str = "1"
    looks: list[tuple[int, int]] = field(default_factory=list)

    @property
    def usage(self) -> Usage:
        return Usage(len(self.looks), 100 * len(self.looks))

    def for_turn(self) -> "Describer":
        return self

    def ask(self, prompt: str, images: Sequence[Image.Image], schema: type[Schema]) -> Schema:
        raise VisionError(f"{prompt!r} with {len(images)} images is not to be asked for a {schema.__name__}")

    def probability(self, question: str, images: Sequence[Image.Image]) -> float:
        return 1.0 if question and images else 0.0

    def describe(self, image: Image.Image) -> str:
        self.looks.append(image.size)
        if not self.says:
            raise VisionError("nothing can be seen; look again")
        return self.says


def saved(image: Image.Image, folder: Path) -> Path:
    image.save(folder / "upload.png")
    return folder / "upload.png"


def asked(text: str, image: Image.Image, folder: Path, eyes: Describer, calls: int = 200) -> Turn:
    painter, planner, most = WordyPainter(), rules(VOCABULARY), Limits(calls=calls)
    with Project(folder / "p", painter, planner=planner, eyes=eyes, limits=most) as project:
        session = project.session()
        assert [*session.say(text, [saved(image, folder)])]
        (turn,) = session.turns()
    return turn


def test_a_change_of_who_is_in_an_upload_knows_whom_it_shows(tmp_path: Path) -> None:
    eyes = Describer("A brown bear in the forest, flat style.")
    turn = asked("make the bear blue", BEAR, tmp_path, eyes)
    assert [output.prompt for output in turn.brief.outputs] == ["make the bear blue"]
    assert turn.brief.outputs[0].shows == "a blue bear in the forest, flat style"
    assert turn.brief.spent.calls == 1
    assert eyes.looks == [(256, 256)]


def test_what_the_user_says_counts_more_than_what_the_eyes_see(tmp_path: Path) -> None:
    turn = asked("make the bear blue", BEAR, tmp_path, Describer("a red cat in the snow"))
    assert [output.prompt for output in turn.brief.outputs] == ["make the bear blue"]
    assert turn.brief.images[0].id == "i1"


@pytest.mark.parametrize("calls", [200, 0])
def test_photographs_are_not_described_and_without_calls_nothing_is(tmp_path: Path, calls: int) -> None:
    eyes = Describer("a red cat in the snow")
    turn = asked("make it blue", PHOTO if calls else BEAR, tmp_path, eyes, calls)
    assert (eyes.looks, turn.brief.spent.calls) == ([], 0)
    assert [output.prompt for output in turn.brief.outputs] == ["make it blue"]


def test_eyes_without_an_answer_change_nothing(tmp_path: Path) -> None:
    turn = asked("make the bear blue", BEAR, tmp_path, Describer(""))
    assert [output.prompt for output in turn.brief.outputs] == ["make the bear blue"]


def test_drawings_are_told_from_photographs_and_seen_by_the_embedded_eyes() -> None:
    assert is_drawn(BEAR)
    assert not is_drawn(PHOTO)
    assert catalog.load_vision("pocket-eyes").describe(BEAR).lower().startswith("a brown bear")
