"""Bringing over what officers sent."""

from __future__ import annotations

import pytest

from bot.channel import MediaRef, Refused, TryLater, Unreachable
from bot.telegram import TelegramChannel
from tests.emulators.telegram import Fault, TelegramEmulator

MOST = 1000


def media(ref: str = "f1", **about: object) -> MediaRef:
    return MediaRef("file", ref, **about)  # type: ignore[arg-type]


async def test_a_file_comes_with_its_bytes_and_type(
    channel: TelegramChannel, telegram: TelegramEmulator
) -> None:
    telegram.files["f1"] = b"%PDF"
    told = await channel.fetch(media(mime="application/pdf", size=4), MOST)
    guessed = await channel.fetch(media(name="ตาราง.xlsx", mime="application/octet-stream"), MOST)
    unknown = await channel.fetch(media(), MOST)
    assert (told.content, told.mime) == (b"%PDF", "application/pdf")
    assert guessed.mime.endswith("spreadsheetml.sheet")
    assert unknown.mime == "application/octet-stream"


async def test_a_file_told_to_be_too_large_is_not_asked_for(
    channel: TelegramChannel, telegram: TelegramEmulator
) -> None:
    with pytest.raises(Refused, match="1001"):
        await channel.fetch(media(size=1001), MOST)
    assert telegram.calls == []


async def test_a_file_that_turns_out_too_large_is_refused(
    channel: TelegramChannel, telegram: TelegramEmulator
) -> None:
    telegram.files["f1"] = bytes(1001)
    with pytest.raises(Refused):
        await channel.fetch(media(), MOST)
    telegram.files["f1"] = bytes(20 * 1024 * 1024 + 1)
    with pytest.raises(Refused, match="too big"):
        await channel.fetch(media(), 10**9)


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        (
            Fault(400, "Bad Request: wrong file_id or the file is temporarily unavailable"),
            TryLater,
        ),
        (Fault(400, "Bad Request: invalid file_id"), Unreachable),
        (Fault(500), TryLater),
        (Fault(429, "Too Many Requests", {"retry_after": 1}), TryLater),
    ],
    ids=str,
)
async def test_every_failure_says_what_to_do(
    fault: Fault,
    meaning: type[Exception],
    channel: TelegramChannel,
    telegram: TelegramEmulator,
) -> None:
    telegram.fail("getFile", fault)
    with pytest.raises(meaning):
        await channel.fetch(media(), MOST)


async def test_a_file_that_went_between_asking_and_downloading_is_gone(
    channel: TelegramChannel, telegram: TelegramEmulator
) -> None:
    telegram.files["f1"] = b"x"
    telegram.vanished.add("f1")
    with pytest.raises(Unreachable):
        await channel.fetch(media(), MOST)
