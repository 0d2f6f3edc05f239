"""Where the studio's server shows what is stored: by id and name, never by path."""

from pathlib import PurePath
from urllib.parse import quote


def image_url(id: str) -> str:
    """A picture in full, with its record."""
    return f"/images/{quote(id)}.png"


def thumbnail_url(id: str) -> str:
    """A picture made small for lists and the chat; one that is small already comes as it is."""
    return f"/thumbnails/{quote(id)}.webp"


def record_url(id: str) -> str:
    """What is known of a picture, as JSON."""
    return f"/records/{quote(id)}.json"


def export_url(file: PurePath) -> str:
    """A file of a book, by where it is among the project's exports: `my-book/my-book.pdf`."""
    return f"/exports/{quote(file.as_posix())}"


def task_url(thread: str) -> str:
    """A thread as a task file that replays it."""
    return f"/tasks/{quote(thread, safe='')}"


def thread_url(thread: str) -> str:
    """The page on a thread."""
    return f"/?thread={quote(thread)}"
