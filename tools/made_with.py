"""What a picture was made with, beside model and request: versions of libraries, and the kind of machine.

Only what may change pixels, and nothing that tells whose machine it is: pictures are passed on.
"""

import platform
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version

LIBRARIES = ("triptych", "torch", "diffusers", "transformers", "numpy", "pillow")


def made_with() -> dict[str, str]:
    """Name → version of each library and of Python, and under "machine" what computes."""
    versions = {name: _version(name) for name in LIBRARIES}
    return {"python": platform.python_version(), **versions, "machine": _machine()}


@cache
def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _machine() -> str:
    """ "Linux x86_64, AVX2", or with a graphics card's name; what torch knows, where it is loaded."""
    torch = sys.modules.get("torch")
    parts = [f"{platform.system()} {platform.machine()}"]
    if torch is not None:
        parts.append(str(torch.backends.cpu.get_cpu_capability()))
        if torch.cuda.is_available():
            parts.append(str(torch.cuda.get_device_name()))
    return ", ".join(parts)
