"""What only a bucket can do wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from storage.contract.files import NAMES
from storage.errors import StoreError, TryLater
from storage.files import Access, Away, open_files
from tests.storage.files.grounds import S3Ground
from tests.storage.files.service import access, new_bucket, new_key, service, switch_versioning


@pytest.fixture
def here(s3: str) -> Iterator[S3Ground]:
    ground = S3Ground(s3)
    yield ground
    ground.close()


def test_each_part_of_the_program_has_files_of_its_own(here: S3Ground) -> None:
    media, exports = here.open("media"), here.open("exports")
    media.put("a/b", b"1")
    exports.put("a/b", b"2")
    assert media.get("a/b") == b"1"
    assert exports.remove_all("") == 1
    assert [found.name for found in media.under()] == ["a/b"]
    everything = open_files(f"s3://{here.bucket}", "coach", here.access)
    assert [found.name for found in everything.under()] == ["media/a/b"]


def test_a_listing_of_many_is_whole(here: S3Ground) -> None:
    files = here.open()
    for number in range(1100):
        files.put(f"{number % 10}/{number}", b"")
    assert len({found.name for found in files.under()}) == 1100
    assert files.remove_all("7") == 110
    assert sum(1 for _ in files.under()) == 990


def test_a_bucket_that_keeps_old_versions_is_refused(s3: str) -> None:
    bucket = new_bucket(s3)
    switch_versioning(s3, bucket, "Enabled")
    with pytest.raises(StoreError, match="versioning"):
        open_files(f"s3://{bucket}", "media", access(s3))
    switch_versioning(s3, bucket, "Suspended")
    files = open_files(f"s3://{bucket}", "media", access(s3))
    files.put("a", b"1")
    assert files.remove("a")
    assert list(files.under()) == []


def test_a_bucket_that_is_not_there_is_named(s3: str) -> None:
    with pytest.raises(StoreError, match="no-such-bucket/media cannot be used"):
        open_files("s3://no-such-bucket", "media", access(s3))


def test_a_service_that_does_not_answer_is_away(s3: str) -> None:
    with pytest.raises(TryLater, match="does not answer"):
        open_files("s3://bucket", "media", access("http://127.0.0.1:9"))


def test_a_service_that_goes_away_is_found_again(here: S3Ground) -> None:
    files = here.open()
    files.put("a", b"1")
    with here.failing():
        here.cut_off()
        for call in (lambda: files.get("a"), lambda: files.find("a"), lambda: list(files.under())):
            with pytest.raises(Away):
                call()
        with pytest.raises(Away):
            files.remove("a")
    assert files.get("a") == b"1"


def test_only_the_right_key_opens_a_bucket() -> None:
    with service(unguarded=4) as endpoint:
        if endpoint is None:
            pytest.skip("nothing here speaks S3: install moto[s3], flask-cors and obstore")
        place, (key, secret) = f"s3://{new_bucket(endpoint)}/coach", new_key(endpoint)
        files = open_files(place, "media", Access(endpoint, key, secret))
        for name in NAMES:
            files.put(name, name.encode())
        assert {f.name: files.get(f.name) for f in files.under()} == {n: n.encode() for n in NAMES}
        assert files.remove_all("") == len(NAMES)
        for wrong in (Access(endpoint, key, "x" * 40), Access(endpoint, "AKIAX", secret)):
            with pytest.raises(StoreError, match="does not open the bucket"):
                open_files(place, "media", wrong)


def test_nothing_that_is_shown_holds_the_secret() -> None:
    given = Access("https://s3.example.org", "AKIAKEY", "very-secret")
    assert "very-secret" not in repr(given)
    assert "AKIAKEY" not in repr(replace(given, region="ap-southeast-7"))
