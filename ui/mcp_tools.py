"""What another assistant can call: the toolbox, and a conversation in threads. Runs nothing."""

from mcp import types
from pydantic import BaseModel, ConfigDict, Field

from ..agent.message import MOST_UPLOADS
from ..tools.tool import toolbox
from .as_json import Json

MAIN = "main"
THREAD = Field(default=MAIN, pattern=r"^[\w-]{1,64}$", description="the thread of the conversation")


class Arguments(BaseModel):
    """Of one call."""

    model_config = ConfigDict(extra="forbid")


class Say(Arguments):
    """Ask for pictures, a set or a book, or for a change of what was made, in plain words."""

    text: str = Field(description="what one would say")
    images: list[str] = Field(default=[], max_length=MOST_UPLOADS, description="ids of pictures it speaks of")
    seed: int | None = Field(default=None, ge=0, lt=2**31, description="the same seed, the same pictures")
    thread: str = THREAD


class Answer(Arguments):
    """Answer a plan that waits for approval, or go on with a turn that was cut off."""

    yes: bool
    thread: str = THREAD


class Undo(Arguments):
    """One step back in the version tree; nothing is lost."""

    thread: str = THREAD


class Redo(Arguments):
    """One step forth in the version tree."""

    thread: str = THREAD


class History(Arguments):
    """What was said and made in a thread, and its version tree."""

    thread: str = THREAD


class GetImage(Arguments):
    """See a picture, and how it was made."""

    id: str = Field(description="such as i3")
    size: int = Field(default=512, ge=64, le=1024, description="pixels of the longer side at most")


TALK: dict[str, type[Arguments]] = {
    "say": Say,
    "answer": Answer,
    "undo": Undo,
    "redo": Redo,
    "history": History,
    "get_image": GetImage,
}


def talk() -> list[types.Tool]:
    """The calls of a conversation."""
    return [
        types.Tool(name=name, description=(kind.__doc__ or ""), input_schema=kind.model_json_schema())
        for name, kind in TALK.items()
    ]


def tools() -> list[types.Tool]:
    """The toolbox, each call in a thread."""
    return [
        types.Tool(name=name, description=tool.about(), input_schema=_in_a_thread(tool.model_json_schema()))
        for name, tool in toolbox().items()
    ]


def _in_a_thread(schema: Json) -> Json:
    """The schema of a tool's arguments, and in which thread."""
    thread = History.model_json_schema()["properties"]["thread"]
    return {**schema, "properties": {**schema.get("properties", {}), "thread": thread}}
