"""Files and folders that appear whole or not at all. Knows bytes and paths only."""

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from itertools import count
from pathlib import Path


def write_atomically(path: Path, content: bytes) -> Path:
    """Write a file through a temporary one in the same folder."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return path


def write_folder(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write a new folder of files; `folder-2`, `folder-3` … where the name is taken. Returns the folder."""
    temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".tmp-"))
    try:
        for name, content in files.items():
            path = temporary / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        temporary.chmod(0o755)
        return _rename_to_free_name(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _rename_to_free_name(temporary: Path, folder: Path) -> Path:
    for number in count(1):
        target = folder if number == 1 else folder.with_name(f"{folder.name}-{number}")
        if target.exists():
            continue
        try:
            return temporary.rename(target)
        except OSError:
            if not target.exists():  # else another process took the name between the two lines
                raise
    raise AssertionError("count() never ends")


def slug(name: str) -> str:
    """Letters and digits of any script, joined by hyphens: "The Fox & I" → "the-fox-i"."""
    return "-".join(re.findall(r"\w+", name.lower()))[:60].strip("-_") or "untitled"
