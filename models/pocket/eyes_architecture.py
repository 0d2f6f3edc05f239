"""The eyes' parts, untrained: Qwen3-VL's architecture, small enough for a laptop without a GPU.

About 4.8 M parameters; a picture of 128 px is 64 tokens. Knows no data but the words.
"""

from collections.abc import Iterable

from transformers import (
    Qwen2TokenizerFast,
    Qwen2VLImageProcessor,
    Qwen3VLConfig,
    Qwen3VLForConditionalGeneration,
    Qwen3VLProcessor,
    Qwen3VLVideoProcessor,
)

from .tokenizer_learning import learn_tokenizer

SIZE = 128
PATCH = 16
SIDE = SIZE // PATCH
WIDTH = 192
SPECIAL = (
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|image_pad|>",
    "<|video_pad|>",
)

CHAT_TEMPLATE = """\
{%- for message in messages -%}
{{- '<|im_start|>' + message['role'] + '\\n' -}}
{%- if message['content'] is string -%}{{- message['content'] -}}
{%- else -%}
{%- for part in message['content'] -%}
{%- if part['type'] == 'image' -%}{{- '<|vision_start|><|image_pad|><|vision_end|>' -}}
{%- elif part['type'] == 'text' -%}{{- part['text'] -}}
{%- endif -%}
{%- endfor -%}
{%- endif -%}
{{- '<|im_end|>\\n' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\\n' -}}{%- endif -%}
"""


def build_eyes(tokenizer: Qwen2TokenizerFast) -> Qwen3VLForConditionalGeneration:
    """Five vision blocks and five language layers of width 192; the first two layers get deepstack."""
    ids = dict(zip(SPECIAL, tokenizer.convert_tokens_to_ids(list(SPECIAL)), strict=True))
    config = Qwen3VLConfig(
        vision_config={
            "depth": 5,
            "hidden_size": WIDTH,
            "intermediate_size": 640,
            "num_heads": 3,
            "patch_size": PATCH,
            "spatial_merge_size": 1,
            "temporal_patch_size": 2,
            "out_hidden_size": WIDTH,
            "num_position_embeddings": SIDE * SIDE,
            "deepstack_visual_indexes": [1, 3],
        },
        text_config={
            "vocab_size": len(tokenizer),
            "hidden_size": WIDTH,
            "intermediate_size": 512,
            "num_hidden_layers": 5,
            "num_attention_heads": 3,
            "num_key_value_heads": 3,
            "head_dim": 64,
            "max_position_embeddings": 1024,
            "rope_parameters": {
                "rope_type": "default",
                "rope_theta": 10000.0,
                "mrope_section": [12, 10, 10],
                "mrope_interleaved": True,
            },
            "pad_token_id": tokenizer.pad_token_id,
            "eos_token_id": tokenizer.eos_token_id,
            "bos_token_id": None,
            "tie_word_embeddings": True,
        },
        image_token_id=ids["<|image_pad|>"],
        video_token_id=ids["<|video_pad|>"],
        vision_start_token_id=ids["<|vision_start|>"],
        vision_end_token_id=ids["<|vision_end|>"],
        tie_word_embeddings=True,
    )
    config._attn_implementation = "eager"
    return Qwen3VLForConditionalGeneration(config)


def build_tokenizer(corpus: Iterable[str], vocabulary: int = 960) -> Qwen2TokenizerFast:
    """Byte-level BPE learnt from the lessons; their words and the numbers 0–100 become single tokens."""
    numbers = (f"{n}" for n in range(101) for _ in range(1000))
    return learn_tokenizer([*corpus, *numbers], vocabulary, SPECIAL, CHAT_TEMPLATE)


def build_processor(tokenizer: Qwen2TokenizerFast) -> Qwen3VLProcessor:
    """Chat template, tokenizer and pictures: squares of any size become 128 px, in −1..1."""
    pixels = {"shortest_edge": SIZE * SIZE, "longest_edge": SIZE * SIZE}
    patches = {"patch_size": PATCH, "temporal_patch_size": 2, "merge_size": 1}
    half = {"image_mean": [0.5] * 3, "image_std": [0.5] * 3}
    return Qwen3VLProcessor(
        image_processor=Qwen2VLImageProcessor(size=pixels, **patches, **half),
        tokenizer=tokenizer,
        video_processor=Qwen3VLVideoProcessor(**patches, **half),
        chat_template=CHAT_TEMPLATE,
    )
