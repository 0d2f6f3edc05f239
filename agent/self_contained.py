"""Does a prompt stand for itself? A painter sees one prompt and knows no turn before.

Knows words only; what stands in quotation marks is text to be painted and may say anything.
"""

import re

QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|「[^」]*」|„[^“]*“|«[^»]*»")
BEFORE = r"(?:previous|preceding|prior|last|other|earlier)"
PICTURE = r"(?:one|picture|image|page|panel|scene|photo|drawing|painting|illustration|version|prompt)"
ELSEWHERE = re.compile(
    r"\b(?:(?:same|as|like) (?:as )?(?:before|previously|above|last time|mentioned|described)|"
    rf"(?:same as|as|like|from) (?:in |on )?(?:the )?{BEFORE} {PICTURE}|"
    rf"(?:preceding|earlier) {PICTURE}|the previous|previous {PICTURE}|previously|ditto|"
    r"picture:\d+|"
    r"wie (?:vorher|zuvor|oben|eben)|vorherige\w*|vorige\w*|"
    r"(?:como|que) antes|anterior(?:es)?|comme (?:avant|précédemment)|précédente?s?)\b"
    r"|(?<![A-Za-z0-9])i[1-9]\d*(?![A-Za-z0-9])|同上|(?:和|跟|与|像)之前|上一[张張页頁个個幅]|前一[张張页頁个個幅]|前と同じ|さっき|前の(?:絵|ページ|画像)",
    re.I,
)
NUMBERED = re.compile(rf"\b(?:first|second|third|fourth) {PICTURE}\b", re.I)
WEATHER = r"(?:rain|snow|night|day|dark|winter|summer|spring|autumn|evening|morning)"
PRONOUN = re.compile(
    r"(?:(?:he|she|they|him|her(?= (?:is|was|sits|stands|has))|this one|that one|these|those|"
    r"il|elle|ils|elles|él|ella|ellos|ellas)\b"
    rf"|(?:it(?:'s|’s)?)\b(?!(?: is)? {WEATHER})"
    r"|[他她它]们?|彼女?[はがの])",
    re.I,
)


def leans_elsewhere(prompt: str, *, references: bool) -> str:
    """The words that speak of another picture or turn, "" where there are none.

    With references, a prompt may speak of "the cat from the first picture".
    """
    words = QUOTED.sub("“”", prompt)
    found = ELSEWHERE.search(words) or (None if references else NUMBERED.search(words))
    return found[0] if found else ""


def leans_on_pronoun(prompt: str) -> str:
    """The pronoun that the prompt begins with, as if it were known who is meant; "" where there is none."""
    found = PRONOUN.match(QUOTED.sub("“”", prompt))
    return found[0] if found else ""
