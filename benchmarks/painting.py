"""Pictures for the cases of a skill: painted by a model, rendered, or rendered and sent through a VAE."""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from textwrap import fill

import torch
from diffusers import AutoencoderKLFlux2
from PIL import Image, ImageDraw, ImageFont
from triptych.models.image_model import ImageModel, ImageRequest, Painting, Settings
from triptych.models.latents import decode, encode

from benchmarks.cases import SIZE, Skill
from benchmarks.progress import counted

TILE = 192
CAPTION = 52


def paint(model: ImageModel, request: ImageRequest) -> Image.Image:
    """The finished picture."""
    last = deque(model.paint(request), maxlen=1).pop()
    if not isinstance(last, Painting):
        raise TypeError(f"{model.name} ended with a {type(last).__name__}; it must end with a Painting")
    return last.image


def painted(model: ImageModel, skill: Skill, settings: Settings) -> Iterator[Image.Image]:
    """One picture a case."""
    for case in counted(skill.cases, skill.name):
        yield paint(model, case.request(settings))


def rendered(skill: Skill) -> Iterator[Image.Image]:
    """The right picture of each case."""
    return (case.scene.picture(SIZE) for case in skill.cases)


def round_trip(
    vae: AutoencoderKLFlux2, pictures: Iterable[Image.Image], batch: int = 8
) -> Iterator[Image.Image]:
    """Pictures after the VAE: the best that a painter in its latents can do."""
    iterator = iter(pictures)
    while some := list(islice(iterator, batch)):
        with torch.autocast("cpu", torch.bfloat16):
            yield from decode(vae, encode(vae, some), SIZE // 32, SIZE // 32)


def load_vae(folder: Path) -> AutoencoderKLFlux2:
    """The painter's VAE in diffusers format."""
    vae = AutoencoderKLFlux2.from_pretrained(folder)
    assert isinstance(vae, AutoencoderKLFlux2)
    return vae.eval()


def contact_sheet(pictures: list[Image.Image], prompts: list[str], columns: int = 6) -> Image.Image:
    """Small pictures in a grid, each with its prompt below."""
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (columns * TILE, rows * (TILE + CAPTION)), "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(12)
    for number, (picture, prompt) in enumerate(zip(pictures, prompts, strict=True)):
        x, y = number % columns * TILE, number // columns * (TILE + CAPTION)
        sheet.paste(picture.resize((TILE, TILE), Image.Resampling.LANCZOS), (x, y))
        draw.multiline_text((x + 4, y + TILE + 2), fill(prompt, 32), "black", font, spacing=2)
    return sheet
