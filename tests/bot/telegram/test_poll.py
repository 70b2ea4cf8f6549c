"""Updates asked for instead of delivered."""

from __future__ import annotations

import json

import pytest

from bot.channel import TryLater
from bot.telegram import TelegramChannel
from bot.telegram.polling import polled
from dialogs.values import Text
from tests.emulators.telegram import Fault, TelegramEmulator
from tests.emulators.telegram_people import Person


async def test_polling_ends_the_webhook_and_keeps_what_waits(
    channel: TelegramChannel, telegram: TelegramEmulator, fon: Person
) -> None:
    await fon.types("หนึ่ง")
    telegram.webhook = {"url": "https://old.example"}
    with pytest.raises(TryLater):
        await polled(channel.client, None, wait=0)
    first = await channel.poll(None)
    (happened,) = channel.parse(first.bodies[0])
    assert isinstance(happened.what, Text)
    assert telegram.webhook == {}


async def test_updates_come_again_until_they_are_confirmed(
    channel: TelegramChannel, fon: Person
) -> None:
    await fon.types("หนึ่ง")
    first = await channel.poll(None)
    again = await channel.poll(None)
    assert first == again
    after = await channel.poll(first.offset)
    assert (after.bodies, after.offset) == ((), first.offset)


async def test_an_update_nobody_understands_is_passed_on_and_confirmed(
    channel: TelegramChannel, telegram: TelegramEmulator, fon: Person
) -> None:
    poison = {"update_id": telegram.next_number(), "message": {"message_id": "no number"}}
    await telegram.deliver(poison)
    await fon.types("สอง")
    found = await channel.poll(None)
    heard = [channel.parse(body)[0] for body in found.bodies]
    assert [type(each.what) for each in heard] == [type(None), Text]
    assert json.loads(found.bodies[0]) == poison
    assert (await channel.poll(found.offset)).bodies == ()


@pytest.mark.parametrize("fault", [Fault(502), Fault(409), Fault(silent=True)], ids=str)
async def test_an_outage_is_something_to_try_later(
    fault: Fault, channel: TelegramChannel, telegram: TelegramEmulator
) -> None:
    telegram.fail("deleteWebhook", fault)
    with pytest.raises(TryLater):
        await channel.poll(None)
