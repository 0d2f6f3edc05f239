"""Load a prompt from its file and fill its slots, so that what is filled in stays data.

A prompt is a Markdown file with front matter: name, version, slots, schema. Knows no model and no plan.
"""

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .plain_text import plain

SLOT = re.compile(r"\{\{(\w+)\}\}")
FRONT = re.compile(r"---\n(.*?)\n---\n(.*)", re.S)
OPEN, CLOSE = "⟦", "⟧"
NOTHING = "(none)"


class PromptError(ValueError):
    """A prompt file or a filling that is wrong; one sentence: value, expectation, remedy."""


class Header(BaseModel):
    """The front matter; `schema` names the type of the answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: int = Field(ge=1)
    slots: frozenset[str]
    answer: str = Field(alias="schema")


class Prompt(BaseModel):
    """A prompt with the first 12 hex digits of its file's sha256."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    header: Header
    text: str
    content_hash: str

    @property
    def label(self) -> str:
        """What a record keeps: "brief v1 3fa9c1d2e4b5"."""
        return f"{self.header.name} v{self.header.version} {self.content_hash}"

    def fill(self, **values: str) -> str:
        """The prompt with a value in each slot, between marks that no value can write itself."""
        if values.keys() != self.header.slots:
            raise PromptError(
                f"the prompt {self.header.name} got {_listed(values.keys())}, but its slots are "
                f"{_listed(self.header.slots)}; give each of them, and no other"
            )
        # All slots in one pass, so that a value with {{braces}} is not filled in turn.
        return SLOT.sub(lambda slot: _marked(slot[1], values[slot[1]]), self.text)


@cache
def load(name: str) -> Prompt:
    """The prompt of the file `<name>.md` in this package."""
    file = resources.files(__package__) / f"{name}.md"
    if not re.fullmatch(r"\w+", name) or not file.is_file():
        raise PromptError(f"there is no prompt {name[:40]!r}; add the file prompts/<name>.md")
    prompt = parse(file.read_bytes())
    if prompt.header.name != name:
        raise PromptError(f"{name}.md calls itself {prompt.header.name!r}; correct its name")
    return prompt


def parse(content: bytes) -> Prompt:
    """A prompt from the bytes of its file."""
    parts = FRONT.fullmatch(content.decode("utf-8"))
    if not parts:
        raise PromptError("a prompt begins with front matter between two lines of ---; add it")
    try:
        header = Header.model_validate(yaml.safe_load(parts[1]))
    except (ValidationError, yaml.YAMLError) as error:
        raise PromptError(
            f"the front matter has name, version, slots and schema; correct it: {error}"
        ) from error
    used = set(SLOT.findall(parts[2]))
    if used != header.slots:
        raise PromptError(
            f"the prompt {header.name} uses {_listed(used)}, but its front matter names "
            f"{_listed(header.slots)}; name the same slots"
        )
    return Prompt(header=header, text=parts[2].strip(), content_hash=hashlib.sha256(content).hexdigest()[:12])


def _marked(name: str, value: str) -> str:
    data = plain(value).replace(OPEN, "[").replace(CLOSE, "]")
    # Chat templates write their own marks like <|this|>.
    data = data.replace("<|", "< |").replace("|>", "| >")
    return f"{OPEN}{name}{CLOSE}\n{data or NOTHING}\n{OPEN}/{name}{CLOSE}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
