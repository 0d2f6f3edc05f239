"""A name put into a Chinese text: “小狐狸” → “豆豆”, “一只勇敢的小狐狸” → “一只叫豆豆的勇敢小狐狸”.

Knows the words that Chinese stories have for somebody, and no grammar.
"""

import re

from ..languages.naming import Unnamed, named

CHINESE = re.compile(r"[\u4e00-\u9fff]")
INTRODUCED = r"(?P<other>另)?一[只个条匹头](?P<called>叫[^，。的]{1,12}的)?(?P<looks>[^，。！？“”]{0,12}的)?"


def in_chinese(text: str, name: str, kind: str, new: str, *, introduced: bool) -> tuple[str, bool]:
    """The text with the new name for who was called `name` or is of a kind, and whether it tells who that is.

    "" where there was no name, or the kind is not known.
    """
    if name and CHINESE.search(name):
        said = text.replace(name, new)
        return said, introduced or f"叫{new}" in said
    try:
        noun = named("noun", kind, "zh")
    except Unnamed:
        return text, introduced
    done = introduced

    def renamed(match: re.Match[str]) -> str:
        nonlocal done
        if match["who"]:
            return new
        if match["other"] or match["called"] or done:
            return match[0]
        done = True
        looks = (match["looks"] or "").removesuffix("的")
        return f"{match[0][:2]}叫{new}的{looks}{match['noun']}"

    who = rf"[小大老]?{noun}(?!头鹰)"
    return re.sub(rf"{INTRODUCED}(?P<noun>{who})|(?P<who>{who})", renamed, text), done
