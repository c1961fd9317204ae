"""The style sheets: contrast in both themes, raw colours and sizes only in tokens.css; locked files."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CSS = ROOT / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text()
TWO = re.compile(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)")
PAIRS = {name: {"light": light, "dark": dark} for name, light, dark in TWO.findall(TOKENS)}
GROUNDS = ("paper", "card", "sunk")
TONES = ("idle", "wait", "go", "done", "stop", "owed", "owes", "accent")


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str, theme: str) -> float:
    light, dark = sorted((luminance(PAIRS[name][theme]) for name in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_has_contrast(theme: str) -> None:
    texts = [(ink, ground) for ink in ("ink", "soft", *TONES) for ground in GROUNDS]
    texts += [(tone, f"{tone}-wash") for tone in TONES] + [("ink", f"{tone}-wash") for tone in TONES]
    texts += [("accent-ink", "accent"), ("accent-ink", "accent-strong"), ("accent-strong", "accent-wash")]
    low = {pair: round(ratio, 2) for pair in texts if (ratio := contrast(*pair, theme)) < 4.5}
    assert not low


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_of_controls_have_contrast(theme: str) -> None:
    edges = [(edge, ground) for edge in ("edge", "focus", *TONES) for ground in ("paper", "card")]
    low = {pair: round(ratio, 2) for pair in edges if (ratio := contrast(*pair, theme)) < 3}
    assert not low


@pytest.mark.parametrize(
    "sheet", [path for path in CSS.glob("*.css") if path.name != "tokens.css"], ids=lambda p: p.name
)
def test_only_tokens_hold_raw_colours_and_sizes(sheet: Path) -> None:
    rules = re.sub(r"/\*.*?\*/|@(?:media|container)[^{]*|@page[^}]*}", "", sheet.read_text(), flags=re.S)
    assert not re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(|oklch\(", rules)
    assert not re.findall(r"(?<![\w.-])\d*\.?\d+(?:px|rem|pt|cm|mm)\b", rules)
    unknown = set(re.findall(r"var\(--([\w-]+)", rules)) - set(re.findall(r"--([\w-]+):", TOKENS + rules))
    assert not unknown


def test_vendored_files_are_as_locked() -> None:
    for package in json.loads((ROOT / "static/vendor/LOCK.json").read_text()):
        for name, sha256 in package["files"].items():
            assert hashlib.sha256((ROOT / name).read_bytes()).hexdigest() == sha256, name
