"""Follows threads as an open page does, for tests."""

import asyncio
from collections.abc import AsyncIterator, Iterator

from triptych.ui.jobs import Jobs
from triptych.ui.scene import Scene


def followed(work: Jobs, thread: str) -> Iterator[Scene]:
    """What an open page is shown, until nothing runs."""
    scenes = work.watch(thread)
    with asyncio.Runner() as runner:
        while True:
            scene = runner.run(_next(scenes))
            yield scene
            if not scene.busy:
                return


async def _next(scenes: AsyncIterator[Scene]) -> Scene:
    return await anext(scenes)


def rest(work: Jobs, thread: str) -> Scene:
    """The thread when nothing runs in it any more."""
    scene = work.scene(thread)
    for scene in followed(work, thread):  # noqa: B007 (the last one is wanted)
        pass
    return scene
