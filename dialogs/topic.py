"""What words are about: the criterion, and the facet, of the question they answer."""

from __future__ import annotations

from dialogs.questions import AnswerPrompt, AnswerRequest, AskProbe, Question, layers, under


def about(question: Question) -> tuple[str | None, str | None]:
    """The criterion and the facet that words typed to ``question`` are about, if any."""
    for layer in layers(question):
        match layer:
            case AnswerPrompt(criterion=criterion):
                return criterion, None
            case AnswerRequest(criterion=criterion, requests=(first, *_)):
                return criterion, first.facet
            case AskProbe(criterion, facet):
                return criterion, facet
    return getattr(under(question), "criterion", None), None
