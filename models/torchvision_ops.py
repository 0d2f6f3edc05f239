"""Lets `import torchvision` succeed beside a torch that its compiled operators were not built for.

The wheel on the package index is built for CUDA. With a CPU torch its operators do not load, and the
import fails although nothing here uses them: it asks only for the schemas of two. Knows no model.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

SCHEMAS = ("nms", "qnms")
_defined: list[object] = []


class SchemasFirst(MetaPathFinder):
    """Defines the missing schemas when torchvision is first imported, and costs nothing before."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Look at torchvision once; finding it is left to the others."""
        if fullname != "torchvision":
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.origin and not _operators_load(Path(spec.origin).parent):
            _define()
        return None


def install() -> None:
    """Put the finder in place, once."""
    if "torchvision" not in sys.modules and not any(isinstance(f, SchemasFirst) for f in sys.meta_path):
        sys.meta_path.insert(0, SchemasFirst())


def _operators_load(folder: Path) -> bool:
    import torch  # noqa: PLC0415 - only when torchvision is wanted, which needs it anyway

    for library in folder.glob("_C*"):
        try:
            torch.ops.load_library(str(library))
        except OSError:
            return False
    return hasattr(torch.ops.torchvision, SCHEMAS[0])


def _define() -> None:
    import torch  # noqa: PLC0415

    library = torch.library.Library("torchvision", "DEF")
    for name in SCHEMAS:
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    _defined.append(library)  # a library that is collected takes its schemas along
