"""A turn in a process of its own, killed by SIGKILL at a given moment: FOLDER THREAD say|resume|anew MOMENT.

Prints the reply as JSON where it lives to the end, as it does with the moment `never`.
"""

import json
import os
import signal
import sys
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from agent_fakes import FakeEyes, FakePlanner, NumberedPainter, book, checked
from triptych.agent.events import PictureReady, Replied
from triptych.agent.session import Project
from triptych.models.image_model import ImageRequest, Painting, Step


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class MortalPainter(NumberedPainter):
    """Ends the process in the second step of page 3."""

    mortal: bool = False

    def paint(self, request: ImageRequest) -> Generator[Step | Painting, None, None]:
        for event in super().paint(request):
            if self.mortal and request.prompt.endswith("page 3") and getattr(event, "index", 0) == 2:
                die()
            yield event


def first_one_fails(_: str, numbers: tuple[int, ...]) -> float:
    """Page 1 passes when it is painted for the second time, which not everybody lives to see."""
    if MOMENT == "critique" and numbers[-1] > 1:
        die()
    return 0.1 if numbers[-1] == 1 else 0.99


def die_before_binding(event: str, arguments: tuple[object, ...]) -> None:
    if event == "os.mkdir" and "/exports/" in str(arguments[0]):
        die()


FOLDER, THREAD, WHAT, MOMENT = Path(sys.argv[1]), *sys.argv[2:5]

if __name__ == "__main__":
    story = book(4, title=f"The {THREAD}", checks=[checked("Is the fox red?", "make the fox red")])
    pages = tuple(page.model_copy(update={"prompt": f"{THREAD} {page.prompt}"}) for page in story.outputs)
    planner = FakePlanner({"book": story.model_copy(update={"outputs": pages})})
    painter = MortalPainter(log=FOLDER / f"{THREAD}.log", pause=0.005, mortal=MOMENT == "act")
    if MOMENT == "compose":
        sys.addaudithook(die_before_binding)
    with Project(FOLDER / "p", painter, planner=planner, eyes=FakeEyes(first_one_fails)) as project:
        session = project.session(THREAD)
        match WHAT:
            case "resume":
                events = session.resume()
            case "anew":
                events = session.say("something else")
            case _:
                events = session.say("book", seed=7)
        for event in events:
            if MOMENT == "stored" and isinstance(event, PictureReady) and event.picture == 4:
                die()
        assert isinstance(event, Replied)
        told = {
            "images": event.images,
            "text": event.text,
            "files": [str(path) for path in event.files],
            "turns": [turn.images for turn in session.turns()],
            "table": session.history().table,
            "unfinished": session.unfinished,
        }
        print(json.dumps(told))
