"""`triptych run --batch IN.jsonl --out OUT.jsonl`: many prompts, a line of results each, in the order of the
prompts. Lines that have a result are skipped, and one that was cut off goes on inside.

A prompt is told from others by the hash of its line: it has a thread of that name, and its result has the
hash. Knows no planner.
"""

import hashlib
import json
import logging
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field

from ..agent.approval import over_budget
from ..agent.message import MessageError
from ..agent.session import Project, SessionError
from ..agent.state import Turn
from ..tools.arguments import Seed
from ..tools.files import write_atomically
from .assembly import Refused
from .json_lines import Line, as_line, checked, lines_in, parsed

LOG = logging.getLogger(__name__)


class Prompt(BaseModel):
    """A line: what one would say, with pictures by path, beside the file or absolute."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    prompt: str
    id: str | int | None = None
    images: list[str] = []
    seed: Seed | None = Field(default=None, description="left out, the command's seed")


def run_batch(source: Path, target: Path, project: Project, *, seed: int | None, yes: bool) -> int:
    """Do all lines that have no result yet; 0 where every line has one without an error, else 1."""
    lock = FileLock(target.with_name(f".{target.name}.lock"), timeout=0)
    try:
        lines = list(_keyed(source))
        with lock:
            done = _done_before(target, {key for key, _, _ in lines})
            errors = _all(lines, done, source, target, project, seed, yes=yes)
    except Timeout as error:
        raise Refused(f"another run writes {str(target)!r}; wait for it, or give another --out") from error
    except OSError as error:
        reason = error.strerror or error
        raise Refused(
            f"{error.filename or str(target)!r} cannot be used ({reason}); give another file"
        ) from error
    print(f"{len(lines)} prompts, {len(lines) - errors} done, {errors} with an error; {target}")
    return 1 if errors else 0


def _keyed(source: Path) -> Iterator[tuple[str, int, bytes]]:
    """Each line with its key and number; the same line once more has another key."""
    seen: Counter[bytes] = Counter()
    with source.open("rb") as file:
        for number, raw in lines_in(file):
            seen[raw.strip()] += 1
            told = raw.strip() + (b"" if seen[raw.strip()] == 1 else b"#%d" % seen[raw.strip()])
            yield hashlib.sha256(told).hexdigest()[:16], number, raw


def _done_before(target: Path, keys: set[str]) -> dict[str, bool]:
    """Key → whether it went well, of each result. What a kill cut off and what broke is taken out, to be
    done again, and so are errors of lines that are not there any more: somebody corrected them.
    """
    kept, done = list[bytes](), dict[str, bool]()
    for raw in target.read_bytes().splitlines(keepends=True) if target.is_file() else ():
        try:
            result = json.loads(raw)
            key, went_well = str(result["key"]), "error" not in result
            again = "broke" in result
        except (ValueError, KeyError, TypeError) as error:
            if raw.endswith(b"\n"):
                raise Refused(f"{str(target)!r} is no file of results; give another --out") from error
            continue
        if raw.endswith(b"\n") and not again and (went_well or key in keys):
            kept.append(raw)
            done[key] = went_well
    write_atomically(target, b"".join(kept))
    return done


def _all(
    lines: list[tuple[str, int, bytes]],
    done: dict[str, bool],
    source: Path,
    target: Path,
    project: Project,
    seed: int | None,
    *,
    yes: bool,
) -> int:
    with target.open("ab") as file:
        for n, (key, number, raw) in enumerate(lines, start=1):
            if key in done:
                continue
            result = _result(key, number, raw, source.parent, project, seed, yes=yes)
            done[key] = "error" not in result
            file.write(as_line(result))
            file.flush()
            os.fsync(file.fileno())
            told = result.get("error") or ", ".join(one["id"] for one in result["images"])
            print(f"{n}/{len(lines)}  {told}", file=sys.stderr, flush=True)
    return sum(not done[key] for key, _, _ in lines)


def _result(
    key: str, number: int, raw: bytes, folder: Path, project: Project, seed: int | None, *, yes: bool
) -> Line:
    began = time.monotonic()
    told: Line = {"key": key, "line": number}
    try:
        line = parsed(raw)
        if isinstance(line.get("id"), str | int):
            told["id"] = line["id"]
        prompt = checked(Prompt, line)
        turn = _turn(
            prompt, f"batch-{key}", folder, project, seed if prompt.seed is None else prompt.seed, yes=yes
        )
    except (MessageError, SessionError) as error:
        return {**told, "error": f"line {number}: {error}"}
    except Exception as error:  # one line that breaks a painter must not cost the others
        LOG.exception("a line broke")
        problem = f"line {number}: it broke inside ({type(error).__name__}: {error})"
        return {**told, "error": problem, "broke": True}
    came = {"outcome": turn.outcome, "reply": turn.reply, "images": _pictures(turn, project)}
    files = [str(project.store.folder / file) for file in turn.files]
    return {**told, **came, "files": files, "seconds": round(time.monotonic() - began, 2)}


def _turn(
    prompt: Prompt, thread: str, folder: Path, project: Project, seed: int | None, *, yes: bool
) -> Turn:
    """The one turn of the line's thread; what a kill cut off goes on."""
    session = project.session(thread)
    if session.unfinished:
        _follow(session.resume())
    elif not session.waiting and not session.turns():
        _follow(session.say(prompt.prompt, [folder / path for path in prompt.images], seed=seed))
    if asked := session.waiting:
        over = over_budget(asked.plan.estimate, project.limits)
        _follow(session.refuse() if over and not yes else session.approve())
        if over and not yes:
            raise MessageError(f"{'; '.join(over)}; say --yes to do it all the same")
    return session.turns()[-1]


def _follow(events: Iterator[object]) -> None:
    for _ in events:
        pass


def _pictures(turn: Turn, project: Project) -> list[dict[str, Any]]:
    records = [project.store.get(id) for id in turn.images]
    return [{"id": one.id, "path": str(project.store.path(one.id)), "seed": one.seed} for one in records]
