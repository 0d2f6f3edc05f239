"""The words of the page in English and Chinese: every key of `words/*.toml` has both; `{slots}` are filled.

`label` is for what a widget is made with: the browser picks the language. `word` is for what the server
writes; `Scene.language` says in which. A part of the page keeps its words in a file of its own.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import gradio as gr

FOLDER = Path(__file__).parent / "words"
LANGUAGES = ("en", "zh")


def _entries() -> Iterator[tuple[str, dict[str, str]]]:
    for path in sorted(FOLDER.glob("*.toml")):
        yield from tomllib.loads(path.read_text(encoding="utf-8")).items()


WORDS = dict(_entries())
_EVERY = {language: {key: says[language] for key, says in WORDS.items()} for language in LANGUAGES}
LABELS = gr.I18n(**_EVERY, **{"zh-CN": _EVERY["zh"]})


def label(key: str) -> str:
    """What a widget is called; known to the browser in each language. A key that is missing is a KeyError."""
    assert key in WORDS, f"there are no words for {key!r}; add them to a file in ui/words"
    return LABELS(key)  # type: ignore[return-value]  # widgets take it as the text it stands for


def word(key: str, language: str, **slots: object) -> str:
    """The sentence in that language; in English where it is another one."""
    says = WORDS[key]
    return says.get(language, says["en"]).format(**slots)


def language_of(tag: str) -> str:
    """ "zh-CN" → "zh"; English where the page does not speak it."""
    language = tag.lower().partition("-")[0]
    return language if language in LANGUAGES else "en"
