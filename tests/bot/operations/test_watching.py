"""Health, figures and what Prometheus and Grafana get to see of them."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.channel import QuotaGone, Refused, TokenDead, TryLater, Unreachable
from bot.errands import leave
from bot.line.channel import Quota
from bot.operations import health
from bot.operations.figures import Figures, OutboxState, Queue, Sources, Watch, queue_in
from bot.operations.health import Check, Health, OutboxMoves, Report
from bot.operations.meter import SILENT, Result, result_of
from bot.operations.metrics import MOST_KINDS, NAMES, Metrics
from bot.operations.timing import TimedReader
from bot.operations.watching import Watchable
from bot.operations.watching import watched as watched_service
from bot.operations.web import Watched, routes
from bot.service.clock import SystemClock
from storage.errors import TryLater as StoreTryLater
from storage.inbox import Arrival, MemoryInbox
from storage.memory import MemoryStore
from tests.fakes import NOON, PlainReader

ROOT = Path(__file__).parents[3]
DASHBOARD = ROOT / "ops" / "grafana" / "mvs-coach.json"
OURS = re.compile(r"\bmvs_[a-z_]+")
SUFFIXES = ("_bucket", "_count", "_sum")


class Clock(SystemClock):
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time


class Counted(MemoryStore):
    """A store that says what its outbox holds."""

    async def outbox(self, *, now: datetime) -> Mapping[OutboxState, int]:
        return {"due": 2, "parked": 1}


def watch(clock: Clock, store: MemoryStore | None = None, queue: Queue | None = None) -> Watch:
    async def asked() -> Queue:
        return queue or Queue()

    return Watch(Sources(store or MemoryStore(), asked), clock)


# --- figures -------------------------------------------------------------------------------------


async def test_figures_say_how_much_waits_and_since_when() -> None:
    clock, store, inbox = Clock(), Counted(), MemoryInbox()
    old = (NOON - timedelta(minutes=3)).isoformat()
    await inbox.put([Arrival("a", {"at": old}), Arrival("b", {"at": NOON.isoformat()})])
    await inbox.put([Arrival("c", {"at": "nonsense"})])
    async with store.turn("desk", at=NOON - timedelta(minutes=9)) as turn:
        leave(turn, "tell", {})

    async def quota() -> Quota:
        return Quota(500, 120)

    figures = await Watch(Sources(store, queue_in(inbox), quota), clock).figures()
    assert figures == Figures(
        3, timedelta(minutes=3), {"due": 2, "parked": 1}, 1, timedelta(minutes=9), Quota(500, 120)
    )


async def test_figures_are_asked_for_no_more_than_every_few_seconds() -> None:
    clock, asked = Clock(), []

    async def queue() -> Queue:
        asked.append(clock.now())
        return Queue()

    async def quota() -> Quota:
        asked.append(clock.now())
        raise TryLater("LINE is away")

    watching = Watch(Sources(MemoryStore(), queue, quota), clock)
    for _ in range(10):
        await watching.figures()
        clock.time += timedelta(seconds=1)
    assert len(asked) == 3  # the queue twice, the quota once
    assert (await watching.figures()).quota is None


# --- readiness -----------------------------------------------------------------------


def check(name: str, problem: str = "", *, hard: bool = False) -> Check:
    async def ask() -> str:
        return problem

    return Check(name, hard, ask)


async def test_only_a_hard_problem_keeps_webhooks_away() -> None:
    soft = await Health([check("store", hard=True), check("errands", "stuck")], Clock()).report()
    assert soft.ready
    assert soft.problems == {"store": "", "errands": "stuck"}
    hard = await Health([check("store", "full", hard=True)], Clock()).report()
    assert not hard.ready


async def test_a_check_that_fails_is_a_problem_and_says_no_words() -> None:
    async def ask() -> str:
        raise ValueError("สมชาย")

    report = await Health([Check("store", True, ask)], Clock()).report()
    assert report.problems == {"store": "ValueError"}
    assert not report.ready


async def test_checks_are_asked_once_however_many_want_to_know() -> None:
    clock, count = Clock(), 0

    async def ask() -> str:
        nonlocal count
        count += 1
        return ""

    watched = Health([Check("store", True, ask)], clock)
    await asyncio.gather(*(watched.report() for _ in range(20)))
    assert count == 1
    clock.time += health.FRESH
    await watched.report()
    assert count == 2


async def test_a_store_that_takes_a_turn_is_well_and_its_trail_does_not_grow() -> None:
    store, clock = MemoryStore(), Clock()
    for _ in range(3):
        assert await health.store_takes(store, clock).ask() == ""
    assert (await store.history(health.PAGE)).entries == ()
    await store.close()
    report = await Health([health.store_takes(store, clock)], clock).report()
    assert report.problems == {"store": "Closed"}


async def test_a_full_disk_is_said_with_how_much_is_left(tmp_path: Path) -> None:
    assert await health.room([tmp_path], lambda path: 1 << 40).ask() == ""
    assert await health.room([tmp_path], lambda path: 3 << 20).ask() == "3 MB are free"
    assert await health.room([]).ask() == ""


async def test_channels_that_did_not_answer_are_named() -> None:
    assert await health.channels_known(lambda: []).ask() == ""
    assert (
        "line, telegram did not" in await health.channels_known(lambda: ["telegram", "line"]).ask()
    )


async def test_what_waits_too_long_is_stuck() -> None:
    clock = Clock()
    fine = watch(clock, queue=Queue(5, NOON - timedelta(minutes=2)))
    assert await health.queue_moves(fine).ask() == ""
    stuck = watch(clock, queue=Queue(5, NOON - timedelta(minutes=42)))
    assert await health.queue_moves(stuck).ask() == "5 wait, up to 42 minutes"
    store = MemoryStore()
    async with store.turn("desk", at=NOON - timedelta(hours=1)) as turn:
        leave(turn, "tell", {})
    assert await health.errands_move(watch(clock, store)).ask() == "1 wait, up to 60 minutes"


async def test_an_outbox_that_never_empties_is_stuck() -> None:
    clock = Clock()
    moves = OutboxMoves(watch(clock, Counted()), clock)
    assert await moves.check.ask() == ""
    clock.time += timedelta(minutes=11)
    assert await moves.check.ask() == "2 wait, up to 11 minutes"


# --- pages ---------------------------------------------------------------------------


def browser(watched: Watched) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=Starlette(routes=routes(watched)))
    return httpx.AsyncClient(transport=transport, base_url="http://coach")


def watched(
    *checks: Check, token: str | None = "s3cret", store: MemoryStore | None = None
) -> Watched:
    clock = Clock()
    return Watched(Health(checks, clock), Metrics(), watch(clock, store), token)


async def test_readyz_says_which_check_failed() -> None:
    async with browser(watched(check("store", hard=True), check("errands", "stuck"))) as machine:
        answer = await machine.get("/readyz")
        assert answer.status_code == 200
        assert answer.json() == {"ready": True, "checks": {"store": "ok", "errands": "stuck"}}
        assert (await machine.get("/readyz?strict=1")).status_code == 503
        assert (await machine.get("/healthz")).text == "ok"
    async with browser(watched(check("store", "full", hard=True))) as machine:
        assert (await machine.get("/readyz")).status_code == 503
        assert (await machine.get("/healthz")).status_code == 200


async def test_metrics_are_for_those_with_the_token() -> None:
    async with browser(watched(token=None)) as machine:
        assert (await machine.get("/metrics")).status_code == 404
    async with browser(watched()) as machine:
        for wrong in ({}, {"Authorization": "Bearer s3cre"}, {"Authorization": "s3cret"}):
            assert (await machine.get("/metrics", headers=wrong)).status_code == 401
        answer = await machine.get("/metrics", headers={"Authorization": "Bearer s3cret"})
        assert answer.status_code == 200
        assert "mvs_queue_age_seconds 0.0" in answer.text


async def test_metrics_are_there_even_if_the_store_is_not() -> None:
    async def away() -> Queue:
        raise StoreTryLater("the disk is full")

    clock = Clock()
    broken = Watch(Sources(MemoryStore(), away), clock)
    metrics = Metrics()
    shown = Watched(Health([check("store", "full", hard=True)], clock), metrics, broken, "s3cret")
    async with browser(shown) as machine:
        answer = await machine.get("/metrics", headers={"Authorization": "Bearer s3cret"})
    assert 'mvs_ready{check="store"} 0.0' in answer.text
    assert 'mvs_errors_total{kind="TryLater"} 1.0' in answer.text


async def test_a_service_put_together_shows_itself(tmp_path: Path) -> None:
    parts = Watchable(Counted(), queue_in(MemoryInbox()), Clock(), [tmp_path], lambda: ["line"])
    async with browser(watched_service(parts, Metrics(), "s3cret")) as machine:
        told = (await machine.get("/readyz")).json()
        assert told["checks"]["channels"] == "line did not answer yet"
        assert set(told["checks"]) == {"store", "disk", "channels", "queue", "errands", "outbox"}
        answer = await machine.get("/metrics", headers={"Authorization": "Bearer s3cret"})
    assert 'mvs_outbox_conversations{state="due"} 2.0' in answer.text
    assert 'mvs_ready{check="channels"} 0.0' in answer.text


# --- names ---------------------------------------------------------------------------


def full() -> Metrics:
    """Metrics in which everything was counted once."""
    metrics = Metrics()
    metrics.turn(0.01)
    metrics.reading(0.001)
    metrics.webhook("line", 200)
    metrics.send("telegram", "sent")
    metrics.error("TryLater")
    metrics.flooded("line")
    metrics.note(Figures(outbox={"due": 1}, quota=Quota(500, 1)))
    metrics.judge(Report(True, {"store": ""}))
    return metrics


def exposed(metrics: Metrics) -> set[str]:
    return set(re.findall(r"^# TYPE (mvs_\w+) \w+$", metrics.text().decode(), re.MULTILINE))


def test_exactly_the_names_in_the_table_are_exposed() -> None:
    created = {name for name in exposed(full()) if name.endswith("_created")}
    assert exposed(full()) - created == set(NAMES)


def test_the_dashboard_shows_every_name_and_no_other() -> None:
    dashboard = json.loads(DASHBOARD.read_text("utf-8"))
    expressions = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    used = {name for text in expressions for name in OURS.findall(text)}
    plain = {_without_suffix(name) for name in used}
    assert plain == set(NAMES)
    ids = [panel["id"] for panel in dashboard["panels"]]
    assert len(ids) == len(set(ids))
    assert {name for text in expressions for name in re.findall(r"\b(process_\w+)", text)} <= {
        line.split("{")[0].split(" ")[0] for line in Metrics().text().decode().splitlines()
    }


def test_the_handbook_explains_every_name_and_check() -> None:
    handbook = (ROOT / "docs" / "operating.md").read_text("utf-8")
    assert {name for name in NAMES if f"`{name}`" not in handbook} == set()
    clock = Clock()
    parts = Watchable(MemoryStore(), queue_in(MemoryInbox()), clock)
    checks = watched_service(parts, Metrics(), None).health.checks
    for each in checks:
        assert f"| `{each.name}` | {'yes' if each.hard else ''}".rstrip() in handbook


def test_the_dashboard_asks_for_labels_that_exist() -> None:
    dashboard = json.loads(DASHBOARD.read_text("utf-8"))
    text = full().text().decode()
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            for label in re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]):
                assert label == "instance" or f"{label}=" in text


def _without_suffix(name: str) -> str:
    for suffix in SUFFIXES:
        if name.removesuffix(suffix) in NAMES:
            return name.removesuffix(suffix)
    return name


def test_strange_labels_cannot_fill_the_memory() -> None:
    metrics = Metrics()
    for number in range(3 * MOST_KINDS):
        metrics.error(f"Kind{number}")
        metrics.webhook(f"สมชาย{number}", 200)
    text = metrics.text().decode()
    assert text.count("mvs_errors_total{") <= MOST_KINDS + 1
    assert 'mvs_webhooks_total{channel="other",status="200"} 300.0' in text


def test_unlimited_quota_has_no_rest() -> None:
    metrics = Metrics()
    metrics.note(Figures(quota=Quota(None, 10)))
    assert "mvs_line_quota_left NaN" in metrics.text().decode()


@pytest.mark.parametrize(
    ("error", "result"),
    [
        (None, "sent"), (QuotaGone("x"), "parked"), (TokenDead("x"), "parked"),
        (Unreachable("x"), "unreachable"), (Refused("x"), "refused"), (TryLater("x"), "later"),
        (ValueError("x"), "later"),
    ],
)  # fmt: skip
def test_what_a_channel_answers_is_a_result(error: Exception | None, result: Result) -> None:
    assert result_of(error) == result


def test_reading_is_timed_and_stays_the_same() -> None:
    metrics, plain = Metrics(), PlainReader(frozenset({"skip"}))
    assert TimedReader(plain, metrics).read("skip") == plain.read("skip")
    assert "mvs_reading_seconds_count 1.0" in metrics.text().decode()


def test_a_silent_meter_takes_everything() -> None:
    SILENT.turn(1)
    SILENT.reading(1)
    SILENT.webhook("line", 200)
    SILENT.send("line", "sent")
    SILENT.error("KeyError")
    SILENT.flooded("line")
