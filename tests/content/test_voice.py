import pytest

from content.voice import Voice, fields_of, has_stray_braces, particles_of, render


@pytest.mark.parametrize(
    ("template", "krub", "kha"),
    [
        ("ใครเป็นคนเคาะ{q}", "ใครเป็นคนเคาะครับ", "ใครเป็นคนเคาะคะ"),
        ("ขอบคุณ{p} บอกได้เลยนะ{q}", "ขอบคุณครับ บอกได้เลยนะครับ", "ขอบคุณค่ะ บอกได้เลยนะคะ"),
        ("ไม่มีคำลงท้าย", "ไม่มีคำลงท้าย", "ไม่มีคำลงท้าย"),
    ],
)
def test_one_text_serves_both_voices(template: str, krub: str, kha: str) -> None:
    assert (render(template, "krub"), render(template, "kha")) == (krub, kha)


@pytest.mark.parametrize("words", ["{p}", "{name}", "a } b {", r"\1 \g<0>"])
def test_what_is_put_into_a_field_is_never_read_again(words: str) -> None:
    assert render("“{name}” {p}", "kha", name=words) == f"“{words}” ค่ะ"


def test_a_field_that_is_not_given_is_an_error() -> None:
    with pytest.raises(KeyError, match="name"):
        render("คุณ{name}", "krub")


@pytest.mark.parametrize("voice", ["krub", "kha"])
def test_a_particle_cannot_be_given_as_a_field(voice: Voice) -> None:
    assert "X" not in render("ได้{p}", voice, p="X")


def test_fields_and_particles_are_told_apart() -> None:
    assert fields_of("{p}{q}{name}{n_1}") == {"name", "n_1"}
    assert particles_of("ได้{p} ไหม{q} {name}") == ("p", "q")


@pytest.mark.parametrize(
    ("template", "stray"), [("{a} {b}", False), ("{", True), ("{A}", True), ("{a b}", True)]
)
def test_stray_braces_are_found(template: str, stray: bool) -> None:
    assert has_stray_braces(template) is stray
