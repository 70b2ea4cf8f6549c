"""A team with coaches, and a chat with one of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.prompts.prompts import Prompts
from bot.seeing import is_stuck
from dialogs.pack import Pack
from tests.bot.coaching.chat import Chat, House


@pytest.fixture
async def house(plain: Pack) -> House:
    """The console's house, whose prompts know who is stuck as the service's do."""
    house = await House(plain).open()
    office = house.bureau.office
    house.prompts = Prompts(
        house.desk.store,
        house.desk.clock,
        office.people,
        house.bureau.teller,
        house.desk.costs,
        plain,
        stuck=is_stuck,
        new_id=office.code,
    )
    house.desk = replace(house.desk, prompts=house.prompts)
    return house


@pytest.fixture
async def chat(house: House) -> Chat:
    return Chat(house, house.bureau.coach)
