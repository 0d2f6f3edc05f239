"""`triptych plan`: one text or a file of many, understood and planned. Nothing is painted or kept."""

import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image

from ..agent.message import MessageError
from ..agent.recognition import shown_in
from ..tools.intake import read_picture
from ..tools.records import StoreError
from .assembly import Choice, Loaders, OpenImage, Refused, rehearsals
from .batch import BatchError, plan_lines_of
from .plan_text import brief_lines, plan_lines


def plan_text(
    text: str,
    files: Sequence[Path],
    more: int,
    folder: Path,
    choice: Choice,
    loaders: Loaders,
    *,
    as_json: bool,
) -> int:
    """Print the brief and the plan of one message with these pictures and so many more."""
    try:
        pictures = {f"u{n}": read_picture(path.expanduser())[0] for n, path in enumerate(files, start=1)}
        thread = rehearsals(folder, choice, loaders, _opener(pictures))()
        brief, plan = thread.say(text, len(files) + more, shows=[shown_in(path) for path in files])
    except (MessageError, StoreError) as error:
        raise Refused(str(error)) from error
    if as_json:
        told = {"brief": brief.model_dump(mode="json"), "plan": plan.model_dump(mode="json")}
        print(json.dumps(told, ensure_ascii=False))
    else:
        print("\n".join([*brief_lines(brief), *plan_lines(plan)]))
    return 0


def plan_batch(
    source: Path, target: Path, folder: Path, choice: Choice, loaders: Loaders, started: float
) -> int:
    """Answer a file line by line; 1 where some lines got an error."""
    try:
        tally = plan_lines_of(source, target, rehearsals(folder, choice, loaders, _opener({})))
    except BatchError as error:
        raise Refused(str(error)) from error
    seconds = time.monotonic() - started
    print(
        f"{tally.instructions:,} instructions of {tally.lines:,} lines in {seconds:.1f} s with start-up: "
        f"{tally.instructions / seconds:,.0f} a second; {tally.errors:,} lines with an error",
        file=sys.stderr,
    )
    return 1 if tally.errors else 0


def _opener(pictures: Mapping[str, Image.Image]) -> OpenImage:
    """Opens the pictures that were given; those that are only planned cannot be looked at."""

    def open_image(id: str) -> Image.Image:
        if id not in pictures:
            raise StoreError(f"picture {id} is only planned, so nothing can be seen in it; paint it first")
        return pictures[id]

    return open_image
