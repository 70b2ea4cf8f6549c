"""Choosing an engine by where the files are: a folder, a database or a bucket."""

from __future__ import annotations

from pathlib import Path

from storage.errors import StoreError
from storage.files.access import Access
from storage.files.folder import FolderFiles
from storage.files.port import BadName, Files, checked
from storage.opening import POSTGRES, shown

FOLDER, BUCKET = "file://", "s3://"


def open_files(place: Path | str, part: str, access: Access | None = None) -> Files:
    """Open the files at ``place``: a folder's path, file:///path, postgresql://… or s3://bucket/….

    In a database or a bucket the files of each ``part`` (``media``, ``exports``) have a folder of
    their own; a folder has to be another one for each. Blocks.

    Raises:
        TryLater: the database or the bucket does not answer.
        StoreError: it cannot be used; says why.
        OSError: the folder cannot be made.
    """
    if isinstance(place, Path):
        return FolderFiles(place)
    if place.startswith(POSTGRES):
        from storage.files.database import PgFiles

        return PgFiles.open(place, part)
    if place.startswith(BUCKET):
        return _bucket(place, part, access or Access())
    return FolderFiles(_folder(place))


def _folder(place: str) -> Path:
    path = Path(place.removeprefix(FOLDER))
    if "://" in place.removeprefix(FOLDER) or (place.startswith(FOLDER) and not path.is_absolute()):
        raise StoreError(f"{shown(place)} must be /path/to/folder, postgresql://… or s3://bucket/…")
    return path


def _bucket(place: str, part: str, access: Access) -> Files:
    name, _, prefix = place.removeprefix(BUCKET).rstrip("/").partition("/")
    try:
        checked(f"{name}/{prefix}/{part}" if prefix else f"{name}/{part}")
    except BadName:
        raise StoreError(f"{place} must be s3://bucket or s3://bucket/prefix") from None
    try:
        from storage.files.bucket import S3Files
    except ModuleNotFoundError as error:
        raise StoreError("Files in a bucket need the package mvs-coach[s3].") from error
    return S3Files.open(name, f"{prefix}/{part}" if prefix else part, access)
