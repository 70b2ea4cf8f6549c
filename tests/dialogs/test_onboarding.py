from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from content.loader import load
from content.models import DEFAULT_UNIT
from dialogs.pack import Pack
from dialogs.questions import (
    AskAgency,
    AskConsent,
    AskName,
    AskService,
    AskTeam,
    AskUnit,
    PickCriterion,
    Question,
)
from dialogs.values import Joined, Media
from tests.content.tiny import CODE, copy_package, folder, write
from tests.dialogs.conversation import Conversation


def greeted(plain: Pack) -> Conversation:
    talk = Conversation(plain)
    talk.hear(Joined())
    return talk


def test_first_contact_greets_explains_privacy_and_asks_for_consent(plain: Pack) -> None:
    talk = greeted(plain)
    assert talk.question == AskConsent()
    assert "ข้อมูลส่วนบุคคล" in talk.said
    assert [b.id for b in talk.outcomes[-1].replies[-1].buttons] == ["agree", "decline"]


def test_before_consent_only_the_asking_is_kept(plain: Pack) -> None:
    talk = greeted(plain)
    talk.type("ชื่อหนูสมศรี handoffs!")
    talk.hear(Media("image", "board.jpg"))
    talk.tap("c:DS501.01")
    kept = [e for o in talk.outcomes for e in o.entries]
    assert [e.kind for e in kept] == ["consent_asked"]
    assert not talk.state.claims
    assert not talk.state.attachments
    assert talk.question == AskConsent()


def test_declining_keeps_nothing_and_leaves_the_door_open(plain: Pack) -> None:
    talk = greeted(plain)
    talk.tap("decline")
    assert talk.state.consent is None
    talk.type("yes")
    assert talk.state.consent is not None


def test_after_consent_name_agency_service_and_team_are_asked_one_by_one(plain: Pack) -> None:
    talk = greeted(plain)
    asked = [talk.tap("agree") and talk.question]
    for answer in ("ชื่อต้นครับ", "อบต.หนองบัว", "ขอบ้านเลขที่"):
        talk.type(answer)
        asked.append(talk.question)
    assert asked == [AskName(), AskAgency(), AskService(), AskTeam()]
    talk.tap("skip")
    assert isinstance(talk.question, PickCriterion)
    profile = talk.state.profile
    assert (profile.name, profile.agency, profile.service) == ("คุณต้น", "อบต.หนองบัว", "ขอบ้านเลขที่")
    assert profile.team == ""


def test_the_notice_version_and_time_of_consent_are_kept(plain: Pack) -> None:
    talk = greeted(plain)
    talk.tap("agree")
    assert talk.state.consent is not None
    assert talk.state.consent.notice == plain.content.persona.notice_version
    assert talk.state.consent.at == talk.at


def test_personal_data_is_masked_before_anything_is_kept(plain: Pack) -> None:
    talk = greeted(plain)
    talk.tap("agree")
    talk.type("สมชาย 081-234-5678")
    everything = repr((talk.state, [o.entries for o in talk.outcomes]))
    assert "081" not in everything
    assert "5678" not in everything


@pytest.mark.parametrize(
    "typed",
    [
        "ชื่อ",
        "...",
        "รหัส 12345",
        "ต้น ๑๒๓๔",
        "เมื่อเช้ามีคนไข้มารอหน้าห้องตั้งแต่ตีห้า ผมเลยอยากรู้ว่าทำอย่างไรถึงจะลดเวลารอได้",
    ],
)
def test_what_can_be_no_name_is_not_taken_for_one(plain: Pack, typed: str) -> None:
    talk = greeted(plain)
    talk.tap("agree")
    assert told(talk, typed) == ("", AskName())
    assert told(talk, "ต้น 2") == ("คุณต้น 2", AskAgency())


def told(talk: Conversation, typed: str) -> tuple[str, Question]:
    talk.type(typed)
    return talk.state.profile.name, talk.question


@pytest.fixture(scope="module")
def two_units(plain: Pack, tmp_path_factory: pytest.TempPathFactory) -> Pack:
    root: Path = tmp_path_factory.mktemp("content")
    return replace(plain, content=load(write(copy_package(root), folder())))


def asked_for_unit(pack: Pack) -> Conversation:
    talk = greeted(pack)
    talk.tap("agree")
    talk.type("ต้น")
    for _ in range(3):
        talk.type("skip")
    return talk


def test_where_several_units_are_installed_the_officer_picks_one(two_units: Pack) -> None:
    talk = asked_for_unit(two_units)
    assert isinstance(talk.question, AskUnit)
    buttons = talk.outcomes[-1].replies[-1].buttons
    assert {b.id for b in buttons} == {f"unit:{DEFAULT_UNIT}", f"unit:{CODE}"}
    talk.tap(f"unit:{CODE}")
    assert talk.state.unit == CODE
    assert [b.id for b in talk.outcomes[-1].replies[-1].buttons] == ["c:TX100.01"]


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("ทักทาย", CODE),
        (CODE.lower(), CODE),
        ("skip", DEFAULT_UNIT),
        ("อะไรก็ไม่รู้", None),
    ],
)
def test_a_unit_may_be_typed(two_units: Pack, typed: str, unit: str | None) -> None:
    talk = asked_for_unit(two_units)
    talk.type(typed)
    assert talk.state.unit == (unit or "")
    assert talk.question == (PickCriterion() if unit else AskUnit())


def test_a_unit_that_is_not_installed_is_asked_for_again(two_units: Pack) -> None:
    talk = asked_for_unit(two_units)
    talk.tap("unit:gone")
    assert (talk.state.unit, talk.question) == ("", AskUnit())


def test_a_single_unit_is_not_asked_for(plain: Pack) -> None:
    assert asked_for_unit(plain).question == PickCriterion()


@pytest.mark.parametrize(
    ("agency", "service"),
    [("เทศบาลตัวอย่าง", "งานบริการตัวอย่าง"), ("สสจ", "ข้ามแดน"), ("อบต", "ร้องเรียน")],
)
def test_a_name_that_sounds_like_a_command_is_an_answer(
    pack: Pack, agency: str, service: str
) -> None:
    talk = greeted(pack)
    for typed in ("ยินยอม", "สมชาย ตัวอย่าง", agency, service):
        talk.type(typed)
    profile = talk.state.profile
    assert (profile.name, profile.agency, profile.service) == ("คุณสมชาย ตัวอย่าง", agency, service)
    assert talk.question == AskTeam()


@pytest.mark.parametrize("typed", ["ขอตัวอย่าง", "ขอตัวอย่างหน่อยครับ", "ตัวอย่าง"])
def test_who_asks_for_an_example_gets_one_and_is_asked_again(pack: Pack, typed: str) -> None:
    talk = greeted(pack)
    for said in ("ยินยอม", "ฝน", typed):
        talk.type(said)
    assert (talk.question, talk.state.profile.agency) == (AskAgency(), "")
    assert "เช่น" in talk.said


@pytest.mark.parametrize("typed", ["ok", "โอเคครับ"])
def test_agreeing_is_no_name(pack: Pack, typed: str) -> None:
    talk = greeted(pack)
    for said in ("ยินยอม", typed):
        talk.type(said)
    assert (talk.question, talk.state.profile.name) == (AskName(), "")
