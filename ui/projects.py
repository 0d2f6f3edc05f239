"""One project for each user, over models that are loaded once. Knows no page and no server.

Without users there is one project, the folder itself; with users each has a folder in it, by the login name.
"""

import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..tools.assets import Store
from .assembly import Models, Refused
from .jobs import Jobs
from .painters import Painters
from .studio_settings import StudioSettings


class Projects:
    """Gives each user the jobs of their own project, opened when it is first asked for."""

    def __init__(self, folder: Path, models: Models, settings: StudioSettings) -> None:
        self.models = models
        self.settings = settings
        self._folder = folder
        self._jobs: dict[str, Jobs] = {}
        self._guard = threading.Lock()
        self._painters = Painters()

    def jobs(self, user: str | None) -> Jobs:
        """The jobs of a user. Raises `Refused` for a name that nobody may log in with."""
        name = self._known(user)
        with self._guard:
            if name not in self._jobs:
                project = self.models.project(self._folder / name)
                most = self.settings.pictures_per_hour
                self._jobs[name] = Jobs(project, self._painters, pictures_per_hour=most)
            return self._jobs[name]

    def store(self, user: str | None) -> Store:
        """The pictures of a user."""
        return self.jobs(user).project.store

    def may_enter(self, user: str, password: str) -> bool:
        """Whether that is a user's password."""
        right = self.settings.users.get(user)
        known = right.get_secret_value() if right else ""
        return hmac.compare_digest(known.encode(), password.encode()) and right is not None

    def user_with(self, token: str) -> str | None:
        """Whose token that is; None where it is nobody's."""
        found = [
            user
            for user, right in self.settings.api_tokens.items()
            if hmac.compare_digest(right.get_secret_value().encode(), token.encode())
        ]
        return next((user for user in found if token), None)

    def close(self) -> None:
        """Stop what runs, and let go of all projects."""
        for jobs in self._jobs.values():
            jobs.close()
            jobs.project.close()
        self._painters.close()

    def _known(self, user: str | None) -> str:
        if not self.settings.users:
            return ""
        if user is None or user not in self.settings.users:
            raise Refused(f"{(user or '')[:40]!r} is no user of this studio; log in, or ask whoever runs it")
        return user


@contextmanager
def opened(folder: Path, models: Models, settings: StudioSettings) -> Iterator[Projects]:
    """The projects in a folder, closed at the end; one that is everybody's is opened at once."""
    projects = Projects(folder, models, settings)
    try:
        if not settings.users:
            projects.jobs(None)
        yield projects
    finally:
        projects.close()
