import pytest

from content.plain import MOST_BYTES, MOST_PROBLEMS, read_plain


def test_plain_values_are_read_as_they_are() -> None:
    source = "a: ข้อความ\nb: [1, 2.5, true, null, '1']\nc: {d: ''}\n"
    assert read_plain(source.encode(), "f.yaml") == (
        {"a": "ข้อความ", "b": [1, 2.5, True, None, "1"], "c": {"d": ""}},
        (),
    )


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (b"", "f.yaml: is empty"),
        (b"~", "f.yaml: is empty"),
        (b"a: 1\n---\nb: 2", "f.yaml: holds more than one document"),
        (b"a: 1\na: 2", "f.yaml: a: is given twice, again in line 2"),
        (b"x: {a: 1, a: 2}", "f.yaml: x.a: is given twice, again in line 1"),
        (b"a: &a [1]\nb: *a", "f.yaml: b: repeats another part by an alias; write it out"),
        (b"a: &a [*a]", "f.yaml: a[0]: repeats another part by an alias; write it out"),
        (b"a: 2026-01-01", "f.yaml: a: reads as a timestamp; put it in quotes"),
        (b"<<: {a: 1}", "reads as a merge"),
        (b"1: a", "f.yaml: has a key that is not text in line 1: 1"),
        (b"a: " + b"9" * 5000, "f.yaml: a: cannot be read as a number"),
        (b"a: !!python/name:os.system x", "python/name:os.system; only plain values are read"),
        (b"a: !!set {b}", "set; only plain values are read"),
        (b"a: !own {b: c}", "f.yaml: a: has the tag !own; only plain values are read"),
        (b"\xff\xfe", "cannot be read as YAML: 'utf-8' codec"),
        (b"a: \x00", "cannot be read as YAML"),
        (b'a: "b', "cannot be read as YAML: found unexpected end of stream in line 1"),
        (b"a:\n\t- b", "in line 2"),
        (b"[" * 100_000, "nested deeper than 20 levels"),
        (b"{a: " * 100_000, "nested deeper than 20 levels"),
        (b"-" + b" -" * 1000, "nested deeper than 20 levels"),
        (b" " * (MOST_BYTES + 1), "f.yaml: is larger than 1,000,000 bytes"),
    ],
)
def test_what_is_not_plain_is_reported_and_not_raised(source: bytes, line: str) -> None:
    _, problems = read_plain(source, "f.yaml")
    assert any(line in str(problem) for problem in problems)


def test_an_alias_bomb_stays_small() -> None:
    rows = [b"a0: &a0 [x, x]"]
    rows += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]".encode() for n in range(1, 40)]
    data, problems = read_plain(b"\n".join(rows), "f.yaml")
    assert len(str(data)) < 2_000
    assert len(problems) == 78


def test_a_file_of_nothing_but_problems_is_given_up() -> None:
    _, problems = read_plain(b"[" + b"*x," * 10_000 + b"]", "f.yaml")
    assert len(problems) == MOST_PROBLEMS + 1
    assert str(problems[-1]).endswith("problems are enough")
