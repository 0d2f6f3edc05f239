"""What a tool is: a pydantic call that runs on a bench and gives images or files.

The one contract of planner, task file, command line and web page. A new tool is a new file beside this
one: `toolbox()` finds it. Knows the store and a painter; knows no agent and no screen.
"""

import contextlib
import importlib
import pkgutil
import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar, TypeGuard

from PIL import Image
from pydantic import BaseModel, ConfigDict, ValidationError

from ..models.conditions import Region
from ..models.image_model import ImageModel, ImageRequest, ModelError, Painting, Step
from ..models.picture import Picture
from ..models.vision_model import VisionModel
from .adapters import adapters_of
from .assets import Store
from .made_with import made_with
from .records import ImageRecord, StoreError


class ToolError(ValueError):
    """A call that cannot be done; the message is one sentence: value, expectation, remedy."""


class Cancelled(Exception):
    """The bench was cancelled; what was stored before stays."""


@dataclass(frozen=True)
class PaintingStarted:
    """The call begins its `output`-th picture (from 0)."""

    output: int
    prompt: str


@dataclass(frozen=True)
class PaintingStep:
    """Denoising step `index` of `of` (from 1) is done. The preview is decoded when it is asked for."""

    output: int
    index: int
    of: int
    draw: Callable[[], Image.Image]

    @property
    def preview(self) -> Image.Image:
        """The picture as predicted so far."""
        return self.draw()


@dataclass(frozen=True)
class ImageStored:
    """The picture is finished and stored."""

    output: int
    record: ImageRecord


Event = PaintingStarted | PaintingStep | ImageStored


@dataclass(frozen=True)
class Finished:
    """A painting after the last hand was laid on it, and what there is to report of it in its record.

    `request` is the one that made it, where that is not the one it was asked with.
    """

    image: Image.Image
    report: Mapping[str, Any] = field(default_factory=dict)
    request: ImageRequest | None = None


