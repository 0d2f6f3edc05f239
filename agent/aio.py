"""Events of a turn for `async for`: the turn runs on a thread of its own, and the loop stays free.

Knows generators only, not what runs in them.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from concurrent.futures import ThreadPoolExecutor

from .events import Event

AsyncEvents = AsyncGenerator[Event, None]


async def followed(events: Generator[Event, None, None], stop: Callable[[], None]) -> AsyncEvents:
    """Yield what `events` yields, each awaited on one thread.

    Whoever stops following, by `aclose()` or because the task is cancelled, stops the turn as `stop` does,
    and waits until it has ended: its finished pictures are kept, and the session is free for the next.
    """
    loop = asyncio.get_running_loop()
    alone = ThreadPoolExecutor(max_workers=1, thread_name_prefix="turn")
    over = False
    try:
        while (event := await loop.run_in_executor(alone, next, events, None)) is not None:
            yield event
        over = True
    finally:
        if not over:
            stop()
        # Closed on the same thread, so after a `next` that still runs.
        await asyncio.shield(loop.run_in_executor(alone, events.close))
        alone.shutdown(wait=False)
