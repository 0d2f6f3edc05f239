"""Edits of the painter's own pictures by the tools, as people use them: `python -m benchmarks own_pictures`.

No true masks and no renders: sentences are painted, what the examiner reads as said is edited by one call of
a tool, which looks up its words by itself, with the assistant's eyes. Judge: the examiner. "obeyed" is that
what was asked is seen, "kept" that every other attribute is read as before, with and without where somebody
looks, which hardly any painted picture says plainly; of a move, that the middle of its colour's box is within
a tenth of the picture of where it was sent. Outpainting has no figures here: the examiner reads squares.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import count, islice
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import numpy as np
from PIL import Image
from pydantic import Field
from triptych.models import catalog
from triptych.models.image_model import ImageModel
from triptych.models.pocket.captions import caption, say_place, say_thing
from triptych.models.pocket.scenes import HELD_OUT, random_color, random_thing, solo_scene, thing_scene
from triptych.models.pocket.words import PLACES
from triptych.models.pocket.world import Scene
from triptych.models.vision_model import VisionModel
from triptych.tools.assets import Store
from triptych.tools.tool import Bench, ToolError, make_call

from benchmarks.benchmark import Benchmark
from benchmarks.examiner.attributes import truth
from benchmarks.examiner.examiner import Answers, Examiner
from benchmarks.figure_boxes import edges
from benchmarks.layout_cases import SIDE, colored
from benchmarks.painting import contact_sheet
from benchmarks.progress import counted
from benchmarks.table import Row, Table, share_row
from benchmarks.wilson import Share

FIRST = HELD_OUT + 19_000_000
NEAR = 0.1
WIDEST = 0.55
ROOM = 0.25
SHEET = 12


@dataclass(frozen=True)
class OwnEdit:
    """A call without its image, what is `asked` of the examiner, and where a middle is to be (fractions)."""

    tool: str
    arguments: Mapping[str, Any]
    asked: Mapping[str, str] = field(default_factory=dict)
    middle: tuple[float, float] | None = None


@dataclass(frozen=True)
class Painted:
    """A sentence, its scene, the picture of it and what the examiner reads there."""

    scene: Scene
    prompt: str
    image: Image.Image
    seen: Answers


@dataclass(frozen=True)
class Outcome:
    """One edit and what came of it."""

    before: Image.Image
    after: Image.Image
    told: str
    obeyed: bool
    lost: frozenset[str]


Asks = Callable[[Painted, Random], OwnEdit | None]


def move(one: Painted, rng: Random) -> OwnEdit | None:
    """Somebody aside, by an eighth of the picture at least, and not over its edge."""
    place = _box(one.image, one.scene)
    if place is None or place[2] - place[0] > WIDEST:  # its colour is the ground's, too
        return None
    left, top, right, bottom = place
    targets = [shift / 100 for shift in range(-60, 61) if abs(shift) > 12]
    fitting = [shift for shift in targets if left + shift > 0.02 and right + shift < 0.98]
    if not fitting:
        return None
    shift = rng.choice(fitting)
    arguments = {"what": one.scene.characters[0].kind, "right": shift}
    return OwnEdit("move", arguments, middle=((left + right) / 2 + shift, (top + bottom) / 2))


def add(one: Painted, rng: Random) -> OwnEdit | None:
    """A thing in all of the emptier side beside somebody alone."""
    who = one.scene.characters[0]
    place = _box(one.image, one.scene)
    if place is None:
        return None
    color = random_color(rng, who.color, who.clothing_color)
    thing = random_thing(rng).model_copy(update={"count": 1, "color": color})
    left, right = place[0], 1 - place[2]
    if max(left, right) < ROOM:
        return None
    box = (0.0, 0.3, left, 0.65) if left > right else (place[2], 0.3, right, 0.65)
    asked = {"thing": thing.kind, "thing_color": thing.color}
    return OwnEdit("add", {"what": say_thing(thing, rng), "box": box}, asked)


def remove(one: Painted, _: Random) -> OwnEdit | None:
    """The thing beside somebody."""
    assert one.scene.thing is not None
    return OwnEdit("remove", {"what": one.scene.thing.kind}, {"thing": "none", "count": "0"})


def recolor(one: Painted, rng: Random) -> OwnEdit | None:
    """Who is seen in another colour."""
    who = one.scene.characters[0]
    color = random_color(rng, who.color, who.clothing_color)
    return OwnEdit("recolor", {"what": who.kind, "color": color}, {"color": color})


def background(one: Painted, rng: Random) -> OwnEdit | None:
    """Another place."""
    place = rng.choice([place for place in PLACES if place != one.scene.place])
    arguments = {"what": one.scene.characters[0].kind, "place": say_place(place, rng)}
    return OwnEdit("background", arguments, {"place": place})


def pose(one: Painted, _: Random) -> OwnEdit | None:
    """Who is seen looks the other way."""
    facing = "left" if one.seen["facing"] == "right" else "right"
    arguments = {"what": one.scene.characters[0].kind, "pose": f"facing {facing}"}
    return OwnEdit("pose", arguments, {"facing": facing})


def _one_thing(rng: Random) -> Scene:
    scene = thing_scene(rng)
    assert scene.thing is not None
    return scene.model_copy(update={"thing": scene.thing.model_copy(update={"count": 1})})


KINDS: Mapping[str, tuple[Callable[[Random], Scene], Asks]] = {
    "move": (solo_scene, move),
    "add": (solo_scene, add),
    "remove": (_one_thing, remove),
    "recolor": (solo_scene, recolor),
    "background": (solo_scene, background),
    "pose": (solo_scene, pose),
}


class OwnPictures(Benchmark):
    """Are edits of pictures that the painter made itself obeyed, and is all else kept?"""

    quick: ClassVar[Mapping[str, Any]] = {"n": 10}

    n: int = Field(default=30, ge=1, description="edits of each kind")
    kinds: tuple[str, ...] = Field(default=tuple(KINDS), description="only these kinds")
    model: str = Field(default="pocket", description="the painter, a name of the catalog")
    eyes: str = Field(default="pocket-eyes", description="what finds things, a name of the catalog")
    sheet: Path | None = Field(default=None, description="a folder for a contact sheet of each kind")

    def run(self) -> Table:
        """Measure each kind."""
        model, examiner, rows = catalog.load(self.model), Examiner.load(), []
        eyes = catalog.load_vision(self.eyes)
        for kind in self.kinds:
            cases = _cases(kind, model, examiner, self.n)
            outcomes = [outcome(model, eyes, examiner, *case) for case in cases]
            rows += _rows(kind, outcomes)
            if self.sheet:
                self.sheet.mkdir(parents=True, exist_ok=True)
                _sheet(outcomes[:SHEET]).save(self.sheet / f"{kind}.png")
        return Table(about={"model": model.name, "revision": model.revision}, rows=tuple(rows))


def outcome(model: ImageModel, eyes: VisionModel, examiner: Examiner, one: Painted, edit: OwnEdit) -> Outcome:
    """Do the edit on the picture, which is stored with its sentence, and read what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Store(folder), model, eyes=eyes)
        width, height = one.image.size
        request = {"prompt": one.prompt, "seed": 0, "width": width, "height": height}
        bench.store.add(one.image, request=request, model=model.name, revision=model.revision, seed=0)
        try:
            call = make_call(edit.tool, {"image": "i1", "seed": 1, **edit.arguments})
            after = bench.store.open(call.run(bench).images[0].id)
        except ToolError:
            after = one.image
    (seen,) = examiner.read([after])
    said = ", ".join(str(value) for value in edit.arguments.values())
    return Outcome(
        one.image,
        after,
        f"{one.prompt}: {edit.tool} {said}",
        obeyed=_arrived(one, edit, after) and all(seen.get(name) == it for name, it in edit.asked.items()),
        lost=frozenset(name for name in _stays(one, edit) if seen.get(name) != one.seen.get(name)),
    )


