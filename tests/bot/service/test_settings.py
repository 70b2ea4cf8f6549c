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


def test_a_database_keeps_the_files_too_unless_said_otherwise() -> None:
    database = {"MVS_STORE": "postgresql://coach@db/coach"}
    settings = load_settings(database)
    assert settings.is_database
    assert settings.folder == Path("data")
    assert settings.media_place == settings.exports_place == settings.store
    given = load_settings({**database, "MVS_MEDIA": "/srv/media", "MVS_DATA": "/srv/coach"})
    assert given.media_place == Path("/srv/media")
    assert given.exports_place == Path("/srv/coach-exports")
    assert given.spool_folder == Path("/srv/coach-spool")
    assert "every machine must see the same" in "".join(given.notes())
    bucket = load_settings({**database, "MVS_MEDIA": "s3://bucket/coach"})
    assert bucket.media_place == bucket.exports_place == "s3://bucket/coach"


def test_a_store_in_files_has_its_files_beside_it() -> None:
    settings = load_settings({"MVS_STORE": "tinydb:///srv/coach"})
    assert settings.media_place == Path("/srv/coach-media")
    assert settings.exports_place == Path("/srv/coach-exports")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"MVS_MEDIA": "ftp://there"}, "MVS_MEDIA must be a folder, database, or s3://"),
        ({"MVS_MEDIA": "database"}, "only where MVS_STORE is one"),
        ({"MVS_BADGE_ISSUER": "สำนักงาน"}, "MVS_BADGE_URL is missing"),
        ({"MVS_BADGE_ISSUER": "x", "MVS_BADGE_URL": "http://x.th"}, "begins with https://"),
        ({"MVS_TEMPLATE": "/nowhere.docx"}, "MVS_TEMPLATE"),
    ],
)
def test_what_does_not_go_together_is_said(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(BadSettings, match=said):
        load_settings(wrong)


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
