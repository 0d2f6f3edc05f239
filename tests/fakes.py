"""A painter without weights: flat colours that depend on the whole request, in a few steps."""

import hashlib
from collections.abc import Generator
from dataclasses import dataclass, field

from PIL import Image
from triptych.models.image_model import Ability, ImageRequest, Instructions, Painting, Settings, Step
from triptych.models.vocabulary import Vocabulary

SETTINGS = Settings(
    side=256, multiple_of=32, max_side=1024, max_area=1 << 20, num_inference_steps=3, guidance_scale=1
)

OF_FEW_WORDS = SETTINGS.model_copy(update={"instructions": Instructions(tries="")})
"""Of a painter that understands one picture with one advice."""


@dataclass
class FakePainter:
    """Paints one flat colour for each request, and remembers the requests and whether each was finished."""

    name: str = "fake"
    revision: str = "1"
    max_references: int = 2
    settings: Settings = SETTINGS
    vocabulary: Vocabulary | None = None
    abilities: frozenset[Ability] = frozenset()
    requests: list[ImageRequest] = field(default_factory=list)
    finished: list[ImageRequest] = field(default_factory=list)
    closed: int = 0

    def paint(self, request: ImageRequest) -> Generator[Step | Painting, None, None]:
        """Refuse sides that are no multiples of 32, like the real one; else a step a time."""
        self.settings.check(request.width, request.height)
        self.requests.append(request)
        image = Image.new("RGB", (request.width, request.height), color_of(request))
        try:
            steps = request.num_inference_steps
            for index in range(1, steps + 1):
                yield Step(index, steps, lambda: image)
            self.finished.append(request)
            yield Painting(image, {"request": request.model_dump(mode="json")})
        finally:
            self.closed += 1


def color_of(request: ImageRequest) -> tuple[int, int, int]:
    """The colour that `FakePainter` gives a request."""
    digest = hashlib.sha256(request.model_dump_json().encode()).digest()
    return digest[0], digest[1], digest[2]
