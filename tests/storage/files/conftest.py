from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage.files.grounds import AnyGround, FolderGround, PgFilesGround, S3Ground
from tests.storage.files.service import service

pytest.register_assert_rewrite("storage.contract.files")


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The endpoint of a service that speaks S3."""
    with service() as endpoint:
        if endpoint is None:
            pytest.skip("nothing here speaks S3: install moto[s3], flask-cors and obstore")
        yield endpoint


@pytest.fixture(params=["folder", "database", "bucket"])
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AnyGround]:
    ground = made(request, tmp_path)
    yield ground
    ground.close()


def made(request: pytest.FixtureRequest, folder: Path) -> AnyGround:
    """Make a ground of the kind that is asked for."""
    match request.param:
        case "folder":
            return FolderGround(folder / "files")
        case "database":
            return PgFilesGround(request.getfixturevalue("postgres"))
        case _:
            return S3Ground(request.getfixturevalue("s3"))
