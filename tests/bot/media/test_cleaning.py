"""Files are made harmless before they are kept."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from bot.media import MediaStore, whole
from bot.media.names import sanitised
from dialogs.values import MediaKind
from tests.bot.media.crafted import animation, exif, mp4, picture, saved
from tests.bot.media.keeping import ANN, kept


@pytest.fixture
def media(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "media")


def shown(media: MediaStore, content: bytes, kind: MediaKind = "image") -> Image.Image:
    kept(media, content, kind=kind)
    found = media.read(ANN, "line:1")
    assert found is not None
    image = Image.open(io.BytesIO(found[1]))
    image.load()
    return image


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_photo_does_not_tell_where_it_was_taken(media: MediaStore, format: str) -> None:
    photo = picture(format, exif=exif())
    assert b"Somebody" in photo
    image = shown(media, photo)
    assert dict(image.getexif()) == {}
    assert b"Somebody" not in b"".join(content for _, content in whole(media.files))
    assert (image.format, image.size) == (format, (60, 40))


def test_a_comment_in_a_photo_goes_too(media: MediaStore) -> None:
    image = shown(media, picture(comment=b"13.75N 100.50E"))
    assert "comment" not in image.info


@pytest.mark.parametrize(("orientation", "size", "corner"), [(6, (40, 60), 0), (3, (60, 40), 2)])
def test_a_photo_taken_sideways_stands_upright(
    media: MediaStore, orientation: int, size: tuple[int, int], corner: int
) -> None:
    image = shown(media, picture("PNG", exif=exif(orientation)))
    assert image.size == size
    red, green, blue = image.convert("RGB").getpixel((0, 0))  # type: ignore[misc]  # RGB has three
    assert (red, green, blue)[corner] == 255


def test_a_photo_loses_next_to_nothing(media: MediaStore) -> None:
    gradient = Image.radial_gradient("L").resize((300, 200)).convert("RGB")
    photo = saved(gradient, "JPEG", quality=92, exif=exif())
    image = shown(media, photo)
    with Image.open(io.BytesIO(photo)) as before:
        pairs = zip(before.tobytes(), image.tobytes(), strict=True)
        assert max(abs(old - new) for old, new in pairs) <= 4


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
def test_an_animated_picture_still_moves(media: MediaStore, format: str) -> None:
    assert getattr(shown(media, animation(format)), "n_frames", 1) == 3


def test_transparency_stays(media: MediaStore) -> None:
    clear = saved(Image.new("RGBA", (9, 9), (1, 2, 3, 0)), "PNG")
    assert shown(media, clear).mode == "RGBA"


@pytest.mark.parametrize("place", [b"+13.7563+100.5018/", b"+13.7563+100.5018+005.123/"])
def test_a_film_does_not_tell_where_it_was_taken(media: MediaStore, place: bytes) -> None:
    film = mp4(more=b"\xa9xyz\0\x12\x15\xc7" + place)
    kept(media, film, kind="video")
    found = media.read(ANN, "line:1")
    assert found is not None
    assert len(found[1]) == len(film)
    assert b"13.7" not in found[1]
    assert b"100.5" not in found[1]


@pytest.mark.parametrize(
    ("name", "harmless"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\แผน.docx", "แผน.docx"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("fdp\u202egpj.pdf", "fdpgpj.pdf"),
        ("...", ""),
        (".htaccess", "htaccess"),
        ("ก" * 300 + ".pdf", "ก" * 100),
        ('what?"<b>".pdf', "what b .pdf"),
        ("\ud800ก.pdf", "ก.pdf"),
        ("", ""),
    ],
)
def test_names_are_made_harmless(name: str, harmless: str) -> None:
    found = sanitised(name)
    assert found.startswith(harmless) if len(harmless) > 50 else found == harmless
    assert len(found) <= 121
    assert not name.endswith(".pdf") or found.endswith(".pdf")
