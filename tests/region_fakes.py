"""A painter without weights that paints each region in the colour of its prompt."""

from collections.abc import Generator
from dataclasses import dataclass

from fakes import FakePainter
from PIL import Image
from triptych.models.image_model import Ability, ImageRequest, Painting, Settings, Step

SMALL_CANVAS = Settings(
    side=256, multiple_of=32, max_side=768, max_area=512 * 512, num_inference_steps=3, guidance_scale=1
)


@dataclass
class RegionPainter(FakePainter):
    """Its canvas holds four pictures of its own size."""

    settings: Settings = SMALL_CANVAS
    abilities: frozenset[Ability] = frozenset({"regions", "canvas"})

    def paint(self, request: ImageRequest) -> Generator[Step | Painting, None, None]:
        """As the fake; what is known of a canvas is kept, and regions have colours of their own."""
        for event in super().paint(request):
            if isinstance(event, Painting):
                yield Painting(drawn(request, event.image), event.record)
            else:
                yield Step(event.index, event.of, lambda image=event.preview: drawn(request, image))  # type: ignore[misc]


def drawn(request: ImageRequest, image: Image.Image) -> Image.Image:
    """The picture of a request on a ground."""
    picture = image.copy()
    for region in request.regional.regions if request.regional else ():
        picture.paste(color_of_prompt(region.prompt), region.edges)
    if request.canvas:
        known = request.canvas.mask.image.convert("L").point(lambda value: 255 - value)
        picture.paste(request.canvas.picture.image, mask=known)
    return picture


def color_of_prompt(prompt: str) -> tuple[int, int, int]:
    """Another colour for another prompt of the tests: it is in their last letter."""
    return 20 + ord(prompt[-1]) % 97 * 2, len(prompt) % 251, 77
