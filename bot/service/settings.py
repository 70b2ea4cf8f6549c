"""Settings from the environment; everything that is wrong with them is reported at once."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, FilePath, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.exports.signing import BadKey, private_key
from bot.service.keeping import days_by_agency

PREFIX = "MVS_"
SCHEME = "tinydb://"
DATABASES = ("postgresql://", "postgres://")
IN_DATABASE, BUCKET = "database", "s3://"
LINE_SECRET, LINE_TOKEN = "MVS_LINE_CHANNEL_SECRET", "MVS_LINE_CHANNEL_ACCESS_TOKEN"
TELEGRAM_TOKEN = "MVS_TELEGRAM_TOKEN"
TELEGRAM_SECRET = "MVS_TELEGRAM_WEBHOOK_SECRET"
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+")
_SECRET_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,256}")


class BadSettings(ValueError):  # noqa: N818 -- named by what it is, as the other problems are
    """Settings that cannot be used: a line for each variable and what is wrong with it."""


def _store(url: str) -> str:
    if not url.startswith((SCHEME, *DATABASES)) or url in (SCHEME, *DATABASES):
        raise ValueError("must be tinydb:///path/to/folder or postgresql://user@host/name")
    return url


def _origin(url: str) -> str:
    if not _ORIGIN.fullmatch(url.rstrip("/")):
        raise ValueError("must be scheme, host and port alone, such as https://coach.example.org")
    return url.rstrip("/")


def _media(place: str) -> str:
    if "://" in place and not place.startswith(BUCKET):
        raise ValueError("must be a folder, database, or s3://bucket/prefix")
    return place


def _address(url: str) -> str:
    if not re.fullmatch(r"https://[^\s/]+(/\S*)?", url):
        raise ValueError("must be an address that begins with https://")
    return url


def _one_word(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value().split()) != 1:
        raise ValueError("must be one word without blanks or line breaks")
    return secret


def _secret_token(secret: SecretStr) -> SecretStr:
    if not _SECRET_TOKEN.fullmatch(secret.get_secret_value()):
        raise ValueError("must be 1 to 256 of A-Z a-z 0-9 _ -")
    return secret


def _signing_key(secret: SecretStr) -> SecretStr:
    try:
        private_key(secret.get_secret_value())
    except BadKey as bad:
        raise ValueError(str(bad).partition(" ")[2]) from None
    return secret


Secret = Annotated[SecretStr, AfterValidator(_one_word)]
Origin = Annotated[str, AfterValidator(_origin)]
Store = Annotated[str, AfterValidator(_store), Field(repr=False)]
Days = Annotated[int, Field(ge=1)]
Agencies = Annotated[dict[str, Days], NoDecode, BeforeValidator(days_by_agency)]


class Settings(BaseSettings):
    """Everything that can be set. Times are in seconds; secrets show as stars."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True
    )

    store: Store = "tinydb://data"
    data: Path = Path("data")
    public_url: Origin | None = None
    host: str | None = None
    port: int = Field(default=8080, ge=1, le=65535, validation_alias="PORT")
    media: Annotated[str, AfterValidator(_media)] | None = None
    s3_endpoint: Origin | None = None
    s3_region: str = "us-east-1"
    s3_key: Secret | None = None
    s3_secret: Secret | None = None
    practice: bool | None = None
    signing_key: Annotated[SecretStr, AfterValidator(_signing_key)] | None = None
    checkpoints: Path | None = None
    template: FilePath | None = None
    badge_issuer: str | None = None
    badge_url: Annotated[str, AfterValidator(_address)] | None = None
    keep_days: Days | None = None
    keep_days_by_agency: Agencies = {}

    line_channel_secret: Secret | None = None
    line_channel_access_token: Secret | None = None
    line_channel_secret_old: Secret | None = None
    line_api_host: Origin | None = None
    telegram_token: Secret | None = None
    telegram_webhook_secret: Annotated[SecretStr, AfterValidator(_secret_token)] | None = None
    telegram_webhook_secret_old: Annotated[SecretStr, AfterValidator(_secret_token)] | None = None
    telegram_api_base: Origin | None = None

    metrics_token: Secret | None = None
    log: Literal["text", "json"] = "text"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    api_seconds: float = Field(default=10, gt=0, le=60)

    burst_seconds: float | None = Field(default=None, gt=0, le=60)
    burst_most_seconds: float | None = Field(default=None, gt=0, le=300)
    burst_photo_seconds: float | None = Field(default=None, gt=0, le=120)
    burst_command_seconds: float = Field(default=1.5, gt=0, le=60)
    burst_settle_seconds: float = Field(default=0.2, ge=0, le=5)

    @property
    def is_database(self) -> bool:
        """Whether the store is a database, which any number of processes may share."""
        return is_database(self.store)

    @property
    def folder(self) -> Path:
        """The folder of the store; where that is a database, of what this machine keeps itself."""
        return self.data if self.is_database else Path(self.store.removeprefix(SCHEME))

    @property
    def media_folder(self) -> Path:
        """The folder of files that officers send, where they are kept in one: beside the store."""
        beside = self.folder.with_name(self.folder.name + "-media")
        return Path(self.media) if self.media and self.media != IN_DATABASE else beside

    @property
    def media_place(self) -> Path | str:
        """Where files that officers send are kept: a folder, the URL of a database or a bucket.

        Unless said otherwise beside the store, or with it where that is a database.
        """
        if self.is_database and self.media in (None, IN_DATABASE):
            return self.store
        if self.media is not None and self.media.startswith(BUCKET):
            return self.media
        return self.media_folder

    @property
    def exports_place(self) -> Path | str:
        """Where exports are kept while somebody may fetch them: with the files, or beside them."""
        place = self.media_place
        return self.exports_folder if isinstance(place, Path) else place

    @property
    def spool_folder(self) -> Path:
        """Where this machine keeps what arrives while the database is away."""
        return self.folder.with_name(self.folder.name + "-spool")

    @property
    def signing_folder(self) -> Path:
        """Where the deployment's signing keys are."""
        return self.folder.with_name(self.folder.name + "-signing")

    @property
    def exports_folder(self) -> Path:
        """Where exports are kept while somebody may fetch them."""
        return self.folder.with_name(self.folder.name + "-exports")

    @property
    def listens_on(self) -> str:
        """The address to listen on: this machine only, where the practice room is all there is."""
        return self.host or ("0.0.0.0" if self.has_line or self.has_telegram else "127.0.0.1")

    @property
    def address(self) -> str:
        """Where browsers reach the service: scheme, host and port."""
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def has_practice(self) -> bool:
        """Whether the practice room is open: where no app is switched on, unless said otherwise."""
        return not (self.has_line or self.has_telegram) if self.practice is None else self.practice

    @property
    def has_line(self) -> bool:
        """Whether LINE is switched on."""
        return self.line_channel_secret is not None and self.line_channel_access_token is not None

    @property
    def has_telegram(self) -> bool:
        """Whether Telegram is switched on."""
        return self.telegram_token is not None

    def notes(self) -> list[str]:
        """Sentences for the operator about what is off, and what would switch it on."""
        notes = []
        if not self.has_line:
            notes.append(f"LINE is off; {LINE_SECRET} and {LINE_TOKEN} switch it on.")
        if not self.has_telegram:
            notes.append(f"Telegram is off; {TELEGRAM_TOKEN} switches it on.")
        elif self.telegram_webhook_secret is None:
            notes.append(f"Telegram's webhooks are refused until {TELEGRAM_SECRET} is set.")
        if self.is_database and isinstance(self.media_place, Path):
            notes.append("MVS_MEDIA is a folder: every machine must see the same one.")
        return notes


