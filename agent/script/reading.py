"""The text of a task file → plain values, each with the line that it stands on.

YAML without what makes it dangerous or surprising: no tags, no anchors, no keys twice; only `true` and
`false` are truth values, and numbers are those of JSON. JSON itself is read by the same parser. Knows no key.
"""

import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

MOST_BYTES = 256 * 1024
MOST_VALUES = 20_000
MOST_DEPTH = 24
LARGEST = 2**62
NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}
NO_NUMBER = re.compile(r"[-+]?\.?(?:nan|inf|infinity)", re.IGNORECASE)

Place = tuple[str | int, ...]


class ScriptError(ValueError):
    """A task file that cannot be used; one sentence that begins with the file and the line."""

    def __init__(self, path: Path, line: int | None, sentence: str) -> None:
        told = " ".join(sentence.split())
        super().__init__(f"{path.name}{f', line {line}' if line else ''}: {told}")


@dataclass
class Text:
    """What a file holds, and the line (from 1) of each of its parts."""

    path: Path
    value: Any = None
    lines: dict[Place, int] = field(default_factory=dict)

    def line(self, place: Place) -> int | None:
        """The line of a part, or of the nearest part around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place)

    def wrong(self, place: Place, sentence: str) -> ScriptError:
        """What is wrong with a part."""
        return ScriptError(self.path, self.line(place), sentence)


def read_text(path: Path) -> Text:
    """Read a file. Raises `ScriptError`."""
    try:
        if not path.is_file():
            raise ScriptError(
                path, None, f"there is no file {str(path)[:200]!r}; give the path of a task file"
            )
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, ScriptError):
            raise
        raise ScriptError(path, None, f"it cannot be read ({error}); give another file") from error
    if len(content) > MOST_BYTES:
        raise ScriptError(
            path, None, f"it is larger than {MOST_BYTES // 1024} KiB; split it, and include the parts"
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ScriptError(path, line, "it is no UTF-8 text; save it as UTF-8") from error
    # JSON has tabs only between its parts, where YAML wants spaces.
    return _Builder(path).built(text.replace("\t", " ") if path.suffix.lower() == ".json" else text)


class _Builder:
    """Builds values from the parser's events, without recursion: a file may nest as deep as it wants."""

    def __init__(self, path: Path) -> None:
        self._text = Text(path)
        self._open: list[_Open] = []
        self._values = 0

    def built(self, text: str) -> Text:
        """The values of one document."""
        documents = 0
        try:
            for event in yaml.parse(text, Loader=yaml.SafeLoader):
                documents += isinstance(event, yaml.DocumentStartEvent)
                if documents > 1:
                    raise self.wrong(event, "a second document begins; put it into a file of its own")
                self._take(event)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            said = " ".join(str(error.problem or error.context).split())[:120]
            raise ScriptError(
                self._text.path, mark.line + 1 if mark else None, f"it is no YAML here ({said}); correct it"
            ) from error
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            if isinstance(error, ScriptError):
                raise
            position = getattr(error, "position", 0)
            said = str(getattr(error, "reason", None) or error).partition("\n")[0][:120]
            line = text.count("\n", 0, position) + 1
            raise ScriptError(self._text.path, line, f"it cannot be read ({said}); remove it") from error
        return self._text

    def _take(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent):
            raise self.wrong(event, f"*{str(event.anchor)[:40]} repeats a part; use a variable instead")
        if (tag := getattr(event, "tag", None)) and tag != "!":
            raise self.wrong(event, f"the tag {str(tag)[:40]} is not allowed; write plain values")
        if isinstance(event, yaml.ScalarEvent):
            self._add(event, _scalar(event, self))
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._begin(event, {} if isinstance(event, yaml.MappingStartEvent) else [])
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._open.pop()

    def _begin(self, event: Any, value: Any) -> None:
        place = self._add(event, value)
        if len(self._open) >= MOST_DEPTH:
            raise self.wrong(event, f"parts are nested more than {MOST_DEPTH} deep; write it flatter")
        self._open.append(_Open(value, place))

    def _add(self, event: Any, value: Any) -> Place:
        """Put a value where it belongs; its place."""
        self._values += 1
        if self._values > MOST_VALUES:
            raise self.wrong(event, f"it has more than {MOST_VALUES:,} values; split it")
        if not self._open:
            self._text.value = value
            self._text.lines[()] = _line(event)
            return ()
        inside = self._open[-1]
        if isinstance(inside.value, dict) and inside.key is None:
            if not isinstance(value, str | int) or isinstance(value, bool):
                raise self.wrong(event, "a key must be a word; put it in quotes")
            if str(value) in inside.value:
                raise self.wrong(event, f"the key {str(value)[:40]!r} is there twice; keep one of them")
            inside.key = str(value)
            self._text.lines[*inside.place, inside.key] = _line(event)
            return inside.place
        if isinstance(inside.value, dict):
            place = (*inside.place, str(inside.key))
            inside.value[inside.key], inside.key = value, None
        else:
            place = (*inside.place, len(inside.value))
            inside.value.append(value)
            self._text.lines[place] = _line(event)
        return place

    def wrong(self, event: Any, sentence: str) -> ScriptError:
        """What is wrong where an event begins."""
        return ScriptError(self._text.path, _line(event), sentence)


@dataclass
class _Open:
    value: Any
    place: Place
    key: str | None = None


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _scalar(event: yaml.ScalarEvent, builder: _Builder) -> Any:
    """A word, a number, true, false or nothing; what is quoted is a word."""
    if event.style is not None:
        return _whole(event.value)
    try:
        return plain(event.value)
    except ValueError as error:
        raise builder.wrong(event, str(error)) from error


def plain(text: str) -> Any:
    """What a text without quotes means. Raises `ValueError` for what is no number that can be used."""
    if text in WORDS:
        return WORDS[text]
    if NO_NUMBER.fullmatch(text):
        raise ValueError(f"{text} is no number that can be used; write one, or quote it")
    if not NUMBER.fullmatch(text):
        return _whole(text)
    number = float(text) if re.search(r"[.eE]", text) else int(text) if len(text) < 40 else math.inf
    if not abs(number) < LARGEST:
        raise ValueError(f"{text[:40]} is too large; numbers go up to {LARGEST:,}")
    return number


def _whole(text: str) -> str:
    """JSON writes a character beyond the first 65,536 as two halves."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
