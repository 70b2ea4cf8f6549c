"""Every route of the console and what it takes to go through it: the whole table."""

from __future__ import annotations

from bot.console import assets
from bot.console.guard import Door
from bot.console.pages import (
    audit,
    board,
    exports,
    person,
    prompts,
    reviews,
    settings,
    signed,
    signing,
    teams,
    threads,
)

TEAM = "/t/{team}"
MEMBER = TEAM + "/p/{member}"
PROMPT = TEAM + "/prompts/{prompt}"
THREAD = TEAM + "/threads/{member}"
REVIEW = TEAM + "/reviews/{member}/{criterion}"

DOORS: tuple[Door, ...] = (
    Door("GET", "/static/{name}", "anybody", assets.asset),
    Door("GET", "/in", "anybody", signing.door),
    Door("GET", "/in/{code}", "anybody", signing.look),
    Door("POST", "/in/{code}", "anybody", signing.enter),
    Door("POST", "/out", "staff", signing.leave),
    Door("GET", "/sessions", "staff", signing.sessions),
    Door("POST", "/sessions/{session}/end", "staff", signing.end),
    Door("GET", "", "staff", teams.home),
    Door("GET", "/teams/new", "staff", teams.new),
    Door("POST", "/teams/new", "staff", teams.create),
    Door("GET", "/people", "people.see", teams.everybody),
    Door("POST", "/people/invite", "people.edit", teams.invite_staff),
    Door("POST", "/people/{person}/revoke", "people.edit", teams.revoke),
    Door("GET", "/audit", "audit.see", audit.of_desk),
    Door("GET", TEAM, "team.see", board.front),
    Door("GET", TEAM + "/board", "board.see", board.show),
    Door("GET", TEAM + "/team", "team.see", teams.show),
    Door("POST", TEAM + "/invite", "team.invite", teams.invite),
    Door("POST", TEAM + "/invites/{invite}/cancel", "team.invite", teams.cancel_invite),
    Door("POST", TEAM + "/staff", "team.edit", teams.add_staff),
    Door("POST", TEAM + "/staff/{staff}/remove", "team.edit", teams.remove_staff),
    Door("GET", TEAM + "/settings", "settings.edit", settings.show),
    Door("POST", TEAM + "/settings", "settings.edit", settings.save),
    Door("POST", TEAM + "/close", "team.edit", settings.close),
    Door("GET", TEAM + "/audit", "audit.see", audit.of_team),
    Door("GET", TEAM + "/export", "export", exports.team_form),
    Door("POST", TEAM + "/export", "export", exports.make_team),
    Door("GET", TEAM + "/export/{job}", "export", exports.team_progress),
    Door("GET", TEAM + "/export/{job}/file", "export", exports.team_download),
    Door("GET", MEMBER, "person.see", person.show),
    Door("GET", MEMBER + "/files/{file}", "person.see", person.file),
    Door("GET", MEMBER + "/export", "export", exports.form),
    Door("POST", MEMBER + "/export", "export", exports.make),
    Door("GET", MEMBER + "/export/{job}", "export", exports.progress),
    Door("GET", MEMBER + "/exports/{export}/{format}", "export", exports.download),
    Door("POST", MEMBER + "/remove", "team.edit", teams.remove_member),
    Door("POST", MEMBER + "/move", "team.edit", teams.move_member),
    Door("GET", TEAM + "/reviews", "board.see", reviews.queue),
    Door("GET", REVIEW, "person.see", reviews.show),
    Door("POST", REVIEW + "/begin", "review.decide", reviews.begin),
    Door("POST", REVIEW + "/release", "review.decide", reviews.release),
    Door("POST", REVIEW + "/accept", "review.decide", reviews.accept),
    Door("POST", REVIEW + "/return", "review.decide", reviews.request_changes),
    Door("POST", REVIEW + "/reopen", "review.decide", reviews.reopen),
    Door("POST", REVIEW + "/second", "review.second", reviews.second),
    Door("POST", REVIEW + "/assess", "assess.decide", reviews.assess),
    Door("POST", REVIEW + "/sign", "assess.decide", reviews.sign_off),
    Door("POST", REVIEW + "/reverse", "signoff.reverse", signed.reverse),
    Door("GET", TEAM + "/signed", "audit.see", signed.every),
    Door("GET", TEAM + "/prompts", "prompt.send", prompts.every),
    Door("GET", TEAM + "/prompts/library", "prompt.send", prompts.library),
    Door("GET", TEAM + "/prompts/new", "prompt.send", prompts.new),
    Door("POST", TEAM + "/prompts/new", "prompt.send", prompts.create),
    Door("GET", PROMPT, "prompt.send", prompts.show),
    Door("GET", PROMPT + "/edit", "prompt.send", prompts.edit),
    Door("POST", PROMPT + "/edit", "prompt.send", prompts.change),
    Door("POST", PROMPT + "/send", "prompt.send", prompts.send),
    Door("POST", PROMPT + "/cancel", "prompt.send", prompts.cancel),
    Door("POST", PROMPT + "/remind", "prompt.send", prompts.remind),
    Door("GET", TEAM + "/threads", "prompt.send", threads.every),
    Door("GET", THREAD, "thread.answer", threads.show),
    Door("POST", THREAD, "thread.answer", threads.answer),
    Door("GET", "/{rest:path}", "anybody", assets.nothing),
)
"""Routes about a whole team's threads take what only its coaches have, ``prompt.send``."""
