"""The practice room: a phone on a page, made-up officers, and a way into the console."""

from bot.practice.channel import WebChannel
from bot.practice.parts import PracticeParts, Progress
from bot.practice.routes import practice
from bot.practice.uploads import Uploads

__all__ = ["PracticeParts", "Progress", "Uploads", "WebChannel", "practice"]
