"""torchvision imports beside the torch that is installed, and so does what imports it."""

import subprocess
import sys


def run(code: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_what_needs_torchvision_imports_after_the_models_package() -> None:
    code = "import triptych.models, torchvision, qwen_vl_utils; from transformers import Qwen3VLProcessor"
    assert run(f"{code}; print(torchvision.__name__)") == "torchvision"


def test_the_models_package_imports_no_torch() -> None:
    assert run("import triptych.models, sys; print('torch' in sys.modules)") == "False"
