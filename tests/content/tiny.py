"""A unit so small that a test can show all of it, as data and as a content folder."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import yaml

CODE: Final = "TINY-1"
SHARED: Final = ("phrases.yaml", "persona.yaml", "habits.yaml")
GONE: Final = object()

Files = dict[str, Any]


def unit() -> Any:
    return {
        "code": CODE,
        "name": "ทักทายผู้รับบริการ",
        "group": "งานบริการ",
        "transcription": "คัดตรงตัว",
        "sections": [
            {"id": "unit_code", "number": 1, "heading": "1. รหัส", "text": CODE},
            {"id": "needed", "number": 12, "heading": "12. ความรู้", "items": ["ยิ้มม", "ไหว้"]},
        ],
        "elements": [
            {
                "code": "T1",
                "name": "ทักทาย",
                "criteria": [
                    {"code": "TX100.01", "system_code": "1", "number": "1.1", "text": "ทักทายให้เป็น"}
                ],
            }
        ],
        "anomalies": [
            {"id": "A1", "kind": "สะกดผิด", "sections": [12], "as_is": ["ยิ้มม"], "likely": "ยิ้ม"}
        ],
        "counts": {"elements": 1, "criteria": 1, "needed": 2},
    }


def facet(id: str, importance: str) -> Any:
    return {
        "id": id,
        "label": "คำทักทาย",
        "importance": importance,
        "definition": "บอกคำที่ใช้จริง",
        "not_enough": "พูดดี ๆ",
        "cues": ["สวัสดี"],
        "probes": [f"ปกติทักว่าอะไร{{q}} ({id})", f"ช่วยเล่าครั้งล่าสุดหน่อย{{p}} ({id})"],
    }


def rubric() -> Any:
    return {
        "version": "0.1",
        "status": "ยังไม่มีผู้ประเมินรับรอง",
        "glossary": {"ไหว้": "ยกมือขึ้นประนม"},
        "generic_probes": {"echo": "ที่เล่าว่า “{phrase}” ช่วยขยายหน่อย{p}"},
        "criteria": [
            {
                "id": "TX100.01",
                "system_code": "1",
                "element": "T1",
                "number": "1.1",
                "text": "ทักทายให้เป็น",
                "short_title": "ทักทาย",
                "why": "เพราะเป็นสิ่งแรกที่ผู้รับบริการได้ยิน",
                "main_question": "คุณทักทายผู้รับบริการอย่างไร{q}",
                "facets": [facet("words", "must"), facet("smile", "should")],
                "example": {"service": "ห้องสมุด", "text": "สวัสดีค่ะ หาเล่มไหนอยู่คะ"},
                "evidence_files": ["คลิปหน้าเคาน์เตอร์"],
            }
        ],
    }


def journey() -> Any:
    return {
        "version": "0.1",
        "unit": CODE,
        "round_target_days": 7,
        "idle_days": 3,
        "lanes": ["เริ่ม"],
        "steps": [
            {
                "id": "greet",
                "title": "ทักทาย",
                "lane": "เริ่ม",
                "goal": "ทักครบทุกคน",
                "done_when": ["TX100.01.words>=covered"],
                "actions": [{"do": "ทักคนแรกของวัน", "effort": "1 นาที", "smaller": "ยิ้มให้"}],
                "artefact": "คลิป",
                "next": "closed",
                "says": "วันนี้ลองทักคนแรกดู{p}",
            }
        ],
        "terminal": {"closed": "จบ"},
        "test_outcomes": {"none": "ยังไม่ได้ลอง"},
        "test_step": "greet",
        "tested_when": [],
        "results": {"test": "ผลที่ลอง", "retest": "ผลที่ลองซ้ำ"},
        "causes": {},
        "rules": [
            {"id": "R1", "priority": 1, "when": "facet_open", "say": "ขออีกเรื่อง{p}"},
        ],
        "links": {"TX100.01": ["greet"]},
    }


def english() -> Any:
    facet = {"label": "Words", "definition": "The words used", "probes": ["Which?", "When?"]}
    return {
        "criteria": {
            "TX100.01": {
                "text": "Greet",
                "short_title": "Greet",
                "why": "It is heard first",
                "main_question": "How do you greet?",
                "facets": {"words": facet, "smile": facet},
            }
        }
    }


def assessment() -> Any:
    return {
        "status": "ยังไม่มีผู้ประเมินรับรอง",
        "basis": {},
        "principle": "ดูร่องรอย",
        "boundaries": [],
        "unit_evidence": [],
        "evidence_types": {},
        "vacs": {},
        "privacy": [],
        "criteria": {},
    }


def coach_kit() -> Any:
    digest = {"when": "ทุกวันจันทร์", "most_lines": 3, "template": "สวัสดี{p}คุณ{name}"}
    return {
        "use": "เลือกส่งทีละข้อ",
        "placeholders": ["service"],
        "endings": {"ask": "{q}", "do": "{p}"},
        "stages": [
            {
                "id": "start",
                "title": "เริ่ม",
                "steps": ["greet"],
                "ask": ["ใน {service} ใครทักก่อน"],
                "do": ["ลองทักดู"],
            }
        ],
        "review": {
            "most_requests": 3,
            "answer_within_working_days": 3,
            "rules": ["ขอเพิ่มไม่เกิน {most_requests} ข้อ"],
            "statuses": [
                {"id": "draft", "label": "ร่าง", "who": "เจ้าหน้าที่", "meaning": "ร่าง", "next": []}
            ],
        },
        "feedback": {"strong": ["ดีแล้ว"]},
        "officer_digest": digest,
        "coach_digest": digest,
        "nudges": {
            "nudge_after_days": 7,
            "tell_coach_after_days": 21,
            "from_hour": 8,
            "to_hour": 18,
            "per_day": 1,
            "working_days_only": True,
        },
    }


def folder() -> Files:
    """The three files a unit must have, by their place in a content folder."""
    place = f"units/{CODE}/"
    return {
        place + "unit.yaml": unit(),
        place + "rubric.yaml": rubric(),
        place + "journey.yaml": journey(),
    }


def whole_folder() -> Files:
    """``folder`` with everything a unit may have, and the shared files as data."""
    place = f"units/{CODE}/"
    shared = {name: yaml.safe_load(files("content").joinpath(name).read_bytes()) for name in SHARED}
    return (
        shared
        | folder()
        | {
            place + "rubric.en.yaml": english(),
            place + "assessment.yaml": assessment(),
            place + "coach_kit.yaml": coach_kit(),
        }
    )


def changed(content: Files, file: str, path: tuple[str | int, ...], value: object) -> Files:
    """A copy of ``content`` with one value put at ``path`` in ``file``, or taken away."""
    made = copy.deepcopy(content)
    part = made[file]
    for step in path[:-1]:
        part = part[step]
    if value is GONE:
        del part[path[-1]]
    else:
        part[path[-1]] = value
    return made


def write(root: Path, content: Mapping[str, Any]) -> Path:
    """Write ``content`` below ``root`` as YAML and return ``root``."""
    for name, data in content.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(data, ensure_ascii=False)  # JSON is YAML, and fast to write
        place.write_text(text, encoding="utf-8")
    return root


def copy_package(root: Path) -> Path:
    """Copy the package's own shared files and its unit's YAML below ``root``."""
    package = Path(str(files("content")))
    for place in (*(package / name for name in SHARED), *package.glob("units/*/*.yaml")):
        target = root / place.relative_to(package)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(place.read_bytes())
    return root
