"""Before and after, a picture for each editing tool's page: `python benchmarks/tool_pictures.py`.

Writes `docs/tools/<tool>.png` from real calls with fixed seeds. Knows models only by their name in the
catalog.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

if __package__ in (None, ""):
    # Run as a file: its folder is on the path, the repository's root is not.
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PIL import Image
from triptych.models import catalog
from triptych.tools.assets import Store
from triptych.tools.tool import Bench, ToolError, make_call, toolbox

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "tools"
MOST_BYTES = 60_000
GAP = 8
CAT = ("a brown cat wearing a blue hat in the forest", 3)
FOX = ("a red fox in the meadow", 4)
DOG = ("a blue dog with a red ball on the right in the snow", 7)
DOG_ALONE = ("a blue dog in the snow", 7)
SHOWN: Mapping[str, tuple[tuple[str, int], list[dict[str, Any]]]] = {
    "edit": (CAT, [{"instruction": "make the hat green", "seed": 1}]),
    "recolor": (CAT, [{"what": "cat", "color": "orange", "seed": 1}]),
    "background": (FOX, [{"what": "fox", "place": "on the beach", "seed": 1}]),
    "move": (FOX, [{"what": "fox", "right": 0.2, "seed": 1}]),
    "mirror": (CAT, [{}]),
    "outpaint": (FOX, [{"side": "right", "by": 0.5, "seed": 1}]),
    "add": (DOG_ALONE, [{"what": "a yellow star", "box": [0.66, 0.35, 0.34, 0.6], "seed": 1}]),
    "pose": (CAT, [{"what": "cat", "pose": "facing left", "seed": 1}]),
    "remove": (DOG, [{"what": "ball", "seed": 1}]),
    "subject": (CAT, [{"what": "cat", "prompt": "a cat on the beach", "seed": 1}]),
    "explain": (CAT, [{"words": ["hat"]}, {"words": ["cat"]}]),
    "adjust": (FOX, [{"less": "red", "more": "blue", "strength": s} for s in (0.4, 0.7, 1.0)]),
    "upscale": (CAT, [{"factor": 4, "upscaler": "lanczos"}, {"factor": 4}]),
}
DETAILS = {"upscale": (0.25, 0.2, 0.65, 0.6)}
"""Tools whose work is seen only in a part of the picture: left, top, right and bottom in fractions."""


def main() -> None:
    """Write the pictures; a tool that is not there, or refuses, is told and left out."""
    arguments = _arguments()
    painter = catalog.load(arguments.model)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, (source, calls) in SHOWN.items():
        if name not in toolbox() or (arguments.only and name not in arguments.only):
            continue
        with tempfile.TemporaryDirectory() as folder:
            bench = Bench(Store(folder), painter)
            try:
                pictures = _pictures(bench, name, source, calls)
                _write(
                    FOLDER / f"{name}.png", _details(pictures, DETAILS[name]) if name in DETAILS else pictures
                )
            except ToolError as error:
                print(f"{name}: {error}")


def _pictures(
    bench: Bench, name: str, source: tuple[str, int], calls: list[dict[str, Any]]
) -> list[Image.Image]:
    """The source, and what each call made of it."""
    prompt, seed = source
    make_call("generate", {"prompts": [prompt], "seed": seed}).run(bench)
    made = []
    for call in calls:
        result = make_call(name, {"image": "i1", **call}).run(bench)
        print(f"{name}: {result.note}")
        made += [bench.store.open(record.id) for record in result.images]
    return [bench.store.open("i1"), *made]


def _details(pictures: list[Image.Image], part: tuple[float, float, float, float]) -> list[Image.Image]:
    """The same part of each, as large as in the largest one; pixels stay what they are."""
    most = max(picture.width for picture in pictures)
    left, top, right, bottom = (round(most * edge) for edge in part)
    whole = [picture.resize((most, most), Image.Resampling.NEAREST) for picture in pictures]
    return [picture.crop((left, top, right, bottom)) for picture in whole]


def _write(path: Path, pictures: list[Image.Image]) -> None:
    """Side by side; in as many colours as fit the size of a page."""
    width = sum(picture.width + GAP for picture in pictures) - GAP
    sheet = Image.new("RGB", (width, max(picture.height for picture in pictures)), "white")
    left = 0
    for picture in pictures:
        sheet.paste(picture, (left, 0))
        left += picture.width + GAP
    for colors in (256, 128, 64, 32):
        sheet.quantize(colors, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= MOST_BYTES:
            return
    raise ToolError(f"{path} has {path.stat().st_size} bytes, but at most {MOST_BYTES} are wanted; show less")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Before and after, a picture for each editing tool's page.")
    parser.add_argument("only", nargs="*", help="tools; left out, all of them")
    parser.add_argument("--model", default="pocket", help="a name of the catalog")
    return parser.parse_args()


if __name__ == "__main__":
    main()
