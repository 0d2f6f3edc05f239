"""Tiny random pipelines in diffusers' own format: real files, real classes, no sense."""

from pathlib import Path

import torch
from diffusers import (
    AutoencoderKL,
    FlowMatchEulerDiscreteScheduler,
    FluxFillPipeline,
    FluxPipeline,
    FluxTransformer2DModel,
    SD3Transformer2DModel,
    StableDiffusion3Pipeline,
    ZImagePipeline,
    ZImageTransformer2DModel,
)
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import (
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTextModelWithProjection,
    CLIPTokenizer,
    Qwen2TokenizerFast,
    Qwen3Config,
    Qwen3Model,
    T5Config,
    T5EncoderModel,
    T5Tokenizer,
)
from triptych.models.card import DiffusersCard
from triptych.models.image_model import Settings

LATENT_CHANNELS = 4
SETTINGS = Settings(
    side=64, multiple_of=16, max_side=256, max_area=16384, num_inference_steps=3, guidance_scale=3.5
)
TEMPLATE = (
    "{% for message in messages %}{{ message.role }}: {{ message.content }}\n{% endfor %}"
    "{% if add_generation_prompt %}assistant: {% endif %}"
)


def card(folder: Path, pipeline: str, **changes: object) -> DiffusersCard:
    """The card of a tiny pipeline that lies in a folder."""
    values = {
        "name": f"tiny-{pipeline}",
        "title": "a tiny random model",
        "source": str(folder),
        "revision": "0",
        "licence": "none",
        "memory_gb": 0.1,
        "threads": 1,
        "family": "diffusers",
        "pipeline": pipeline,
        "text_length": 400,
        "settings": SETTINGS,
    }
    return DiffusersCard.model_validate(values | changes)


def save_flux(folder: Path, *, guidance_embeds: bool = True) -> DiffusersCard:
    """FLUX.1 dev: packed tokens, CLIP and T5, embedded guidance."""
    transformer = flux_transformer(4 * LATENT_CHANNELS, guidance_embeds=guidance_embeds)
    FluxPipeline(transformer=transformer, **flux_parts()).save_pretrained(folder)
    return card(folder, "FluxPipeline")


def save_flux_fill(folder: Path) -> DiffusersCard:
    """FLUX.1 Fill: a token also has the masked picture's latents and 256 channels of its mask."""
    transformer = flux_transformer(2 * 4 * LATENT_CHANNELS + 256)
    FluxFillPipeline(transformer=transformer, **flux_parts()).save_pretrained(folder)
    return card(folder, "FluxFillPipeline")


def save_sd3(folder: Path) -> DiffusersCard:
    """Stable Diffusion 3: latents as a grid, two CLIPs and T5, real guidance."""
    torch.manual_seed(0)
    transformer = SD3Transformer2DModel(
        sample_size=32,
        patch_size=2,
        in_channels=LATENT_CHANNELS,
        num_layers=2,
        attention_head_dim=8,
        num_attention_heads=4,
        caption_projection_dim=32,
        joint_attention_dim=32,
        pooled_projection_dim=64,
        out_channels=LATENT_CHANNELS,
        pos_embed_max_size=96,
    )
    StableDiffusion3Pipeline(
        transformer=transformer,
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
        vae=vae(),
        text_encoder=CLIPTextModelWithProjection(clip_config()),
        text_encoder_2=CLIPTextModelWithProjection(clip_config()),
        text_encoder_3=t5(),
        tokenizer=clip_tokenizer(),
        tokenizer_2=clip_tokenizer(),
        tokenizer_3=t5_tokenizer(),
    ).save_pretrained(folder)
    return card(folder, "StableDiffusion3Pipeline")


