"""Painters without weights that are slow or break, for turns that are stopped, watched or cut off."""

import contextlib
import time
from collections.abc import Generator
from dataclasses import dataclass

from fakes import FakePainter
from triptych.models.image_model import ImageRequest, Painting, Settings, Step
from triptych.models.pocket.vocabulary import VOCABULARY
from triptych.models.vocabulary import Vocabulary

FORTY_STEPS = Settings(
    side=256, multiple_of=32, max_side=512, max_area=512 * 512, num_inference_steps=40, guidance_scale=1
)


@dataclass
class WordyPainter(FakePainter):
    """A fake that knows the small world's words."""

    vocabulary: Vocabulary | None = VOCABULARY


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
