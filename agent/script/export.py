"""A thread → the task file that replays it: the same seeds, uploads beside it, pictures by name, not by id.

What rules understood is said again; what a language model understood or a user edited is written down, so
that the file needs no language model. Writes nothing: gives files by name.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ...models.picture import Picture
from ...tools.assets import Store
from ...tools.files import slug, write_atomically
from ...tools.records import ImageRecord, StoreError, image_number
from ..limits import Limits
from ..session import Project, SessionError
from ..state import Turn
from .export_names import Names, ids_of
from .export_turns import turn_written
from .format import Bounds
from .reading import plain
from .results import pictures_of

HEADER = (
    "# {turns} of the thread {thread}; `triptych run` makes the same pictures again on the same machine.\n"
)


@dataclass(frozen=True)
class Exported:
    """A task file and what lies beside it, by relative path; `notes` say where a replay may differ, and the
    file says so, too.
    """

    files: Mapping[str, bytes]
    notes: tuple[str, ...] = ()

    def write(self, folder: Path) -> None:
        """Write the task file into a folder and the pictures beside it. Raises `FileExistsError`."""
        targets = [folder / name for name in self.files]
        if taken := [target for target in targets if target.exists()]:
            raise FileExistsError(f"{str(taken[0])!r} is there already; give another name")
        for target, content in zip(targets, self.files.values(), strict=True):
            target.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(target, content)


def exported(project: Project, thread: str, name: str = "task.yaml") -> Exported:
    """The thread as a task file of that name. Raises `SessionError` where nothing was finished in it."""
    turns = project.session(thread).turns()
    if not turns:
        raise SessionError(f"nothing was finished in the thread {thread!r}; export one with turns")
    try:
        return _Writer(project, thread, turns, Path(name).stem).written(name)
    except StoreError as error:
        raise SessionError(str(error)) from error


class _Writer:
    """Writes one thread; `folder` is where its pictures go."""

    def __init__(self, project: Project, thread: str, turns: list[Turn], stem: str) -> None:
        self._project, self._thread, self._turns = project, thread, turns
        self._folder = f"{stem}-images"
        self._files: dict[str, bytes] = {}
        self._names = Names(turns)
        self._notes: list[str] = []

    def written(self, name: str) -> Exported:
        store, turns = self._project.store, []
        for number, turn in enumerate(self._turns, start=1):
            turns += self._foreign(turn, number)
            turns.append(self._turn(turn, number))
            self._names.learn(number, turn, [record.id for record in pictures_of(turn, store)])
        whole = {**self._settings(), "turns": [turn for turn in turns if turn]}
        told = HEADER.format(turns=f"{len(self._turns)} turns", thread=self._thread)
        told += "".join(f"# {note}\n" for note in self._notes)
        self._files = {name: (told + _as_yaml(whole)).encode(), **self._files}
        return Exported(self._files, tuple(self._notes))

    def _settings(self) -> dict[str, Any]:
        painter, eyes = self._project.painter, self._project.eyes
        limits = self._project.limits.model_dump(include=set(Bounds.model_fields))
        changed = {key: value for key, value in limits.items() if value != Limits.model_fields[key].default}
        settings: dict[str, Any] = {"model": painter.name, "eyes": eyes.name if eyes else "none"}
        return {**settings, "planner": "phrasebook", **({"limits": changed} if changed else {})}

    def _turn(self, turn: Turn, number: int) -> dict[str, Any]:
        written, note = turn_written(turn, self._names, self._project.painter.abilities)
        if note:
            self._notes.append(f"turn {number}: {note}")
        if not written and not turn.uploads:
            return {}
        if turn.uploads:
            shown = zip(turn.uploads, turn.shows, strict=True)
            written["images"] = [self._picture(id, shows, number) for id, shows in shown]
        written["name"] = self._names.of_turn(number)
        return {**written, **self._expected(turn, exact=not note)}

    def _expected(self, turn: Turn, *, exact: bool) -> dict[str, Any]:
        """How it ended, and its pictures, where a replay gives the same."""
        expected: dict[str, Any] = {} if turn.outcome == "done" or not exact else {"outcome": turn.outcome}
        records = pictures_of(turn, self._project.store) if exact else []
        if records:
            if self._is_alone:
                expected["ids"] = [record.id for record in records]
            expected["pixels"] = [self._pixels(record) for record in records]
        return {"expect": expected} if expected else {}

    def _pixels(self, record: ImageRecord) -> str:
        return Picture.of(self._project.store.open(record.id)).sha256

    @property
    def _is_alone(self) -> bool:
        """Whether no other thread or command stored pictures between those of this one."""
        turns = {turn.id for turn in self._turns}
        mine = [record.turn in turns for record in self._project.store.records()]
        return all(mine[: len(mine) - mine[::-1].index(True)]) if any(mine) else True

    def _foreign(self, turn: Turn, number: int) -> list[dict[str, Any]]:
        """Pictures that the turn speaks of and no turn before has: they are shown before it."""
        known = {*turn.uploads, *(record.id for record in self._project.store.records(turn=turn.id))}
        missing = [id for id in ids_of(turn) if not self._names.knows(id) and id not in known]
        store = self._project.store
        there = sorted({id for id in missing if store.has(id)}, key=lambda one: image_number(one) or 0)
        if not there:
            return []
        name = f"before_{self._names.of_turn(number)}"
        self._names.learn_uploads(name, there)
        return [{"images": [self._picture(id, "", number) for id in there], "name": name}]

    def _picture(self, id: str, shows: str, number: int) -> str:
        """Copy a picture beside the file; its path."""
        record = self._project.store.get(id)
        told = slug(Path(record.upload.name).stem) if record.upload else id
        path = f"{self._folder}/{number:02d}-{id}-{told}.png" if told != id else f"{self._folder}/{id}.png"
        self._files[path] = _png(self._project.store, record, shows)
        return path


def _png(store: Store, record: ImageRecord, shows: str) -> bytes:
    """The pixels, and of its record only what it shows: that is how it is understood again."""
    call = {"call": {"tool": "generate"}, "request": {"prompt": shows}} if shows else {}
    told = ImageRecord(id=record.id, sha256="", width=record.width, height=record.height, **call)
    buffer = io.BytesIO()
    store.open(record.id).save(buffer, "PNG", **({"pnginfo": told.png_info()} if shows else {}))
    return buffer.getvalue()


class _Plain(yaml.SafeDumper):
    """Writes each part where it is; nothing refers to another part."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _string(dumper: _Plain, text: str) -> yaml.ScalarNode:
    """In quotes where it would be read as a number, or as nothing."""
    try:
        is_word = isinstance(plain(text), str)
    except ValueError:
        is_word = False
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if is_word else "'")


_Plain.add_representer(str, _string)


def _as_yaml(value: dict[str, Any]) -> str:
    return yaml.dump(value, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=100)
