"""What a log says, and what it never says whatever is thrown at it."""

from __future__ import annotations

import ast
import io
import json
import logging
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel import TryLater
from bot.operations.logs import OURS, Counting, JsonLines, TextLines, set_up
from bot.operations.metrics import Metrics
from bot.service.blame import blame
from storage.errors import Damaged

ROOT = Path(__file__).parents[3]
LOGGING = {
    f"logger.{level}" for level in ("debug", "info", "warning", "error", "exception", "critical")
}
HOSTILE = [
    "สมชาย ใจดี บอกว่าคิวนานมาก",
    "Somchai",
    "somchai@example.go.th",
    "081-234-5678",
    "0812345678",
    "1101700203451",
    "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
    "https://api.telegram.org/bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/sendMessage",
    "postgresql://coach:hunter2@db.internal/coach",
    "0123456789abcdef0123456789abcdef",
    "W1TeHCgfH2Liwa" * 12,
    'a line\nand {"another": 1} \x1b[31m\u2028',
    "Bearer abc.def",
    "\ud800 broken",
    "KeyError: 'นางสาวมาลี'",
]


def record(message: object, *args: object, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error is not None else None
    return logging.LogRecord("bot.service", logging.ERROR, "x.py", 1, message, args, info)


def lines(message: object, *args: object, error: BaseException | None = None) -> str:
    """What both forms make of a record."""
    return "\n".join(
        form.format(record(message, *args, error=error)) for form in (JsonLines(), TextLines())
    )


@pytest.mark.parametrize("words", HOSTILE)
def test_words_names_and_tokens_never_get_into_a_log(words: str) -> None:
    given: dict[str, object] = {"text": words}
    shown = [
        lines("push %s failed", words),
        lines("%s", [words]),
        lines("%s", given),
        lines("it failed", error=_raised(ValueError(words))),
        lines("%s", blame(_raised(ValueError(words)))),
        lines("%s", ValueError(words)),
        lines("%(text)s", given),
        lines(given),
    ]
    for line in shown:
        assert words not in line
        assert "Somchai" not in line
        assert not any("\u0e00" <= letter <= "\u0e7f" for letter in line)


@pytest.mark.parametrize(
    "secret",
    ["110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "coach:hunter2@", "hunter2hunter2" * 8],
)
def test_a_library_that_writes_a_token_into_its_message_is_redacted(secret: str) -> None:
    assert secret not in lines(f"HTTP Request: POST https://{secret}/x?token=1 500")


def test_a_line_is_one_json_object_with_the_ids(tmp_path: Path) -> None:
    event = "line:01HXYZ0123456789ABCDEFGHJK"
    told = json.loads(
        JsonLines().format(
            record("push %s of %s again in %s: %s", "9f1c2d3e-0000-4000-8000-000000000001", [event],
                   timedelta(seconds=2), blame(_raised(TryLater("LINE answered 429")))),
        )
    )  # fmt: skip
    assert told["event"] == "push %s of %s again in %s: %s"
    id, events, pause, why = told["values"]
    assert (id, events, pause) == ("9f1c2d3e-0000-4000-8000-000000000001", [event], 2.0)
    assert why.startswith("TryLater at ")
    assert why.endswith("LINE answered 429")
    assert told["level"] == "error"
    assert "\n" not in JsonLines().format(record("a\nb"))
    named = tmp_path / "ab" / ("ab12" * 8 + ".jsonl")
    assert named.name in lines(
        "%s", Damaged(named, 12, "it was cut")
    )  # it must be found to mend it


def test_an_error_is_told_by_kind_and_place() -> None:
    told = json.loads(JsonLines().format(record("failed", error=_raised(ValueError("ก")))))
    assert told["error"] == "ValueError"
    assert told["where"][-1].split(":")[0].endswith("test_logs.py")


def test_a_sentence_has_its_values_in_their_places() -> None:
    line = TextLines().format(record("%d events of %s wait, 100%%", 3, "telegram:4711"))
    assert line.endswith("error bot.service 3 events of telegram:4711 wait, 100%")
    assert TextLines().format(record("%s and %s", 1)).endswith("1 and …")


@given(st.text(), st.lists(st.one_of(st.text(), st.integers(), st.none(), st.binary())))
def test_no_record_is_too_strange_to_be_logged(message: str, args: list[object]) -> None:
    for form in (JsonLines(), TextLines()):
        line = form.format(record(message, *args))
        assert len(line.splitlines()) == 1
        assert line.isprintable()


@pytest.fixture
def root() -> Iterator[None]:
    """Puts logging back as it was."""
    before = logging.getLogger().handlers[:], logging.getLogger().level
    yield
    logging.basicConfig(level=before[1], handlers=before[0], force=True)
    for name in ("bot", "content", "dialogs", "storage"):
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.mark.usefixtures("root")
def test_our_own_events_and_the_troubles_of_libraries_are_logged_and_counted() -> None:
    out, metrics = io.StringIO(), Metrics()
    set_up("json", meter=metrics, to=out)
    logging.getLogger("bot.service").info("begun")
    logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/bot1:a")
    logging.getLogger("bot.service").error("failed: %s", blame(_raised(KeyError("x"))))
    assert [json.loads(line)["event"] for line in out.getvalue().splitlines()] == [
        "begun",
        "failed: %s",
    ]
    assert b'mvs_errors_total{kind="KeyError"} 1.0' in metrics.text()


@pytest.mark.parametrize(
    ("values", "kind"),
    [(("TryLater: no",), "TryLater"), ((ValueError("ก"),), "ValueError"), (("ก",), "other")],
)
def test_errors_are_counted_by_kind(values: tuple[object, ...], kind: str) -> None:
    metrics = Metrics()
    Counting(metrics).emit(record("it failed %s", *values))
    assert f'mvs_errors_total{{kind="{kind}"}} 1.0'.encode() in metrics.text()


def test_every_sentence_that_is_logged_is_written_in_the_program() -> None:
    """What varies goes into the gaps, where it is looked at: no f-string, nothing added up."""
    wrong = []
    for path in (path for room in OURS for path in sorted((ROOT / room).rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in LOGGING:
                said = node.args[0] if node.args else None
                if not (isinstance(said, ast.Constant) and isinstance(said.value, str)):
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert wrong == []


def _raised(error: Exception) -> BaseException:
    try:
        raise error
    except Exception:
        caught = sys.exc_info()[1]
        assert caught is not None
        return caught
