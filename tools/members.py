"""The cast of a project: who its characters are, how they look, and the pictures that show it.

A table of `project.db`, beside that of the images; safe to use from several threads and processes at once.
Knows no painter and no story.
"""

import os
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Annotated

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic import Field as Given
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateTable
from sqlmodel import JSON, Column, Field, Session, SQLModel, create_engine, select

from .arguments import ImageId
from .records import StoreError

LOCK_TIMEOUT_S = 30
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Look = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]


class Member(BaseModel):
    """A character: its name, its looks in words, and its sheet, the front view first.

    Looks that nobody said are "". A `locked` one stays as it is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name = Given(description="what it is called, such as “Mia”")
    kind: Look = Given(description="who it is, such as “cat”")
    color: Look = Given(default="", description="its colour")
    clothing: Look = Given(default="", description="what it wears, such as “hat”")
    clothing_color: Look = Given(default="", description="the colour of that")
    sheet: Annotated[tuple[ImageId, ...], Given(min_length=1, max_length=8)] = Given(
        description="ids of the pictures that show it, the front view first"
    )
    locked: bool = Given(default=False, description="whether it stays as it is")

    @property
    def looks(self) -> tuple[str, str, str, str]:
        """All that is said of how it looks."""
        return self.kind, self.color, self.clothing, self.clothing_color


class MemberRow(SQLModel, table=True):
    """The table `member`, by names in small letters, in the order in which they came."""

    __tablename__ = "member"

    number: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    member: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))


class Members:
    """The cast of the project in `folder`, which exists."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        path = Path(folder) / "project.db"
        self._path = path
        self._engine = create_engine(
            f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": LOCK_TIMEOUT_S}
        )
        try:
            with (
                FileLock(path.with_name(".opening.lock"), timeout=LOCK_TIMEOUT_S),
                self._engine.begin() as connection,
            ):
                connection.execute(CreateTable(SQLModel.metadata.tables["member"], if_not_exists=True))
        except (SQLAlchemyError, Timeout) as error:
            raise self._unusable(error) from error

    def listed(self) -> tuple[Member, ...]:
        """Everybody, in the order in which they came."""
        rows = select(MemberRow).order_by(MemberRow.number)  # type: ignore[arg-type]
        try:
            with Session(self._engine) as session:
                return tuple(Member.model_validate(row.member) for row in session.exec(rows))
        except SQLAlchemyError as error:
            raise self._unusable(error) from error

    def keep(self, member: Member) -> Member:
        """Keep somebody, in the place of who had that name. Where that one is locked, and looks otherwise,
        the new one is called “Mia 2”. Returns it as it is kept.
        """
        known = {one.name.lower(): one for one in self.listed()}
        for number in count(1):
            name = member.name if number == 1 else f"{member.name[:36]} {number}"
            old = known.get(name.lower())
            if old is None or not old.locked:
                return self._written(member.model_copy(update={"name": name}))
            if old.looks == member.looks:
                return old
        raise AssertionError("count() never ends")

    def lock(self, name: str, *, locked: bool) -> Member:
        """Lock somebody, or let changes be made again."""
        return self._written(self.named(name).model_copy(update={"locked": locked}))

    def remove(self, name: str) -> Member:
        """Take somebody out; the pictures stay."""
        member = self.named(name)
        if member.locked:
            raise StoreError(f"{member.name} is locked; unlock {member.name} first")
        try:
            with Session(self._engine) as session:
                session.delete(session.exec(_row_of(name)).one())
                session.commit()
        except SQLAlchemyError as error:
            raise self._unusable(error) from error
        return member

    def named(self, name: str) -> Member:
        """The one of that name, however it is written."""
        listed = self.listed()
        for member in listed:
            if member.name.lower() == name.strip().lower():
                return member
        raise StoreError(f"there is nobody called {name[:40]!r} in the cast; {known_names(listed)}")

    def _written(self, member: Member) -> Member:
        try:
            with Session(self._engine) as session:
                row = session.exec(_row_of(member.name)).first() or MemberRow(
                    key=_key(member.name), member={}
                )
                row.member = member.model_dump(mode="json")
                session.add(row)
                session.commit()
        except SQLAlchemyError as error:
            raise self._unusable(error) from error
        return member

    def _unusable(self, error: Exception) -> StoreError:
        reason = error.__cause__ or error
        return StoreError(
            f"the cast in {self._path} cannot be used ({reason}); see that the file is there, may be written "
            "to and has space left"
        )


def known_names(members: Sequence[Member]) -> str:
    """ "those in it are Mia, Tom", for a sentence."""
    names = ", ".join(member.name for member in members)
    return f"those in it are {names}" if names else "nobody is in it yet"


def _key(name: str) -> str:
    return name.strip().lower()


def _row_of(name: str):  # type: ignore[no-untyped-def]  # SQLModel's type of a selection is its own affair
    return select(MemberRow).where(MemberRow.key == _key(name))
