"""Files beside the evidence: kept once, harmless, and gone when they are erased."""

from __future__ import annotations

import io
import json
import stat
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image

from bot.channel import Fetched
from bot.media import Kept, Limits, MediaStore, Trouble
from bot.media.names import sanitised
from dialogs.values import MediaKind
from storage.errors import Damaged
from tests.bot.media.crafted import PDF, animation, exif, mp4, picture, saved, sent
from tests.fakes import NOON

ANN, BOB = "line:Uann", "telegram:4711"


@pytest.fixture
def media(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "media")


def kept(
    media: MediaStore,
    content: bytes = PDF,
    *,
    officer: str = ANN,
    message: str = "line:1",
    kind: MediaKind = "file",
    name: str = "",
    later: int = 0,
) -> Kept:
    at = NOON + timedelta(minutes=later)
    found = media.keep(officer, message, kind, sent(content), at=at, name=name)
    assert isinstance(found, Kept)
    return found


def shown(media: MediaStore, content: bytes, kind: MediaKind = "image") -> Image.Image:
    kept(media, content, kind=kind)
    found = media.read(ANN, "line:1")
    assert found is not None
    image = Image.open(io.BytesIO(found[1]))
    image.load()
    return image


def everything(media: MediaStore) -> list[Path]:
    return [path for path in media.folder.rglob("*") if path.is_file() and path.name != "key"]


def test_a_file_is_read_as_it_was_kept_with_what_it_is(media: MediaStore) -> None:
    found = kept(media, name="แผนงาน.pdf")
    assert found == Kept(
        "line:1", "file", "แผนงาน.pdf", "application/pdf", len(PDF), sha256(PDF).hexdigest(), NOON
    )
    assert media.read(ANN, "line:1") == (found, PDF)
    assert media.read(BOB, "line:1") is None
    assert media.read(ANN, "line:2") is None


def test_a_file_delivered_twice_is_kept_once_as_it_was_first(media: MediaStore) -> None:
    first = kept(media)
    assert kept(media, picture(), later=5) == first
    assert len(everything(media)) == 2


def test_everything_is_still_there_after_a_restart(media: MediaStore) -> None:
    kept(media)
    assert MediaStore(media.folder).read(ANN, "line:1") == media.read(ANN, "line:1")


def test_a_refused_file_leaves_nothing_behind(media: MediaStore) -> None:
    found = media.keep(ANN, "line:1", "file", sent(b"MZ" + bytes(90)), at=NOON, name="a.exe")
    assert found == Trouble("dangerous")
    half = media.keep(ANN, "line:1", "image", sent(picture(size=(900, 600))[:3000]), at=NOON)
    assert half == Trouble("damaged")
    assert everything(media) == []


def test_the_store_has_its_own_limits(tmp_path: Path) -> None:
    small = MediaStore(tmp_path, Limits(file=1024 * 1024))
    large = Fetched(bytes(1024 * 1024 + 1), "")
    assert small.check("file", large) == Trouble("large", "1 MB")
    assert small.keep(ANN, "line:1", "file", large, at=NOON) == Trouble("large", "1 MB")


def test_names_of_files_and_folders_say_nothing_of_anybody(media: MediaStore) -> None:
    kept(media, name="สมชาย.pdf")
    paths = " ".join(str(path.relative_to(media.folder)) for path in everything(media))
    assert not any(told in paths for told in ("Uann", "สมชาย", "line"))
    other = MediaStore(media.folder.with_name("other"))
    kept(other)
    assert {p.name for p in everything(media)}.isdisjoint(p.name for p in everything(other))


def test_only_the_owner_of_the_process_can_read_the_files(media: MediaStore) -> None:
    kept(media)
    for path in (*everything(media), media.folder / "key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) & 0o077 == 0 or path.name == "key"


def test_an_unsent_file_is_gone_and_nothing_else(media: MediaStore) -> None:
    kept(media)
    kept(media, message="line:2", later=1)
    assert media.erase(ANN, "line:1") is True
    assert media.erase(ANN, "line:1") is False
    assert media.erase(BOB, "line:2") is False
    assert [each.message for each in media.all_of(ANN)] == ["line:2"]
    assert len(everything(media)) == 2


def test_an_officer_who_is_erased_leaves_no_file(media: MediaStore) -> None:
    for number in range(3):
        kept(media, message=f"line:{number}")
    kept(media, officer=BOB)
    assert media.erase_all(ANN) == 3
    assert media.erase_all(ANN) == 0
    assert media.all_of(ANN) == []
    assert len(media.all_of(BOB)) == 1
    assert len(everything(media)) == 2


def test_an_erasure_also_finds_what_a_killed_process_left_half_done(media: MediaStore) -> None:
    kept(media)
    for path in everything(media):
        path.rename(path.with_name(path.name + ".tmp"))
    assert media.read(ANN, "line:1") is None
    media.erase(ANN, "line:1")
    assert everything(media) == []
    kept(media)
    (meta,) = (path for path in everything(media) if path.suffix == ".json")
    meta.unlink()
    media.erase_all(ANN)
    assert everything(media) == []


def test_files_are_listed_oldest_first(media: MediaStore) -> None:
    kept(media, message="line:b", later=2)
    kept(media, message="line:a", later=1)
    assert [each.message for each in media.all_of(ANN)] == ["line:a", "line:b"]


def test_a_file_that_was_altered_is_not_passed_off_as_evidence(media: MediaStore) -> None:
    kept(media)
    (path,) = (path for path in everything(media) if path.suffix == ".bin")
    path.write_bytes(PDF + b" ")
    with pytest.raises(Damaged):
        media.read(ANN, "line:1")


def test_a_store_whose_key_is_lost_says_so(media: MediaStore) -> None:
    kept(media)
    (media.folder / "key").unlink()
    with pytest.raises(Damaged, match="missing"):
        MediaStore(media.folder)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_photo_does_not_tell_where_it_was_taken(media: MediaStore, format: str) -> None:
    photo = picture(format, exif=exif())
    assert b"Somebody" in photo
    image = shown(media, photo)
    assert dict(image.getexif()) == {}
    assert b"Somebody" not in b"".join(path.read_bytes() for path in everything(media))
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


def test_what_stands_beside_a_file_is_plain_json(media: MediaStore) -> None:
    kept(media, name="a.pdf")
    (meta,) = (path for path in everything(media) if path.suffix == ".json")
    assert json.loads(meta.read_text("utf-8"))["mime"] == "application/pdf"
