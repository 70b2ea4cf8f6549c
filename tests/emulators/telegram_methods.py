"""The methods of the emulated Bot API, one function each, listed in ``METHODS``."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tests.emulators.telegram_chats import (
    BOT,
    LONGEST_CAPTION,
    LONGEST_TEXT,
    Chat,
    Json,
    Refusal,
    Shown,
    keys_of,
    written,
)

if TYPE_CHECKING:
    from tests.emulators.telegram import TelegramEmulator

Given = Mapping[str, str]
Files = Mapping[str, bytes]
Method = Callable[["TelegramEmulator", Given, Files], Any | Awaitable[Any]]

LARGEST_DOWNLOAD: Final = 20 * 1024 * 1024


def get_me(telegram: TelegramEmulator, given: Given, files: Files) -> Json:
    return BOT


def send_message(telegram: TelegramEmulator, given: Given, files: Files) -> Json:
    shown = written(given["text"], given.get("parse_mode"), LONGEST_TEXT)
    return _put(telegram, given, replace(shown, buttons=keys_of(given.get("reply_markup"))))


def send_document(telegram: TelegramEmulator, given: Given, files: Files) -> Json:
    caption = given.get("caption", "")
    shown = written(caption, given.get("parse_mode"), LONGEST_CAPTION, empty=True)
    content = files.get("document") or next(iter(files.values()))
    return _put(telegram, given, replace(shown, document=content))


def edit_message_text(telegram: TelegramEmulator, given: Given, files: Files) -> Json:
    chat = telegram.chat(int(given["chat_id"]))
    chat.check_open()
    old = chat.message(int(given["message_id"]))
    if old is None:
        raise Refusal(400, "Bad Request: message to edit not found")
    new = written(given["text"], given.get("parse_mode"), LONGEST_TEXT)
    new = replace(new, id=old.id, author=old.author, buttons=keys_of(given.get("reply_markup")))
    if (new.text, new.bold, new.buttons) == (old.text, old.bold, old.buttons):
        raise Refusal(400, "Bad Request: message is not modified: the same content")
    chat.shown[chat.shown.index(old)] = replace(new, edited=True)
    return _message(chat, new)


def send_chat_action(telegram: TelegramEmulator, given: Given, files: Files) -> bool:
    chat = telegram.chat(int(given["chat_id"]))
    chat.check_open()
    chat.typing += 1
    return True


def answer_callback_query(telegram: TelegramEmulator, given: Given, files: Files) -> bool:
    tap = given["callback_query_id"]
    if tap not in telegram.open_taps:
        why = "query is too old and response timeout expired or query ID is invalid"
        raise Refusal(400, f"Bad Request: {why}")
    telegram.open_taps.remove(tap)
    telegram.settled.append(tap)
    return True


def get_file(telegram: TelegramEmulator, given: Given, files: Files) -> Json:
    name = given["file_id"]
    if name not in telegram.files:
        raise Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    size = len(telegram.files[name])
    if size > LARGEST_DOWNLOAD:
        raise Refusal(400, "Bad Request: file is too big")
    return {"file_id": name, "file_unique_id": name, "file_size": size, "file_path": name}


async def get_updates(telegram: TelegramEmulator, given: Given, files: Files) -> list[Any]:
    if telegram.webhook:
        why = "can't use getUpdates method while webhook is active"
        raise Refusal(409, f"Conflict: {why}; use deleteWebhook to delete the webhook first")
    offset = int(given.get("offset", 0))
    while telegram.queue and _confirmed(telegram.queue[0], offset):
        telegram.queue.popleft()
    if not telegram.queue:
        await asyncio.sleep(min(0.05, float(given.get("timeout", 0))))
    return list(telegram.queue)[: int(given.get("limit", 100))]


def set_webhook(telegram: TelegramEmulator, given: Given, files: Files) -> bool:
    url = given["url"]
    if not url.startswith(("https://", "http://127.0.0.1")):
        raise Refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    secret = given.get("secret_token", "")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise Refusal(400, "Bad Request: secret token contains unallowed characters")
    telegram.webhook = {"url": url, "secret_token": secret} if url else {}
    if "allowed_updates" in given:
        telegram.webhook["allowed_updates"] = json.loads(given["allowed_updates"])
    return True


def delete_webhook(telegram: TelegramEmulator, given: Given, files: Files) -> bool:
    telegram.webhook = {}
    return True


def get_webhook_info(telegram: TelegramEmulator, given: Given, files: Files) -> Json:
    failed = {"last_error_message": telegram.webhook_error} if telegram.webhook_error else {}
    return {
        **failed,
        "url": telegram.webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(telegram.queue),
        "allowed_updates": telegram.webhook.get("allowed_updates", []),
    }


def set_commands(telegram: TelegramEmulator, given: Given, files: Files) -> bool:
    commands = json.loads(given["commands"])
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise Refusal(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    if len(commands) > 100:
        raise Refusal(400, "Bad Request: too many commands")
    telegram.settings["commands", given.get("language_code", "")] = commands
    return True


def get_commands(telegram: TelegramEmulator, given: Given, files: Files) -> list[Json]:
    commands: list[Json] = telegram.settings.get(("commands", given.get("language_code", "")), [])
    return commands


def setter(name: str, longest: int) -> Method:
    """A method that sets a text of the bot in a language."""

    def set_text(telegram: TelegramEmulator, given: Given, files: Files) -> bool:
        text = given.get(name, "")
        if len(text) > longest:
            raise Refusal(400, f"Bad Request: {name} is too long")
        telegram.settings[name, given.get("language_code", "")] = text
        return True

    return set_text


def getter(name: str) -> Method:
    """A method that tells a text of the bot in a language."""

    def get_text(telegram: TelegramEmulator, given: Given, files: Files) -> Json:
        return {name: telegram.settings.get((name, given.get("language_code", "")), "")}

    return get_text


def _put(telegram: TelegramEmulator, given: Given, shown: Shown) -> Json:
    chat = telegram.chat(int(given["chat_id"]))
    chat.check_open()
    chat.check_pace(telegram.clock())
    placed = replace(shown, id=telegram.next_number(), author=BOT["id"])
    chat.shown.append(placed)
    return _message(chat, placed)


def _message(chat: Chat, shown: Shown) -> Json:
    return {
        "message_id": shown.id,
        "date": 1_772_000_000,
        "chat": chat.as_json(),
        "text": shown.text,
    }


def _confirmed(update: Any, offset: int) -> bool:
    number = update.get("update_id") if isinstance(update, dict) else None
    return isinstance(number, int) and number < offset


METHODS: Final[Mapping[str, Method]] = {
    "getMe": get_me,
    "sendMessage": send_message,
    "sendDocument": send_document,
    "editMessageText": edit_message_text,
    "sendChatAction": send_chat_action,
    "answerCallbackQuery": answer_callback_query,
    "getFile": get_file,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "setMyDescription": setter("description", 512),
    "getMyDescription": getter("description"),
    "setMyShortDescription": setter("short_description", 120),
    "getMyShortDescription": getter("short_description"),
}
"""Every emulated method by the name in the address."""
