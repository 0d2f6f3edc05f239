"""The sentences of a reply in the languages of `replies.toml`. Knows no facts."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """Language → name of a sentence → the sentence."""
    return tomllib.loads(files(__package__).joinpath("replies.toml").read_text(encoding="utf-8"))


def worded(language: str, name: str, /, **slots: object) -> str:
    """A sentence with its slots filled in; English where the language lacks it."""
    known = sentences()
    return known.get(language, {}).get(name, known["en"][name]).format(**slots)
