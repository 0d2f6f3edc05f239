"""Talks, paints, looks and serves the page, and prints every look-up of a name and every connection.

A process of its own, for an audit hook cannot be taken back.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

TOLD = ("socket.getaddrinfo", "socket.gethostbyname", "socket.connect", "socket.sendto")
seen: list[str] = []


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if event in TOLD:
        seen.append(f"{event} {arguments[-1] if event.endswith(('connect', 'sendto')) else arguments[0]}")


def main() -> None:
    """As the commands do it, in an environment that says to trace."""
    os.environ |= {"LANGSMITH_TRACING": "true", "LANGSMITH_API_KEY": "no key"}
    sys.addaudithook(_hook)
    from fastapi.testclient import TestClient  # noqa: PLC0415 - under the hook
    from triptych.agent.limits import Limits  # noqa: PLC0415
    from triptych.models import catalog  # noqa: PLC0415
    from triptych.ui.assembly import Models  # noqa: PLC0415
    from triptych.ui.cli import prepare  # noqa: PLC0415
    from triptych.ui.projects import Projects  # noqa: PLC0415
    from triptych.ui.server import application  # noqa: PLC0415
    from triptych.ui.studio_settings import StudioSettings  # noqa: PLC0415

    prepare()
    models = Models(catalog.load("pocket"), catalog.load_vision("pocket-eyes"), None, Limits(drafts=1))
    with tempfile.TemporaryDirectory() as folder:
        project = models.project(Path(folder) / "talk")
        for _ in project.session().say("a red cat in the snow", seed=1):
            pass
        project.close()
        projects = Projects(Path(folder) / "page", models, StudioSettings())
        with TestClient(application(projects)) as client:
            page = client.get("/").status_code
        projects.close()
    time.sleep(0.5)  # a tracer would send from a thread of its own
    print(json.dumps({"page": page, "seen": seen}))


if __name__ == "__main__":
    main()
