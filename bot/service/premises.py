"""Where the coach works: the store that the settings name, and the keys that belong to it."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec
from pydantic import SecretStr

from bot.channel import Happened
from bot.exports.signing import Keys, keys_in, private_key
from bot.media import MediaStore
from bot.people.tokens import signing_key
from bot.service.reception import mailbox
from bot.service.settings import Settings
from storage.files import Access, Files, open_files
from storage.inbox import Arrival, Inbox
from storage.postgres import PgStore
from storage.spooled_inbox import SpooledInbox
from storage.tiny import TinyStore


def lane(arrival: Arrival) -> str:
    """What is handled by one process: all that is for one mailbox."""
    return mailbox(msgspec.convert(arrival.body, Happened)) or arrival.key


@dataclass(frozen=True, slots=True)
class Premises:
    """An open store; ``key`` is the deployment's secret for invites, links and sessions."""

    settings: Settings
    store: TinyStore | PgStore
    key: bytes

    @property
    def is_shared(self) -> bool:
        """Whether other processes may work here, too."""
        return isinstance(self.store, PgStore)

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders of this machine that the coach writes to; they exist once it does."""
        place = self.settings.media_place
        own = self.settings.spool_folder if self.is_shared else self.settings.folder
        return (own, place) if isinstance(place, Path) else (own,)

    async def inbox(self, *, owns: bool = True) -> Inbox:
        """The store's inbox. Without ``owns`` what comes is left to other processes.

        Before that of a database is a spool, for when it is away; it is closed before the store.
        """
        if isinstance(self.store, PgStore):
            shared = await self.store.inbox(owns=owns)
            return await SpooledInbox.open(shared, self.settings.spool_folder)
        return await self.store.inbox()

    async def media(self) -> MediaStore:
        """The files that officers send. Raises a StoreError, OSError."""
        return await asyncio.to_thread(lambda: MediaStore(self._files("media")))

    async def exports(self) -> Files:
        """The files of exports. Raises a StoreError, OSError."""
        return await asyncio.to_thread(self._files, "exports")

    def _files(self, part: Literal["media", "exports"]) -> Files:
        said = self.settings
        place = said.media_place if part == "media" else said.exports_place
        return open_files(place, part, access(said))

    async def keys(self) -> Keys:
        """What exports are signed with. Raises BadKey, OSError.

        The key of the settings; else, in a database, one made of its secret, and beside files one
        in a folder of its own.
        """
        given = _told(self.settings.signing_key)
        if isinstance(self.store, PgStore):
            own = given or base64.b64encode(self.store.derived("exports")).decode()
            return Keys(private_key(own))
        return await asyncio.to_thread(keys_in, self.settings.signing_folder, given)


def access(settings: Settings) -> Access:
    """What opens the bucket of the settings, if they have one."""
    key, secret = _told(settings.s3_key), _told(settings.s3_secret)
    return Access(settings.s3_endpoint or "", key, secret, settings.s3_region)


def _told(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value()


async def open_premises(settings: Settings) -> Premises:
    """Open the store; whoever does closes it. Raises a StoreError, OSError."""
    if settings.is_database:
        shared = await PgStore.open(settings.store, lane=lane)
        return Premises(settings, shared, shared.derived("invites"))
    store = await TinyStore.open(settings.folder)
    try:
        return Premises(settings, store, await asyncio.to_thread(signing_key, settings.folder))
    except BaseException:
        await store.close()
        raise


async def key_of(settings: Settings) -> bytes:
    """The deployment's secret alone, also while a process has the store. Raises like the above."""
    if not settings.is_database:
        return await asyncio.to_thread(signing_key, settings.folder)
    premises = await open_premises(settings)
    await premises.store.close()
    return premises.key
