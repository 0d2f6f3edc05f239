"""Where a task file may write: only inside of its result folder. Knows names, touches nothing."""

import re
from collections.abc import Collection
from pathlib import PurePosixPath, PureWindowsPath

LONGEST = 200
MOST_PARTS = 8
ID_AT_END = re.compile(r"-i\d+$")


def safe(name: str) -> str:
    """What is wrong with a relative name of a file or folder, in one sentence; "" where nothing is."""
    shown = repr(name[:60])
    if PurePosixPath(name).is_absolute() or PureWindowsPath(name).drive or name[:1] in ("/", "\\", "~"):
        return f"{shown} is an absolute path; results stay beside the file, so give a relative one"
    parts = re.split(r"[/\\]", name)
    if ".." in parts:
        return f"{shown} leaves its folder by ..; results stay inside, so leave that out"
    if "\\" in name or not name.isprintable() or any(part in ("", ".") or part[0] == "." for part in parts):
        return f"{shown} is no plain path; write folders and names with / between them"
    if len(name.encode()) > LONGEST or len(parts) > MOST_PARTS:
        return f"{shown} is too long or too deep a path; shorten it"
    return ""


def problem_with_save(name: str, taken: Collection[str]) -> str:
    """As `safe`, for the name of a turn's picture; `taken` are those of other turns, without `.png`."""
    if problem := safe(name):
        return problem
    stem = name.casefold().removesuffix(".png")
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in ("", ".png"):
        return f"{name[:60]!r} ends with {suffix}; pictures are PNG files, so end it with .png"
    if stem in taken:
        return f"two turns save {name[:60]!r}; rename one"
    if ID_AT_END.search(stem) or stem.startswith("project/"):
        return f"{name[:60]!r} is a name that Triptych itself gives; choose another"
    return ""
