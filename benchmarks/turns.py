"""What a turn costs outside the models: `python -m benchmarks.turns --turns 10 --runs 5 --json turns.json`.

Talks to new projects with a painter and a critic that take no time; each turn asks for the same kind of
thing, so a later one that takes longer carries the earlier ones along.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from PIL import Image
from triptych.agent.phrasebook.phrasebook import Phrasebook
from triptych.agent.session import Project, Session
from triptych.models.image_model import Ability, ImageRequest, Painting, Settings, Step
from triptych.models.pocket.vocabulary import VOCABULARY
from triptych.models.vision_model import Schema, Usage, VisionError
from triptych.models.vocabulary import Vocabulary

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


def summary(runs: list[tuple[list[float], int]], turns: int) -> dict[str, Any]:
    """Medians over the runs: seconds of each turn, the last beside the first, bytes a turn."""
    return {
        "seconds": [round(median(seconds[n] for seconds, _ in runs), 3) for n in range(turns)],
        "last over first": round(median(seconds[-1] / seconds[0] for seconds, _ in runs), 3),
        "bytes a turn": round(median(size for _, size in runs) / turns),
    }


def main() -> None:
    """Run, print, write JSON."""
    parser = argparse.ArgumentParser(description="What a turn costs outside the models.")
    parser.add_argument("--turns", type=int, default=10, help="of one conversation")
    parser.add_argument("--runs", type=int, default=5, help="conversations")
    parser.add_argument("--json", type=Path, help="write the numbers here")
    arguments = parser.parse_args()
    measure(PICTURES, 2)  # imports and first uses are nobody's turn
    results = {
        name: summary([measure(text, arguments.turns) for _ in range(arguments.runs)], arguments.turns)
        for name, text in {"three pictures": PICTURES, "a book of six pages": BOOK}.items()
    }
    print(json.dumps(results, indent=1))
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
