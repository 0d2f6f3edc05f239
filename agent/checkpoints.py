"""The checkpoints of a project's threads: one SQLite file, each state compressed. Knows no turns."""

import sqlite3
import zlib
from pathlib import Path
from typing import Any

from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver

from . import state

TYPES = tuple(
    kind for kind in vars(state).values() if isinstance(kind, type) and issubclass(kind, state.Value)
)
PACKED = "+zlib"
LOCK_TIMEOUT_S = 30
BEGINNING = """SELECT max(checkpoint_id) FROM checkpoints
    WHERE thread_id = ? AND json_extract(CAST(metadata AS TEXT), '$.source') = 'input'"""


class ThreadsError(ValueError):
    """The file of threads cannot be used; the message is one sentence: value, expectation, remedy."""


class CompressedSerializer(JsonPlusSerializer):
    """LangGraph's own serializer for our types only, packed: a book's state repeats itself on every page."""

    def __init__(self) -> None:
        super().__init__(allowed_msgpack_modules=TYPES)

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        """Pack a value."""
        kind, data = super().dumps_typed(obj)
        return kind + PACKED, zlib.compress(data)

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        """Unpack a value."""
        kind, packed = data
        return super().loads_typed((kind.removesuffix(PACKED), zlib.decompress(packed)))


def open_threads(path: Path) -> SqliteSaver:
    """The checkpointer in the file at `path`; its `conn` is the caller's to close."""
    connection = sqlite3.connect(path, timeout=LOCK_TIMEOUT_S, check_same_thread=False)
    saver = SqliteSaver(connection, serde=CompressedSerializer())
    try:
        saver.setup()
    except sqlite3.Error as error:
        connection.close()
        raise ThreadsError(
            f"{path} cannot be read as a project's threads ({error}); move that file away, or choose another "
            "project folder"
        ) from error
    return saver


def forget_the_way(saver: SqliteSaver, thread: str, end: str) -> None:
    """Of a turn that is over keep only its last checkpoint, `end`: nobody goes back to those before it."""
    where = f"thread_id = ? AND checkpoint_id >= ({BEGINNING}) AND checkpoint_id < ?"
    with saver.cursor() as cursor:
        for table in ("writes", "checkpoints"):
            cursor.execute(f"DELETE FROM {table} WHERE {where}", (thread, thread, end))


def thread_names(saver: SqliteSaver) -> list[str]:
    """The threads that anything was said in, the one used last first."""
    newest = "SELECT thread_id FROM checkpoints GROUP BY thread_id ORDER BY max(checkpoint_id) DESC"
    with saver.cursor(transaction=False) as cursor:
        return [str(name) for (name,) in cursor.execute(newest)]
