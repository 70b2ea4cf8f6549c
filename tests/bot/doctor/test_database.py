"""The doctor looks at a database as the coach would use it."""

from __future__ import annotations

from bot.doctor.database import database as look
from tests.postgres import schema


async def test_a_database_with_its_tables_is_well(database: str) -> None:
    (found,) = [finding async for finding in look(database)]
    assert found.level == "ok"


async def test_a_database_without_tables_is_to_be_migrated(postgres: str) -> None:
    with schema(postgres) as url:
        (found,) = [finding async for finding in look(url)]
    assert found.level == "bad"
    assert "run mvs-coach migrate" in str(found)


async def test_a_database_that_does_not_answer_is_said_without_its_password() -> None:
    url = "postgresql://coach:hunter2@127.0.0.1:1/coach"
    (found,) = [finding async for finding in look(url)]
    assert found.level == "bad"
    assert "does not answer" in str(found)
    assert "hunter2" not in str(found)
