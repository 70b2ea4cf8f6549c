"""The menu of a coach, what can be typed, and the way into the console."""

from __future__ import annotations

from bot.coaching import acts
from bot.coaching.commands import allowed
from bot.coaching.table import Choice, Shown
from bot.coaching.visit import Visit
from bot.console.links import sign_in_link

IN_MENU = ("board", "ask", "check", "answer", "teams", "console")


async def show(visit: Visit, act: acts.Menu) -> Shown:
    """What there is to do for one's roles."""
    commands = {command.name: command.act for command in allowed(visit.who)}
    buttons = [visit.choice(name, commands[name]) for name in IN_MENU if name in commands]
    name = visit.named(visit.who.name)
    return Shown(visit.say("coaching.menu", name=name), tuple(buttons), rests=True)


async def explain(visit: Visit, act: acts.Help) -> Shown:
    """What can be typed, a line each."""
    named = [command.name for command in allowed(visit.who) if command.name in IN_MENU]
    lines = [visit.say(f"coaching.help_{name}") for name in named]
    return visit.told("\n".join([visit.say("coaching.help"), *lines]))


async def sign_in(visit: Visit, act: acts.Console) -> Shown:
    """A link that signs in once."""
    link = await sign_in_link(visit.desk, visit.who.id)
    text = visit.say("coaching.console", link=link)
    return Shown(text, (visit.to_menu,), rests=True, fleeting=True)


async def stale(visit: Visit, act: acts.Stale) -> Shown:
    """What lies open stays, so that an old button does nothing by mistake."""
    text, table = visit.say("coaching.stale"), visit.table
    if not table.is_open(visit.message.at):
        return visit.told(text)
    shown = table.choices or (Choice(visit.to_menu.label, acts.Menu()),)
    return Shown(text, shown, table.hears, table.leaving)


async def not_yours(visit: Visit, act: acts.NotYours) -> Shown:
    """A command of another role."""
    return visit.told(visit.say("coaching.forbidden"))