def _stays(one: Painted, edit: OwnEdit) -> set[str]:
    """Attributes that are as the sentence has them and were not asked to change."""
    changing = {*edit.asked, "relation"} | ({"count", "thing_color"} if "thing" in edit.asked else set())
    return {name for name in truth(one.scene) if name not in changing}


def _arrived(one: Painted, edit: OwnEdit, after: Image.Image) -> bool:
    if edit.middle is None:
        return True
    place = _box(after, one.scene)
    if place is None:
        return False
    middle = (place[0] + place[2]) / 2, (place[1] + place[3]) / 2
    return float(np.abs(np.subtract(middle, edit.middle)).max()) <= NEAR


def _box(image: Image.Image, scene: Scene) -> tuple[float, ...] | None:
    """Left, top, right and bottom of the colour of who is seen, as fractions."""
    found = edges(colored(image, scene.characters[0].color))
    return found and tuple(edge / SIDE for edge in found)


def _cases(kind: str, model: ImageModel, examiner: Examiner, n: int) -> Iterator[tuple[Painted, OwnEdit]]:
    """Pictures that came out as said, with the edit; the same numbers give the same cases."""
    found = islice(_endless(kind, model, examiner), n)
    for _ in counted(range(n), kind):
        yield next(found)


def _endless(kind: str, model: ImageModel, examiner: Examiner) -> Iterator[tuple[Painted, OwnEdit]]:
    scene_of, asks = KINDS[kind]
    for number in count(FIRST + 100_000 * list(KINDS).index(kind)):
        rng = Random(number)
        scene = scene_of(rng).model_copy(update={"style": "flat"})
        one = painted(model, examiner, scene, caption(scene, rng, facing_said=0), number)
        if _as_said(one) and (edit := asks(one, rng)):
            yield one, edit


def painted(model: ImageModel, examiner: Examiner, scene: Scene, prompt: str, seed: int) -> Painted:
    """The painter's picture of a sentence, and what is read in it."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Store(folder), model)
        image = bench.try_out(model.settings.request(prompt, seed=seed))
    return Painted(scene, prompt, image, examiner.read([image])[0])


def _as_said(one: Painted) -> bool:
    return all(
        one.seen.get(name) == answer
        for name, answer in truth(one.scene).items()
        if name not in ("relation", "facing", "style")
    )


def _rows(kind: str, outcomes: list[Outcome]) -> list[Row]:
    row = partial(share_row, part=kind, judge="examiner", main=True)
    figures = {
        "obeyed": [one.obeyed for one in outcomes],
        "all else kept": [not one.lost for one in outcomes],
        "all else kept, facing aside": [one.lost <= {"facing"} for one in outcomes],
        "both": [one.obeyed and not one.lost for one in outcomes],
    }
    return [row(name, Share(sum(hits), len(hits))) for name, hits in figures.items()]


def _sheet(outcomes: list[Outcome]) -> Image.Image:
    pictures = [picture for one in outcomes for picture in (one.before, one.after)]
    captions = [
        text
        for one in outcomes
        for text in (one.told, f"obeyed {one.obeyed}, lost: {', '.join(sorted(one.lost)) or 'nothing'}")
    ]
    return contact_sheet(pictures, captions)
