"""What a pipeline of diffusers cannot be asked for, told before the first step. Draws nothing."""

from typing import Any

from .card import DiffusersCard
from .image_model import ImageRequest, ModelError
from .pipeline_dialects import Dialect
from .tiers import Tier


def check_references(card: DiffusersCard, request: ImageRequest) -> None:
    """Raise `ModelError` where there are more or fewer references than the model takes."""
    given, most = len(request.references), card.max_references
    if given > most:
        takes = f"at most {most} reference{'s' * (most > 1)}" if most else "no references"
        raise ModelError(
            f"{card.name} takes {takes}, but got {given}; show them as panels of one canvas, or choose a "
            f"model that takes {'more' if most else 'references'}"
        )
    if given < card.min_references:
        raise ModelError(
            f"{card.name} changes pictures, but got none; give it a reference, or choose a model that paints "
            "from words alone"
        )


def check_guidance(card: DiffusersCard, dialect: Dialect, pipeline: Any, request: ImageRequest) -> None:
    """Raise `ModelError` for guidance that the checkpoint would leave out without a word."""
    if request.guidance_scale > 1 and not dialect.guides(pipeline):
        raise ModelError(
            f"{card.name} was distilled to paint without guidance, but guidance_scale is "
            f"{request.guidance_scale:g}; leave it at 1, or choose a model that is guided"
        )
    if request.image_guidance_scale is not None and not dialect.image_guidance:
        raise ModelError(
            f"{card.name} is not guided by its references apart from the text; leave image_guidance_scale "
            "out, or choose OmniGen"
        )


def check_length(card: DiffusersCard, dialect: Dialect, pipeline: Any, request: ImageRequest) -> None:
    """Raise `ModelError` for a prompt of which the model would not read the end."""
    regions = request.regional.regions if request.regional else ()
    prompts = [request.prompt, request.negative_prompt, *(region.prompt for region in regions)]
    length = max(tokens_of(pipeline, prompt, templated=dialect.templated) for prompt in prompts)
    if length > card.text_length:
        raise ModelError(
            f"the prompt has {length} tokens, but {card.name} reads at most {card.text_length}; "
            "say it shorter"
        )


def check_adapters(card: DiffusersCard, tier: Tier, request: ImageRequest) -> None:
    """Raise `ModelError` for LoRAs on weights that are moved while they are used."""
    if request.adapters and tier.offload:
        raise ModelError(
            f"{card.name} takes no LoRAs while its weights are kept off the device ({tier}); leave them "
            "out, or choose a model that fits as a whole"
        )


def tokens_of(pipeline: Any, prompt: str, *, templated: bool = False) -> int:
    """How long a prompt is to the tokenizer that reads all of it; the CLIP ones read only its beginning."""
    names = ("tokenizer_3", "tokenizer_2", "tokenizer", "processor")
    tokenizer = next(found for name in names if (found := getattr(pipeline, name, None)) is not None)
    tokenizer = getattr(tokenizer, "tokenizer", tokenizer)
    if templated:
        message = [{"role": "user", "content": prompt}]
        prompt = tokenizer.apply_chat_template(
            message, tokenize=False, add_generation_prompt=True, enable_thinking=True
        )
    return len(tokenizer(prompt, verbose=False).input_ids)
