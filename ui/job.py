"""One running turn, whoever watches. Knows the session that runs it, and no widgets."""

import logging
import threading
from collections.abc import Callable, Iterator

from ..agent.events import Event, Progress, Understood
from ..agent.session import Project, Session, SessionError
from .quota import Quota
from .view import BROKE, NOT_BEGUN, TurnView

LOG = logging.getLogger(__name__)

Act = Callable[[Session], Iterator[Event]]
"""What a session is to do."""


class Job:
    """`version` grows with everything that can be seen of it."""

    def __init__(self, session: Session, view: TurnView, act: Act) -> None:
        self.view = view
        self.version = 0
        self.over = threading.Event()
        self._session = session
        self._act = act
        self._stopped = threading.Event()
        self._refusal = ""

    def run(self, project: Project, quota: Quota) -> None:
        """Do the turn, on the thread that calls."""
        try:
            if self._stopped.is_set():
                self.view.fail("", NOT_BEGUN)
            else:
                self._run(project, quota)
        except SessionError as error:
            self.view.fail(str(error))
        except Exception:
            LOG.exception("a turn broke")
            self.view.fail("", BROKE)
        finally:
            self.version += 1
            self.over.set()

    def stop(self) -> None:
        """Stop within one step, or before it began."""
        self._stopped.set()
        self._session.cancel()

    def _run(self, project: Project, quota: Quota) -> None:
        for event in self._act(self._session):
            if self._stopped.is_set() and isinstance(event, Progress):
                continue  # previews of what was painted meanwhile would hold up the end
            self.view.take(event, project.store)
            self.version += 1
            if isinstance(event, Understood) and (refusal := quota.refusal(len(event.plan.outputs))):
                self._refusal = refusal
                self.stop()
            if self._stopped.is_set():
                self._session.cancel()
        if self._refusal:
            self.view.fail(self._refusal)
