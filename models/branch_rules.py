"""What the target of two branches shares with its source, a small rule set for each kind of edit.

Rules know layers, steps and token grids; how it is done is in shared_attention.py. Knows no weights, no
prompts and no pixels.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from .conditions import RuleName
from .layer_roles import LayerRoles
from .shared_attention import Sharing

TRACE = 0.02
TOLD = 0.3
MOST = 0.6


@dataclass(frozen=True)
class Layers:
    """How many layers of either kind a model has, double-stream ones first, and what they do.

    `roles` asks for what a probe measured; rules that need no roles work without one.
    """

    double: int
    roles: Callable[[], LayerRoles]


@dataclass(frozen=True)
class Ground:
    """The token grid of source and target: which `share` (rows, columns) of each token the mask covers.

    `shift` is rows down and columns to the right, `gain` a factor on the keys of a subject, which is seen in
    the vital layers alone or in `every_layer`.
    """

    share: Tensor
    shift: tuple[int, int] = (0, 0)
    gain: float = 1.1
    every_layer: bool = False

    @property
    def touched(self) -> Tensor:
        """(rows, columns) bool: tokens with any of what the mask covers, but for a trace."""
        return self.share > TRACE

    @property
    def covered(self) -> Tensor:
        """(rows, columns) bool: tokens in which what the mask covers can be told."""
        return self.share > TOLD

    @property
    def filled(self) -> Tensor:
        """(rows, columns) bool: tokens that are mostly what the mask covers; others show its surroundings."""
        return self.share > MOST


Shared = Callable[[int], Sharing | None]
"""layer → what is shared there, in each step in which the rule holds."""


@dataclass(frozen=True)
class RuleSet:
    """What layers share; `places` (N,) int64 says which source token stands in a target's place, −1: none.

    `renewed`: where none does, the target starts from noise of its own; that of the source would bring back
    what stood there, and as it stood.
    """

    shared: Shared
    places: Tensor
    renewed: bool = False


def recolor(layers: Layers, ground: Ground) -> RuleSet:
    """The structure stays, the colour follows the words (ColorCtrl).

    In single-stream blocks the target looks where the source looks, image to image; outside the mask every
    block has the source's values.
    """
    places = _in_place(~ground.touched)
    return RuleSet(lambda layer: Sharing(maps=layer >= layers.double, values=places), places)


def recolor_closely(_: Layers, ground: Ground) -> RuleSet:
    """The same by the source's queries and keys in all blocks (after ConsistEdit): the structure stays more.

    The paper takes them in single-stream blocks only; strength is its consistency strength α.
    """
    places, every = _in_place(~ground.touched), torch.ones_like(ground.touched).flatten()
    sharing = Sharing(queries=every, keys=every, values=places)
    return RuleSet(lambda _: sharing, places)


def background(_: Layers, ground: Ground) -> RuleSet:
    """What the mask shows stays before another background (FreeFlux: values only, all blocks).

    A token at its edge would bring the old background along; it is free, and the edge is put back in pixels.
    """
    places = _in_place(ground.filled)
    return RuleSet(lambda _: Sharing(values=places), places)


def move(_: Layers, ground: Ground) -> RuleSet:
    """What the mask shows stands elsewhere (FreeFlux: values from other places, all blocks).

    Where it stood and does not stand now, the target is free; all else has the source's values.
    """
    places = _moved(ground)
    return RuleSet(lambda _: Sharing(values=places), places, renewed=True)


def pose(layers: Layers, ground: Ground) -> RuleSet:
    """Somebody looks the same and stands otherwise (FreeFlux: keys and values in content layers).

    From noise of its own: in that of an inverted picture a small model finds the old pose.
    """
    every = torch.ones_like(ground.touched)
    sharing = Sharing(keys=every.flatten(), values=_in_place(every))
    content = layers.roles().content
    return RuleSet(lambda layer: sharing if layer in content else None, _in_place(~every), renewed=True)


def add(layers: Layers, ground: Ground) -> RuleSet:
    """Something new in the mask, all else stays (FreeFlux: keys and values in position layers outside it)."""
    places = _in_place(~ground.touched)
    sharing = Sharing(keys=places >= 0, values=places)
    position = layers.roles().position
    return RuleSet(lambda layer: sharing if layer in position else None, places, renewed=True)


def subject(layers: Layers, ground: Ground) -> RuleSet:
    """The source's subject in another scene (FreeCus: its keys and values beside the target's own).

    The paper shares in vital layers; a small model needs every one.
    """
    sharing = Sharing(subject=ground.covered.flatten(), gain=ground.gain)
    nowhere = _in_place(torch.zeros_like(ground.covered))
    if ground.every_layer:
        return RuleSet(lambda _: sharing, nowhere)
    vital = layers.roles().vital
    return RuleSet(lambda layer: sharing if layer in vital else None, nowhere)


RULES: dict[RuleName, Callable[[Layers, Ground], RuleSet]] = {
    "recolor": recolor,
    "recolor_closely": recolor_closely,
    "background": background,
    "move": move,
    "pose": pose,
    "add": add,
    "subject": subject,
}


def _in_place(which: Tensor) -> Tensor:
    """(N,) int64: the place itself where `which` (rows, columns), else −1."""
    places = torch.arange(which.numel(), device=which.device)
    return torch.where(which.flatten(), places, -1)


def _moved(ground: Ground) -> Tensor:
    """(N,) int64: the source's tokens with what the mask touches carried along."""
    touched, (rows, columns) = ground.touched, ground.share.shape
    places = torch.arange(touched.numel(), device=touched.device).view(rows, columns)
    taken = torch.where(touched, -1, places)
    for row, column in touched.nonzero().tolist():
        down, right = row + ground.shift[0], column + ground.shift[1]
        if 0 <= down < rows and 0 <= right < columns:
            taken[down, right] = places[row, column]
    return taken.flatten()
