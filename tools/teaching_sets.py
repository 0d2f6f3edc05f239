"""A folder of image sets → sets with their captions; every file that cannot be used is named at once.

A set is a folder of pictures (1.png, 2.png …) with a caption.txt, or a canvas with a text of the same
name. Writes nothing. Captions that are missing are left empty, for somebody who looks to write them.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from ..models.image_model import ModelError
from ..models.lora_canvas import ImageSet
from ..models.lora_captions import in_grammar, scenes_of
from ..models.panel_grid import MAX_PANELS
from ..models.picture import Picture
from .intake import read_picture
from .records import StoreError

FEWEST, MOST = 5, 100
CAPTION = "caption.txt"
MOST_CHARACTERS = 4000
SHOWN = 5


def read_sets(folder: Path, *, small_world: bool) -> list[ImageSet]:
    """Every set in the folder, in the order of the names; raises `StoreError` where any cannot be used.

    Painters of a `small_world` need a text for each picture.
    """
    sets, problems = [], []
    for path in _members(folder):
        try:
            one = _folder_set(path) if path.is_dir() else _canvas_set(path)
            _check_caption(one, small_world=small_world)
            sets.append(one)
        except StoreError as error:
            problems.append(str(error))
    if problems:
        more = f" … and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
        raise StoreError(f"{len(problems)} sets cannot be used: {' | '.join(problems[:SHOWN])}{more}")
    check_sets(sets)
    return sets


def check_sets(sets: list[ImageSet]) -> None:
    """Raise `StoreError` where there are too few or too many, or they are not of one size."""
    if not FEWEST <= len(sets) <= MOST:
        raise StoreError(
            f"there are {len(sets)} image sets; give {FEWEST} to {MOST}, each in a folder of its own"
        )
    for one in sets:
        if one.panels != sets[0].panels:
            raise StoreError(
                f"the set {one.name} has {one.panels} pictures, but {sets[0].name} has {sets[0].panels}; "
                "give all sets the same number"
            )
        if not 2 <= one.panels <= MAX_PANELS:
            raise StoreError(
                f"the set {one.name} has {one.panels} pictures; give 2 to {MAX_PANELS} that belong together"
            )


def _check_caption(one: ImageSet, *, small_world: bool) -> None:
    if not one.caption:
        return
    try:
        in_grammar(one.caption, one.panels, small_world=small_world)
    except ModelError as error:
        raise StoreError(f"the caption of {one.name}: {error}") from error


def _members(folder: Path) -> list[Path]:
    """Folders that are sets, and canvases: not texts, nor what a system hides."""
    try:
        every = [path for path in folder.iterdir() if not path.name.startswith(".")]
    except OSError as error:
        raise StoreError(
            f"{str(folder)[:200]!r} cannot be read ({error.strerror}); give the folder of the image sets"
        ) from error
    members = (path for path in every if path.is_dir() or path.suffix.lower() != ".txt")
    return sorted(members, key=_by_number)


def _folder_set(folder: Path) -> ImageSet:
    pictures = tuple(_picture(path) for path in _members(folder) if not path.is_dir())
    return ImageSet(folder.name, pictures, _text(folder / CAPTION), panels=len(pictures))


def _canvas_set(path: Path) -> ImageSet:
    """The tags of the caption say how many panels there are."""
    text = _text(path.with_suffix(".txt"))
    try:
        panels = len(scenes_of(text)[1])
    except ModelError as error:
        raise StoreError(f"{path.stem}.txt: {error}") from error
    if not panels:
        raise StoreError(
            f"{path.stem}.txt, which {path.name} needs, names no [SCENE-1] … ; write its caption"
        )
    return ImageSet(path.name, (_picture(path),), text, panels=panels)


def _picture(path: Path) -> Picture:
    return Picture.of(read_picture(path)[0])


def _text(path: Path) -> str:
    """What the file says, "" where there is none."""
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig").strip()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise StoreError(f"{path} cannot be read ({error.strerror}); see that it is a text file") from error
    except UnicodeDecodeError as error:
        raise StoreError(f"{path} is no text in UTF-8; save it as such") from error
    if not text or len(text) > MOST_CHARACTERS:
        raise StoreError(f"{path} has {len(text)} characters; write a caption of 1 to {MOST_CHARACTERS}")
    return text


def _by_number(path: Path) -> tuple[tuple[int, str], ...]:
    """ "2.png" before "10.png"."""
    return tuple(_parts(path.name.lower()))


def _parts(name: str) -> Iterator[tuple[int, str]]:
    for part in re.split(r"(\d+)", name):
        yield (int(part), "") if part.isascii() and part.isdigit() else (-1, part)
