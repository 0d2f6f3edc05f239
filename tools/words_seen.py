"""Where words of its sentence are in a stored picture: heats, and a mask from them. Knows no tool."""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from ..models.image_model import ModelError
from ..models.morphology import Mask
from ..models.picture import Picture
from ..models.vision_model import Box, FindsThings, VisionError
from ..models.vocabulary import Vocabulary
from ..models.word_heat import ExplainsWords, Plane, WordHeat
from ..models.word_mask import mask_from_heat, mask_in_box
from .described import Described
from .reworded import names_of
from .tool import Bench, ToolError

MOST = 6
_SMALL = frozenset(
    {"the", "and", "with", "for", "its", "her", "his", "their", "this", "that", "from", "into"}
)


@dataclass(frozen=True)
class WordsSeen:
    """A picture in the size in which it was looked at, its sentence, and the heat of each word."""

    picture: Picture
    prompt: str
    heats: Mapping[str, WordHeat]

    def mask(self, *words: str) -> Mask:
        """(h, w) bool: what the words name together, as sharp as the picture."""
        return mask_from_heat(self._heat(words), self.picture.image)

    def core(self, *words: str) -> Mask:
        """(h, w) bool: what surely belongs to them; the heat of something small spills over its neighbours.

        Of what is worn, IoU with the truth is .78 and not .58, the share of the mask that is right .82 (.59).
        """
        return mask_from_heat(self._heat(words) ** 2, self.picture.image)

    def _heat(self, words: Sequence[str]) -> Plane:
        heats = (self.heats[word].heat(self.picture.image.size) for word in words)
        return functools.reduce(np.maximum, heats)


def words_seen(bench: Bench, source: Described, words: Sequence[str]) -> WordsSeen:
    """Look for `words`, or for all that matter in the sentence where none are given."""
    painter = bench.painter
    if not isinstance(painter, ExplainsWords):
        raise ToolError(
            f"{painter.name} cannot say where words are in a picture; give a mask or a box, or choose a "
            "FLUX.2 model"
        )
    prompt, picture = source.prompt, source.picture
    said = [_as_said(word, prompt, painter.vocabulary) for word in words] or telling_words(prompt)
    try:
        return WordsSeen(picture, prompt, painter.word_heat(picture, prompt, said))
    except ModelError as error:
        raise ToolError(str(error)) from error


def mask_of_words(
    bench: Bench, source: Described, words: str, *, also: Sequence[str] = (), but: Sequence[str] = ()
) -> Mask:
    """What a noun such as “hat” or “the hat” names in a picture, in the size that is painted.

    It is in the box that the eyes see it in, and where the painter's attention has `also`, other words for it
    or for what goes with it: its colour, its hat. Eyes take a head for all of it at times, attention less so.
    `but` are words for what of that is not meant.
    """
    noun = re.sub(r"^(?:the|a|an)\s+", "", words.strip(), flags=re.IGNORECASE)
    image = source.picture.image
    box = _box_of(bench, image, noun)
    boxed = mask_in_box(box, image) if box else None
    if boxed is not None and not ((also or but) and isinstance(bench.painter, ExplainsWords)):
        return boxed
    seen = words_seen(bench, source, [noun, *also, *but])
    names = list(seen.heats)
    said, unmeant = names[: len(names) - len(but)], names[len(names) - len(but) :]
    parts = [] if boxed is None else [boxed]
    if also or boxed is None:
        parts.append(seen.mask(*said))
    mask: Mask = np.logical_or.reduce(parts)
    rest = mask & ~seen.core(*unmeant) if unmeant else mask
    return rest if rest.any() else mask


def _box_of(bench: Bench, image: Image.Image, noun: str) -> Box | None:
    if not isinstance(bench.eyes, FindsThings):
        return None
    try:
        return bench.eyes.find(image, noun)
    except VisionError:  # attention still tells
        return None


def telling_words(prompt: str) -> list[str]:
    """The words of a sentence that may be seen somewhere, at most six."""
    found = re.findall(r"[^\W\d_]{3,}", prompt)
    return [word for word in dict.fromkeys(found) if word.lower() not in _SMALL][:MOST]


def _as_said(word: str, prompt: str, words: Vocabulary | None) -> str:
    """A thing may be called otherwise in the sentence: a kitty for a cat."""
    ways = names_of(word, words)
    return next((way for way in ways if re.search(rf"\b{re.escape(way)}\b", prompt, re.IGNORECASE)), word)
