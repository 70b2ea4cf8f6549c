from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.contract import PROMISES, Promise
from storage.contract.inbox import INBOX_PROMISES, InboxPromise
from tests.storage.pg_grounds import ForgetfulGround, PgGround, PgInboxGround


@pytest.fixture(params=[PgGround, ForgetfulGround])
async def ground(request: pytest.FixtureRequest, postgres: str) -> AsyncIterator[PgGround]:
    ground: PgGround = request.param(postgres)
    yield ground
    await ground.close()


@pytest.fixture
async def inbox_ground(postgres: str) -> AsyncIterator[PgInboxGround]:
    ground = PgInboxGround(postgres)
    yield ground
    await ground.close()


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
async def test_postgres_keeps_its_promise(ground: PgGround, promise: Promise) -> None:
    await promise(ground)


@pytest.mark.parametrize("promise", INBOX_PROMISES, ids=lambda promise: promise.__name__)
async def test_its_inbox_keeps_its_promise(
    inbox_ground: PgInboxGround, promise: InboxPromise
) -> None:
    await promise(inbox_ground)
