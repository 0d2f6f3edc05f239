"""The store of a project folder: `project.db` (records), `images/<sha256>.png`, `exports/`.

Images are added, never changed or deleted; only their ids travel. Knows no tool and no model.
"""

import contextlib
import hashlib
import io
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from PIL import Image
from sqlalchemy import Connection, Engine, event, inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateTable
from sqlmodel import Session, SQLModel, create_engine, select

from .files import slug, write_atomically, write_folder
from .intake import read_picture
from .records import ImageRecord, ImageRow, StoreError, Upload, image_id, image_number, request_hash

LOCK_TIMEOUT_S = 30


class Store:
    """The images of one project; safe to use from several threads and processes at once."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        """Open the project in `folder`, making it where it does not exist."""
        self.folder = _usable(Path(folder).expanduser().absolute())
        self._engine = _open_database(self.folder / "project.db")

    @property
    def exports(self) -> Path:
        """The folder of finished books and other files."""
        return self.folder / "exports"

    def take_in(self, path: str | os.PathLike[str], *, turn: str = "") -> ImageRecord:
        """Store an uploaded picture: checked, turned upright, RGB, at most 2048 pixels a side."""
        image, upload = read_picture(Path(path).expanduser())
        return self.add(image, upload=upload, turn=turn)

    def add(
        self,
        image: Image.Image,
        *,
        parents: Sequence[str] = (),
        call: Mapping[str, Any] | None = None,
        request: Mapping[str, Any] | None = None,
        report: Mapping[str, Any] | None = None,
        seed: int | None = None,
        model: str | None = None,
        revision: str | None = None,
        made_with: Mapping[str, str] | None = None,
        upload: Upload | None = None,
        turn: str = "",
    ) -> ImageRecord:
        """Store an image under the next id; the file and the record appear together or not at all."""
        for parent in parents:
            self.get(parent)
        draft = ImageRecord(
            id="",
            sha256="",
            width=image.width,
            height=image.height,
            parents=tuple(parents),
            call=dict(call) if call else None,
            request=dict(request) if request else None,
            report=dict(report) if report else None,
            seed=seed,
            model=model,
            revision=revision,
            made_with=dict(made_with) if made_with else None,
            upload=upload,
            turn=turn,
        )
        with self._on_disk():
            return self._insert(image.convert("RGB"), draft)

    def _insert(self, image: Image.Image, draft: ImageRecord) -> ImageRecord:
        with Session(self._engine) as session:
            row = ImageRow(turn=draft.turn, record={}, made_by=_made_by(draft))
            session.add(row)
            session.flush()  # takes SQLite's write lock, so the number is ours alone
            assert row.number is not None
            record = draft.model_copy(update={"id": image_id(row.number)})
            png = _png(image, record)
            record = record.model_copy(update={"sha256": hashlib.sha256(png).hexdigest()})
            path = write_atomically(self._file(record), png)
            row.record = record.model_dump(mode="json")
            try:
                session.commit()
            except BaseException:
                path.unlink()
                raise
            return record

    def get(self, id: str) -> ImageRecord:
        """The record of one image."""
        with self._on_disk(), Session(self._engine) as session:
            row = session.get(ImageRow, image_number(id)) if image_number(id) else None
            if row is None:
                raise self._unknown(id)
            return row.as_record()

    def has(self, id: str) -> bool:
        """Whether there is an image with that id."""
        with self._on_disk(), Session(self._engine) as session:
            number = image_number(id)
            return number is not None and session.get(ImageRow, number) is not None

    def painted(
        self, request: Mapping[str, Any], *, model: str, revision: str, turn: str
    ) -> ImageRecord | None:
        """The image that this very request gave in a turn, if its file is there, too."""
        made_by = request_hash(request, model, revision)
        rows = select(ImageRow).where(ImageRow.made_by == made_by, ImageRow.turn == turn)
        with self._on_disk(), Session(self._engine) as session:
            records = [row.as_record() for row in session.exec(rows)]
        return next((record for record in records if self._file(record).is_file()), None)

    def records(self, *, turn: str | None = None) -> list[ImageRecord]:
        """All records in the order of their ids, or those of one turn."""
        rows = select(ImageRow).order_by(ImageRow.number)  # type: ignore[arg-type]
        with self._on_disk(), Session(self._engine) as session:
            found = session.exec(rows if turn is None else rows.where(ImageRow.turn == turn))
            return [row.as_record() for row in found]

    def path(self, id: str) -> Path:
        """The PNG of one image; it exists."""
        path = self._file(self.get(id))
        if not path.is_file():
            raise StoreError(f"the file of image {id} is gone from {path.parent}; restore it from a backup")
        return path

    def open(self, id: str) -> Image.Image:
        """The pixels of one image (RGB), after its file was checked against the sha256 in its record."""
        path = self.path(id)
        with self._on_disk():
            png = path.read_bytes()
        if hashlib.sha256(png).hexdigest() != path.stem:
            raise StoreError(f"the file of image {id} ({path}) was changed; restore it from a backup")
        return Image.open(io.BytesIO(png)).convert("RGB")

    def export(self, name: str, files: Mapping[str, bytes]) -> Path:
        """Write `files` (relative path → content) into a new folder in `exports/`, all of them or none.

        The folder is called like `name`, with a number where that is taken: nothing is overwritten.
        """
        with self._on_disk():
            return write_folder(self.exports / slug(name), files)

    @contextlib.contextmanager
    def _on_disk(self) -> Iterator[None]:
        try:
            yield
        except (OSError, SQLAlchemyError) as error:
            reason = getattr(error, "strerror", None) or error.__cause__ or error
            raise StoreError(
                f"the project folder {str(self.folder)!r} can no longer be used ({reason}); "
                "see that it is there, may be written to and has space left"
            ) from error

    def _file(self, record: ImageRecord) -> Path:
        return self.folder / "images" / f"{record.sha256}.png"

    def _unknown(self, id: str) -> StoreError:
        known = [record.id for record in self.records()]
        have = f"they are {known[0]} … {known[-1]}" if known else "it has none yet"
        return StoreError(f"there is no image {id[:40]!r} in this project; use one of its images ({have})")


def _made_by(draft: ImageRecord) -> str | None:
    if draft.request is None or draft.model is None:
        return None
    return request_hash(draft.request, draft.model, draft.revision or "")


def _png(image: Image.Image, record: ImageRecord) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", pnginfo=record.png_info())
    return buffer.getvalue()


def _usable(folder: Path) -> Path:
    try:
        for part in ("images", "exports"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder / "images"):
            return folder
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise StoreError(
            f"the project folder {str(folder)[:200]!r} cannot be used ({reason}); "
            "give a folder that you may write to, or a new name beside it"
        ) from error


def _open_database(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": LOCK_TIMEOUT_S})
    event.listen(engine, "connect", _write_ahead)
    # SQLite does not wait for a lock where the journal's mode changes: of two that open, one waits here.
    opening = FileLock(path.with_name(".opening.lock"), timeout=LOCK_TIMEOUT_S)
    try:
        with opening, engine.begin() as connection:
            connection.execute(CreateTable(SQLModel.metadata.tables["image"], if_not_exists=True))
            _bring_up_to_date(connection)
    except (SQLAlchemyError, Timeout) as error:
        raise StoreError(
            f"{path} cannot be read as a project's database ({error.__cause__ or error}); "
            "move that file away, or choose another project folder"
        ) from error
    return engine


def _bring_up_to_date(connection: Connection) -> None:
    """Projects of older versions lack the column that finds a picture by its request."""
    connection.execute(text("BEGIN IMMEDIATE"))  # of two that open an old project at once, one waits
    if "made_by" not in {column["name"] for column in inspect(connection).get_columns("image")}:
        connection.execute(text("ALTER TABLE image ADD COLUMN made_by VARCHAR"))
    connection.execute(text("CREATE INDEX IF NOT EXISTS image_made_by ON image (made_by)"))


def _write_ahead(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")  # readers don't wait for the one who writes
