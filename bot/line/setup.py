"""Setting LINE up: token, webhook, rich menu, and what only a person can switch.

May be run any number of times: what is already as it should be is left alone.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from bot.channel import ChannelError, Refused, Unreachable
from bot.line.api import LineApi
from bot.line.flex import Json, Words
from bot.line.menu import NAME, rich_menu
from bot.line.menu_picture import draw_menu

WEBHOOK = "/line/webhook"
ENDPOINT = "/v2/bot/channel/webhook/endpoint"
TEST = "/v2/bot/channel/webhook/test"
MENU = "/v2/bot/richmenu"
DEFAULT_MENU = "/v2/bot/user/all/richmenu"

BY_HAND = (
    "LINE Official Account Manager, Settings, Response settings: turn auto-response messages off; "
    "while they are on, the coach's own answers may not be shown.",
    "The same page: turn the greeting message off, or keep it to one line; the coach greets by "
    "itself, also after being unblocked.",
    "The same page: turn chat off and the webhook on.",
    "LINE Developers console, Messaging API: turn on 'Use webhook', 'Webhook redelivery' and "
    "'Error statistics aggregation'.",
    "LINE Developers console, Messaging API: turn on 'Allow bot to join group chats' if teams "
    "are to use the coach in their groups.",
)
REASONS = {
    "COULD_NOT_CONNECT": "LINE could not connect: is the coach running and its port open?",
    "REQUEST_TIMEOUT": "the coach did not answer in time.",
    "ERROR_STATUS_CODE": "the coach refused: is the channel secret the one of this channel?",
    "INVALID_SSL_CERTIFICATE": "the certificate is not one that LINE trusts.",
}


class SetUpFailed(Exception):  # noqa: N818 -- it says what happened
    """Set-up cannot go on; the text says what is wrong and how to mend it."""


@dataclass(frozen=True, slots=True)
class SetUp:
    """What set-up works with. ``dry_run`` looks at everything and changes nothing.

    ``public_url`` is where the coach is reached from outside; ``draw`` makes the menu's PNG.
    """

    api: LineApi
    words: Words
    public_url: str
    dry_run: bool = False
    draw: Callable[[Words], bytes] = draw_menu

    async def steps(self) -> AsyncIterator[str]:
        """Set everything up, saying each step in plain words.

        Raises SetUpFailed where it cannot go on.
        """
        for part in (self._token, self._webhook, self._menu, self._quota):
            try:
                async for line in part():
                    yield line
            except ChannelError as error:
                raise SetUpFailed(f"LINE did not go along: {error}") from error
        yield "Please check these yourself; LINE has no way to do it for you:"
        for line in BY_HAND:
            yield f"  - {line}"

    async def _token(self) -> AsyncIterator[str]:
        try:
            bot = await self.api.get("/v2/bot/info")
        except Refused as error:
            raise SetUpFailed(
                f"The channel access token does not work ({error}). "
                "Issue a new one in the LINE Developers console, Messaging API."
            ) from error
        yield f"The token works: {bot.get('displayName', '?')} ({bot.get('basicId', '?')})."
        if bot.get("chatMode") == "chat":
            yield "Note: chat is on in LINE Official Account Manager; the coach needs it off."

    async def _webhook(self) -> AsyncIterator[str]:
        url = self.public_url.rstrip("/") + WEBHOOK
        if not url.startswith("https://"):
            raise SetUpFailed(f"LINE needs a public https address; {url} is none.")
        held = await _unless_missing(self.api, ENDPOINT)
        if held.get("endpoint") == url:
            yield f"The webhook is already {url}."
        elif self.dry_run:
            yield f"Would set the webhook to {url} and let LINE test it."
            return
        else:
            await self.api.call("PUT", ENDPOINT, {"endpoint": url})
            yield f"Set the webhook to {url}."
        async for line in self._test(url):
            yield line

    async def _test(self, url: str) -> AsyncIterator[str]:
        if self.dry_run:
            return
        told = await self.api.post(TEST, {"endpoint": url})
        held = await _unless_missing(self.api, ENDPOINT)
        if told.get("success"):
            yield "LINE reached the webhook and got a good answer."
        else:
            reason = str(told.get("reason", ""))
            why = REASONS.get(reason, f"{reason} {told.get('detail', '')}".strip())
            yield f"Problem: LINE's test of the webhook failed: {why}"
        if not held.get("active", True):
            yield "Problem: 'Use webhook' is off in the LINE Developers console."

    async def _menu(self) -> AsyncIterator[str]:
        menu = rich_menu(self.words)
        ours = await self._our_menus()
        default = (await _unless_missing(self.api, DEFAULT_MENU)).get("richMenuId", "")
        if ours.get(default) == menu["name"]:
            yield "The menu is already up."
        elif self.dry_run:
            yield "Would draw the menu and put it up for everybody."
            return
        else:
            default = await self._put_up(menu)
            yield "Drew the menu and put it up for everybody."
        if not self.dry_run:
            for id in ours.keys() - {default}:
                await self.api.call("DELETE", f"{MENU}/{id}")
                yield "Took an old menu of the coach away."

    async def _our_menus(self) -> dict[str, str]:
        listed = (await self.api.get(f"{MENU}/list")).get("richmenus", [])
        named = {str(menu["richMenuId"]): str(menu.get("name", "")) for menu in listed}
        return {id: name for id, name in named.items() if name.startswith(NAME)}

    async def _put_up(self, menu: Json) -> str:
        """Create the menu, give it its picture, and only then show it."""
        try:
            picture = self.draw(self.words)
        except RuntimeError as error:
            raise SetUpFailed(str(error)) from error
        id = str((await self.api.post(MENU, menu))["richMenuId"])
        await self.api.upload(f"{MENU}/{id}/content", picture, "image/png")
        await self.api.call("POST", f"{DEFAULT_MENU}/{id}")
        return id

    async def _quota(self) -> AsyncIterator[str]:
        quota = await self.api.get("/v2/bot/message/quota")
        used = await self.api.get("/v2/bot/message/quota/consumption")
        limit = quota.get("value") if quota.get("type") == "limited" else None
        spent = used.get("totalUsage", 0)
        if limit is None:
            yield f"Messages pushed this month: {spent}, without a limit."
        else:
            yield f"Messages pushed this month: {spent} of {limit}. Answers are free."


async def _unless_missing(api: LineApi, path: str) -> Json:
    """LINE's answer; nothing where LINE says there is none yet."""
    try:
        return await api.get(path)
    except Unreachable:
        return {}
