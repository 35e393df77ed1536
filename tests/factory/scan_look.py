"""How drawn reports look: faces, sizes, rules and margins, from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_FONTS = Path("/usr/share/fonts")
# Chinese faces by name: file and index of the simplified face.
CHINESE = {
    "noto-sans": (_FONTS / "opentype/noto/NotoSansCJK-Regular.ttc", 2),
    "noto-serif": (_FONTS / "opentype/noto/NotoSerifCJK-Regular.ttc", 2),
    "noto-serif-bold": (_FONTS / "opentype/noto/NotoSerifCJK-Bold.ttc", 2),
    "wqy": (_FONTS / "truetype/wqy/wqy-zenhei.ttc", 0),
    "uming": (_FONTS / "truetype/arphic/uming.ttc", 0),
    "ukai": (_FONTS / "truetype/arphic/ukai.ttc", 0),
    "wenkai": (_FONTS / "truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf", 0),
}
# Faces for the digits, where they are not those of the Chinese face.
DIGITS = {
    "times": (_FONTS / "truetype/liberation/LiberationSerif-Regular.ttf", 0),
    "arial": (_FONTS / "truetype/liberation/LiberationSans-Regular.ttf", 0),
    "calibri": (_FONTS / "truetype/crosextra/Carlito-Regular.ttf", 0),
    "dejavu": (_FONTS / "truetype/dejavu/DejaVuSans.ttf", 0),
    "mono": (_FONTS / "truetype/liberation/LiberationMono-Regular.ttf", 0),
}


# Faces that nobody tuned on.
HELD_OUT_CHINESE = {
    "noto-sans-bold": (_FONTS / "opentype/noto/NotoSansCJK-Bold.ttc", 2),
    "sungti": (_FONTS / "truetype/arphic-gbsn00lp/gbsn00lp.ttf", 0),
    "wenkai-light": (_FONTS / "truetype/lxgw-wenkai/LXGWWenKai-Light.ttf", 0),
}
HELD_OUT_DIGITS = {
    "times-bold": (_FONTS / "truetype/liberation/LiberationSerif-Bold.ttf", 0),
    "times-italic": (_FONTS / "truetype/liberation/LiberationSerif-Italic.ttf", 0),
    "arial-narrow": (_FONTS / "truetype/liberation/LiberationSansNarrow-Regular.ttf", 0),
    "dejavu-serif": (_FONTS / "truetype/dejavu/DejaVuSerif.ttf", 0),
}
FACES = {**CHINESE, **DIGITS, **HELD_OUT_CHINESE, **HELD_OUT_DIGITS}


def fonts(names: Iterable[str]) -> tuple[str, ...]:
    """Those of some faces that this machine has."""
    return tuple(name for name in names if FACES[name][0].exists())


@dataclass(frozen=True)
class Look:
    """How a report is drawn; lengths in points."""

    chinese: str = "noto-serif"
    digits: str | None = None
    size: float = 10.5
    label_size: float = 10.5
    rule: float = 0.5
    frame: float = 0.5
    padding: float = 3.0
    row_height: float = 24.0
    align: str = "center"
    margin: float = 72.0
    landscape: bool = False
    leading: float = 1.25
    ink: int = 20
    page_numbers: bool = True
    label_widths: tuple[float, float, float] = (1.1, 1.7, 4.2)
    # Darkness of the rules where it is not the letters', and how long their dashes and gaps are.
    rule_ink: int | None = None
    dash: tuple[float, float] = (0.0, 0.0)
    # Whether numbers too long for their columns go on in a second line; else they are printed smaller.
    broken_numbers: bool = False


def make_look(seed: int, chinese: Iterable[str] = CHINESE, digits: Iterable[str] = DIGITS) -> Look:
    """A random look, in those of the faces given that this machine has."""
    rng = random.Random(seed)  # noqa: S311 - reproducible test data
    size = rng.choice((9.0, 10.5, 10.5, 12.0))
    return Look(
        chinese=rng.choice(fonts(chinese)),
        digits=rng.choice((None, *fonts(digits))),
        size=size,
        label_size=min(size, 10.5),
        rule=rng.choice((0.4, 0.5, 0.75, 1.0)),
        frame=rng.choice((0.5, 1.5)),
        padding=rng.choice((2.0, 3.0, 4.5)),
        row_height=rng.choice((18.0, 22.0, 26.0, 32.0)),
        align=rng.choice(("center", "center", "right", "left")),
        margin=rng.choice((60.0, 72.0, 85.0)),
        landscape=rng.random() < 0.1,
        leading=rng.choice((1.15, 1.3, 1.5)),
        ink=rng.choice((0, 20, 60)),
        label_widths=rng.choice(((1.1, 1.7, 4.2), (1.4, 2.0, 3.5), (1.0, 1.2, 5.0))),
    )
