"""Training that goes on from the shipped weights where no checkpoint is at hand. Trains nothing.

What the optimisers remembered and the auxiliary heads are gone: a warm-up comes first, and the heads are
learnt anew.
"""

import shutil
from pathlib import Path

from diffusers import AutoencoderKLFlux2, Flux2Transformer2DModel
from transformers import Qwen2TokenizerFast, Qwen3ForCausalLM, Qwen3VLForConditionalGeneration

from . import eyes_student, train_painter
from .parallel import write

WEIGHTS = Path(__file__).parent / "weights"


def adopt_painter(runs: Path, step: int) -> None:
    """The shipped VAE, tokenizer and painter, as a checkpoint after `step` steps."""
    shipped = WEIGHTS / "painter"
    AutoencoderKLFlux2.from_pretrained(shipped / "vae").save_pretrained(runs / "vae")
    shutil.copytree(shipped / "tokenizer", runs / "tokenizer", dirs_exist_ok=True)
    student = train_painter.Student(Qwen2TokenizerFast.from_pretrained(runs / "tokenizer"))
    transformer = Flux2Transformer2DModel.from_pretrained(shipped / "transformer")
    student.transformer.load_state_dict(transformer.state_dict())
    text_encoder = Qwen3ForCausalLM.from_pretrained(shipped / "text_encoder")
    student.text_encoder.load_state_dict(text_encoder.state_dict())
    _write(student, runs / "painter.pt", step)


def adopt_eyes(runs: Path, step: int) -> None:
    """The shipped eyes and their tokenizer, as a checkpoint after `step` steps."""
    shipped = WEIGHTS / "eyes"
    Qwen2TokenizerFast.from_pretrained(shipped).save_pretrained(runs / "tokenizer")
    student = eyes_student.Student(Qwen2TokenizerFast.from_pretrained(runs / "tokenizer"))
    eyes = Qwen3VLForConditionalGeneration.from_pretrained(shipped, dtype="float32")
    student.eyes.load_state_dict(eyes.state_dict())
    _write(student, runs / "eyes.pt", step)


def _write(student: train_painter.Student | eyes_student.Student, path: Path, step: int) -> None:
    average = {name: p.detach() for name, p in student.named_parameters()}
    write({"model": student.state_dict(), "average": average, "step": step, "began": step}, path)
