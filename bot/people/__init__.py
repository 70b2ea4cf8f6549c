"""People: who there is beside the officer, what they may do, and which team is whose."""

from bot.people.desk import Desk
from bot.people.people import People
from bot.people.rights import Action, Forbidden, check, may
from bot.people.telling import Teller
from bot.people.values import Invite, Member, Person, Redeemed, Role, Team
from bot.people.visible import visible

__all__ = [
    "Action",
    "Desk",
    "Forbidden",
    "Invite",
    "Member",
    "People",
    "Person",
    "Redeemed",
    "Role",
    "Team",
    "Teller",
    "check",
    "may",
    "visible",
]
