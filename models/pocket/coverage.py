"""Which tokens show what: who covers them, what the auxiliary loss reads, what each counts."""

import numpy as np
from numpy.typing import NDArray

from .words import CLOTHES, COLORS, KINDS, PLACES, STYLES, THINGS
from .world import Scene

TOKENS = 64
SIDE = 8
LABELS = len(KINDS) + 2 * len(COLORS) + 2 + len(THINGS) + len(COLORS) + 4 + len(PLACES) + len(STYLES)
THING_WEIGHT = 4.0
PERSON_WEIGHT = 1.5


def coverage(scene: Scene) -> NDArray[np.uint8]:
    """(3, 64): how much (0..255) of each token the first and second character and the thing cover."""
    out = np.zeros((3, TOKENS), np.uint8)
    people = 0
    for name, mask in scene.masks(64).items():
        part = mask.reshape(SIDE, 8, SIDE, 8).mean((1, 3)).reshape(-1) * 255
        if name.split(" ")[0] in KINDS:
            slot = people if scene.count == 1 else 0
            people += 1
        else:
            slot = 2
        out[slot] = np.maximum(out[slot], part.astype(np.uint8))
    return out


def labels(scene: Scene, cover: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(64, LABELS) in 0..1: what each token shows."""
    people = np.zeros((3, len(KINDS) + 2 * len(COLORS) + 2), np.float32)
    for slot, person in enumerate(scene.characters):
        people[slot, KINDS.index(person.kind)] = 1
        people[slot, len(KINDS) + COLORS.index(person.color)] = 1
        if person.clothing != "none" and person.clothing_color is not None:
            base = len(KINDS) + len(COLORS)
            people[slot, base + CLOTHES.index(person.clothing) - 1] = 1
            people[slot, base + 2 + COLORS.index(person.clothing_color)] = 1
    thing = np.zeros(len(THINGS) + len(COLORS) + 4, np.float32)
    if scene.thing is not None:
        thing[THINGS.index(scene.thing.kind)] = 1
        thing[len(THINGS) + COLORS.index(scene.thing.color)] = 1
        thing[len(THINGS) + len(COLORS) + scene.thing.count - 1] = 1
    setting = np.zeros(len(PLACES) + len(STYLES), np.float32)
    setting[PLACES.index(scene.place)] = setting[len(PLACES) + STYLES.index(scene.style)] = 1
    share = cover.astype(np.float32) / 255
    return np.concatenate(
        [
            share.T[:, :2] @ people[:2],
            share[2][:, None] * thing,
            np.broadcast_to(setting, (TOKENS, len(setting))),
        ],
        axis=1,
    )


def weight(cover: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(64,) from 1: what each token counts in the loss.

    A thing covers three tokens of 64 in a third of the pictures; unweighted, the painter learns its
    colour and place but not its shape. What somebody wears is as small.
    """
    shares = cover.astype(np.float32) / 255
    thing, person = np.minimum(1, 2 * shares[2]), shares[:2].max(axis=0)
    heavier: NDArray[np.float32] = 1 + THING_WEIGHT * thing + PERSON_WEIGHT * person
    return heavier
