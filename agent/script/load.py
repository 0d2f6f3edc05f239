"""A task file → a script that can be run: variables filled in, parts of other files in their places, and all
that can be known beforehand checked. Paints nothing.
"""

import difflib
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from ...models.picture import Picture
from ...tools.intake import read_picture
from ...tools.records import StoreError
from ...tools.tool import ToolError, make_call
from ..message import MessageError, readable
from ..plan_check import ANY_ID
from .format import MOST_TURNS, Call, GoTo, Include, Part, Say, Show, TaskFile, Turn, Value
from .outputs import problem_with_save, safe
from .reading import Place, ScriptError, Text, read_text
from .understood import problem_with_understood
from .variables import WRITTEN, filled, references, resolved, unescaped

MOST_INCLUDES = 8
SETTINGS = frozenset(TaskFile.model_fields) - {"title", "variables", "turns"}
Kind = TypeVar("Kind", bound=Part)


@dataclass(frozen=True)
class Planned:
    """One turn with its pictures as paths, and where it stands, to say what is wrong with it."""

    turn: Turn
    text: Text
    place: Place
    images: tuple[Path, ...] = ()

    def wrong(self, sentence: str, *inside: str | int) -> ScriptError:
        """What is wrong with it."""
        return self.text.wrong((*self.place, *inside), sentence)


@dataclass(frozen=True)
class Script:
    """A task file that can be run. `sha256` is that of all that decides what it makes."""

    path: Path
    file: TaskFile
    turns: tuple[Planned, ...]
    sha256: str

    @property
    def asks(self) -> bool:
        """Whether it expects answers of the eyes."""
        return any(planned.turn.expect.questions for planned in self.turns)


def load_script(path: Path, variables: Mapping[str, Value] | None = None) -> Script:
    """Read a task file; `variables` take the place of its own. Raises `ScriptError`."""
    text, file = _parsed(path, variables or {})
    if file.out is not None and (problem := safe(file.out)):
        raise text.wrong(("out",), problem)
    turns = tuple(_turns(text, file, (path.resolve(),)))
    if len(turns) > MOST_TURNS:
        raise text.wrong(("turns",), f"it has {len(turns)} turns, and at most {MOST_TURNS} can be; split it")
    _check_names(turns)
    for planned in turns:
        _check(planned)
    return Script(path, file, turns, _hash(file, turns))


def _parsed(path: Path, given: Mapping[str, Value]) -> tuple[Text, TaskFile]:
    text = read_text(path)
    if not isinstance(text.value, dict):
        raise text.wrong((), "it holds no keys; a task file has turns")
    own = text.value.get("variables") or {}
    _as(TaskFile, {"variables": own, "turns": [{"say": ""}]}, text)
    if unknown := sorted(set(given) - set(own)):
        known = ", ".join(own) or "none"
        raise text.wrong(
            ("variables",), f"it has no variable {unknown[0][:40]!r}; it has {known}; give one of those"
        )
    values = resolved({**own, **given}, text)
    rest = {key: part for key, part in text.value.items() if key != "variables"}
    return text, _as(TaskFile, filled(rest, values.get, text, ()), text)


def _turns(text: Text, file: TaskFile, way: tuple[Path, ...]) -> Iterator[Planned]:
    """The turns with those of other files in their places; `way` are the files on the way here."""
    for number, turn in enumerate(file.turns):
        place: Place = ("turns", number)
        if not isinstance(turn, Include):
            yield Planned(turn, text, place, _pictures(turn, text))
            continue
        path = text.path.parent / turn.include
        if path.resolve() in way:
            raise text.wrong((*place, "include"), f"{turn.include!r} includes itself in the end; take it out")
        if len(way) > MOST_INCLUDES:
            raise text.wrong((*place, "include"), f"files include each other over {MOST_INCLUDES} deep")
        if not path.is_file():
            raise text.wrong((*place, "include"), f"there is no file {turn.include!r}; give a task file")
        further, included = _parsed(path, turn.variables)
        if set_here := sorted(included.model_fields_set & SETTINGS):
            raise further.wrong(
                (set_here[0],), f"{set_here[0]} cannot stand in an included file; move it to the first one"
            )
        yield from _turns(further, included, (*way, path.resolve()))


def _pictures(turn: Turn, text: Text) -> tuple[Path, ...]:
    if not isinstance(turn, Say | Show):
        return ()
    return tuple(text.path.parent / path for path in turn.images)


