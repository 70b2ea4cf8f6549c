"""What the doctor says of installations, healthy and not."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot, error

from bot.channel import Refused, TryLater, Unreachable
from bot.doctor import Configured, Finding, Seen, World, examine
from bot.doctor.finding import bad
from bot.doctor.line import LineCalls
from bot.doctor.telegram import TelegramBot
from bot.doctor.world import look
from bot.fonts import FontsMissing
from bot.line.api import LineApi
from bot.service.settings import Settings
from content.problems import ContentProblems, Problem
from storage.tiny.lock import FolderLock
from tests.bot.doctor.patient import HOME, Line, Telegram, amiss, findings, healthy, setting
from tests.fakes import NOON

ENDPOINT, TEST = "/v2/bot/channel/webhook/endpoint", "/v2/bot/channel/webhook/test"
USED = "/v2/bot/message/quota/consumption"
TOKEN = "123456789:AAExampleExampleExampleExampleExample"


def test_the_real_things_are_what_the_doctor_asks(tmp_path: Path) -> None:
    def known(settings: Configured, line: LineCalls, telegram: TelegramBot) -> bool:
        return bool(settings.media_folder)

    assert known(Settings(), LineApi("token"), Bot(TOKEN))


async def test_a_healthy_installation_has_nothing_to_mend(tmp_path: Path) -> None:
    found = await findings(setting(tmp_path), Line(), Telegram())
    assert amiss(found) == []
    told = "\n".join(map(str, found))
    for said in ("Python 3.12", "288 of this month's 300", "@mvs_coach_bot", "GB are free"):
        assert said in told


async def test_with_both_channels_off_it_still_looks_at_the_rest(tmp_path: Path) -> None:
    (wrong,) = amiss(await findings(setting(tmp_path, public_url=None)))
    assert "Neither LINE nor Telegram" in wrong.what


def raising(problem: Exception) -> Any:
    def call(*anything: object) -> object:
        raise problem

    return call


BROKEN = ContentProblems([Problem("phrases.yaml", "greet", "must be in Thai")])


@pytest.mark.parametrize(
    ("change", "level", "said"),
    [
        ({"python": (3, 10)}, "bad", "Python 3.10"),
        ({"content": raising(BROKEN)}, "bad", "phrases.yaml"),
        ({"content": raising(OSError("x"))}, "bad", "content cannot be read"),
        ({"models": raising(RuntimeError(TOKEN))}, "bad", "do not load: RuntimeError"),
        ({"fonts": raising(FontsMissing("no Raqm"))}, "warn", "no Raqm"),
        ({"free": lambda path: 10**8}, "bad", "0.1 GB"),
        ({"free": lambda path: 10**9}, "warn", "0.9 GB"),
        ({"free": raising(OSError(5, "I/O error"))}, "warn", "not known"),
        ({"now": lambda: NOON + timedelta(minutes=6)}, "bad", "360 seconds"),
        ({"now": lambda: NOON - timedelta(seconds=40)}, "warn", "40 seconds"),
    ],
)
async def test_what_is_wrong_with_the_machine_is_said(
    tmp_path: Path, change: dict[str, Any], level: str, said: str
) -> None:
    world = replace(healthy(), **change)
    (wrong,) = amiss(await findings(setting(tmp_path), Line(), None, world))
    assert wrong.level == level
    assert said in wrong.what


async def test_a_store_that_is_in_use_is_no_trouble(tmp_path: Path) -> None:
    settings = setting(tmp_path)
    lock = FolderLock(settings.folder)
    found = await findings(settings, Line())
    lock.release()
    assert amiss(found) == []
    assert any(f"process {os.getpid()}: the coach is running" in f.what for f in found)
    FolderLock(settings.folder).release()


async def test_a_store_that_is_not_there_yet_is_made_later_not_now(tmp_path: Path) -> None:
    settings = replace(setting(tmp_path), folder=tmp_path / "deep" / "er" / "data")
    found = await findings(settings, Line())
    assert amiss(found) == []
    assert any("made at the first start" in f.what for f in found)
    assert not (tmp_path / "deep").exists()


async def test_a_store_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    settings = replace(setting(tmp_path), folder=tmp_path / "file")
    (wrong,) = amiss(await findings(settings, Line()))
    assert (wrong.level, "no folder" in wrong.what) == ("bad", True)


async def test_a_folder_others_can_look_into_is_said(tmp_path: Path) -> None:
    settings = setting(tmp_path)
    settings.folder.chmod(0o755)
    (wrong,) = amiss(await findings(settings, Line()))
    assert wrong.mend == f"chmod 700 {settings.folder}"


@pytest.mark.parametrize(
    ("url", "level", "said"),
    [
        ("http://coach.example.go.th", "bad", "does not begin with https"),
        ("https://localhost:8443", "bad", "cannot be reached from outside"),
        ("https://192.168.1.9", "bad", "cannot be reached from outside"),
        ("https://coach", "bad", "cannot be reached from outside"),
        ("https://me:pa55word@coach.example.go.th", "bad", "name or password"),
        ("https://coach.example.go.th:99999", "bad", "no address"),
        ("https://coach.example.go.th:8080", "warn", "port 8080"),
    ],
)
async def test_an_address_that_cannot_work_is_said(
    tmp_path: Path, url: str, level: str, said: str
) -> None:
    telegram = Telegram(url=url + "/telegram/webhook")
    (wrong,) = amiss(await findings(setting(tmp_path, public_url=url), None, telegram))
    assert (wrong.level, said in wrong.what) == (level, True)
    assert "pa55word" not in str(wrong)


@pytest.mark.parametrize("line", [Line(), None])
async def test_without_an_address_line_cannot_work_but_telegram_can(
    tmp_path: Path, line: Line | None
) -> None:
    settings = setting(tmp_path, public_url=None)
    telegram = None if line else Telegram(url="")
    wrong = amiss(await findings(settings, line, telegram))
    assert [each.level for each in wrong] == (["bad"] if line else ["warn", "warn"])


async def test_an_address_that_does_not_answer_is_said(tmp_path: Path) -> None:
    async def refused(url: str) -> Seen:
        if url.startswith(HOME):
            raise ConnectionError("ConnectTimeout")
        return Seen(404, NOON)

    world = replace(healthy(), look=refused)
    (wrong,) = amiss(await findings(setting(tmp_path), Line(), None, world))
    assert "did not answer from here: ConnectTimeout" in wrong.what


async def test_a_proxy_that_answers_for_the_coach_is_said(tmp_path: Path) -> None:
    async def proxy(url: str) -> Seen:
        return Seen(502, NOON)

    wrong = amiss(await findings(setting(tmp_path), Line(), None, replace(healthy(), look=proxy)))
    assert ["502" in each.what for each in wrong] == [True]


async def test_a_machine_cut_off_from_everything_is_told_so(tmp_path: Path) -> None:
    async def nothing(url: str) -> Seen:
        raise ConnectionError("ConnectError")

    world = replace(healthy(), look=nothing)
    wrong = amiss(await findings(setting(tmp_path), Line(), None, world))
    assert "could not be compared" in wrong[-1].what


@pytest.mark.parametrize(
    ("answers", "level", "said"),
    [
        ({"/v2/bot/info": Refused("LINE answered 401: invalid")}, "bad", "refuses the channel"),
        ({"/v2/bot/info": TryLater("timeout")}, "bad", "cannot be asked"),
        ({"/v2/bot/info": {"displayName": "ก", "chatMode": "chat"}}, "warn", "chat is on"),
        ({ENDPOINT: Unreachable("404")}, "bad", "to nowhere, not to " + HOME),
        (
            {ENDPOINT: {"endpoint": "https://old.example/line/webhook"}},
            "bad",
            "https://old.example",
        ),
        ({TEST: {"success": False, "reason": "ERROR_STATUS_CODE"}}, "bad", "secret"),
        ({TEST: {"success": False, "reason": "NEW_REASON"}}, "bad", "NEW_REASON"),
        ({TEST: TryLater("429")}, "bad", "cannot be asked"),
        ({USED: {"totalUsage": 260}}, "warn", "40 of this month's 300"),
        ({USED: {"totalUsage": 310}}, "warn", "0 of this month's 300"),
    ],
)
async def test_what_is_wrong_with_line_is_said(
    tmp_path: Path, answers: dict[str, Any], level: str, said: str
) -> None:
    (wrong,) = amiss(await findings(setting(tmp_path), Line(answers)))
    assert (wrong.level, said in wrong.what) == (level, True)


async def test_a_webhook_that_is_switched_off_is_said(tmp_path: Path) -> None:
    off = Line({ENDPOINT: {"endpoint": HOME + "/line/webhook", "active": False}})
    (wrong,) = amiss(await findings(setting(tmp_path), off))
    assert "switched off" in wrong.what


async def test_an_account_without_a_limit_has_no_quota_to_watch(tmp_path: Path) -> None:
    free = Line({"/v2/bot/message/quota": {"type": "none"}})
    found = await findings(setting(tmp_path), free)
    assert amiss(found) == []
    assert any("without a limit" in f.what for f in found)


def late(minutes: int) -> datetime:
    return NOON - timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("bot", "level", "said"),
    [
        (Telegram(trouble=error.InvalidToken(f"The token `{TOKEN}` was rejected")), "bad", "token"),
        (Telegram(trouble=error.TimedOut()), "bad", "TimedOut"),
        (Telegram(url=""), "warn", "nothing by itself"),
        (Telegram(url="https://old.example/telegram/webhook"), "bad", "https://old.example"),
        (Telegram(can_join_groups=False), "warn", "teams cannot add"),
        (Telegram(pending_update_count=500), "warn", "500 updates wait"),
        (Telegram(allowed_updates=["message"]), "warn", "callback_query"),
        (
            Telegram(last_error_date=late(5), last_error_message="Connection refused"),
            "warn",
            "failed 5 minutes ago: Connection refused",
        ),
    ],
)
async def test_what_is_wrong_with_telegram_is_said(
    tmp_path: Path, bot: Telegram, level: str, said: str
) -> None:
    (wrong,) = amiss(await findings(setting(tmp_path), None, bot))
    assert (wrong.level, said in wrong.what) == (level, True)
    assert TOKEN not in str(wrong)


async def test_a_failure_of_long_ago_is_told_without_alarm(tmp_path: Path) -> None:
    bot = Telegram(last_error_date=late(600), last_error_message="Bad Gateway")
    found = await findings(setting(tmp_path), None, bot)
    assert amiss(found) == []
    assert any("10 hours ago: Bad Gateway" in f.what for f in found)


async def test_deliveries_without_a_secret_are_refused_and_that_is_said(tmp_path: Path) -> None:
    settings = setting(tmp_path, telegram_webhook_secret=None)
    (wrong,) = amiss(await findings(settings, None, Telegram()))
    assert "MVS_TELEGRAM_WEBHOOK_SECRET is not set" in wrong.what


async def test_one_thing_that_breaks_the_doctor_hides_nothing_else(tmp_path: Path) -> None:
    broken = Line({"/v2/bot/info": ZeroDivisionError(TOKEN)})
    found = await findings(setting(tmp_path), broken, Telegram())
    (wrong,) = amiss(found)
    assert "ZeroDivisionError" in wrong.what
    assert any("@mvs_coach_bot" in f.what for f in found)


@pytest.mark.parametrize(
    "secret",
    [
        TOKEN,
        "https://api.telegram.org/bot" + TOKEN + "/getMe",
        "https://me:password@coach.example.go.th",
        "aB3/" * 43 + "=",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl",
        "8c570fa6dd201bb328f1c1eac23a96d8",
    ],
)
def test_whatever_looks_like_a_secret_is_left_out(secret: str) -> None:
    told = str(bad(f"It says {secret} here", f"See {secret}").discreet())
    assert secret not in told
    assert "password" not in told
    assert TOKEN[10:] not in told
    assert "It says" in told


def test_what_is_no_secret_is_left_alone() -> None:
    long = "/srv/coach/" + "/".join(["folder-of-conversations"] * 9)
    plain = Finding("ok", f"{HOME}/line/webhook and {long}")
    assert plain.discreet() == plain


async def test_a_page_that_cannot_be_fetched_is_an_error_without_details() -> None:
    with pytest.raises(ConnectionError, match=r"^[A-Za-z]+$"):
        await look("http://127.0.0.1:9")


async def test_findings_come_one_after_the_other(tmp_path: Path) -> None:
    def never() -> object:
        raise AssertionError

    world: World = replace(healthy(), fonts=never)
    found: AsyncIterator[Finding] = examine(setting(tmp_path), None, None, world)
    first = await anext(found)
    assert first.what == "Python 3.12."
