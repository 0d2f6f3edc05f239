"""What a benchmark is: a pydantic value whose fields are its options, with `run()` that gives a table.

A new benchmark is a new file beside this one, and its command is found by the file's name. Knows no model,
no judge and no screen.
"""

import importlib
import inspect
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from benchmarks.table import Table


class Benchmark(BaseModel, ABC):
    """One measurement: the fields are its options, the docstring says what is measured.

    `quick` are options with which it is over in a minute or two on two cores; None where it has none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    quick: ClassVar[Mapping[str, Any] | None] = None

    @abstractmethod
    def run(self) -> Table:
        """Measure. Progress goes to stderr."""


def find(name: str) -> type[Benchmark] | None:
    """The benchmark in the file of that name; None where there is no such file, or none in it."""
    if not name.isidentifier() or not (Path(__file__).parent / f"{name}.py").exists():
        return None
    return _in(importlib.import_module(f"{__package__}.{name}"))


def every() -> dict[str, type[Benchmark]]:
    """All benchmarks by name. Slow: it imports what they measure."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    return {name: found for name in names if (found := find(name))}


def _in(module: ModuleType) -> type[Benchmark] | None:
    own = (value for value in vars(module).values() if getattr(value, "__module__", "") == module.__name__)
    return next((value for value in own if _is_benchmark(value)), None)


def _is_benchmark(value: object) -> bool:
    return inspect.isclass(value) and issubclass(value, Benchmark) and not inspect.isabstract(value)
