"""Training: the same labels give the same model, and the model knows what it was shown."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.encoder import WIDTH
from bot.labels import Row, rows
from bot.training import train
from dialogs.reading.described import Description, describe
from dialogs.reading.facets import FacetReader
from dialogs.reading.features import Floats
from dialogs.reading.heads import see
from dialogs.values import Level

WHO = [
    f"{role}{place}" for role in ("ช่าง", "หมอ", "ครู", "ปลัด") for place in ("ตำบล", "อำเภอ", "เขต")
]
HOW_LONG = [f"รอ {n} {unit}" for n in (3, 12, 45) for unit in ("วัน", "นาที", "ชั่วโมง", "เดือน")]
CHAT = ["สวัสดีครับ", "ขอบคุณค่ะ", "อากาศดีจัง", "รถติดมาก"]


class Spelled:
    """An encoder that knows nothing but spelling."""

    def embed(self, clauses: Sequence[str], windows: Sequence[tuple[int, int]]) -> Floats:
        rows = [self._row("".join(clauses[a:b])) for a, b in windows]
        return np.asarray(np.stack(rows), np.float32)

    def _row(self, text: str) -> Floats:
        seed = np.random.default_rng(zlib.crc32(text.encode()))
        row = seed.normal(size=WIDTH).astype(np.float32)
        return np.asarray(row / np.linalg.norm(row), np.float32)


def clause(facet: str, text: str, kind: str, covered: bool = True) -> Row:
    touched = frozenset([facet])
    return Row("C1", kind, text, touched if covered else frozenset(), touched, facet, text, False)


def answer(text: str, *facets: str) -> Row:
    return Row("C1", "full", text, frozenset(facets), frozenset(facets), None, text, True)


def small_talk(text: str) -> Row:
    return Row("*", "offtopic", text, frozenset(), frozenset(), None, text, False)


def labels() -> list[Row]:
    kinds = ("plan", "vague", "negation", "other")
    near = [clause("who", f"คนเยอะ {n}", kinds[n % 4], covered=False) for n in range(12)]
    chat = [small_talk(text + "นะ" * n) for text in CHAT for n in range(4)]
    pairs = zip(WHO, HOW_LONG, strict=True)
    return [
        *(clause("who", text, "formal") for text in WHO),
        *(clause("wait", text, "terse") for text in HOW_LONG),
        *near,
        *chat,
        *(answer(f"{a}เป็นคนตรวจให้ทุกครั้ง\n{b}", "who", "wait") for a, b in pairs),
        *(answer(f"คนมาติดต่อก็{b}", "wait") for b in HOW_LONG),
        *(answer(f"{a}รับเรื่องเอง", "who") for a in WHO),
    ]  # fmt: skip


def trained() -> FacetReader:
    described = describe(
        "C1",
        [Description("who", "ใครทำ", ("ช่าง",)), Description("wait", "รอนานเท่าไร", ("รอ",))],
        Spelled(),
    )
    return FacetReader.read(train(labels(), [described], Spelled()))


def test_the_same_labels_give_the_same_model() -> None:
    one, two = trained(), trained()
    assert one.heads.names == two.heads.names
    assert np.array_equal(one.heads.letters, two.heads.letters)
    assert np.array_equal(one.judge.weights, two.judge.weights)


def test_a_trained_reader_tells_what_it_was_shown_apart() -> None:
    reader = trained()
    seen = see("รอ 20 วัน", Spelled())
    found = reader.findings(seen, reader.scores(seen), "C1", "wait")
    assert [f.facet for f in found if f.level == Level.COVERED] == ["wait"]


def test_clauses_and_answers_are_read_from_one_folder(tmp_path: Path) -> None:
    said = [
        {"criterion": "C1", "facet": "who", "level": "mentioned", "kind": "plan", "text": "จะหาคน"},
        {"criterion": "C1", "asked": "who", "service": "s", "kind": "asked", "text": "หมอ รอ 3 วัน",
         "facets": {"who": "covered", "wait": "mentioned"}},
    ]  # fmt: skip
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, said)) + "\n\n")
    first, second = rows(tmp_path)
    nothing, who, both = frozenset[str](), frozenset(["who"]), frozenset(["who", "wait"])
    assert first == Row("C1", "plan", "จะหาคน", nothing, who, "who", "จะหาคน", False)
    assert second == Row("C1", "asked", "หมอ รอ 3 วัน", who, both, "who", "s", True)


def test_a_label_that_makes_no_sense_is_named_by_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('\n{"criterion":"C1","kind":"full","facets":{}}\n')
    with pytest.raises(ValueError, match=r"bad\.jsonl:2: KeyError"):
        rows(tmp_path)
