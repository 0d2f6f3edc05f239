"""A tiny random checkpoint of each class of pipelines in the catalog: real files, real classes, no sense."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from diffusers import (
    AutoencoderDC,
    AutoencoderKLFlux2,
    AutoencoderKLQwenImage,
    AutoencoderKLQwenImage21,
    DPMSolverMultistepScheduler,
    FlowMatchEulerDiscreteScheduler,
    Flux2KleinPipeline,
    Flux2Transformer2DModel,
    FluxKontextPipeline,
    HiDreamImagePipeline,
    HiDreamImageTransformer2DModel,
    Lumina2Pipeline,
    Lumina2Transformer2DModel,
    OmniGenPipeline,
    OmniGenTransformer2DModel,
    PixArtAlphaPipeline,
    PixArtSigmaPipeline,
    PixArtTransformer2DModel,
    QwenImage21Pipeline,
    QwenImage21Transformer2DModel,
    QwenImageEditPipeline,
    QwenImageEditPlusPipeline,
    QwenImagePipeline,
    QwenImageTransformer2DModel,
    SanaPipeline,
    SanaSprintPipeline,
    SanaTransformer2DModel,
    SCMScheduler,
    UniPCMultistepScheduler,
)
from tiny_checkpoints import save_qwen2_5_vl, save_qwen3_vl
from tiny_pipelines import (
    LATENT_CHANNELS,
    clip_config,
    clip_tokenizer,
    flux_parts,
    flux_transformer,
    qwen_tokenizer,
    save_flux,
    save_flux_fill,
    save_sd3,
    save_z_image,
    t5,
    t5_tokenizer,
    vae,
)
from transformers import (
    AutoTokenizer,
    CLIPTextModelWithProjection,
    Gemma2Config,
    Gemma2Model,
    GemmaTokenizer,
    LlamaConfig,
    LlamaForCausalLM,
    LlamaTokenizer,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2VLImageProcessor,
    Qwen2VLProcessor,
    Qwen2VLVideoProcessor,
    Qwen3Config,
    Qwen3ForCausalLM,
    Qwen3VLForConditionalGeneration,
    Qwen3VLProcessor,
)

PIECES = ["▁", *map(chr, range(32, 127)), "\n", "<", ">", "|"]
TEXT = {"intermediate_size": 16, "num_attention_heads": 2, "num_key_value_heads": 2, "head_dim": 8}


def save_schnell(folder: Path) -> None:
    """FLUX.1 schnell: a dev without guidance."""
    save_flux(folder, guidance_embeds=False)


def save_kontext(folder: Path) -> None:
    """FLUX.1 Kontext: a dev whose one reference stands behind the picture."""
    FluxKontextPipeline(transformer=flux_transformer(4 * LATENT_CHANNELS), **flux_parts()).save_pretrained(
        folder
    )


def save_klein(folder: Path) -> None:
    """FLUX.2 klein: three of a Qwen3's many layers, latents as tokens, references in a row."""
    torch.manual_seed(0)
    text = Qwen3Config(hidden_size=8, num_hidden_layers=28, vocab_size=300, **TEXT)
    Flux2KleinPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=AutoencoderKLFlux2(
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
            block_out_channels=(8,) * 4,
            layers_per_block=1,
            latent_channels=LATENT_CHANNELS,
            norm_num_groups=4,
        ),
        text_encoder=Qwen3ForCausalLM(text),
        tokenizer=qwen_tokenizer(),
        transformer=Flux2Transformer2DModel(
            in_channels=4 * LATENT_CHANNELS,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=24,
            axes_dims_rope=(4, 4, 4, 4),
            guidance_embeds=False,
        ),
        is_distilled=True,
    ).save_pretrained(folder)


def save_qwen(folder: Path) -> None:
    """Qwen-Image: words read by a Qwen2.5-VL, packed tokens, a VAE for videos."""
    parts = _qwen_parts()
    del parts["processor"]
    QwenImagePipeline(**parts).save_pretrained(folder)


def save_qwen_edit(folder: Path) -> None:
    """Qwen-Image-Edit: sees one picture twice, as a VLM and as tokens."""
    QwenImageEditPipeline(**_qwen_parts()).save_pretrained(folder)


def save_qwen_edit_plus(folder: Path) -> None:
    """Qwen-Image-Edit-Plus: sees several."""
    QwenImageEditPlusPipeline(**_qwen_parts()).save_pretrained(folder)


