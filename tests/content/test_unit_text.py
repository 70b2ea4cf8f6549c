"""The unit of competency stands word for word, slips and all."""

import hashlib

import pytest

from content.loader import load

UNIT = load().default.unit
WORDS = "2745b4183df95771b609548e3fe15db797316d196ea93d900b170e3f38ba58b4"


def test_all_eighteen_sections_are_there() -> None:
    assert [section.number for section in UNIT.sections] == list(range(1, 19))
    assert UNIT.section(18).items == ("กระบวนการและวิธีการประเมินให้ดูในคู่มือการประเมิน",)
    with pytest.raises(KeyError, match="19"):
        UNIT.section(19)


def test_elements_and_criteria_carry_the_codes_of_the_standard() -> None:
    assert [element.code for element in UNIT.elements] == ["DS501", "DS502", "DS503", "DS504"]
    assert [len(element.criteria) for element in UNIT.elements] == [3, 3, 2, 5]
    system = [int(criterion.system_code) for criterion in UNIT.criteria]
    assert system == list(range(176720, 176733))


def test_the_counts_are_those_of_the_original() -> None:
    assert UNIT.counted == UNIT.counts
    bullets = {name: count for name, count in UNIT.counted.items() if name != "regulations.laws"}
    assert sum(bullets.values()) - 4 - 13 == 36


@pytest.mark.parametrize(
    "slip",
    [
        "ศตวววษที่ 21",
        "Prove of Concept",
        "หลักฐานด้านความร",
        "พล วัตรปรับต่อเนื่อง",
        "Organization Design and Implementation)",
        "Government Process reengineering",
        "ทางราชการพ.ศ. 2558",
        "(Agile)คือเทคนิค",
    ],
)
def test_known_slips_are_kept(slip: str) -> None:
    assert slip in UNIT.words


def test_every_slip_is_listed_once() -> None:
    assert [anomaly.id for anomaly in UNIT.anomalies] == [f"A{n:02}" for n in range(1, 21)]


def test_no_word_of_the_unit_has_changed() -> None:
    words = "".join(UNIT.words.split())
    assert hashlib.sha256(words.encode()).hexdigest() == WORDS


def test_the_laws_one_by_one_are_the_words_of_section_ten() -> None:
    section = UNIT.section(10)
    assert " ".join(section.parts[0].items) == section.text
