"""Files are opened by where they are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from storage.errors import StoreError
from storage.files import FolderFiles, open_files


def test_a_folder_is_named_by_its_path_or_its_address(tmp_path: Path) -> None:
    for place in (tmp_path / "files", str(tmp_path / "files"), f"file://{tmp_path}/files"):
        files = open_files(place, "media")
        assert isinstance(files, FolderFiles)
        assert files.folder == tmp_path / "files"


@pytest.mark.parametrize(
    "place", ["http://example.org/x", "file://relative", "s3://", "s3://a/../b", "s3://a//b"]
)
def test_other_places_are_refused(place: str) -> None:
    with pytest.raises(StoreError, match="must be"):
        open_files(place, "media")


def test_a_bucket_without_its_package_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['obstore'] = sys.modules['obstore.exceptions'] = None\n"
        "from storage.files import open_files; open_files('s3://bucket', 'media')"
    )
    root = Path(__file__).parents[3]
    run = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True)
    assert run.stderr.splitlines()[-1].endswith("Files in a bucket need the package mvs-coach[s3].")
