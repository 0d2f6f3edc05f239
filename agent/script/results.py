"""The result folder of a run: pictures and files copied from the project under names of their own.

Only reads the project; writes nothing outside of the folder.
"""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from ...models.picture import Picture
from ...tools.assets import Store
from ...tools.files import write_atomically
from ...tools.records import ImageRecord
from ..state import Turn, is_view
from .manifest import PictureMade

LOCK = ".run.lock"


class ResultsError(ValueError):
    """A result folder that cannot be used; one sentence: value, expectation, remedy."""


@contextlib.contextmanager
def results_in(folder: Path) -> Iterator[None]:
    """The folder, made where it does not exist, for one run at a time."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK, timeout=0)
        lock.acquire()
    except Timeout as error:
        raise ResultsError(f"another run writes into {str(folder)!r}; wait for it, or give --out") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ResultsError(f"{str(folder)[:200]!r} cannot be written ({reason}); give --out") from error
    try:
        yield
    finally:
        lock.release()


def pictures_of(turn: Turn, store: Store) -> list[ImageRecord]:
    """What a turn delivered; of one that delivers none, what its tool drew, such as an enlarged picture."""
    asked = [id for name, id in turn.filled.items() if not is_view(name)]
    if asked or turn.images:
        return [store.get(id) for id in asked or turn.images]
    return [record for record in store.records(turn=turn.id) if not record.upload and not record.request]


def copy_pictures(
    records: list[ImageRecord], store: Store, folder: Path, number: int, save: str | None
) -> tuple[PictureMade, ...]:
    """Copy the pictures of turn `number`; those after the first of a saved turn have their id in the name."""
    return tuple(
        _copied(record, store, folder, _name(number, n, record.id, save)) for n, record in enumerate(records)
    )


def copy_files(turn: Turn, store: Store, folder: Path, number: int) -> tuple[str, ...]:
    """Copy what a turn exported, in the folders that it was exported in."""
    copied = []
    for file in turn.files:
        source = store.folder / file
        if source.is_file():
            inside = Path(file).relative_to("exports") if Path(file).parts[0] == "exports" else Path(file)
            name = Path(f"{number:02d}-{inside.parts[0]}", *inside.parts[1:])
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, folder / name)
            copied.append(name.as_posix())
    return tuple(copied)


def _name(number: int, n: int, id: str, save: str | None) -> str:
    if save is None:
        return f"{number:02d}-{id}.png"
    stem = save[:-4] if save.lower().endswith(".png") else save
    return f"{stem}.png" if n == 0 else f"{stem}-{id}.png"


def _copied(record: ImageRecord, store: Store, folder: Path, name: str) -> PictureMade:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file():
        write_atomically(path, store.path(record.id).read_bytes())
    return PictureMade(
        id=record.id,
        file=name,
        pixels=Picture.of(store.open(record.id)).sha256,
        **record.model_dump(include={"sha256", "width", "height", "seed", "model", "revision"}),
    )
