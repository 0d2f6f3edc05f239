"""A picture → the same one, twice or four times as large. Knows no network and no filter."""

from typing import Annotated

from pydantic import Field, StringConstraints

from ..models.image_model import ModelError
from ..models.upscaler import Factor
from .arguments import ImageId
from .enlarging import upscaler_of
from .print_resolution import DOTS_PER_INCH, MM_PER_INCH
from .records import ImageRecord
from .tool import Bench, Tool, ToolError, ToolResult

UpscalerName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,59}$")]
LONGEST_SIDE = 4096


class Upscale(Tool):
    """Make an existing picture twice or four times as large, with clean edges, as for printing; it shows
    exactly the same.
    """

    image: ImageId = Field(description="id of the picture to enlarge")
    factor: Annotated[int, Field(ge=2, le=4, multiple_of=2)] = Field(
        default=2, description="how many times its width and its height: 2 or 4"
    )
    upscaler: UpscalerName | None = Field(
        default=None, description="who enlarges it, such as “lanczos”; left out, what suits the picture"
    )

    def run(self, bench: Bench) -> ToolResult:
        """Enlarge it; the picture becomes the parent of the large one."""
        picture = bench.picture(self.image).image
        self._check(*picture.size)
        upscaler = upscaler_of(bench, self.image, self.upscaler)
        try:
            large = upscaler.enlarge(picture, self._factor, lambda _, __: bench.check_cancelled())
        except ModelError as error:
            raise ToolError(str(error)) from error
        report = {"upscaler": upscaler.name, "revision": upscaler.revision, "factor": self.factor}
        record = bench.keep(large, call=self.as_call(), parents=(self.image,), report=report)
        return ToolResult(images=(record,), note=_told(record))

    @property
    def _factor(self) -> Factor:
        return 4 if self.factor == 4 else 2

    def _check(self, width: int, height: int) -> None:
        if self.factor * max(width, height) > LONGEST_SIDE:
            remedy = "enlarge it twice" if 2 * max(width, height) <= LONGEST_SIDE else "use it as it is"
            raise ToolError(
                f"{self.image} is {width}×{height}, and {self.factor} times that is more than the "
                f"{LONGEST_SIDE} pixels a side that can be kept; {remedy}"
            )


def _told(record: ImageRecord) -> str:
    """How large it is now, on the screen and in print."""
    size = f"{record.width}×{record.height} pixels"
    return f"{record.id}: it has {size} now and is sharp up to {in_print(record.width)} cm wide in print."


def in_print(pixels: int) -> int:
    """How many centimetres so many pixels are at 300 dots an inch."""
    return round(pixels / DOTS_PER_INCH * MM_PER_INCH / 10)
