"""What the threads of a project are called: by their first request, for good. Knows no pages."""

import json
import threading
from pathlib import Path

from ..agent.session import Project
from ..tools.files import write_atomically

LONGEST = 80


class ThreadTitles:
    """Kept in the project's folder, in a file that appears whole or not at all."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._path = project.store.folder / "titles.json"
        self._guard = threading.Lock()
        self._titles = _read(self._path)

    def begin(self, thread: str, text: str) -> None:
        """Name a thread that has no name yet."""
        if thread not in self._titles and text.strip():
            self.rename(thread, text)

    def rename(self, thread: str, text: str) -> None:
        """Call a thread something else."""
        with self._guard:
            self._titles[thread] = " ".join(text.split())[:LONGEST]
            write_atomically(self._path, json.dumps(self._titles, ensure_ascii=False).encode())

    def of(self, thread: str) -> str:
        """What a thread is called; its own name where nobody named it."""
        return self._titles.get(thread, thread)

    def listed(self) -> list[tuple[str, str]]:
        """(thread, title), the thread used last first; one that was begun elsewhere gets its title here."""
        threads = self._project.threads()
        for thread in threads:
            if thread not in self._titles:
                self.begin(thread, self._first_words(thread))
        return [(thread, self.of(thread)) for thread in threads]

    def _first_words(self, thread: str) -> str:
        """Of its first request that has words, though nothing came of it yet; "" where only pictures came."""
        session = self._project.session(thread)
        said = (*session.turns(), session.pending)
        return next((turn.text for turn in said if turn and turn.text.strip()), "")

    def with_new(self, thread: str, listed: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        """A list of before, with the thread that was only just begun first."""
        if thread in self._titles and thread not in dict(listed):
            return (thread, self._titles[thread]), *listed
        return listed


def _read(path: Path) -> dict[str, str]:
    """Of a file that something else wrote over, nothing."""
    try:
        titles = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(titles, dict):
        return {}
    return {str(thread): str(title) for thread, title in titles.items()}