def is_database(url: str) -> bool:
    """Whether a store's URL is that of a database."""
    return url.startswith(DATABASES)


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read settings from ``environment``, or from the program's own.

    Raises BadSettings with every problem.
    """
    given = os.environ if environment is None else environment
    problems = list(_unpaired(given))
    try:
        settings = Settings() if environment is None else Settings.model_validate(_named(given))
    except ValidationError as invalid:
        problems += [_sentence(error["loc"], error["msg"]) for error in invalid.errors()]
    if problems:
        raise BadSettings("\n".join(problems))
    return settings


def _unpaired(given: Mapping[str, str]) -> Iterator[str]:
    """What belongs together, and what does not go together."""
    for here, there in ((LINE_SECRET, LINE_TOKEN), (LINE_TOKEN, LINE_SECRET)):
        if given.get(here) and not given.get(there):
            yield f"{there} is missing; it belongs to {here}."
    if given.get(TELEGRAM_SECRET) and not given.get(TELEGRAM_TOKEN):
        yield f"{TELEGRAM_TOKEN} is missing; it belongs to {TELEGRAM_SECRET}."
    for here, there in (("BADGE_ISSUER", "BADGE_URL"), ("BADGE_URL", "BADGE_ISSUER")):
        if given.get(PREFIX + here) and not given.get(PREFIX + there):
            yield f"{PREFIX}{there} is missing; it belongs to {PREFIX}{here}."
    if given.get("MVS_MEDIA") == IN_DATABASE and not is_database(given.get("MVS_STORE", "")):
        yield "MVS_MEDIA can be database only where MVS_STORE is one."


def _named(given: Mapping[str, str]) -> dict[str, str]:
    fields = {f"{PREFIX}{name}".upper(): name for name in Settings.model_fields}
    fields = {**fields, "PORT": "PORT"}
    return {fields[name]: value for name, value in given.items() if name in fields and value}


def _sentence(place: tuple[int | str, ...], message: str) -> str:
    """One problem; what was set is left out, it may be a secret."""
    name = str(place[0]) if place else ""
    variable = name if name.isupper() else f"{PREFIX}{name}".upper()
    return f"{variable} {_lowered(message.removeprefix('Value error, '))}."


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]
