"""How well the examiner reads held-out renders, as drawn and after a VAE.

`python -m benchmarks.examiner.measure` prints the table of `CARD.md`.
"""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

import torch
from PIL import Image
from triptych.models.pocket.scenes import HELD_OUT, random_scene
from triptych.models.pocket.world import Scene

from benchmarks.wilson import Share

from .attributes import ATTRIBUTES, truth
from .augment import augment
from .examiner import Examiner, to_tensor

FIRST = HELD_OUT + 9_000_000
"""Seeds of its own, so that these scenes are not those of the skills benchmark."""


def held_out(n: int) -> list[Scene]:
    """`n` scenes that nothing was trained on."""
    return [random_scene(Random(FIRST + number)) for number in range(n)]


def accuracy(examiner: Examiner, scenes: list[Scene], pictures: Iterable[Image.Image]) -> dict[str, Share]:
    """Attribute → how often it was read right where it could be asked."""
    hits: dict[str, list[bool]] = {name: [] for name in ATTRIBUTES}
    for scene, reading in zip(scenes, examiner.read(pictures), strict=True):
        for name, answer in truth(scene).items():
            hits[name].append(reading.get(name) == answer)
    return {name: Share(sum(h), len(h)) for name, h in hits.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How well the examiner reads held-out renders.")
    parser.add_argument("--n", type=int, default=2000, help="renders")
    parser.add_argument("--vae", type=Path, help="a VAE in diffusers format, to read its decoded renders too")
    arguments = parser.parse_args()
    scenes = held_out(arguments.n)
    sorts = {"renders": _renders(scenes), "smeared": _smeared(scenes)}
    if arguments.vae:
        sorts["decoded"] = _decoded(scenes, arguments.vae)
    examiner = Examiner.load()
    columns = {sort: accuracy(examiner, scenes, pictures) for sort, pictures in sorts.items()}
    print(_row("attribute", "n", *columns), _row("---", "---:", *("---" for _ in columns)), sep="\n")
    for name in ATTRIBUTES:
        shares = [column[name] for column in columns.values()]
        print(_row(name, str(shares[0].n), *(_cell(share) for share in shares)))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(share: Share) -> str:
    low, high = share.interval()
    return f"{share.value:.3f} ({low:.3f}–{high:.3f})"


def _renders(scenes: list[Scene]) -> Iterator[Image.Image]:
    return (scene.picture(256) for scene in scenes)


def _smeared(scenes: list[Scene]) -> Iterator[Image.Image]:
    """The renders, each bent and smeared as in training."""
    generator = torch.Generator().manual_seed(0)
    for first in range(0, len(scenes), 30):
        clean = (to_tensor(list(_renders(scenes[first : first + 30]))) + 1) / 2
        for x in augment(clean, generator):
            yield Image.fromarray(x.mul(255).byte().permute(1, 2, 0).numpy())


def _decoded(scenes: list[Scene], folder: Path) -> Iterator[Image.Image]:
    # Only here, so that training the examiner needs nothing of the painter.
    from benchmarks.painting import load_vae, round_trip  # noqa: PLC0415

    return round_trip(load_vae(folder), _renders(scenes))


if __name__ == "__main__":
    main()
