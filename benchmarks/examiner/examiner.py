"""The examiner as benchmarks use it: pictures in, answers out.

Trained on renders of the small world only, apart from every model it judges.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file
from torch import Tensor

from .attributes import ATTRIBUTES, PERSON
from .network import SIZE, ExaminerNetwork

WEIGHTS = Path(__file__).with_name("examiner.safetensors")

Answers = dict[str, str]
"""Attribute → answer, for the attributes that can be asked of what was seen."""


def build() -> ExaminerNetwork:
    """The untrained network, with a head for each attribute."""
    return ExaminerNetwork({name: (_reader(name), len(answers)) for name, answers in ATTRIBUTES.items()})


def _reader(name: str) -> str:
    if name in ("style", "place", "figures"):
        return "whole"
    if name in ("thing", "thing_color", "count", "relation"):
        return "thing"
    return "right" if name.endswith("_2") else "left"


class Examiner:
    """Reads style, place, characters and things from pictures of any size."""

    def __init__(self, network: ExaminerNetwork) -> None:
        self.network = network.eval()

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> "Examiner":
        """The trained examiner."""
        network = build()
        network.load_state_dict({name: tensor.float() for name, tensor in load_file(path).items()})
        return cls(network)

    def read(self, images: Iterable[Image.Image]) -> list[Answers]:
        """What stands in each picture, in order."""
        return [answers for batch in _batches(images) for answers in self.read_tensor(batch)]

    @torch.inference_mode()
    def read_tensor(self, x: Tensor) -> list[Answers]:
        """The same for (B, 3, 128, 128) float in −1..1."""
        best = {name: logits.argmax(-1).tolist() for name, logits in self.network(x).items()}
        readings = [{name: ATTRIBUTES[name][best[name][n]] for name in ATTRIBUTES} for n in range(len(x))]
        return [_seen(reading) for reading in readings]


def _seen(reading: Answers) -> Answers:
    """Without the answers to questions that make no sense: the colour of a hat that is not there."""
    absent = set()
    for suffix, figures in (("", 1), ("_2", 2)):
        if int(reading["figures"]) < figures:
            absent |= {name + suffix for name in PERSON}
        if reading["clothing" + suffix] == "none":
            absent.add("clothing_color" + suffix)
    if reading["thing"] == "none":
        absent |= {"thing_color", "relation"}
    if reading["figures"] == "0":
        absent.add("relation")
    return {name: answer for name, answer in reading.items() if name not in absent}


def to_tensor(images: Sequence[Image.Image]) -> Tensor:
    """Any RGB pictures → (B, 3, 128, 128) float in −1..1."""
    pixels = [np.asarray(i.convert("RGB").resize((SIZE, SIZE), Image.Resampling.BOX)) for i in images]
    return torch.from_numpy(np.stack(pixels)).permute(0, 3, 1, 2).float() / 127.5 - 1


def _batches(images: Iterable[Image.Image], size: int = 32) -> Iterable[Tensor]:
    iterator = iter(images)
    while batch := list(islice(iterator, size)):
        yield to_tensor(batch)
