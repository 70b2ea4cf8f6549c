from collections.abc import Iterator

import pytest

from tests.postgres import server

for module in ("ground", "turns", "events", "trail", "outbox", "reminders", "inbox"):
    pytest.register_assert_rewrite(f"storage.contract.{module}")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server."""
    with server() as url:
        if url is None:
            pytest.skip("no PostgreSQL here: install it, or set MVS_TEST_POSTGRES to a URL")
        yield url
