"""``mvs-coach evaluate``: labelled answers, messages and simulated officers, scored in process.

The formats of the sets, and what every figure means, are in ``docs/evaluation.md``.
"""

from bot.evaluating.report import Report, evaluate

__all__ = ["Report", "evaluate"]
