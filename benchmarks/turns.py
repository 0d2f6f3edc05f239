"""What a turn costs outside the models: `python -m benchmarks turns --turns 10 --runs 5`.

Talks to new projects with a painter and a critic that take no time; each turn asks for the same kind of
thing, so a later one that takes longer carries the earlier ones along.
"""

import tempfile
import time
from collections.abc import Generator, Sequence
from pathlib import Path

from PIL import Image
from pydantic import Field
from triptych.agent.phrasebook.phrasebook import Phrasebook
from triptych.agent.session import Project, Session
from triptych.models.image_model import Ability, ImageRequest, Painting, Settings, Step
from triptych.models.pocket.vocabulary import VOCABULARY
from triptych.models.vision_model import Schema, Usage, VisionError
from triptych.models.vocabulary import Vocabulary

from benchmarks.benchmark import Benchmark
from benchmarks.progress import counted
from benchmarks.table import Row, Table, mean_row, time_row

PICTURES = "three pictures of a {} cat with a blue hat in the snow"
BOOK = "a picture book of six pages about a {} fox who finds a star"
COLORS = ("red", "green", "yellow", "orange")
SETTINGS = Settings(
    side=64, multiple_of=32, max_side=64, max_area=4096, num_inference_steps=20, guidance_scale=1
)


class FlatPainter:
    """Paints one grey in no time, with the steps that a real painter tells."""

    name, revision, max_references = "flat", "1", 2
    settings = SETTINGS
    vocabulary: Vocabulary | None = VOCABULARY
    abilities: frozenset[Ability] = frozenset()

    def paint(self, request: ImageRequest) -> Generator[Step | Painting, None, None]:
        """All steps, then the picture."""
        image = Image.new("RGB", (request.width, request.height), (99, 99, 99))
        for index in range(1, request.num_inference_steps + 1):
            yield Step(index, request.num_inference_steps, lambda: image)
        yield Painting(image, {})


class Strict:
    """Never pleased, so that each picture is drafted as often as the limits allow."""

    name, revision, usage = "strict", "1", Usage()

    def for_turn(self) -> "Strict":
        """The same."""
        return self

    def ask(self, prompt: str, images: Sequence[Image.Image], schema: type[Schema]) -> Schema:  # noqa: ARG002
        """Says only no."""
        raise VisionError("this critic only says no; ask it for a probability")

    def probability(self, question: str, images: Sequence[Image.Image]) -> float:  # noqa: ARG002
        """No."""
        return 0.1

    def describe(self, image: Image.Image) -> str:  # noqa: ARG002
        """Says only no."""
        raise VisionError("this critic only says no; ask it for a probability")


def measure(text: str, turns: int) -> tuple[list[float], int]:
    """Seconds of each turn of one new conversation, and the bytes of its databases once it is closed."""
    with tempfile.TemporaryDirectory() as folder:
        painter = FlatPainter()
        with Project(folder, painter, planner=Phrasebook(VOCABULARY), eyes=Strict()) as project:
            seconds = [_turn(project.session(), text, n) for n in range(turns)]
        return seconds, sum(path.stat().st_size for path in Path(folder).glob("*.db*"))


def _turn(session: Session, text: str, number: int) -> float:
    begun = time.perf_counter()
    for _ in session.say(text.format(COLORS[number % len(COLORS)]), seed=number):
        pass
    return time.perf_counter() - begun


def rows(part: str, runs: Sequence[tuple[list[float], int]]) -> list[Row]:
    """Seconds of the first and of the last turn, the last beside the first, bytes a turn."""
    size = [bytes_ / len(seconds) / 1024 for seconds, bytes_ in runs]
    grown = [seconds[-1] / seconds[0] for seconds, _ in runs]
    return [
        time_row("first turn", [seconds[0] for seconds, _ in runs], part=part),
        time_row("last turn", [seconds[-1] for seconds, _ in runs], part=part),
        time_row("last turn over first", grown, part=part, main=True).model_copy(update={"unit": "×"}),
        mean_row("database for each turn", size, part=part, unit="KiB", judge="file sizes", better="lower"),
    ]


class Turns(Benchmark):
    """What a turn costs outside the models, and whether later turns cost more."""

    turns: int = Field(default=10, ge=2, description="of one conversation")
    runs: int = Field(default=5, ge=1, description="conversations")

    def run(self) -> Table:
        """Talk, with models that take no time."""
        measure(PICTURES, 2)  # imports and first uses are nobody's turn
        kinds = {"three pictures": PICTURES, "a book of six pages": BOOK}
        found = {
            name: [measure(text, self.turns) for _ in counted(range(self.runs), name)]
            for name, text in kinds.items()
        }
        details = [{name: seconds} for name, runs in found.items() for seconds, _ in runs]
        return Table(
            about={"turns": self.turns},
            rows=tuple(row for name, runs in found.items() for row in rows(name, runs)),
            details=details,
        )