def _check_names(turns: tuple[Planned, ...]) -> None:
    """Each name and each saved file once, and references only to turns before."""
    names: set[str] = set()
    saved: set[str] = set()
    for planned in turns:
        turn = planned.turn
        for place, written in references(turn.model_dump(by_alias=True)):
            match = WRITTEN.fullmatch(written)
            if match is None:
                raise planned.wrong(
                    f"${{{written[:40]}}} is no reference; write ${{name}} or ${{name.2}}", *place
                )
            if match[1] not in names:
                near = difflib.get_close_matches(match[1], names, 1)
                hint = f"did you mean {near[0]}?" if near else "name that turn, or add the variable"
                raise planned.wrong(f"there is no variable or earlier turn {match[1]!r}; {hint}", *place)
        if isinstance(turn, GoTo) and turn.go_to not in names:
            raise planned.wrong(f"there is no earlier turn {turn.go_to!r}; go to a named one", "go_to")
        if turn.name in names:
            raise planned.wrong(f"two turns are called {turn.name}; rename one", "name")
        names |= {turn.name} if turn.name else set()
        if turn.save is not None:
            if problem := problem_with_save(turn.save, saved):
                raise planned.wrong(problem, "save")
            saved.add(turn.save.casefold().removesuffix(".png"))


def _check(planned: Planned) -> None:
    """Texts, tools and pictures, as far as they are known before anything runs."""
    turn = planned.turn
    if isinstance(turn, Say):
        try:
            readable(turn.say)
        except MessageError as error:
            raise planned.wrong(str(error), "say") from error
        if turn.understood and (problem := problem_with_understood(turn.understood)):
            raise planned.wrong(problem, "understood")
    if isinstance(turn, Call):
        try:
            make_call(turn.tool, unescaped(turn.arguments, lambda _: ANY_ID))
        except ToolError as error:
            raise planned.wrong(str(error), "with" if turn.arguments else "tool") from error
    for number, path in enumerate(planned.images):
        try:
            read_picture(path)
        except StoreError as error:
            raise planned.wrong(str(error), "images", number) from error


def _as(kind: type[Kind], value: Any, text: Text) -> Kind:
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        raise _in_one_sentence(error, text) from error


def _in_one_sentence(error: ValidationError, text: Text) -> ScriptError:
    """The first thing that is wrong, by its key."""
    errors = error.errors(include_url=False)
    around = errors[0]["loc"][:-1]
    ways = [one for one in errors if one["loc"][: len(around)] == around]  # of a union, pydantic tells all
    first = max(ways, key=lambda one: len(_in_file(one["loc"], text)))
    place = _in_file(first["loc"], text)
    key = str(place[-1]) if place else "it"
    if first["type"] == "extra_forbidden":
        return text.wrong(place, f"there is no key {key[:40]!r} here; leave it out, or correct it")
    if first["type"] == "missing":
        return text.wrong(place, f"{first['loc'][-1]} is missing; give it")
    if first["type"].startswith("union_tag"):
        return text.wrong(place, "a turn has one of say, images, tool, do, go_to and include; give one")
    given = json.dumps(first["input"], ensure_ascii=False, default=str)[:60]
    return text.wrong(place, f"{key} is {given}: {first['msg'][:200]}; correct it")


def _in_file(loc: tuple[int | str, ...], text: Text) -> Place:
    """The place in the file. Pydantic also tells which kind of turn it took it for, and which of a union."""
    place: Place = ()
    for number, part in enumerate(loc):
        kind = number == 2 and loc[0] == "turns"
        if not kind and (*place, part) in text.lines:
            place = (*place, part)
    return place


def _hash(file: TaskFile, turns: tuple[Planned, ...]) -> str:
    settings = file.model_dump(mode="json", include={"seed", "model", "eyes", "planner", "limits"})
    told = [planned.turn.model_dump(mode="json", exclude={"images", "save", "expect"}) for planned in turns]
    pictures = [[Picture.of(read_picture(path)[0]).sha256 for path in one.images] for one in turns]
    return hashlib.sha256(json.dumps([settings, told, pictures], sort_keys=True).encode()).hexdigest()


def with_settings(script: Script, **settings: str | None) -> Script:
    """The script with other settings where they are given, as the command line has them."""
    given = {name: value for name, value in settings.items() if value is not None}
    return replace(script, file=script.file.model_copy(update=given))
