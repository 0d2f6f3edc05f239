"""The public face: a `Project` is a folder, a `Session` a thread in it that one talks to.

Keeps turns one at a time and their state over restarts. Knows no screen.
"""

import contextlib
import os
import re
import secrets
import threading
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Self, cast

from filelock import FileLock, Timeout
from langchain_core.runnables import RunnableConfig

from ..models.image_model import ImageModel
from ..tools.assets import Store
from ..tools.intake import read_picture
from ..tools.records import StoreError
from .checkpoints import ThreadsError, open_threads
from .context import Context
from .events import Event
from .graph import build_graph
from .recognition import shown_in
from .state import Seen, State, Turn

MOST_CHARACTERS = 4000
MOST_UPLOADS = 8
STEP_LIMIT = 200


class SessionError(ValueError):
    """Something that cannot be said to a session; one sentence: value, expectation, remedy."""


class Project:
    """A folder with pictures, books and threads; safe to open several times."""

    def __init__(self, folder: str | os.PathLike[str], painter: ImageModel) -> None:
        """Open the project in `folder`, making it where it does not exist; `painter` draws its pictures."""
        try:
            self.store = Store(folder)
            self._threads = open_threads(self.store.folder / "threads.db")
        except (StoreError, ThreadsError) as error:
            raise SessionError(str(error)) from error
        self.painter = painter
        self.graph = build_graph(self._threads)

    def session(self, thread: str = "main") -> "Session":
        """The thread of that name, new or as it was left."""
        return Session(self, thread)

    def close(self) -> None:
        """Let go of the project's files."""
        self._threads.conn.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Session:
    """One thread: what was said and made in it comes back in a new process."""

    def __init__(self, project: Project, thread: str) -> None:
        if not re.fullmatch(r"[\w-]{1,64}", thread):
            raise SessionError(
                f"the thread name {thread[:80]!r} cannot be used; take letters, digits and hyphens"
            )
        self.thread = thread
        self._project = project
        self._config: RunnableConfig = {"configurable": {"thread_id": thread}, "recursion_limit": STEP_LIMIT}
        self._lock = FileLock(project.store.folder / f".{thread}.lock", timeout=0, thread_local=False)
        self._cancelled = threading.Event()

    def say(
        self, text: str, images: Sequence[str | os.PathLike[str]] = (), *, seed: int | None = None
    ) -> Generator[Event, None, None]:
        """Do what `text` asks, with uploaded pictures; yields events, a `Replied` at last.

        Raises `SessionError` before anything is stored where the input cannot be read. Closing the
        iterator stops the turn as `cancel` does.
        """
        text = _readable(text)
        _check_images(images)
        with self._alone():
            turn = secrets.token_hex(6)
            request: State = {
                "turn": turn,
                "text": text,
                "uploads": self._take_in(images, turn),
                "seed": seed,
            }
            yield from self._run(request)

    def cancel(self) -> None:
        """Stop the running turn within one denoising step; finished pictures stay. Safe from any thread."""
        self._cancelled.set()

    def turns(self) -> list[Turn]:
        """The finished turns, oldest first."""
        states = (snapshot for snapshot in self._project.graph.get_state_history(self._config))
        finished = [
            snapshot.values for snapshot in states if not snapshot.next and "reply" in snapshot.values
        ]
        return [_as_turn(values) for values in reversed(finished)]

    def _run(self, request: State) -> Generator[Event, None, None]:
        context = Context(self._project.store, self._project.painter, self._cancelled)
        stream = self._project.graph.stream(
            request, self._config, context=context, stream_mode="custom", durability="sync"
        )
        events = cast("Iterator[Event]", stream)
        try:
            for event in events:  # noqa: UP028 (closing this must not close the graph's stream)
                yield event
        finally:
            # A turn that nobody follows any more still ends properly, and remembers its pictures.
            self._cancelled.set()
            for _ in events:
                pass

    def _take_in(self, images: Sequence[str | os.PathLike[str]], turn: str) -> list[Seen]:
        store = self._project.store
        return [
            Seen(id=store.take_in(path, turn=turn).id, shows=shown_in(Path(path)), turn=turn)
            for path in images
        ]

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            self._lock.acquire()
        except Timeout as error:
            raise SessionError(
                f"the thread {self.thread!r} is still busy with another message; wait for it or stop it"
            ) from error
        try:
            self._cancelled.clear()
            yield
        finally:
            self._lock.release()


def _readable(text: str) -> str:
    if len(text) > MOST_CHARACTERS:
        raise SessionError(
            f"the text has {len(text):,} characters, and at most {MOST_CHARACTERS:,} can be read; shorten it"
        )
    return "".join(char for char in text if char.isprintable() or char in "\n\t").strip()


def _check_images(images: Sequence[str | os.PathLike[str]]) -> None:
    """All of them, before the first is stored."""
    if len(images) > MOST_UPLOADS:
        raise SessionError(
            f"{len(images)} pictures came with the message, and at most {MOST_UPLOADS} can; leave some out"
        )
    for path in images:
        try:
            read_picture(Path(path).expanduser())
        except StoreError as error:
            raise SessionError(str(error)) from error


def _as_turn(values: State) -> Turn:
    return Turn(
        id=values["turn"],
        text=values["text"],
        uploads=tuple(seen.id for seen in values["uploads"]),
        brief=values["brief"],
        images=tuple(values["filled"].values()),
        files=tuple(values["files"]),
        reply=values["reply"],
    )
