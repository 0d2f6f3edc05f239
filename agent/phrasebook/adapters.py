"""LoRAs that a text names: "in my storyboard style", "with the LoRA ink:0.5" → their uses, and the text left.

Knows the names that a project has; loads none.
"""

import re
from collections.abc import Collection, Sequence

from .questions import Unclear

NAME = r"[a-z0-9][a-z0-9_-]{0,39}"
USE = rf"{NAME}(?::-?\d(?:\.\d{{1,3}})?)?"
LORA = r"(?:lora|adapter)s?"
AND = rf"(?:\s*,\s*and\s+|\s*,\s*|\s+and\s+)(?:the\s+{LORA}\s+)?"
SEVERAL = rf"{USE}(?:{AND}{USE})*"
BETWEEN = re.compile(f"({AND})", re.I)
LISTED = re.compile(
    rf"[\s,]*(?:\band\s+)?\b(?:with|using|by|through|in)\s+(?:the\s+|my\s+|our\s+)?{LORA}\s+(?:called\s+|named\s+)?(?P<uses>{SEVERAL})",
    re.I,
)
"""With the LoRA ink:0.5, using the adapters ink and storyboard."""
SAID = re.compile(rf"[\s,]*(?:\band\s+)?\bwith\s+the\s+LoRA\s+(?P<uses>{USE}(?:\+{USE})*)", re.I)
"""The one form: with the LoRA ink:0.5+storyboard."""
NAMED = re.compile(rf"\b{LORA}\s+(?P<uses>{USE}(?:\+{USE})*)", re.I)
OWN = re.compile(
    rf"[\s,]*\b(?:in|with|using)\s+(?P<whose>my|our|the|your)\s+(?:(?:own|new|taught)\s+)*(?P<use>{USE})\s+"
    rf"(?P<what>style|look|{LORA})\b(?!\s+of\b)",
    re.I,
)
"""In my storyboard style."""
WEIGHTED = re.compile(rf"[\s,]*\b(?:with|using)\s+(?P<use>{NAME}:-?\d(?:\.\d{{1,3}})?)(?![\w.:])", re.I)
WITHOUT = re.compile(rf"[\s,]*\bwithout\s+(?:(?:the|any|my)\s+)?{LORA}(?:\s+{NAME})?\b", re.I)
NONE = (
    "There is no LoRA “{name}” in this project, nor any other. I learn one from image sets: “learn a style "
    "called {name} from the folder sets/”."
)
OTHERS = "There is no LoRA “{name}” in this project. Its LoRAs are {known}."
SOME = frozenset({"own", "usual", "favourite", "favorite", "normal", "new", "old"})


def with_loras_said(text: str, known: Collection[str], styles: Collection[str]) -> str:
    """The text with each LoRA that it names in one form.

    A style that the painter knows by itself is meant by its name, but for "my". Raises `Unclear` for a LoRA
    that is not there.
    """

    def own(match: re.Match[str]) -> str:
        name = match["use"].lower().partition(":")[0]
        if match["what"].lower() not in ("style", "look"):
            return _said([match["use"]], known)
        mine = match["whose"].lower() in ("my", "our")
        meant = name in known or (mine and known and name not in SOME)
        return _said([match["use"]], known) if meant and (mine or name not in styles) else match[0]

    text = WEIGHTED.sub(lambda match: _said([match["use"]], known), OWN.sub(own, text))
    return LISTED.sub(lambda match: _said_of_list(match["uses"], known), text)


def take_loras(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without the LoRAs said in that one form, and their uses, as tools take them."""
    uses = [use for match in SAID.finditer(text) for use in match["uses"].lower().split("+")]
    return SAID.sub("", text).strip(" ,"), tuple({use.partition(":")[0]: use for use in uses}.values())


def lora_names(text: str) -> frozenset[str]:
    """The names in "the LoRA ink" and "with the LoRA ink:0.5"."""
    uses = [use for match in NAMED.finditer(text) for use in match["uses"].lower().split("+")]
    return frozenset(use.partition(":")[0] for use in uses)


def take_none(text: str) -> tuple[str, bool]:
    """The text without "without the LoRA", and whether that was said."""
    left = WITHOUT.sub("", text)
    return (left.strip(" ,"), True) if left != text else (text, False)


def _said_of_list(listed: str, known: Collection[str]) -> str:
    """The first always counts, others as far as they are LoRAs: "with the LoRA ink, draw a cat" names one."""
    parts = BETWEEN.split(listed)
    others = (n for n in range(2, len(parts), 2) if parts[n].lower().partition(":")[0] not in known)
    end = next(others, len(parts) + 1) - 1
    return _said(parts[:end:2], known) + "".join(parts[end:])


def _said(uses: Sequence[str], known: Collection[str]) -> str:
    for use in uses:
        name = use.lower().partition(":")[0]
        if name not in known:
            raise Unclear((OTHERS if known else NONE).format(name=name, known=", ".join(known)))
    return f" with the LoRA {'+'.join(use.lower() for use in uses)}"
