"""Settings are read from names everybody can look up, and everything wrong is said at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.service.settings import BadSettings, load_settings

LINE = {"MVS_LINE_CHANNEL_SECRET": "s3cret", "MVS_LINE_CHANNEL_ACCESS_TOKEN": "t0ken"}
TELEGRAM = {"MVS_TELEGRAM_TOKEN": "1:t0ken", "MVS_TELEGRAM_WEBHOOK_SECRET": "hook"}


def test_without_settings_everything_is_off_and_said_so() -> None:
    settings = load_settings({})
    assert not settings.has_line
    assert not settings.has_telegram
    assert [note.split()[0] for note in settings.notes()] == ["LINE", "Telegram"]


def test_settings_are_what_they_say() -> None:
    given = {"MVS_STORE": "tinydb:///srv/coach", "PORT": "9000", "MVS_BURST_SECONDS": "3"}
    settings = load_settings({**LINE, **TELEGRAM, **given, "MVS_LINE_API_HOST": "http://[::1]:9/"})
    assert settings.folder == Path("/srv/coach")
    assert settings.media_folder == Path("/srv/coach-media")
    assert settings.port == 9000
    assert settings.burst_seconds == 3
    assert settings.line_api_host == "http://[::1]:9"
    assert settings.has_line
    assert settings.has_telegram
    assert settings.notes() == []


def test_a_relative_store_is_possible() -> None:
    assert load_settings({"MVS_STORE": "tinydb://data"}).folder == Path("data")


def test_every_problem_is_reported_at_once_by_its_variable() -> None:
    with pytest.raises(BadSettings) as found:
        load_settings(
            {
                "MVS_STORE": "mysql://x",
                "PORT": "0",
                "MVS_PUBLIC_URL": "coach.example.org/path",
                "MVS_LINE_CHANNEL_SECRET": "two words",
                "MVS_TELEGRAM_WEBHOOK_SECRET": "ไทย",
                "MVS_BURST_SECONDS": "soon",
            }
        )
    lines = str(found.value).splitlines()
    assert sorted(line.split()[0] for line in lines) == [
        "MVS_BURST_SECONDS",
        "MVS_LINE_CHANNEL_ACCESS_TOKEN",
        "MVS_LINE_CHANNEL_SECRET",
        "MVS_PUBLIC_URL",
        "MVS_STORE",
        "MVS_TELEGRAM_TOKEN",
        "MVS_TELEGRAM_WEBHOOK_SECRET",
        "PORT",
    ]
    assert "two words" not in str(found.value).replace("one word", "")


def test_secrets_are_never_shown() -> None:
    database = {"MVS_STORE": "postgresql://coach:passw0rd@db/coach"}
    shown = repr(load_settings({**LINE, **TELEGRAM, **database}))
    assert not any(secret in shown for secret in ("s3cret", "t0ken", "hook'", "passw0rd"))


def test_a_database_is_a_store_but_has_no_folder_to_serve_from() -> None:
    settings = load_settings({"MVS_STORE": "postgresql://coach@db/coach"})
    assert settings.is_database
    with pytest.raises(BadSettings, match="names a database"):
        assert settings.folder
    with pytest.raises(BadSettings, match="MVS_MEDIA is missing"):
        assert settings.media_folder
    given = load_settings({"MVS_STORE": "postgresql://coach@db/coach", "MVS_MEDIA": "/srv/media"})
    assert given.media_folder == Path("/srv/media")


@pytest.mark.parametrize(
    "written", ["เทศบาล=90, กรมตัวอย่าง = 365", '{"เทศบาล": 90, "กรมตัวอย่าง": 365}']
)
def test_terms_of_keeping_are_days_and_days_by_agency(
    written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"MVS_KEEP_DAYS": "730", "MVS_KEEP_DAYS_BY_AGENCY": written}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    for settings in (load_settings(given), load_settings()):
        assert settings.keep_days == 730
        assert settings.keep_days_by_agency == {"เทศบาล": 90, "กรมตัวอย่าง": 365}


@pytest.mark.parametrize("written", ["เทศบาล", "=3", "เทศบาล=soon", "เทศบาล=0", "{", '{"a": "b"}'])
def test_terms_that_cannot_be_read_are_reported_as_any_other_problem(written: str) -> None:
    with pytest.raises(BadSettings, match=r"^MVS_KEEP_DAYS_BY_AGENCY .*\.$"):
        load_settings({"MVS_KEEP_DAYS_BY_AGENCY": written})


def test_without_terms_data_stays_until_it_is_erased() -> None:
    settings = load_settings({})
    assert (settings.keep_days, settings.keep_days_by_agency) == (None, {})
