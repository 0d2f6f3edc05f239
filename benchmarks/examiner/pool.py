"""The pictures the examiner learns from: scenes rendered once at 128 px, kept in a file that can grow.

Half of the scenes are those of the painter's world; the other half are loose: every combination is as
likely as any other, and everybody stands a little elsewhere and is a little larger or smaller, because a
painter's pictures are not as tidy as renders. Knows no network.
"""

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from triptych.models.pocket.scenes import random_character, random_color, random_scene
from triptych.models.pocket.words import FLOATING, PLACES, STYLES, THINGS
from triptych.models.pocket.world import Scene, Thing

from .attributes import ATTRIBUTES, indices

SIZE = 128


class LooseScene(Scene):
    """A scene whose figures stand less tidily."""

    def _items(self) -> list[Any]:
        rng = Random(self.seed + 2)
        return [
            replace(
                item,
                x=item.x + rng.uniform(-4, 4),
                y=item.y + rng.uniform(-4, 3),
                scale=item.scale * rng.uniform(0.85, 1.12),
            )
            for item in super()._items()
        ]


def pool_scene(number: int) -> Scene:
    """Scene `number` of the pool."""
    rng = Random(f"examiner {number}")
    return random_scene(rng) if number % 2 else loose_scene(rng)


def loose_scene(rng: Random) -> Scene:
    """No, one, two or several characters, and up to four of any thing, each as likely as the other."""
    people = tuple(random_character(rng) for _ in range(rng.choices((0, 1, 2), (2, 5, 3))[0]))
    many = rng.choice((2, 3)) if len(people) == 1 and rng.random() < 0.25 else 1
    relation = rng.choice(("left", "right", "above")) if len(people) == 1 else rng.choice(("none", "above"))
    spots = [spot for spot in ("left", "center", "right") if spot != relation]
    thing = None
    if many == 1 and (not people or rng.random() < 0.7):
        kinds = sorted(FLOATING) if relation == "above" else THINGS
        thing = Thing(kind=rng.choice(kinds), color=random_color(rng), count=rng.randint(1, 4))
    return LooseScene(
        place=rng.choice(PLACES),
        style=rng.choice(STYLES),
        characters=people,
        count=many,
        thing=thing,
        relation=relation if thing else "none",
        spot=rng.choice(spots) if len(people) == 1 and many == 1 else "center",
        seed=rng.randrange(1 << 30),
    )


def fill(folder: Path, size: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Pictures (N, 3, 128, 128) and answers (N, attributes) of `size` scenes; renders what is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    record = 3 * SIZE * SIZE + len(ATTRIBUTES)
    path = folder / "pool.u8"
    done = path.stat().st_size // record if path.exists() else 0
    with path.open("r+b" if path.exists() else "wb") as file:
        file.seek(done * record)
        for number in range(done, size):
            file.write(_record(pool_scene(number)))
            if number % 2000 == 1999:
                print(f"rendered {number + 1} of {size} scenes", flush=True)
    rows = np.memmap(path, np.uint8, "r", shape=(size, record))
    pictures = rows[:, : 3 * SIZE * SIZE].reshape(size, 3, SIZE, SIZE)
    return pictures, rows[:, 3 * SIZE * SIZE :].astype(np.int64) - 1


def _record(scene: Scene) -> bytes:
    # Answers are stored plus one, so that "cannot be asked" is 0 and fits a byte.
    pixels = np.asarray(scene.picture(SIZE)).transpose(2, 0, 1)
    return pixels.tobytes() + bytes(index + 1 for index in indices(scene))
