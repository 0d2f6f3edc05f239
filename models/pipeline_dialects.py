"""What each pipeline of diffusers is called with for an `ImageRequest`: one entry is one class.

Knows names of arguments and how latents are laid out; loads nothing and draws nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PIL import Image

from .image_model import ImageRequest, ModelError
from .latent_layout import Layout


@dataclass(frozen=True)
class Dialect:
    """How one class of pipelines is spoken to.

    A `token` of its transformer is so many pixels wide and high. `given` is the layout of the latents it
    takes, `layout` the one it denoises; `native` latents come in the transformer's own number format.
    Guidance goes by the name `guidance`; `references` names the argument for pictures, of which `one` may be
    all it takes, and `image_guidance` its scale for them. A `templated` prompt is counted inside the
    tokenizer's chat template. `own` gives what no other pipeline has. `guides` says whether a checkpoint can
    be guided; `fit` makes a pipeline of one call paint the size that is asked for.
    """

    layout: Layout = "grid"
    token: int = 16
    given: Layout | None = None
    guidance: str = "guidance_scale"
    references: str | None = None
    one: bool = False
    image_guidance: str | None = None
    templated: bool = False
    own: Callable[[ImageRequest], dict[str, Any]] = lambda _: {}
    native: bool = False
    guides: Callable[[Any], bool] = lambda _: True
    fit: Callable[[Any, ImageRequest], None] = lambda _, __: None

    def arguments(self, request: ImageRequest, no_guidance: float) -> dict[str, Any]:
        """Everything but sizes, steps, seed and latents; `no_guidance` is the scale that means none."""
        given: dict[str, Any] = {
            "prompt": request.prompt,
            self.guidance: request.guidance_scale - 1 + no_guidance,
            **self.own(request),
        }
        if request.negative_prompt:
            given["negative_prompt"] = request.negative_prompt
        if request.references and self.references:
            pictures = [picture.image for picture in request.references]
            given[self.references] = pictures[0] if self.one else pictures
        if request.image_guidance_scale is not None and self.image_guidance:
            given[self.image_guidance] = request.image_guidance_scale
        return given


def dialect_of(pipeline: str) -> Dialect:
    """The entry for a class's name; `ModelError` where there is none."""
    if pipeline not in DIALECTS:
        raise ModelError(
            f"how to call {pipeline} is not known; the pipelines that can be driven are {', '.join(DIALECTS)}"
        )
    return DIALECTS[pipeline]


def _embedded(pipeline: Any) -> bool:
    return bool(pipeline.transformer.config.guidance_embeds)


def _undistilled(pipeline: Any) -> bool:
    return not pipeline.config.is_distilled


def _fill(request: ImageRequest) -> dict[str, Any]:
    """What a Fill model sees of the canvas; without one, a mask that leaves everything open."""
    size, canvas = (request.width, request.height), request.canvas
    return {
        "image": canvas.picture.image if canvas else Image.new("RGB", size),
        "mask_image": canvas.mask.image.convert("L") if canvas else Image.new("L", size, 255),
    }


def _exact_size(_: ImageRequest) -> dict[str, Any]:
    """The size that is asked for, not the nearest of a list; and the prompt as it is written."""
    return {"use_resolution_binning": False, "clean_caption": False}


def _kontext(request: ImageRequest) -> dict[str, Any]:
    return {"max_area": request.width * request.height}


def _true_guidance(request: ImageRequest) -> dict[str, Any]:
    """Qwen-Image is guided away from an empty prompt only where it is told one."""
    return {"negative_prompt": " "} if request.guidance_scale > 1 else {}


def _qwen21(request: ImageRequest) -> dict[str, Any]:
    """References are seen at about the size of the picture."""
    side = max(32, round((request.width * request.height) ** 0.5 / 32) * 32)
    return {"output_resolution": side, **_true_guidance(request)}


def _sprint(request: ImageRequest) -> dict[str, Any]:
    """The noise level between its two steps is given; for other numbers they are spread evenly."""
    return {
        "intermediate_timesteps": 1.3 if request.num_inference_steps == 2 else None,
        **_exact_size(request),
    }


def _placed(request: ImageRequest) -> dict[str, Any]:
    """OmniGen reads where in the prompt each picture stands: in order, before the words."""
    places = "".join(f"<img><|image_{n}|></img>" for n in range(1, len(request.references) + 1))
    return {"prompt": f"{places} {request.prompt}" if places else request.prompt}


def _same_area(pipeline: Any, request: ImageRequest) -> None:
    """HiDream scales every size to an area of its own; this is the side of that area, in latents."""
    side = (request.width * request.height) ** 0.5 / pipeline.vae_scale_factor
    pipeline.default_sample_size = side * (1 + 1e-9)  # it rounds down


_QWEN = Dialect("packed", guidance="true_cfg_scale", own=_true_guidance)
_PIXART = Dialect(native=True, own=_exact_size)

DIALECTS = {
    "FluxPipeline": Dialect("packed", guides=_embedded),
    "FluxFillPipeline": Dialect("packed", own=_fill, guides=_embedded),
    "FluxKontextPipeline": Dialect("packed", references="image", one=True, own=_kontext, guides=_embedded),
    "Flux2KleinPipeline": Dialect(
        "flat", given="grid", references="image", templated=True, guides=_undistilled
    ),
    "QwenImagePipeline": _QWEN,
    "QwenImageEditPipeline": Dialect(
        "packed", guidance="true_cfg_scale", own=_true_guidance, references="image", one=True
    ),
    "QwenImageEditPlusPipeline": Dialect(
        "packed", guidance="true_cfg_scale", own=_true_guidance, references="image"
    ),
    "QwenImage21Pipeline": Dialect("flat", guidance="true_cfg_scale", own=_qwen21, references="image"),
    "ZImagePipeline": Dialect(templated=True),
    "StableDiffusion3Pipeline": Dialect(),
    "SanaPipeline": Dialect(token=32, own=_exact_size),
    "SanaSprintPipeline": Dialect(token=32, own=_sprint),
    "PixArtSigmaPipeline": _PIXART,
    "PixArtAlphaPipeline": _PIXART,
    "Lumina2Pipeline": Dialect(native=True),
    "HiDreamImagePipeline": Dialect(native=True, fit=_same_area),
    "OmniGenPipeline": Dialect(references="input_images", image_guidance="img_guidance_scale", own=_placed),
}