def save_qwen21(folder: Path) -> None:
    """Qwen-Image 2.1: words read by a Qwen3-VL, each latent a token, pictures with alpha."""
    with TemporaryDirectory() as saved:
        checkpoint = save_qwen3_vl(Path(saved), merge_size=2)
        encoder = Qwen3VLForConditionalGeneration.from_pretrained(checkpoint)
        processor = Qwen3VLProcessor.from_pretrained(checkpoint)
    processor.image_processor.size = {"shortest_edge": 32 * 32, "longest_edge": 4096 * 4096}
    torch.manual_seed(0)
    QwenImage21Pipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=AutoencoderKLQwenImage21(
            base_dim=8,
            decoder_base_dim=8,
            z_dim=4,
            dim_mult=[1, 1, 1, 1, 1],
            num_res_blocks=1,
            latents_mean=[0.1] * 4,
            latents_std=[1.5] * 4,
        ),
        text_encoder=encoder,
        processor=processor,
        transformer=QwenImage21Transformer2DModel(
            in_channels=4,
            out_channels=4,
            num_layers=2,
            attention_head_dim=16,
            num_attention_heads=2,
            context_in_dim=32,
            axes_dims_rope=(4, 6, 6),
        ),
    ).save_pretrained(folder)


def save_sana(folder: Path) -> None:
    """SANA: 32 pixels a latent, linear attention, a multistep solver."""
    SanaPipeline(
        scheduler=DPMSolverMultistepScheduler(
            prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0
        ),
        **_sana_parts(guidance_embeds=False),
    ).save_pretrained(folder)


def save_sprint(folder: Path) -> None:
    """SANA-Sprint: two steps of a consistency model, guidance embedded."""
    SanaSprintPipeline(
        scheduler=SCMScheduler(prediction_type="trigflow", sigma_data=0.5),
        **_sana_parts(guidance_embeds=True),
    ).save_pretrained(folder)


def save_pixart_sigma(folder: Path) -> None:
    """PixArt-Σ: predicts noise and its variance, T5 alone."""
    PixArtSigmaPipeline(**_pixart_parts()).save_pretrained(folder)


def save_pixart_alpha(folder: Path) -> None:
    """PixArt-α: as Σ."""
    PixArtAlphaPipeline(**_pixart_parts()).save_pretrained(folder)


def save_lumina2(folder: Path) -> None:
    """Lumina 2: time runs the other way, a Gemma 2 for words."""
    torch.manual_seed(0)
    Lumina2Pipeline(
        transformer=Lumina2Transformer2DModel(
            sample_size=16,
            in_channels=LATENT_CHANNELS,
            hidden_size=24,
            num_layers=2,
            num_refiner_layers=1,
            num_attention_heads=2,
            num_kv_heads=2,
            multiple_of=8,
            axes_dim_rope=(4, 4, 4),
            axes_lens=(512, 64, 64),
            cap_feat_dim=16,
        ),
        scheduler=FlowMatchEulerDiscreteScheduler(shift=6.0),
        vae=vae(),
        text_encoder=_gemma(),
        tokenizer=_gemma_tokenizer(),
    ).save_pretrained(folder)


def save_hidream(folder: Path) -> None:
    """HiDream-I1: four text encoders, sparse experts, UniPC."""
    torch.manual_seed(0)
    llama = LlamaConfig(hidden_size=16, num_hidden_layers=2, vocab_size=300, **TEXT)
    HiDreamImagePipeline(
        scheduler=UniPCMultistepScheduler(
            prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0
        ),
        vae=vae(),
        text_encoder=CLIPTextModelWithProjection(_long(clip_config())),
        text_encoder_2=CLIPTextModelWithProjection(_long(clip_config())),
        text_encoder_3=t5(),
        text_encoder_4=LlamaForCausalLM(llama),
        tokenizer=clip_tokenizer(),
        tokenizer_2=clip_tokenizer(),
        tokenizer_3=t5_tokenizer(),
        tokenizer_4=_llama_tokenizer(),
        transformer=HiDreamImageTransformer2DModel(
            patch_size=2,
            in_channels=LATENT_CHANNELS,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=16,
            num_attention_heads=2,
            caption_channels=[32, 16],
            text_emb_dim=64,
            num_routed_experts=2,
            num_activated_experts=1,
            axes_dims_rope=(8, 4, 4),
            max_resolution=(32, 32),
            llama_layers=[0, 1],
        ),
    ).save_pretrained(folder)


def save_omnigen(folder: Path) -> None:
    """OmniGen: one transformer for words and pictures, whose time runs up."""
    torch.manual_seed(0)
    OmniGenPipeline(
        transformer=OmniGenTransformer2DModel(
            in_channels=LATENT_CHANNELS,
            hidden_size=32,
            num_attention_heads=2,
            num_key_value_heads=2,
            intermediate_size=32,
            num_layers=2,
            pad_token_id=0,
            vocab_size=300,
            max_position_embeddings=8192,
            pos_embed_max_size=192,
            rope_scaling={"short_factor": [1.0] * 8, "long_factor": [1.0] * 8},
        ),
        scheduler=FlowMatchEulerDiscreteScheduler(invert_sigmas=True, num_train_timesteps=1),
        vae=vae(),
        tokenizer=_llama_tokenizer(),
    ).save_pretrained(folder)


