"""Tiny random vision-language checkpoints in transformers' own format: real files, real classes, no sense."""

from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    Idefics3Config,
    Idefics3ForConditionalGeneration,
    Idefics3ImageProcessor,
    Idefics3Processor,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2_5_VLProcessor,
    Qwen2TokenizerFast,
    Qwen2VLImageProcessor,
    Qwen2VLVideoProcessor,
    Qwen3VLConfig,
    Qwen3VLForConditionalGeneration,
    Qwen3VLProcessor,
    Qwen3VLVideoProcessor,
)

SQUARE = 64  # pixels of a side that SmolVLM sees at once: here 4 tokens
SPECIAL = [
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|image_pad|>",
    "<|video_pad|>",
]
CORPUS = ("yes no Yes No yes no Yes No user assistant Is there a cat? Is the cat red? Describe the picture.",)
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{% for part in message.content %}"
    "{% if part.type == 'image' %}<|vision_start|><|image_pad|><|vision_end|>{% else %}{{ part.text }}"
    "{% endif %}{% endfor %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
SMOL_TEMPLATE = (
    "<|im_start|>{% for message in messages %}{{ message.role }}:{% for part in message.content %}"
    "{% if part.type == 'image' %}<image>{% else %}{{ part.text }}{% endif %}{% endfor %}<end_of_utterance>\n"
    "{% endfor %}{% if add_generation_prompt %}assistant:{% endif %}"
)
TEXT = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "num_key_value_heads": 1,
    "head_dim": 16,
    "max_position_embeddings": 4096,
    "tie_word_embeddings": True,
    "rope_parameters": {"rope_type": "default", "rope_theta": 10000.0, "mrope_section": [4, 2, 2]},
    # Large random weights: small ones answer all questions alike.
    "initializer_range": 0.3,
}
VISION = {"depth": 2, "num_heads": 2, "initializer_range": 0.3}


def save_qwen3_vl(folder: Path, merge_size: int, corpus: Sequence[str] = CORPUS) -> Path:
    """Patches of 16 pixels; with merge size 1, 128×128 pixels are 64 visual tokens."""
    tokenizer = _tokenizer(corpus)
    vision = {
        "hidden_size": 32,
        "intermediate_size": 64,
        "out_hidden_size": 32,
        "patch_size": 16,
        "spatial_merge_size": merge_size,
        "num_position_embeddings": 64,
        "deepstack_visual_indexes": [0],
    }
    config = Qwen3VLConfig(
        text_config={**TEXT, "vocab_size": len(tokenizer) + 5},
        vision_config={**VISION, **vision},
        tie_word_embeddings=True,
        **_ids(tokenizer),
    )
    torch.manual_seed(0)
    Qwen3VLForConditionalGeneration(config).save_pretrained(folder)
    sizes = {"patch_size": 16, "merge_size": merge_size}
    Qwen3VLProcessor(
        Qwen2VLImageProcessor(**sizes), tokenizer, Qwen3VLVideoProcessor(**sizes), chat_template=TEMPLATE
    ).save_pretrained(folder)
    return folder


def save_qwen2_5_vl(folder: Path) -> Path:
    """Patches of 14 pixels, four to a visual token, window attention in the first layer."""
    tokenizer = _tokenizer(CORPUS)
    vision = {
        "hidden_size": 32,
        "intermediate_size": 64,
        "out_hidden_size": 32,
        "patch_size": 14,
        "fullatt_block_indexes": [1],
    }
    config = Qwen2_5_VLConfig(
        text_config={**TEXT, "vocab_size": len(tokenizer)},
        vision_config={**VISION, **vision},
        tie_word_embeddings=True,
        **_ids(tokenizer),
    )
    torch.manual_seed(0)
    Qwen2_5_VLForConditionalGeneration(config).save_pretrained(folder)
    Qwen2_5_VLProcessor(
        Qwen2VLImageProcessor(), tokenizer, Qwen2VLVideoProcessor(), chat_template=TEMPLATE
    ).save_pretrained(folder)
    return folder


def save_smolvlm(folder: Path) -> Path:
    """Squares of 64 pixels, each four visual tokens: patches of 16 pixels, of which 2×2 are one token."""
    tokenizer = _tokenizer(CORPUS)
    tokens = ["<image>", "<fake_token_around_image>", "<end_of_utterance>", "<global-img>"]
    places = [f"<row_{row}_col_{column}>" for row in (1, 2, 3) for column in (1, 2, 3)]
    tokenizer.add_special_tokens({"additional_special_tokens": tokens + places})
    processor = Idefics3Processor(
        Idefics3ImageProcessor(size={"longest_edge": 3 * SQUARE}, max_image_size={"longest_edge": SQUARE}),
        tokenizer,
        image_seq_len=4,
        chat_template=SMOL_TEMPLATE,
    )
    text = {key: value for key, value in TEXT.items() if key != "rope_parameters"}
    vision = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2}
    config = Idefics3Config(
        text_config={"model_type": "llama", **text, "vocab_size": len(tokenizer) + 5, "pad_token_id": 0},
        vision_config={**vision, "image_size": SQUARE, "patch_size": 16, "initializer_range": 0.3},
        image_token_id=tokenizer.convert_tokens_to_ids("<image>"),
        scale_factor=2,
        tie_word_embeddings=True,
    )
    torch.manual_seed(0)
    Idefics3ForConditionalGeneration(config).save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder


def _ids(tokenizer: Qwen2TokenizerFast) -> dict[str, int]:
    names = {"image_token_id": 5, "video_token_id": 6, "vision_start_token_id": 3, "vision_end_token_id": 4}
    return {name: tokenizer.convert_tokens_to_ids(SPECIAL[index]) for name, index in names.items()}


def _tokenizer(corpus: Sequence[str]) -> Qwen2TokenizerFast:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        corpus, trainers.BpeTrainer(vocab_size=330, special_tokens=SPECIAL, initial_alphabet=alphabet)
    )
    return Qwen2TokenizerFast(
        tokenizer_object=tokenizer, pad_token=SPECIAL[0], eos_token=SPECIAL[2], unk_token=None, bos_token=None
    )
