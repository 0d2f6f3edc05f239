"""The painter's parts, untrained: FLUX.2-klein's architecture, small enough for a laptop without a GPU.

About 10 M parameters in the transformer, 2 M in the text encoder, 3.5 M in the VAE. Knows no data.
"""

from random import Random

from diffusers import (
    AutoencoderKLFlux2,
    FlowMatchEulerDiscreteScheduler,
    Flux2KleinKVPipeline,
    Flux2Transformer2DModel,
)
from transformers import Qwen2TokenizerFast, Qwen3Config, Qwen3ForCausalLM

from ..causal_references import attend_causally
from .tasks import lesson, random_group
from .tokenizer_learning import learn_tokenizer

TEXT_LAYERS = (2, 3, 4)
TEXT_WIDTH = 192
TEXT_LENGTH = 48
"""Tokens a sentence is padded to; panel prompts are longer."""

CHAT_TEMPLATE = "{% for message in messages %}<|im_start|>{{ message['content'] }}<|im_end|>{% endfor %}"


def build_vae() -> AutoencoderKLFlux2:
    """16× smaller sides, 32 channels, 2 × 2 of them a token: 32 px and 128 numbers a token."""
    return AutoencoderKLFlux2(
        down_block_types=("DownEncoderBlock2D",) * 5,
        up_block_types=("UpDecoderBlock2D",) * 5,
        block_out_channels=(16, 32, 64, 96, 128),
        decoder_block_out_channels=(24, 48, 64, 96, 128),
        layers_per_block=1,
        latent_channels=32,
        norm_num_groups=1,
        sample_size=256,
        mid_block_add_attention=False,
    )


def build_transformer() -> Flux2Transformer2DModel:
    """Two double and six single blocks of width 256, with causal references."""
    transformer = Flux2Transformer2DModel(
        in_channels=128,
        num_layers=2,
        num_single_layers=6,
        attention_head_dim=64,
        num_attention_heads=4,
        joint_attention_dim=TEXT_WIDTH * len(TEXT_LAYERS),
        axes_dims_rope=(8, 20, 20, 16),
        guidance_embeds=False,
    )
    attend_causally(transformer)
    return transformer


def build_text_encoder(tokenizer: Qwen2TokenizerFast) -> Qwen3ForCausalLM:
    """Four layers of width 192, trained jointly with the transformer."""
    config = Qwen3Config(
        vocab_size=len(tokenizer),
        hidden_size=TEXT_WIDTH,
        intermediate_size=512,
        num_hidden_layers=4,
        num_attention_heads=6,
        num_key_value_heads=6,
        head_dim=32,
        max_position_embeddings=1024,
        tie_word_embeddings=True,
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
        bos_token_id=None,
        dtype="float32",
    )
    return Qwen3ForCausalLM(config)


def build_tokenizer(vocabulary: int = 1024, groups: int = 3000) -> Qwen2TokenizerFast:
    """Byte-level BPE learnt from the world's own sentences; its words become single tokens."""
    rng = Random("tokenizer")
    corpus = []
    for _ in range(groups):
        group = random_group(rng)
        corpus += [
            lesson(group, task, rng).prompt for task in ("sentence", "edit", "again", "together", "panels")
        ]
    special = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
    return learn_tokenizer(corpus, vocabulary, special, CHAT_TEMPLATE)


def build_scheduler() -> FlowMatchEulerDiscreteScheduler:
    """Plain flow matching; `shift` moves steps towards noise."""
    return FlowMatchEulerDiscreteScheduler(num_train_timesteps=1000, shift=1.5)


def assemble(
    vae: AutoencoderKLFlux2,
    transformer: Flux2Transformer2DModel,
    text_encoder: Qwen3ForCausalLM,
    tokenizer: Qwen2TokenizerFast,
) -> Flux2KleinKVPipeline:
    """The parts as the stock pipeline, ready to be saved."""
    return Flux2KleinKVPipeline(
        scheduler=build_scheduler(),
        vae=vae,
        text_encoder=text_encoder,
        tokenizer=tokenizer,
        transformer=transformer,
    )
