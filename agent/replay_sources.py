"""Pictures that are needed to make another one again: found in a project or in files, and copied.

A file that Triptych made says itself which picture it is. Paints nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from ..tools.assets import Store
from ..tools.intake import read_picture
from ..tools.records import ImageRecord, ids_in, image_number, record_in_png
from .state import Step


class ReplayError(ValueError):
    """A picture that cannot be made again; one sentence: value, expectation, remedy."""


@dataclass(frozen=True)
class Known:
    """A picture with its record, wherever it came from."""

    record: ImageRecord
    image: Image.Image


@dataclass(frozen=True)
class Sources:
    """Where pictures that a call needs are looked for: a project, and files that carry their records.

    A file without a record is the first picture that is missing otherwise, the next the second, and so on.
    """

    project: Path | None = None
    files: Sequence[Path] = ()
    _named: dict[str, Known] = field(default_factory=dict, init=False)
    _unnamed: list[Path] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        for path in self.files:
            known = in_file(path)
            self._named.update({known.record.id: known} if known else {})
            self._unnamed.extend([] if known else [path])

    def found(self, id: str, store: Store | None) -> Known | None:
        """The picture with that id."""
        if id in self._named:
            return self._named[id]
        if store is not None and store.has(id):
            return Known(store.get(id), store.open(id))
        return None

    def guessed(self, id: str) -> Known | None:
        """The next file without a record."""
        if not self._unnamed:
            return None
        image, upload = read_picture(self._unnamed.pop(0))
        record = ImageRecord(id=id, sha256="", width=image.width, height=image.height, upload=upload)
        return Known(record, image)


def needed(record: ImageRecord) -> tuple[str, ...]:
    """The ids that its call and its parents name."""
    named = ids_in((record.call or {}).get("arguments", {}))
    return tuple(dict.fromkeys([*named, *record.parents]))


def copied(record: ImageRecord, sources: Sources, store: Store) -> dict[str, str]:
    """Copy all pictures that are needed, in the order of their ids; old id → new id.

    An edit of an edit may be made from the original, so those before it come along.
    """
    there = Store(sources.project) if sources.project and sources.project.is_dir() else None
    known: dict[str, Known] = {}
    missing: list[str] = []
    waiting = list(needed(record))
    while waiting:
        id = waiting.pop(0)
        if id in known or id in missing:
            continue
        found = sources.found(id, there) or sources.guessed(id)
        if found is None:
            missing.append(id)
            continue
        known[id] = found
        parents = found.record.parents
        waiting += [parent for parent in parents if _may_matter(found.record, sources, parent, there)]
    if missing:
        ids = ", ".join(sorted(missing, key=_number))
        raise ReplayError(f"it needs {ids}, not at hand; give the project, or the picture with --image")
    copies: dict[str, str] = {}
    for id in sorted(known, key=_number):
        copies[id] = _copy(known[id], copies, store).id
    return copies


def _may_matter(record: ImageRecord, sources: Sources, parent: str, store: Store | None) -> bool:
    """Those before an edit do; others come along where they are at hand."""
    return (record.call or {}).get("tool") == "edit" or sources.found(parent, store) is not None


def _copy(known: Known, copies: Mapping[str, str], store: Store) -> ImageRecord:
    record = known.record
    call = record.call
    if call and isinstance(call.get("arguments"), dict):
        step = Step(tool=str(call.get("tool")), arguments=call["arguments"]).named(copies)
        call = {"tool": step.tool, "arguments": step.arguments}
    return store.add(
        known.image,
        parents=[copies[parent] for parent in record.parents if parent in copies],
        call=call,
        request=record.request,
        report=record.report,
        seed=record.seed,
        model=record.model,
        revision=record.revision,
        upload=record.upload,
    )


def in_file(path: Path) -> Known | None:
    """The picture in a file with the record that it carries; None where it carries none."""
    image, _ = read_picture(path)
    with Image.open(path.expanduser()) as opened:
        written = record_in_png(dict(opened.info))
    return Known(ImageRecord.model_validate({**written, "sha256": ""}), image) if written else None


def _number(id: str) -> int:
    return image_number(id) or 0
