"""A benchmark's fields as options: `--n 20 --kinds recolor move`. Knows no benchmark by name."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from benchmarks.benchmark import Benchmark


def common() -> argparse.ArgumentParser:
    """What each command takes."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--quick", action="store_true", help="few cases: minutes, not hours")
    parser.add_argument("--json", type=Path, help="write the run here, with machine and details")
    return parser


def parser_of(name: str, kind: type[Benchmark]) -> argparse.ArgumentParser:
    """The command of one benchmark; options that are not given are left out."""
    parser = argparse.ArgumentParser(
        prog=f"python -m benchmarks {name}",
        description=" ".join((kind.__doc__ or "").split()),
        parents=[common()],
        argument_default=argparse.SUPPRESS,
    )
    for field, info in kind.model_fields.items():
        parser.add_argument(f"--{field.replace('_', '-')}", dest=field, **_kind(info))
    return parser


def made(
    parser: argparse.ArgumentParser, kind: type[Benchmark], given: Mapping[str, Any], *, quick: bool
) -> Benchmark:
    """The benchmark that was asked for; what is wrong ends the program with a sentence."""
    try:
        return kind.model_validate({**((kind.quick or {}) if quick else {}), **given})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = str(first["loc"][0]).replace("_", "-") if first["loc"] else "options"
        parser.error(f"--{where} got {first['input']!r}: {first['msg']}")


def parsed(
    parser: argparse.ArgumentParser, words: Sequence[str]
) -> tuple[argparse.Namespace, dict[str, Any]]:
    """What each command takes, and what only this one does."""
    given = vars(parser.parse_args(words))
    both = {"quick": given.pop("quick", False), "json": given.pop("json", None)}
    return argparse.Namespace(**both), given


def _kind(info: FieldInfo) -> dict[str, Any]:
    if info.annotation is bool:
        return {"action": "store_true", "help": info.description}
    default = "" if info.default in (None, "", ()) or info.is_required() else f" ({info.default})"
    several = {"nargs": "+"} if get_origin(info.annotation) is tuple else {}
    return {
        "help": f"{info.description}{default}".replace("%", "%%"),
        "required": info.is_required(),
        **several,
    }
