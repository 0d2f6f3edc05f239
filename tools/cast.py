"""The cast of a project changed and told: who comes in, who is locked, who goes. Paints nothing."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import Field

from ..models.vocabulary import with_article
from .members import Member, Members, Name
from .records import StoreError
from .tool import Bench, Tool, ToolError, ToolResult

Names = Annotated[tuple[Name, ...], Field(max_length=64)]


class Cast(Tool):
    """Keep characters in the project's cast with the pictures of their sheets, for use in other books and
    conversations; lock them, unlock them, or take them out. Without arguments it tells who is in it.
    """

    keep: Annotated[tuple[Member, ...], Field(max_length=16)] = Field(
        default=(), description="characters to keep; one of the same name is changed, unless it is locked"
    )
    lock: Names = Field(default=(), description="names of those who are to stay as they are")
    unlock: Names = Field(default=(), description="names of those who may be changed again")
    remove: Names = Field(default=(), description="names of those who are to go; their pictures stay")

    def run(self, bench: Bench) -> ToolResult:
        """Do it in this order, and tell what came of it."""
        try:
            for member in self.keep:
                for id in member.sheet:
                    bench.store.get(id)
            return ToolResult(note=" ".join(self._done(Members(bench.store.folder))))
        except StoreError as error:
            raise ToolError(str(error)) from error

    def _done(self, members: Members) -> Iterator[str]:
        renamed = {one.sheet: one.name for one in members.listed() if one.name in self.remove}
        kept = [members.keep(member) for member in self.keep]
        for member in dict.fromkeys(kept):
            if member.sheet in renamed:
                yield f"{renamed[member.sheet]} is called {member.name} now."
                continue
            yield f"{member.name} is in the cast: {described(member)} ({member.sheet[0]})."
        for name in self.lock:
            yield f"{members.lock(name, locked=True).name} is locked now, and stays so."
        for name in self.unlock:
            yield f"{members.lock(name, locked=False).name} may be changed again."
        for name in self.remove:
            removed = members.remove(name)
            if removed.sheet not in {member.sheet for member in kept}:
                yield f"{removed.name} is no longer in the cast; the pictures stay."
        if not (self.keep or self.lock or self.unlock or self.remove):
            yield told(members.listed())


def described(member: Member) -> str:
    """ "an orange cat wearing a blue hat"."""
    who = with_article(" ".join(filter(None, (member.color, member.kind))))
    worn = " ".join(filter(None, (member.clothing_color, member.clothing)))
    return f"{who} wearing {with_article(worn)}" if member.clothing else who


def told(members: Sequence[Member]) -> str:
    """Everybody, in one sentence."""
    if not members:
        return "Nobody is in the cast yet: each book brings its characters in."
    each = "; ".join(
        f"{member.name}, {described(member)} ({member.sheet[0]}{', locked' if member.locked else ''})"
        for member in members
    )
    return f"In the cast: {each}."
