"""People who use the emulated Telegram: what they do becomes updates, as Telegram words them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram_chats import BOT, Chat, Json, Shown

START = 1_772_426_400  # 2 March 2026, 11:40 in Thailand


@dataclass
class Person:
    """Somebody with a telephone, in the private chat with the coach or in ``group``.

    ``seconds`` is the person's clock. Every method hands its update over and returns it.
    """

    telegram: TelegramEmulator
    id: int
    group: Chat | None = None
    seconds: int = START

    def __post_init__(self) -> None:
        self.telegram.chats.setdefault(self.id, Chat(self.id))
        if self.group is not None:
            self.telegram.chats.setdefault(self.group.id, self.group)

    @property
    def chat(self) -> Chat:
        """The chat this person writes in."""
        return self.group or self.telegram.chats[self.id]

    @property
    def officer(self) -> str:
        """The coach's id of this person."""
        return f"telegram:{self.id}"

    @property
    def seen(self) -> list[str]:
        """What the coach said in this chat, in order, as it stands there now."""
        return [shown.text for shown in self.chat.shown if shown.author == BOT["id"]]

    async def starts(self, payload: str = "") -> Json:
        """Open the chat, perhaps by a link that carries something."""
        return await self.types(f"/start {payload}".strip())

    async def types(self, text: str, **more: Any) -> Json:
        """Send words; ``more`` are further fields of the message."""
        return await self._says(text, {"text": text, **more})

    async def replies(self, to: Shown, text: str) -> Json:
        """Send words in reply to a message on the screen."""
        author = BOT if to.author == BOT["id"] else {"id": to.author, "is_bot": False}
        replied = {"message_id": to.id, "from": author, "chat": self.chat.as_json(), "date": 0}
        return await self.types(text, reply_to_message=replied)

    async def sends(self, kind: str, content: bytes, **about: Any) -> Json:
        """Send a photo, voice, document …, by the Bot API's name of it."""
        name = f"file-{self.telegram.next_number()}"
        self.telegram.files[name] = content
        file = {"file_id": name, "file_unique_id": name, "file_size": len(content), **about}
        value: Any = [file] if kind == "photo" else file
        return await self._says("", {kind: value})

    async def sends_sticker(self) -> Json:
        """Send a sticker."""
        return await self._says("", {"sticker": {"file_id": "s", "emoji": "👍"}})

    async def sends_location(self) -> Json:
        """Tell where they are."""
        return await self._says("", {"location": {"latitude": 13.7, "longitude": 100.5}})

    async def edits(self, shown: Shown, text: str) -> Json:
        """Change a message sent before."""
        shown.text = text
        now = self._tick()
        message = self._message(shown.id, text=text)
        return await self._hands_over("edited_message", {**message, "edit_date": now})

    async def taps(self, label: str) -> Json:
        """Tap the newest button with this label. Raises LookupError if there is none."""
        found = [
            (shown, data)
            for shown in self.chat.shown
            for row in shown.buttons
            for text, data in row
            if text == label
        ]
        if not found:
            raise LookupError(label)
        shown, data = found[-1]
        tap = str(self.telegram.next_number())
        self.telegram.open_taps.add(tap)
        self._tick()
        return await self._hands_over(
            "callback_query",
            {
                "id": tap,
                "from": self._account(),
                "message": self._message(shown.id, text=shown.text),
                "chat_instance": "1",
                "data": data,
            },
        )

    async def blocks(self) -> Json:
        """Block the coach."""
        self.chat.closed = "bot was blocked by the user"
        return await self._stands("member", "kicked")

    async def unblocks(self) -> Json:
        """Unblock the coach."""
        self.chat.closed = ""
        return await self._stands("kicked", "member")

    async def invites(self) -> Json:
        """Add the coach to the group."""
        self.chat.closed = ""
        return await self._stands("left", "member")

    async def removes(self) -> Json:
        """Remove the coach from the group."""
        self.chat.closed = "bot was kicked from the group chat"
        return await self._stands("member", "left")

    async def migrates(self, to: int) -> Json:
        """Turn the group into a supergroup with another id."""
        self.chat.migrated_to = to
        self.telegram.chats[to] = Chat(to, "supergroup")
        return await self._says("", {"migrate_to_chat_id": to})

    async def _says(self, text: str, fields: Json) -> Json:
        number = self.telegram.next_number()
        self.chat.shown.append(Shown(number, self.id, text))
        self._tick()
        return await self._hands_over("message", self._message(number, **fields))

    async def _stands(self, old: str, new: str) -> Json:
        change = {
            "chat": self.chat.as_json(),
            "from": self._account(),
            "date": self._tick(),
            "old_chat_member": {"user": BOT, "status": old},
            "new_chat_member": {"user": BOT, "status": new},
        }
        return await self._hands_over("my_chat_member", change)

    async def _hands_over(self, kind: str, content: Json) -> Json:
        update = {"update_id": self.telegram.next_number(), kind: content}
        await self.telegram.deliver(update)
        return update

    def _message(self, number: int, **fields: Any) -> Json:
        return {
            "message_id": number,
            "from": self._account(),
            "chat": self.chat.as_json(),
            "date": self.seconds,
            **fields,
        }

    def _account(self) -> Json:
        return {"id": self.id, "is_bot": False, "first_name": "Officer"}

    def _tick(self) -> int:
        self.seconds += 1
        return self.seconds