@dataclass(frozen=True)
class ToolResult:
    """What a call gave: stored images in the order of its outputs, files that exist, a remark to pass on."""

    images: tuple[ImageRecord, ...] = ()
    files: tuple[Path, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Bench:
    """All a tool may touch. Everything that goes wrong behind it comes out as `ToolError`.

    One bench serves one call: `report` gets its events in order, on the thread that runs the tool; setting
    `cancelled` from any thread ends the call with `Cancelled` within one denoising step. `before_storing` is
    called with a finished picture in hand; it may wait. `eyes` look at pictures, where there are any.
    """

    store: Store
    painter: ImageModel
    turn: str = ""
    report: Callable[[Event], None] = lambda _: None
    cancelled: threading.Event = field(default_factory=threading.Event)
    before_storing: Callable[[], None] = lambda: None
    eyes: VisionModel | None = None

    def picture(self, id: str) -> Picture:
        """The pixels of a stored image, for use as a reference."""
        with _as_tool_error():
            return Picture.of(self.store.open(id))

    def adapted(self, request: ImageRequest, uses: Sequence[str]) -> ImageRequest:
        """The request with adapters of the project: names, or names with weights such as "ink:0.5"."""
        with _as_tool_error():
            adapters = adapters_of(self.store.folder, uses, self.painter.name)
        return request.model_copy(update={"adapters": adapters}) if adapters else request

    def paint(
        self,
        request: ImageRequest,
        *,
        call: Mapping[str, Any],
        parents: Sequence[str] = (),
        output: int = 0,
        finish: Callable[[Image.Image], Finished] = Finished,
    ) -> ImageRecord:
        """Paint and store one picture, reporting each step; `finish` has the last word on its pixels.

        A picture that this very request gave before in the same turn is not painted again: a turn that was
        cut off goes on with what it had.
        """
        decided = request.model_dump(mode="json")
        if record := self._found(decided):
            self.report(ImageStored(output, record))
            return record
        self.report(PaintingStarted(output, request.prompt))
        with _as_tool_error():
            painting = self._painted(
                request, lambda step: self.report(PaintingStep(output, step.index, step.of, step.draw))
            )
            finished = finish(painting.image)
            self.before_storing()
            made_by = finished.request.model_dump(mode="json") if finished.request else decided
            record = self._stored(finished.image, made_by, call, parents, finished.report)
        self.report(ImageStored(output, record))
        return record

    def paint_parts(
        self,
        request: ImageRequest,
        parts: Sequence[Region],
        *,
        call: Mapping[str, Any],
        parents: Sequence[str] = (),
        output: int = 0,
    ) -> tuple[ImageRecord, ...]:
        """Paint one canvas and store parts of it as pictures of their own: `output` and those after it.

        Steps are reported for each of them. The record of each has the whole request and which part it is.
        """
        decided = [
            {**request.model_dump(mode="json"), "part": part.model_dump(mode="json")} for part in parts
        ]
        records = [self._found(one) for one in decided]
        if not all(records):
            for n, part in enumerate(parts, start=output):
                self.report(PaintingStarted(n, part.prompt))
            with _as_tool_error():
                painting = self._painted(request, lambda step: self._report_parts(step, parts, output))
                self.before_storing()
                records = [
                    record or self._stored(painting.image.crop(part.edges), one, call, parents)
                    for record, one, part in zip(records, decided, parts, strict=True)
                ]
        stored = tuple(record for record in records if record)
        for n, record in enumerate(stored, start=output):
            self.report(ImageStored(n, record))
        return stored

    def try_out(self, request: ImageRequest) -> Image.Image:
        """Paint without storing, to compare with another painting; steps are not reported."""
        with _as_tool_error():
            return self._painted(request, lambda _: None).image

    def keep(
        self,
        image: Image.Image,
        *,
        call: Mapping[str, Any],
        parents: Sequence[str],
        report: Mapping[str, Any],
        output: int = 0,
    ) -> ImageRecord:
        """Store a picture that was drawn and not painted, such as a map over another one."""
        self.check_cancelled()
        with _as_tool_error():
            record = self.store.add(
                image, parents=parents, call=call, report=report, made_with=made_with(), turn=self.turn
            )
        self.report(ImageStored(output, record))
        return record

    def export(self, name: str, files: Mapping[str, bytes]) -> tuple[Path, ...]:
        """Write files into a new folder of the project's `exports/`; their paths, in the given order."""
        with _as_tool_error():
            folder = self.store.export(name, files)
        return tuple(folder / file for file in files)

    def check_cancelled(self) -> None:
        """Raise `Cancelled` where the user stopped the call."""
        if self.cancelled.is_set():
            raise Cancelled

    def _found(self, decided: Mapping[str, Any]) -> ImageRecord | None:
        if not self.turn:
            return None
        with _as_tool_error():
            return self.store.painted(
                decided, model=self.painter.name, revision=self.painter.revision, turn=self.turn
            )

    def _stored(
        self,
        image: Image.Image,
        decided: Mapping[str, Any],
        call: Mapping[str, Any],
        parents: Sequence[str],
        report: Mapping[str, Any] | None = None,
    ) -> ImageRecord:
        return self.store.add(
            image,
            parents=parents,
            call=call,
            request=decided,
            report=report,
            seed=decided["seed"],
            model=self.painter.name,
            revision=self.painter.revision,
            made_with=made_with(),
            turn=self.turn,
        )

    def _painted(self, request: ImageRequest, tell: Callable[[Step], None]) -> Painting:
        self.check_cancelled()
        with contextlib.closing(self.painter.paint(request)) as events:
            for event in events:
                if isinstance(event, Painting):
                    return event
                tell(event)
                self.check_cancelled()
        raise ToolError(f"the painter {self.painter.name} ended without a picture; try another painter")

    def _report_parts(self, step: Step, parts: Sequence[Region], output: int) -> None:
        draw = cache(step.draw)  # the canvas is decoded once, whoever looks
        for n, part in enumerate(parts, start=output):
            self.report(PaintingStep(n, step.index, step.of, partial(_part_of, draw, part)))


class Tool(BaseModel, ABC):
    """A tool call: the fields are its arguments, the docstring is what a planner reads about it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str]

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        cls.name = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def about(cls) -> str:
        """What the tool does, in one line."""
        return " ".join((cls.__doc__ or "").split())

    @abstractmethod
    def run(self, bench: Bench) -> ToolResult:
        """Do it. Raises `ToolError` where it cannot be done and `Cancelled` where it was stopped."""

    def as_call(self) -> dict[str, Any]:
        """The call as JSON, {"tool": name, "arguments": {...}}: what a record keeps."""
        return {"tool": self.name, "arguments": self.model_dump(mode="json")}


@cache
def toolbox() -> Mapping[str, type[Tool]]:
    """Every tool in this package by name, in the order of the names."""
    folder = importlib.import_module(__package__).__path__
    names = [f"{__package__}.{module.name}" for module in pkgutil.iter_modules(folder)]
    values = [value for name in names for value in vars(importlib.import_module(name)).values()]
    tools = {value.name: value for value in values if _is_tool(value)}
    return MappingProxyType(dict(sorted(tools.items())))


def make_call(name: str, arguments: Mapping[str, Any]) -> Tool:
    """The call that a plan, a task file or a program asks for; `ToolError` where it is wrong."""
    tools = toolbox()
    if name not in tools:
        raise ToolError(f"there is no tool {name[:40]!r}; the tools are {', '.join(tools)}")
    try:
        return tools[name].model_validate(dict(arguments))
    except ValidationError as error:
        raise ToolError(_in_one_sentence(name, error)) from error


def _part_of(draw: Callable[[], Image.Image], part: Region) -> Image.Image:
    return draw().crop(part.edges)


def _is_tool(value: object) -> TypeGuard[type[Tool]]:
    return isinstance(value, type) and issubclass(value, Tool) and value is not Tool


def _in_one_sentence(name: str, error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "missing":
        return f"{name} lacks {where}; give it"
    given = str(first["input"])[:80]
    return f"{name} got {where} = {given!r}: {first['msg']}; correct {where} and call it again"


@contextlib.contextmanager
def _as_tool_error() -> Iterator[None]:
    try:
        yield
    except (ModelError, StoreError) as error:
        raise ToolError(str(error)) from error
