import pytest

for module in ("ground", "turns", "events", "trail", "outbox", "reminders", "inbox"):
    pytest.register_assert_rewrite(f"storage.contract.{module}")
