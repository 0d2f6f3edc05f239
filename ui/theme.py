"""Colours and letters of the web page, light and dark. No font comes over the network."""

from pathlib import Path

import gradio as gr

HERE = Path(__file__).parent
SCRIPTS = [HERE / "studio.js", HERE / "frames.js", *sorted((HERE / "scripts").glob("*.js"))]
SCRIPT = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
FRAME = (HERE / "frame.css").read_text(encoding="utf-8")
HEAD = f"""
<style>{FRAME}</style>
<script>{SCRIPT}</script>"""
CORAL = gr.themes.Color(
    c50="#fdf3ee",
    c100="#fbe3d8",
    c200="#f6c6b2",
    c300="#efa387",
    c400="#e67f5d",
    c500="#d9623f",
    c600="#c04e2e",
    c700="#9d3f27",
    c800="#7c3423",
    c900="#622c20",
    c950="#361510",
)
PAPER = gr.themes.Color(
    c50="#fdfaf4",
    c100="#f8f2e6",
    c200="#eee5d4",
    c300="#ddd1bc",
    c400="#b5a893",
    c500="#8b8070",
    c600="#695f54",
    c700="#4b443f",
    c800="#332e2d",
    c900="#242021",
    c950="#191617",
)


def theme() -> gr.themes.Base:
    """Warm paper by day, a lamp-lit room by night."""
    return gr.themes.Base(
        primary_hue=CORAL,
        secondary_hue=CORAL,
        neutral_hue=PAPER,
        radius_size="lg",
        text_size="md",
        font=["ui-sans-serif", "system-ui", "Segoe UI", "Noto Sans", "sans-serif"],
        font_mono=["ui-monospace", "Consolas", "monospace"],
    ).set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        body_text_color="*neutral_800",
        body_text_color_dark="*neutral_100",
        background_fill_primary="#fffdf8",
        background_fill_primary_dark="*neutral_900",
        block_border_width="0px",
        block_shadow="none",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        input_background_fill="#fffdf8",
        input_background_fill_dark="*neutral_900",
        button_primary_background_fill="*primary_500",
        button_primary_background_fill_hover="*primary_600",
        button_primary_text_color="#ffffff",
    )
