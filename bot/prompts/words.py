"""Prompts in words, for consoles and chats."""

from __future__ import annotations

from bot.prompts.filling import FILLED
from bot.prompts.trouble import CannotSend
from bot.prompts.values import LONGEST, Cost, Received
from content.phrases import Phrases
from content.voice import Voice


def costs(phrases: Phrases, voice: Voice, cost: Cost) -> str:
    """What it costs and what is used: “ใช้ 12 จาก 300 ข้อความเดือนนี้”, a line each."""
    lines = [_costs(phrases, voice, cost)]
    if cost.used is not None and cost.limit is not None:
        lines.append(phrases.say("prompts.quota", voice, n=str(cost.used), most=str(cost.limit)))
    elif cost.used is not None:
        lines.append(phrases.say("prompts.quota_unlimited", voice, n=str(cost.used)))
    if cost.budget is not None:
        used, most = str(cost.team_used), str(cost.budget)
        lines.append(phrases.say("prompts.budget", voice, n=used, most=most))
    return "\n".join(lines)


def why_not(phrases: Phrases, voice: Voice, trouble: CannotSend) -> str:
    """Why it cannot be sent."""
    key = f"prompts.why_{trouble.reason}"
    gaps = " ".join("{" + gap + "}" for gap in sorted(FILLED))
    return phrases.say(key, voice, most=str(LONGEST), gaps=gaps)


def standing(phrases: Phrases, voice: Voice, received: Received) -> str:
    """How it stands for somebody: “ส่งไม่ได้ (ออกจากทีมแล้ว)”."""
    state = phrases.say(f"prompts.state_{received.state}", voice)
    if not received.why:
        return state
    because = phrases.say(f"prompts.because_{received.why}", voice)
    return f"{state} ({because})"


def _costs(phrases: Phrases, voice: Voice, cost: Cost) -> str:
    if cost.messages == 0:
        return phrases.say("prompts.costs_nothing", voice)
    return phrases.say("prompts.costs", voice, n=str(cost.messages))