def save_z_image(folder: Path) -> DiffusersCard:
    """Z-Image: latents as a grid, a Qwen3 for text, guidance that counts from 0."""
    torch.manual_seed(0)
    transformer = ZImageTransformer2DModel(
        in_channels=LATENT_CHANNELS,
        dim=32,
        n_layers=2,
        n_refiner_layers=1,
        n_heads=2,
        n_kv_heads=2,
        cap_feat_dim=16,
        axes_dims=[8, 4, 4],
        axes_lens=[1024, 64, 64],
    )
    torch.nn.init.normal_(transformer.x_pad_token, std=0.02)
    torch.nn.init.normal_(transformer.cap_pad_token, std=0.02)
    text_encoder = Qwen3Model(
        Qwen3Config(
            hidden_size=16,
            intermediate_size=16,
            num_hidden_layers=2,
            num_attention_heads=2,
            num_key_value_heads=2,
            head_dim=8,
            vocab_size=300,
            max_position_embeddings=512,
        )
    )
    ZImagePipeline(
        transformer=transformer,
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=vae(),
        text_encoder=text_encoder,
        tokenizer=qwen_tokenizer(),
    ).save_pretrained(folder)
    return card(folder, "ZImagePipeline", no_guidance=0.0)


SAVED = {"flux": save_flux, "fill": save_flux_fill, "sd3": save_sd3, "z-image": save_z_image}


def flux_transformer(in_channels: int, *, guidance_embeds: bool = True) -> FluxTransformer2DModel:
    """Two blocks."""
    torch.manual_seed(0)
    return FluxTransformer2DModel(
        in_channels=in_channels,
        out_channels=4 * LATENT_CHANNELS,
        num_layers=1,
        num_single_layers=1,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=32,
        pooled_projection_dim=32,
        axes_dims_rope=(4, 4, 8),
        guidance_embeds=guidance_embeds,
    )


def flux_parts() -> dict[str, object]:
    return {
        "scheduler": FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        "vae": vae(),
        "text_encoder": CLIPTextModel(clip_config()),
        "text_encoder_2": t5(),
        "tokenizer": clip_tokenizer(),
        "tokenizer_2": t5_tokenizer(),
    }


def vae() -> AutoencoderKL:
    """Eight pixels to a latent, as the real ones."""
    torch.manual_seed(1)
    return AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(8,) * 4,
        layers_per_block=1,
        latent_channels=LATENT_CHANNELS,
        norm_num_groups=4,
        use_quant_conv=False,
        use_post_quant_conv=False,
        scaling_factor=1.5,
        shift_factor=0.06,
    )


def clip_config() -> CLIPTextConfig:
    """Of a text encoder that reads letters."""
    return CLIPTextConfig(
        hidden_size=32,
        intermediate_size=37,
        num_hidden_layers=2,
        num_attention_heads=4,
        projection_dim=32,
        vocab_size=258,
        bos_token_id=0,
        eos_token_id=1,
        pad_token_id=1,
        max_position_embeddings=77,
    )


def clip_tokenizer() -> CLIPTokenizer:
    """Every letter is a token."""
    vocab = {"<|startoftext|>": 0, "<|endoftext|>": 1}
    vocab |= {char: len(vocab) + n for n, char in enumerate(_alphabet())}
    return CLIPTokenizer(vocab=vocab, merges=[], model_max_length=77)


def t5() -> T5EncoderModel:
    torch.manual_seed(2)
    return T5EncoderModel(
        T5Config(d_model=32, d_kv=8, d_ff=37, num_layers=2, num_heads=4, vocab_size=128, dropout_rate=0)
    )


def t5_tokenizer() -> T5Tokenizer:
    known = ["<pad>", "</s>", "<unk>", "▁", *map(chr, range(33, 127))]
    return T5Tokenizer(vocab=[(piece, -float(n)) for n, piece in enumerate(known)], extra_ids=0)


def qwen_tokenizer() -> Qwen2TokenizerFast:
    vocab = {char: n for n, char in enumerate(_alphabet())}
    tokenizer = Tokenizer(models.BPE(vocab, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    fast = Qwen2TokenizerFast(
        tokenizer_object=tokenizer, pad_token="<pad>", eos_token="<pad>", unk_token=None, bos_token=None
    )
    fast.chat_template = TEMPLATE
    return fast


def _alphabet() -> list[str]:
    return sorted(pre_tokenizers.ByteLevel.alphabet())
