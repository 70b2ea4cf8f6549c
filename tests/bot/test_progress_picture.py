"""The picture of the progress: its size, its marks, and that no name upsets it."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageColor

from bot import progress_picture as picture
from bot.fonts import FontsMissing, font, font_file
from bot.progress_picture import draw
from content.models import Content
from content.phrases import Phrases
from dialogs.values import ProgressCard
from tests.fakes import NOON


@pytest.fixture(scope="module")
def phrases(content: Content) -> Phrases:
    return content.phrases


@pytest.fixture(scope="module")
def card(content: Content) -> ProgressCard:
    shares = [100, 100, 66, 0, 33, 100, 50, 0, 0, 25, 75, 0, 10]
    criteria = content.default.criteria
    return ProgressCard(
        tuple(
            (c.number, c.short_title, share, place == 0)
            for place, (c, share) in enumerate(zip(criteria, shares, strict=True))
        )
    )


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    assert image.format == "PNG"
    return image.convert("RGB")


def amount(image: Image.Image, colour: str) -> int:
    """How many pixels have nearly this colour."""
    near = [ImageColor.getrgb(colour)[band] for band in range(3)]
    bands = [
        band.point(lambda v, n=n: 255 * (abs(v - n) <= 6))
        for band, n in zip(image.split(), near, strict=True)
    ]
    red, green, blue = (band.convert("1") for band in bands)
    from PIL import ImageChops

    return ImageChops.logical_and(ImageChops.logical_and(red, green), blue).histogram()[255]


def test_it_is_as_wide_as_a_phone_shows_well_and_small_enough_to_send(
    card: ProgressCard, phrases: Phrases
) -> None:
    content = draw(card, "น้ำผึ้ง", NOON, phrases)
    image = opened(content)
    assert image.width == 1040
    assert 1400 <= image.height <= 1900
    assert len(content) < 200_000


def test_the_same_progress_gives_the_same_picture(card: ProgressCard, phrases: Phrases) -> None:
    told = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)  # the same moment as noon in Thailand
    assert draw(card, "ฝน", NOON, phrases) == draw(card, "ฝน", told, phrases)
    assert draw(card, "ฝน", NOON, phrases) != draw(card, "ฟ้า", NOON, phrases)


def test_a_bar_is_as_long_as_its_share(phrases: Phrases) -> None:
    def blue(share: int) -> int:
        return amount(
            opened(draw(ProgressCard((("1", "ก", share, False),)), "", NOON, phrases)), picture.BLUE
        )

    whole = blue(100)
    assert blue(0) == 0
    assert blue(50) == pytest.approx(whole / 2, rel=0.03)
    assert blue(250) == whole
    assert blue(-5) == 0


def test_a_confirmed_draft_is_green_and_ticked(phrases: Phrases) -> None:
    def green(confirmed: bool) -> int:
        row = ("1.1", "ก", 0, confirmed)
        return amount(opened(draw(ProgressCard((row,)), "", NOON, phrases)), picture.GREEN)

    assert green(True) - green(False) > 500


@pytest.mark.parametrize("behind", [picture.PAPER, picture.CARD])
@pytest.mark.parametrize("ink", [picture.INK, picture.QUIET, picture.NAVY])
def test_letters_stand_out_from_what_is_behind_them(ink: str, behind: str) -> None:
    light, dark = sorted((_luminance(ink), _luminance(behind)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    """As WCAG 2 defines it."""
    channels = [v / 255 for v in ImageColor.getrgb(colour)[:3]]
    red, green, blue = (
        v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("marked", "plain"), [("ที่", "ท"), ("ผู้", "ผ"), ("ญู", "ญ"), ("น้ำ", "นำ")])
def test_vowels_and_tones_take_no_room_of_their_own(marked: str, plain: str) -> None:
    letters = font(38)
    assert letters.getlength(marked) == letters.getlength(plain)


def test_a_tone_stands_above_a_vowel_not_on_it() -> None:
    letters = font(100)
    top_of_vowel = letters.getbbox("ที", anchor="ls")[1]
    assert letters.getbbox("ที่", anchor="ls")[1] < top_of_vowel
    assert letters.getbbox("ท่", anchor="ls")[1] > letters.getbbox("ที่", anchor="ls")[1]


def test_a_title_too_long_for_its_row_is_cut_and_touches_nothing(phrases: Phrases) -> None:
    long = ProgressCard((("1.1", "ที่สุด" * 60, 40, False),))
    image = opened(draw(long, "ชื่อที่ยาวมาก" * 40, NOON, phrases))
    margin = image.crop((picture.WIDTH - picture.EDGE + 4, 0, picture.WIDTH, image.height))
    assert margin.getcolors() is not None
    assert len(margin.getcolors() or []) <= 2


def test_no_criteria_at_all_is_a_picture_too(phrases: Phrases) -> None:
    assert opened(draw(ProgressCard(()), "", NOON, phrases)).height > 300


@settings(max_examples=15, deadline=None)
@given(name=st.text(max_size=60), title=st.text(max_size=60), share=st.integers())
def test_no_name_and_no_title_upset_it(phrases: Phrases, name: str, title: str, share: int) -> None:
    opened(draw(ProgressCard(((title, title, share, True),)), name, NOON, phrases))


def test_a_font_that_is_not_there_is_named() -> None:
    assert font_file("Bold").is_file()
    with pytest.raises(FontsMissing, match="Sarabun-Comic"):
        font_file("Comic")  # type: ignore[arg-type]  # what is not there
