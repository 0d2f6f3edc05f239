"""What this machine can hold: its device, its memory as measured now, and the libraries that shrink weights.

Knows no model and guesses nothing: torch is asked for GPUs, the operating system for memory and cores.
"""

import os
import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import psutil

GB = 1e9
QUANTISERS = ("torchao", "bitsandbytes", "gguf")
_CGROUP = Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class Machine:
    """Sizes in GB (10⁹ bytes). On a CPU the device's memory is the main memory.

    `memory_gb` and `free_gb` are the device's; `ram_gb` and `ram_free_gb` the computer's, or those of the
    container it runs in. `fast_bf16` is whether the device computes in that.
    """

    device: Literal["cuda", "mps", "cpu"]
    name: str
    memory_gb: float
    free_gb: float
    ram_gb: float
    ram_free_gb: float
    cores: int
    quantisers: frozenset[str] = frozenset()
    fast_bf16: bool = True


def measured() -> Machine:
    """This machine, now."""
    ram, free = _ram()
    here = frozenset(name for name in QUANTISERS if find_spec(name))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    import torch  # noqa: PLC0415 - seconds to import

    from .precision import fast_bf16  # noqa: PLC0415 - as above

    if torch.cuda.is_available():
        left, total = (size / GB for size in torch.cuda.mem_get_info())
        return Machine("cuda", torch.cuda.get_device_name(), total, left, ram, free, cores, here)
    if torch.backends.mps.is_available():
        most = min(free, torch.mps.recommended_max_memory() / GB)
        return Machine("mps", "Apple GPU", ram, most, ram, free, cores, here)
    return Machine("cpu", _processor(), ram, free, ram, free, cores, here, fast_bf16())


def free_disk_gb(folder: Path) -> float:
    """What is left on the disk of a folder, which need not exist yet."""
    there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    return shutil.disk_usage(there).free / GB


def _ram() -> tuple[float, float]:
    """All of it, and what can be had without swapping; a container's bound counts."""
    memory = psutil.virtual_memory()
    total, free = memory.total, memory.available
    try:
        most = int((_CGROUP / "memory.max").read_text())
        used = int((_CGROUP / "memory.current").read_text())
    except (OSError, ValueError):  # no container, or one without a bound: “max”
        return total / GB, free / GB
    return min(total, most) / GB, min(free, most - used) / GB


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return "CPU"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "CPU")
