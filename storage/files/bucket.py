"""Files in a bucket of a service that speaks S3, for any number of processes and machines."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    GenericError,
    NotSupportedError,
    PermissionDeniedError,
    UnauthenticatedError,
)
from obstore.store import S3Store

from storage.errors import StoreError, TryLater
from storage.files.access import Access
from storage.files.port import Away, Found, checked, checked_folder

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Config

CONNECTING: Final = timedelta(seconds=3)
PATIENCE: Final = timedelta(seconds=10)
"""How long a request that fails is begun again; whoever asked asks again later."""
AT_ONCE = 1000
"""Names that are read at once."""


class S3Files:
    """Keeps files in a bucket, under a prefix. ``S3Files.open(…)`` makes one. See ``Files``.

    A file is one object, put by one request and thus wholly or not at all. ``put_new`` needs a
    service that knows ``If-None-Match``, as most do.
    """

    def __init__(self, store: S3Store, place: str) -> None:
        self._store = store
        self.place = place

    @classmethod
    def open(cls, bucket: str, prefix: str, access: Access) -> S3Files:
        """Open the files under ``prefix`` (may be empty) and put one there for a moment.

        Raises:
            TryLater: the service is away.
            StoreError: the bucket cannot be used, or keeps what is removed from it.
        """
        place = f"{bucket}/{prefix}" if prefix else bucket
        try:
            store = S3Store(
                bucket, prefix=prefix or None, config=_config(access),
                client_options=_client(access), retry_config=_retry(access),
            )  # fmt: skip
        except (BaseError, ValueError) as error:
            raise StoreError(f"The bucket {place} cannot be used: {_why(error)}.") from error
        files = cls(store, place)
        files._check()
        return files

    def put(self, name: str, content: bytes) -> None:
        """See ``Files.put``."""
        with self._trouble():
            self._store.put(checked(name), content, use_multipart=False)

    def put_new(self, name: str, content: bytes) -> bytes:
        """See ``Files.put_new``."""
        with self._trouble():
            self._create(checked(name), content)
        there = self.get(name)
        return content if there is None else there

    def get(self, name: str) -> bytes | None:
        """See ``Files.get``."""
        try:
            with self._trouble():
                return bytes(self._store.get(checked(name)).bytes())
        except FileNotFoundError:
            return None

    def find(self, name: str) -> Found | None:
        """See ``Files.find``."""
        try:
            with self._trouble():
                meta = self._store.head(checked(name))
        except FileNotFoundError:
            return None
        return Found(name, meta["size"], meta["last_modified"])

    def under(self, folder: str = "") -> Iterator[Found]:
        """See ``Files.under``."""
        prefix = checked_folder(folder)
        with self._trouble():
            for chunk in self._store.list(prefix or None, chunk_size=AT_ONCE):
                for meta in chunk:
                    yield Found(meta["path"], meta["size"], meta["last_modified"])

    def remove(self, name: str) -> bool:
        """See ``Files.remove``."""
        there = self.find(name) is not None
        with self._trouble():
            self._delete(name)
        return there

    def remove_all(self, folder: str) -> int:
        """See ``Files.remove_all``."""
        names = [found.name for found in self.under(folder)]
        with self._trouble():
            for name in names:
                self._delete(name)
        return len(names)

    def tidy(self, before: datetime) -> int:
        """See ``Files.tidy``: a request that is cut short leaves nothing."""
        return 0

    def close(self) -> None:
        """See ``Files.close``."""

    def _create(self, name: str, content: bytes) -> None:
        try:
            self._store.put(name, content, mode="create", use_multipart=False)
        except AlreadyExistsError:
            return
        except NotSupportedError:
            if self.find(name) is None:
                self._store.put(name, content, use_multipart=False)

    def _delete(self, name: str) -> None:
        try:
            self._store.delete(name)
        except FileNotFoundError:  # some services say so
            return

    def _check(self) -> None:
        """Put a file and remove it again: erasing it must be all there is to its going."""
        name = f"probe-{secrets.token_hex(8)}"
        try:
            put = self._store.put(name, b"", use_multipart=False)
            self._delete(name)
        except GenericError as error:
            raise TryLater(f"The bucket {self.place} does not answer: {_why(error)}.") from error
        except (PermissionDeniedError, UnauthenticatedError) as error:
            raise StoreError(f"The key does not open the bucket {self.place}.") from error
        except (BaseError, OSError, ValueError) as error:
            raise StoreError(f"The bucket {self.place} cannot be used: {_why(error)}.") from error
        if put["version"] not in (None, "null"):
            raise StoreError(
                f"The bucket {self.place} keeps old versions of files, so that nothing could be"
                " erased from it: suspend its versioning, or name another bucket."
            )

    @contextmanager
    def _trouble(self) -> Iterator[None]:
        try:
            yield
        except BaseError as error:
            raise Away(f"The bucket {self.place} could not do it now: {_why(error)}.") from error


def _why(error: Exception) -> str:
    """The beginning of what is the matter; what follows are pages about the request."""
    return str(error).strip().partition("\n")[0][:300].rstrip(".") or type(error).__name__


def _config(access: Access) -> S3Config:
    config: S3Config = {
        "region": access.region,
        "virtual_hosted_style_request": False,
        "disable_bulk_delete": True,  # not every service knows it
    }
    if access.endpoint:
        config["endpoint"] = access.endpoint
    if access.key:
        config["access_key_id"] = access.key
        config["secret_access_key"] = access.secret
    return config


def _client(access: Access) -> ClientConfig:
    return {
        "allow_http": access.endpoint.startswith("http://"),
        "connect_timeout": CONNECTING,
        "timeout": timedelta(seconds=access.seconds),
    }


def _retry(access: Access) -> RetryConfig:
    return {"max_retries": access.retries, "retry_timeout": PATIENCE}
