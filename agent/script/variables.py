"""`${name}` in a task file: variables are filled in before anything runs, pictures of earlier turns when
they exist. Knows no files.

`$${` writes `${` itself. A text that is nothing but one variable becomes its value, a number too.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .format import Value
from .reading import Place, Text

LONGEST = 20_000
REFERENCE = re.compile(r"\$?\$\{[^{}]*\}?")
WRITTEN = re.compile(r"([a-z][a-z0-9_]{0,39})(?:\.(?:turn|[1-9]\d{0,2}|upload(?:\.[1-9]\d{0,2})?))?")

Find = Callable[[str], Value | None]
"""What stands for a reference, such as "hero.2"; None leaves it as it is."""


def resolved(variables: Mapping[str, Value], text: Text) -> dict[str, Value]:
    """The variables with those that they speak of filled in. Raises `ScriptError`, on a cycle too."""
    done: dict[str, Value] = {}

    def value_of(name: str, way: tuple[str, ...]) -> Value:
        if name in way:
            cycle = " → ".join([*way[way.index(name) :], name])
            raise text.wrong(("variables", name), f"the variable {name} speaks of itself ({cycle}); end that")
        if name not in done:
            further = (*way, name)
            done[name] = filled(
                variables[name],
                lambda other: value_of(other, further) if other in variables else None,
                text,
                ("variables", name),
            )
        return done[name]

    return {name: value_of(name, ()) for name in variables}


def filled(value: Any, find: Find, text: Text, place: Place) -> Any:
    """A value, and all in it, with what `find` knows in the places of references."""
    if isinstance(value, dict):
        return {key: filled(part, find, text, (*place, key)) for key, part in value.items()}
    if isinstance(value, list):
        return [filled(part, find, text, (*place, n)) for n, part in enumerate(value)]
    if not isinstance(value, str):
        return value
    name = whole(value)
    if name is not None and (found := find(name)) is not None:
        return found
    told = REFERENCE.sub(lambda match: _told(match[0], find), value)
    if len(told) > LONGEST:
        raise text.wrong(place, f"with its variables it has more than {LONGEST:,} characters; shorten it")
    return told


def whole(value: str) -> str | None:
    """ "${hero.2}" → "hero.2"; None where there is more to the text."""
    match = REFERENCE.fullmatch(value)
    return _inner(match[0]) if match and not match[0].startswith("$$") else None


def references(value: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Every reference in a value, such as "hero.2", with its place."""
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from references(part, (*place, key))
    elif isinstance(value, str):
        for match in REFERENCE.finditer(value):
            if not match[0].startswith("$$"):
                yield place, _inner(match[0])


def unescaped(value: Any, find: Find) -> Any:
    """A value as it is used: pictures in the places of references, and `$${` as `${`."""
    if isinstance(value, dict):
        return {key: unescaped(part, find) for key, part in value.items()}
    if isinstance(value, list):
        return [unescaped(part, find) for part in value]
    if not isinstance(value, str):
        return value
    return REFERENCE.sub(
        lambda match: match[0][1:] if match[0].startswith("$$") else _told(match[0], find), value
    )


def escaped(text: str) -> str:
    """A text in which `${` means nothing."""
    return text.replace("${", "$${")


def _told(written: str, find: Find) -> str:
    if written.startswith("$$"):
        return written
    found = find(_inner(written))
    if found is None:
        return written
    return str(found).lower() if isinstance(found, bool) else str(found)


def _inner(written: str) -> str:
    return written.removeprefix("${").removesuffix("}")
