"""Whatever comes is refused or answered; ``tests.bench.bench_faults`` does it a million times."""

from __future__ import annotations

from content.models import Content
from dialogs.pack import Pack
from tests.faults import fuzz_webhooks, fuzz_words
from tests.faults.officer_words import marks_pack
from tests.faults.webhook_samples import SHARES


async def test_webhooks_of_every_kind_are_refused_or_answered(plain: Pack) -> None:
    found = await fuzz_webhooks.fuzz(plain, 800, seed=11)
    assert +found.wrong == {}
    assert set(found.kinds) == {kind for kind, _ in SHARES}
    assert found.sound > 250
    assert found.answers > 60


def test_words_of_every_kind_are_answered_in_thai(content: Content) -> None:
    found = fuzz_words.fuzz(marks_pack(content), 1_000, seed=12)
    assert +found.wrong == {}
    assert set(found.kinds) == {kind for kind, _ in fuzz_words.SHARES}
    assert found.claims > 60
    assert found.answers > 900


def test_words_of_every_kind_are_answered_by_the_real_reader(pack: Pack) -> None:
    found = fuzz_words.fuzz(pack, 100, seed=13)
    assert +found.wrong == {}
    assert found.answers >= 90
