"""Regions: whose token is whose, who reads which text, and what the painter makes of it."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import FluxTransformer2DModel
from PIL import Image
from tiny_pipelines import save_flux
from tiny_transformers import tiny_flux2
from triptych.models.causal_references import attend_causally, positions
from triptych.models.conditions import Region, Regional
from triptych.models.flux2 import Flux2Painter
from triptych.models.image_model import ImageRequest, ModelError, Painting, Settings
from triptych.models.pipelines import DiffusersPainter
from triptych.models.pocket.world import Character, Scene
from triptych.models.reference_kv import extract, splice
from triptych.models.regional_attention import attend_to_regions, attention_bias
from triptych.models.regions import bounds, owners

SETTINGS = Settings(
    side=256, multiple_of=32, max_side=1024, max_area=1 << 20, num_inference_steps=3, guidance_scale=1
)
SNOW = Scene(place="snow", characters=(Character(kind="cat", color="red"),)).picture(256)


def region(left: int, top: int, width: int, height: int, prompt: str = "a cat", **more: Any) -> Region:
    return Region(prompt=prompt, left=left, top=top, width=width, height=height, **more)


def request_with(*regions: Region, width: int = 128, height: int = 96) -> ImageRequest:
    return SETTINGS.request("all", width=width, height=height, regional=Regional(regions=regions))


def request(painter: Flux2Painter, prompt: str = "a red cat in the snow", **changes: Any) -> ImageRequest:
    plain = painter.settings.request(prompt, seed=7, width=128, height=128)
    return plain.model_copy(update={"num_inference_steps": 3, **changes})


def painted(painter: Flux2Painter, wanted: ImageRequest) -> Image.Image:
    *_, last = painter.paint(wanted)
    assert isinstance(last, Painting)
    return last.image


def halves(one: str, two: str, **more: Any) -> Regional:
    regions = (region(0, 0, 64, 128, one), region(64, 0, 64, 128, two))
    return Regional(regions=regions, **more)


# Whose token is whose.


def test_a_token_belongs_to_the_box_that_holds_its_centre() -> None:
    grid = owners(request_with(region(0, 0, 49, 96), region(49, 33, 79, 63)), 32)
    assert grid.tolist() == [[0, 0, -1, -1], [0, 0, 1, 1], [0, 0, 1, 1]]


def test_later_boxes_lie_over_earlier_ones() -> None:
    grid = owners(request_with(region(0, 0, 128, 96), region(32, 32, 64, 32)), 32)
    assert grid.tolist() == [[0, 0, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0]]
    assert (bounds(grid, 1).left, bounds(grid, 1).rows, bounds(grid, 1).columns) == (1, 1, 2)


def test_a_token_belongs_to_a_mask_where_most_of_it_is_white() -> None:
    mask = Image.new("RGB", (128, 96))
    mask.paste("white", (0, 0, 50, 96))
    grid = owners(request_with(region(0, 0, 1, 1, mask=mask)), 32)
    assert grid.tolist() == [[0, 0, -1, -1]] * 3


@pytest.mark.parametrize(
    ("regions", "words"),
    [
        (
            [region(0, 0, 10, 10)],
            r"1 \(10×10 pixels\) covers no token of 32×32 pixels; make it at least 32",
        ),
        ([region(64, 0, 96, 32)], r"reaches to \(160, 32\), but the picture is 128×96; keep it inside"),
        ([region(0, 0, 64, 64), region(0, 0, 128, 96)], "region 1 lies wholly under later ones"),
        ([region(0, 0, 64, 64, mask=Image.new("RGB", (128, 96)))], "region 1 .* covers no token"),
        ([region(0, 0, 64, 64, mask=Image.new("RGB", (64, 64)))], "mask is 64×64, but the picture is 128×96"),
    ],
)
def test_regions_that_cannot_be_are_refused(regions: Sequence[Region], words: str) -> None:
    with pytest.raises(ModelError, match=words):
        owners(request_with(*regions), 32)


# Who reads which text.

HIDDEN = -1000.0


def sees(strength: float, references: int = 0, separate: bool = False) -> torch.Tensor:
    """A text of 2 tokens for all, one of 1 and one of 2 for the regions; tokens of 0, of 1, of none."""
    return attention_bias([2, 1, 2], torch.tensor([0, 1, -1]), references, strength, separate)[0, 0]


def test_texts_see_themselves_and_the_picture() -> None:
    text = sees(1.0, references=4)[:5] > HIDDEN
    own = [[0, 0], [0, 1], [1, 0], [1, 1], [2, 2], [3, 3], [3, 4], [4, 3], [4, 4]]
    assert text[:, :5].nonzero().tolist() == own
    assert text[:, 5:].shape == (5, 7)
    assert text[:, 5:].all()


@pytest.mark.parametrize(
    ("strength", "read"),
    [
        (1.0, [[0, 0, 1, 0, 0], [0, 0, 0, 1, 1], [1, 1, 0, 0, 0]]),
        (0.5, [[1, 1, 1, 0, 0], [1, 1, 0, 1, 1], [1, 1, 0, 0, 0]]),
        (0.0, [[1, 1, 0, 0, 0]] * 3),
    ],
)
def test_a_region_reads_its_own_text_the_more_the_stronger(strength: float, read: list[list[int]]) -> None:
    image = sees(strength)[5:]
    assert (image[:, :5] > HIDDEN).int().tolist() == read
    assert (image[:, 5:] == 0).all()


def test_between_the_ends_the_weaker_text_is_only_dimmed() -> None:
    image = sees(0.75)[5:]
    assert image[0, 2] == 0
    assert image[0, 0].exp().item() == pytest.approx(0.5)
    assert image[2, 0] == 0


def test_separate_regions_see_a_little_less_of_each_other() -> None:
    image = sees(1.0, references=1, separate=True)[5:, 5:]
    assert (image[:, 0] == 0).all()
    assert (image[:, 1:].diagonal() == 0).all()
    assert ((image[0, 2:] < 0) & (image[0, 2:] > -1)).all()


# The attention of FLUX.2, and of FLUX.1 with its stock processors.


@torch.no_grad()
def flux2_pass(transformer: Any, references: bool, text: torch.Tensor, **more: Any) -> torch.Tensor:
    """One pass over 2 × 3 tokens beside the text, and beside references where asked."""
    draw = torch.Generator().manual_seed(1)
    image, clean = torch.randn(1, 6, 8, generator=draw), torch.randn(1, 4, 8, generator=draw)
    kept = extract(transformer, clean, positions(2, 2, 1)) if references else ()
    ids = torch.zeros(text.shape[1], 4)
    output: torch.Tensor = transformer(
        hidden_states=image,
        encoder_hidden_states=text,
        timestep=torch.tensor([0.5]),
        img_ids=positions(2, 3),
        txt_ids=ids,
        return_dict=False,
        **(splice(transformer, kept, 1) if kept else {}),
        **more,
    )[0]
    return output


TEXT = torch.randn(1, 3, 12, generator=torch.Generator().manual_seed(2))


@pytest.mark.parametrize("references", [False, True])
def test_without_a_mask_flux2_is_the_stock_one_bit_by_bit(references: bool) -> None:
    stock, ours = tiny_flux2(), tiny_flux2()
    attend_causally(stock)
    attend_to_regions(ours)
    assert torch.equal(flux2_pass(stock, references, TEXT), flux2_pass(ours, references, TEXT))


@pytest.mark.parametrize("references", [False, True])
def test_the_same_text_twice_is_the_text_once(references: bool) -> None:
    transformer = tiny_flux2()
    attend_to_regions(transformer)
    half = torch.tensor([0, 0, 0, 1, 1, 1])
    bias = attention_bias([3, 3, 3], half, 4 if references else 0, 1.0, False)
    thrice = flux2_pass(
        transformer, references, TEXT.repeat(1, 3, 1), joint_attention_kwargs={"attention_mask": bias}
    )
    assert torch.allclose(thrice, flux2_pass(transformer, references, TEXT), atol=1e-5)


def test_fused_projections_give_the_same() -> None:
    transformer = tiny_flux2()
    attend_to_regions(transformer)
    bias = attention_bias([3, 3, 3], torch.tensor([0, 0, 0, 1, 1, -1]), 4, 0.7, True)
    texts = torch.cat([TEXT, TEXT.flip(1), 2 * TEXT], 1)
    mask = {"joint_attention_kwargs": {"attention_mask": bias}}
    before = flux2_pass(transformer, True, texts, **mask)
    transformer.fuse_qkv_projections()
    assert torch.allclose(flux2_pass(transformer, True, texts, **mask), before, atol=1e-5)


def test_flux1_takes_the_same_mask_with_its_own_processors() -> None:
    torch.manual_seed(0)
    transformer = FluxTransformer2DModel(
        in_channels=8,
        num_layers=1,
        num_single_layers=1,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=12,
        pooled_projection_dim=4,
        axes_dims_rope=(4, 6, 6),
    ).eval()
    image, pooled = torch.randn(1, 6, 8), torch.randn(1, 4)

    def forward(text: torch.Tensor, **more: Any) -> torch.Tensor:
        with torch.no_grad():
            output: torch.Tensor = transformer(
                hidden_states=image,
                encoder_hidden_states=text,
                pooled_projections=pooled,
                timestep=torch.tensor([0.5]),
                img_ids=positions(2, 3)[:, :3].float(),
                txt_ids=torch.zeros(text.shape[1], 3),
                return_dict=False,
                **more,
            )[0]
        return output

    owner = torch.tensor([0, 0, 0, 1, 1, 1])
    bias = {"attention_mask": attention_bias([3, 3, 3], owner, 0, 1.0, False)}
    other = torch.randn(1, 3, 12)
    plain = forward(TEXT)
    assert torch.allclose(forward(TEXT.repeat(1, 3, 1), joint_attention_kwargs=bias), plain, atol=1e-5)
    mixed = forward(torch.cat([TEXT, TEXT, other], 1), joint_attention_kwargs=bias)
    change = (mixed - plain).abs().amax(-1)[0]
    assert change[3:].min() > change[:3].max() > 0


# The embedded painter.


def test_at_strength_0_the_picture_is_the_one_without_regions(pocket: Flux2Painter) -> None:
    plain = painted(pocket, request(pocket)).tobytes()
    for off in ({"strength": 0.0, "bound_steps": 2}, {"until": 0.0}):
        regional = halves("a dog at night", "a robot", **off)
        assert painted(pocket, request(pocket, regional=regional)).tobytes() == plain


@pytest.mark.parametrize("references", [(), (SNOW,)])
@pytest.mark.parametrize("guidance_scale", [1.0, 3.0])
def test_one_region_with_the_same_prompt_changes_nothing(
    pocket: Flux2Painter, references: tuple[Image.Image, ...], guidance_scale: float
) -> None:
    prompt = "a red cat in the snow"
    plain = pocket.settings.request(prompt, seed=7, width=128, height=128).model_dump() | {
        "num_inference_steps": 3,
        "guidance_scale": guidance_scale,
        "references": references,
    }
    expected = np.asarray(painted(pocket, ImageRequest.model_validate(plain))).astype(int)
    whole = region(0, 0, 128, 128, prompt)
    for more in ({}, {"separate": True}, {"bound_steps": 2}):
        regional = Regional(regions=(whole,), **more)
        found = painted(pocket, ImageRequest.model_validate(plain | {"regional": regional}))
        assert np.abs(np.asarray(found).astype(int) - expected).mean() < 2, more


@pytest.mark.parametrize("more", [{"separate": True}, {"bound_steps": 6}])
def test_each_region_shows_its_own_prompt(pocket: Flux2Painter, more: dict[str, Any]) -> None:
    regions = (region(0, 0, 128, 128, "a cat at night"), region(128, 0, 128, 128, "a cat in the snow"))
    wanted = request(
        pocket,
        "two pictures",
        width=256,
        num_inference_steps=6,
        regional=Regional(regions=regions, **more),
    )
    picture = np.asarray(painted(pocket, wanted)).astype(float)
    assert picture[:30, :120].mean() + 60 < picture[:30, 136:].mean()


def test_regions_hold_for_their_share_of_the_steps(pocket: Flux2Painter) -> None:
    lengths: list[int] = []
    handle = pocket.transformer.register_forward_pre_hook(
        lambda _, __, kwargs: lengths.append(kwargs["encoder_hidden_states"].shape[1]), with_kwargs=True
    )
    left = Regional(regions=(region(0, 0, 64, 128),), until=0.75, bound_steps=1)
    try:
        painted(pocket, request(pocket, num_inference_steps=4, regional=left))
    finally:
        handle.remove()
    # Bound: the whole and the region alone; then both texts at once; at last only the whole prompt.
    assert lengths == [48, 48, 96, 96, 48]


def test_nothing_of_regions_stays_after_a_picture_was_closed(pocket: Flux2Painter) -> None:
    plain = painted(pocket, request(pocket)).tobytes()
    painting = pocket.paint(request(pocket, regional=halves("a dog", "a robot")))
    next(painting)
    painting.close()
    with pytest.raises(ModelError, match="keep it inside"):
        next(pocket.paint(request(pocket, regional=Regional(regions=(region(0, 0, 512, 64),)))))
    assert painted(pocket, request(pocket)).tobytes() == plain


def test_pictures_with_and_without_regions_are_painted_side_by_side(pocket: Flux2Painter) -> None:
    wanted = [
        request(pocket, regional=regional)
        for regional in (None, halves("a dog", "a robot"), None, halves("a fox", "a cat", separate=True))
    ]
    alone = [painted(pocket, one).tobytes() for one in wanted]
    with ThreadPoolExecutor(2) as threads:
        together = [image.tobytes() for image in threads.map(lambda one: painted(pocket, one), wanted)]
    assert together == alone


# FLUX.1 in its own pipeline.


@pytest.fixture(scope="module")
def flux1(tmp_path_factory: pytest.TempPathFactory) -> DiffusersPainter:
    plain = save_flux(tmp_path_factory.mktemp("flux"))
    return DiffusersPainter(plain.model_copy(update={"abilities": frozenset({"canvas", "regions"})}))


def flux1_picture(painter: DiffusersPainter, regional: Regional | None) -> Image.Image:
    *_, last = painter.paint(painter.settings.request("a cat", width=128, height=64, regional=regional))
    assert isinstance(last, Painting)
    return last.image


def on_flux1(one: str, two: str, **more: Any) -> Regional:
    regions = (region(0, 0, 64, 64, one), region(64, 0, 64, 64, two))
    return Regional(regions=regions, **more)


def test_flux1_paints_regions_and_without_strength_the_stock_picture(flux1: DiffusersPainter) -> None:
    plain = flux1_picture(flux1, None)
    for off in ({"strength": 0.0}, {"until": 0.0}):
        assert flux1_picture(flux1, on_flux1("a dog", "a fox", **off)).tobytes() == plain.tobytes()
    same = np.asarray(flux1_picture(flux1, on_flux1("a cat", "a cat"))).astype(int)
    assert np.abs(same - np.asarray(plain)).mean() < 1
    for on in ({}, {"separate": True}, {"until": 0.5}, {"strength": 0.5}):
        assert flux1_picture(flux1, on_flux1("a dog", "a fox", **on)).tobytes() != plain.tobytes(), on
    assert flux1_picture(flux1, None).tobytes() == plain.tobytes()


def test_flux1_reads_the_regions_prompts_only_as_long_as_they_hold(flux1: DiffusersPainter) -> None:
    masks: list[torch.Tensor] = []
    handle = flux1.pipeline.transformer.register_forward_pre_hook(
        lambda _, __, kwargs: masks.append(kwargs["joint_attention_kwargs"]["attention_mask"]),
        with_kwargs=True,
    )
    try:
        flux1_picture(flux1, on_flux1("a dog", "a fox", until=0.34))
    finally:
        handle.remove()
    length = flux1.card.text_length
    reads = [(mask[0, 0, 3 * length :, length : 3 * length] > HIDDEN).any().item() for mask in masks]
    assert reads == [True, False, False]


@pytest.mark.parametrize(
    ("regional", "words"),
    [
        (on_flux1("a dog", "a fox", bound_steps=2), "cannot be bound for 2 steps by FluxPipeline; leave"),
        (on_flux1("a dog", "fox " * 900), "tokens, but tiny-FluxPipeline reads at most 400; say it shorter"),
        (Regional(regions=(region(0, 0, 4, 4),)), "covers no token of 16×16"),
    ],
)
def test_flux1_refuses_what_it_cannot_paint(flux1: DiffusersPainter, regional: Regional, words: str) -> None:
    with pytest.raises(ModelError, match=words):
        flux1_picture(flux1, regional)