FAMILIES: dict[str, Callable[[Path], Any]] = {
    "FluxPipeline": save_flux,
    "FluxFillPipeline": save_flux_fill,
    "FluxKontextPipeline": save_kontext,
    "Flux2KleinPipeline": save_klein,
    "StableDiffusion3Pipeline": save_sd3,
    "ZImagePipeline": save_z_image,
    "QwenImagePipeline": save_qwen,
    "QwenImageEditPipeline": save_qwen_edit,
    "QwenImageEditPlusPipeline": save_qwen_edit_plus,
    "QwenImage21Pipeline": save_qwen21,
    "SanaPipeline": save_sana,
    "SanaSprintPipeline": save_sprint,
    "PixArtSigmaPipeline": save_pixart_sigma,
    "PixArtAlphaPipeline": save_pixart_alpha,
    "Lumina2Pipeline": save_lumina2,
    "HiDreamImagePipeline": save_hidream,
    "OmniGenPipeline": save_omnigen,
}


def _qwen_parts() -> dict[str, Any]:
    with TemporaryDirectory() as saved:
        checkpoint = save_qwen2_5_vl(Path(saved))
        encoder = Qwen2_5_VLForConditionalGeneration.from_pretrained(checkpoint)
        tokenizer = AutoTokenizer.from_pretrained(checkpoint)
    torch.manual_seed(0)
    return {
        "scheduler": FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        "vae": AutoencoderKLQwenImage(
            base_dim=4,
            z_dim=4,
            dim_mult=[1, 1, 1, 1],
            num_res_blocks=1,
            temperal_downsample=[False, True, True],
            latents_mean=[0.1] * 4,
            latents_std=[1.5] * 4,
        ),
        "text_encoder": encoder,
        "tokenizer": tokenizer,
        "processor": Qwen2VLProcessor(
            Qwen2VLImageProcessor(), tokenizer, Qwen2VLVideoProcessor(), chat_template=tokenizer.chat_template
        ),
        "transformer": QwenImageTransformer2DModel(
            in_channels=16,
            out_channels=4,
            num_layers=2,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=32,
            axes_dims_rope=(4, 6, 6),
        ),
    }


def _sana_parts(*, guidance_embeds: bool) -> dict[str, Any]:
    torch.manual_seed(0)
    return {
        "tokenizer": _gemma_tokenizer(),
        "text_encoder": _gemma(),
        "vae": AutoencoderDC(
            latent_channels=4,
            encoder_block_out_channels=(8,) * 6,
            decoder_block_out_channels=(8,) * 6,
            encoder_layers_per_block=(1,) * 6,
            decoder_layers_per_block=(1,) * 6,
            encoder_qkv_multiscales=((),) * 6,
            decoder_qkv_multiscales=((),) * 6,
            scaling_factor=0.4,
        ),
        "transformer": SanaTransformer2DModel(
            in_channels=4,
            out_channels=4,
            num_attention_heads=2,
            attention_head_dim=8,
            num_layers=2,
            num_cross_attention_heads=2,
            cross_attention_head_dim=8,
            cross_attention_dim=16,
            caption_channels=16,
            sample_size=32,
            guidance_embeds=guidance_embeds,
            timestep_scale=1000.0,
        ),
    }


def _pixart_parts() -> dict[str, Any]:
    torch.manual_seed(0)
    return {
        "tokenizer": t5_tokenizer(),
        "text_encoder": t5(),
        "vae": vae(),
        "transformer": PixArtTransformer2DModel(
            num_attention_heads=2,
            attention_head_dim=8,
            in_channels=LATENT_CHANNELS,
            out_channels=2 * LATENT_CHANNELS,
            num_layers=2,
            norm_num_groups=4,
            cross_attention_dim=16,
            caption_channels=32,
            sample_size=64,
            use_additional_conditions=False,
        ),
        "scheduler": DPMSolverMultistepScheduler(),
    }


def _gemma() -> Gemma2Model:
    torch.manual_seed(3)
    return Gemma2Model(Gemma2Config(hidden_size=16, num_hidden_layers=2, vocab_size=300, **TEXT))


def _gemma_tokenizer() -> GemmaTokenizer:
    return GemmaTokenizer(vocab=_vocab(["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]), merges=[])


def _llama_tokenizer() -> LlamaTokenizer:
    tokenizer = LlamaTokenizer(vocab=_vocab(["<unk>", "<s>", "</s>"]), merges=[], model_max_length=8192)
    tokenizer.pad_token = "</s>"
    return tokenizer


def _vocab(special: list[str]) -> dict[str, int]:
    return {piece: n for n, piece in enumerate(dict.fromkeys([*special, *PIECES]))}


def _long(config: Any) -> Any:
    """HiDream's CLIPs read 248 tokens."""
    config.max_position_embeddings = 248
    return config
