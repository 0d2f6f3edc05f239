"""What is known about a stored image: the frozen `ImageRecord`, its row in SQLite, its text in the PNG.

Knows no files and no folders; `assets.py` keeps those.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from PIL.PngImagePlugin import PngInfo
from pydantic import BaseModel, ConfigDict
from sqlmodel import JSON, Column, Field, SQLModel

PNG_KEY = "triptych"


class StoreError(ValueError):
    """Something the store refuses; the message is one sentence: value, expectation, remedy."""


class Upload(BaseModel):
    """Where an uploaded image came from, and what was changed when it was taken in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    format: str
    width: int
    height: int
    changes: tuple[str, ...] = ()


class ImageRecord(BaseModel):
    """One stored image: `id` is `i1`, `i2` … in order; `sha256` is that of the file `images/<sha256>.png`.

    `parents` are the ids it was made from, `call` the tool call that made it, `request` the whole
    `ImageRequest` (its references as the sha256 of their pixels). `report` says of an edit in which way it
    was done, why so, and what was measured. `made_with` has the versions of libraries and the kind of
    machine. An upload has `upload` instead.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    sha256: str
    width: int
    height: int
    parents: tuple[str, ...] = ()
    call: dict[str, Any] | None = None
    request: dict[str, Any] | None = None
    report: dict[str, Any] | None = None
    seed: int | None = None
    model: str | None = None
    revision: str | None = None
    made_with: dict[str, str] | None = None
    upload: Upload | None = None
    turn: str = ""
    created: datetime = Field(default_factory=lambda: datetime.now(UTC))

    def png_info(self) -> PngInfo:
        """The record as the text chunk `triptych`; without `sha256`, which depends on the chunk itself."""
        info = PngInfo()
        info.add_itxt(PNG_KEY, self.model_dump_json(exclude={"sha256"}, exclude_none=True))
        return info


def record_in_png(info: dict[Any, Any]) -> dict[str, Any] | None:
    """The record in what Pillow read from a PNG (`image.info`), without `sha256` and empty parts.

    None where the picture carries none, or something else under our name: it may come from anywhere.
    """
    try:
        written = ImageRecord.model_validate({**json.loads(info[PNG_KEY]), "sha256": ""})
    except (KeyError, TypeError, ValueError, RecursionError):
        return None
    return written.model_dump(mode="json", exclude={"sha256"}, exclude_none=True)


class ImageRow(SQLModel, table=True):
    """The table `image`; `number` counts up and is never given twice, even after a row was deleted.

    `made_by` is the hash of what decided the picture; uploads and rows of older projects have none.
    """

    __tablename__ = "image"
    __table_args__ = {"sqlite_autoincrement": True}

    number: int | None = Field(default=None, primary_key=True)
    turn: str
    made_by: str | None = None
    record: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))

    def as_record(self) -> ImageRecord:
        """The frozen record that this row holds."""
        return ImageRecord.model_validate(self.record)


def request_hash(request: Mapping[str, Any], model: str, revision: str) -> str:
    """The sha256 of all that decides a painted picture: equal hashes, equal pictures."""
    decided = {"request": dict(request), "model": model, "revision": revision}
    return hashlib.sha256(json.dumps(decided, sort_keys=True).encode()).hexdigest()


def image_id(number: int) -> str:
    """7 → "i7"."""
    return f"i{number}"


def image_number(id: str) -> int | None:
    """ "i7" → 7; None where the text is no image id."""
    return int(id[1:]) if re.fullmatch(r"i[1-9][0-9]{0,17}", id) else None


def ids_in(value: Any) -> Iterator[str]:
    """Every image id that is a value of its own, however deep in lists and objects."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from ids_in(part)
    elif isinstance(value, str) and image_number(value):
        yield value
