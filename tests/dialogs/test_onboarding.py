from __future__ import annotations

from dialogs.pack import Pack
from dialogs.questions import AskAgency, AskConsent, AskName, AskService, AskTeam, PickCriterion
from dialogs.values import Joined, Media
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
