"""Putting a question into words: what each one says, and the choices it offers."""

from __future__ import annotations

from content.models import Criterion, Facet
from content.voice import render
from dialogs import asking_privacy, asking_teams, contradictions, drafts, quoting
from dialogs import buttons as b
from dialogs.questions import (
    AskAgency,
    AskCause,
    AskConsent,
    AskEvidence,
    AskHowItWent,
    AskMain,
    AskName,
    AskNewWords,
    AskProbe,
    AskService,
    AskTeam,
    AskTestOutcome,
    AskUnit,
    AskWhatToEdit,
    AskWhen,
    AskWhich,
    AtRest,
    ConfirmDraft,
    ConfirmErase,
    Interview,
    OfferMore,
    Onboarding,
    Paused,
    PickCriterion,
    PrivacyQuestion,
    Question,
    SuggestStep,
)
from dialogs.state import level_of
from dialogs.turn import Turn
from dialogs.values import Button, Level, StepCard

LONGEST_LABEL = 20  # grapheme clusters that a LINE quick reply shows


def ask(turn: Turn, question: Question) -> Turn:
    """Put ``question`` on the table and say it; a question about content that left becomes rest."""
    match question:
        case AskMain() | AskProbe() | OfferMore() | AskEvidence() | ConfirmDraft() | AskWhich():
            criterion = turn.pack.criterion(question.criterion)
            if criterion is None:
                return ask(turn, AtRest())
            return _ask_interview(turn, question, criterion)
        case AskConsent() | AskName() | AskAgency() | AskService() | AskTeam() | AskUnit():
            return _ask_onboarding(turn, question)
        case SuggestStep() | AskWhen() | AskHowItWent() | AskTestOutcome() | AskCause():
            return _ask_step(turn, question)
        case AskWhatToEdit() | AskNewWords():
            return _ask_edit(turn, question)
        case ConfirmErase():
            choices = b.buttons(turn, b.ERASE, b.KEEP)
            return turn.put(question, turn.phrase("erase.confirm"), choices)
        case PickCriterion() | Paused() | AtRest():
            return _ask_idle(turn, question)
        case _ if isinstance(question, PrivacyQuestion):
            asked = asking_privacy.ask(turn, question)
            return asked or ask(turn.lead("erase_one.gone"), question.back or AtRest())
        case _:
            return asking_teams.ask(turn, question)


def _ask_idle(turn: Turn, question: PickCriterion | Paused | AtRest) -> Turn:
    match question:
        case PickCriterion():
            return turn.put(question, turn.phrase("pick"), criterion_buttons(turn))
        case Paused():
            return turn.put(question, turn.phrase("paused"), b.buttons(turn, b.GO_ON))
        case AtRest():
            choices = b.buttons(turn, b.PICK, b.NEXT_STEP, b.STATUS)
            return turn.put(question, turn.phrase("rest.menu"), choices)


def words_of(turn: Turn, question: Question) -> str:
    """The bare wording of an interview question, for asking again in short."""
    criterion = turn.pack.criterion(getattr(question, "criterion", ""))
    if criterion is None:
        return ""
    match question:
        case AskMain():
            return rendered(turn, criterion.main_question)
        case AskProbe():
            return rendered(turn, probe_of(turn, criterion, question))
        case _:
            return ""


def rendered(turn: Turn, template: str, **fields: str) -> str:
    """A text of the content in the officer's voice."""
    return render(template, turn.state.voice, **fields)


def probe_of(turn: Turn, criterion: Criterion, question: AskProbe) -> str:
    """The wording for this asking: open first, then concrete.

    A wording that points back ("that problem") is used only after the thing was mentioned.
    """
    facet = criterion.facet(question.facet)
    wanted = min(question.nth, len(facet.probes)) - 1
    known = level_of(turn.state, criterion.id, facet.id) > Level.NONE
    if wanted in facet.needs_antecedent and not known:
        wanted = next((i for i in (0, 1) if i not in facet.needs_antecedent), wanted)
    return facet.probes[wanted]


def criterion_buttons(turn: Turn) -> tuple[Button, ...]:
    """One button a criterion of the officer's unit, labelled by number and short title."""
    unit = turn.pack.unit(turn.state.unit)
    return tuple(
        Button(f"{b.CRITERION}:{c.id}", label(f"{c.number} {c.button or c.short_title}"))
        for c in unit.criteria
    )


def unit_buttons(turn: Turn) -> tuple[Button, ...]:
    """One button an installed unit, labelled with its name."""
    units = turn.pack.content.units
    return tuple(Button(f"{b.UNIT}:{code}", label(unit.unit.name)) for code, unit in units.items())


def label(text: str) -> str:
    """``text`` short enough for a button, cut between grapheme clusters."""
    return quoting.hard_clip(text, LONGEST_LABEL)


def _ask_interview(
    turn: Turn,
    question: Interview,
    criterion: Criterion,
) -> Turn:
    match question:
        case AskMain():
            choices = b.buttons(turn, b.EXAMPLE, b.SKIP)
            return turn.put(question, rendered(turn, criterion.main_question), choices)
        case AskProbe():
            choices = b.buttons(turn, b.DONT_KNOW, b.EXAMPLE, b.SKIP)
            return turn.put(question, words_of(turn, question), choices)
        case OfferMore():
            left = str(len(open_facets(turn, criterion)))
            words = turn.phrase("more.offer", left=left)
            return turn.put(question, words, b.buttons(turn, b.GO_ON, b.REST))
        case AskEvidence():
            return _ask_evidence(turn, question, criterion)
        case AskWhich():
            old, new = contradictions.ask(turn, question)
            words = turn.phrase("which.ask", old=old, new=new)
            return turn.put(question, words, b.buttons(turn, b.OLD, b.NEW, b.BOTH))
        case ConfirmDraft():
            shown = drafts.show(turn, criterion)
            choices = b.buttons(shown, b.USE_DRAFT, b.CHANGE_DRAFT)
            return shown.put(question, shown.phrase("draft.confirm"), choices)


def open_facets(turn: Turn, criterion: Criterion) -> list[Facet]:
    """Facets that may still be asked: not covered, not asked twice, not closed by the officer."""
    limit = turn.pack.unit_of(criterion.id).rubric.limits.probes_per_facet
    found = []
    for facet in criterion.facets:
        asked = turn.state.asked.get(f"{criterion.id}.{facet.id}")
        spent = asked is not None and (asked.closed is not None or asked.times >= limit)
        if not spent and level_of(turn.state, criterion.id, facet.id) < Level.COVERED:
            found.append(facet)
    return found


def _ask_evidence(turn: Turn, question: AskEvidence, criterion: Criterion) -> Turn:
    facet = criterion.facet(question.facet)
    example = criterion.evidence_files[0] if criterion.evidence_files else facet.label
    words = turn.phrase("evidence.ask", label=facet.label, example=example)
    return turn.put(question, words, b.buttons(turn, b.NO_FILE))


def _ask_onboarding(turn: Turn, question: Onboarding) -> Turn:
    match question:
        case AskConsent():
            choices = b.buttons(turn, b.AGREE, b.DECLINE)
            return turn.put(question, turn.phrase("consent.ask"), choices)
        case AskName():
            return turn.put(question, turn.phrase("name.ask"))
        case AskAgency():
            return turn.put(question, turn.phrase("agency.ask"), b.buttons(turn, b.SKIP))
        case AskService():
            return turn.put(question, turn.phrase("service.ask"), b.buttons(turn, b.SKIP))
        case AskTeam():
            return turn.put(question, turn.phrase("team.ask"), b.buttons(turn, b.SKIP))
        case AskUnit():
            return turn.put(question, turn.phrase("unit.ask"), unit_buttons(turn))


def _ask_step(
    turn: Turn, question: SuggestStep | AskWhen | AskHowItWent | AskTestOutcome | AskCause
) -> Turn:
    match question:
        case SuggestStep():
            return _suggest(turn, question)
        case AskWhen():
            choices = b.buttons(turn, b.TOMORROW, b.FRIDAY, b.NEXT_WEEK)
            return turn.put(question, turn.phrase("when.ask"), choices)
        case AskHowItWent():
            promise = next((p for p in turn.state.promises if p.id == question.promise), None)
            action = promise.action if promise else ""
            words = turn.phrase("went.ask", action=action)
            return turn.put(question, words, b.buttons(turn, b.DID_IT, b.NOT_YET))
        case AskTestOutcome():
            outcomes = turn.pack.unit(turn.state.unit).journey.test_outcomes
            results = [
                Button(f"{b.OUTCOME}:{o}", turn.phrase(f"button.outcome_{o}")) for o in outcomes
            ]
            return turn.put(question, turn.phrase("outcome.ask"), results)
        case AskCause():
            causes = turn.pack.unit(turn.state.unit).journey.causes
            reasons = [Button(f"{b.CAUSE}:{c}", label(text)) for c, text in causes.items()]
            return turn.put(question, turn.phrase("cause.ask"), reasons)


def _suggest(turn: Turn, question: SuggestStep) -> Turn:
    """The step with its reason, which is not said again while the step is on the table."""
    if question.shrunk:
        words = turn.phrase("step.smaller", action=question.smaller)
        choices = b.buttons(turn, b.DO_IT, b.SKIP_STEP)
    else:
        words = turn.phrase("step.action", action=question.action)
        choices = b.buttons(turn, b.DO_IT, b.SMALLER, b.SKIP_STEP)
    apart = turn.bubbled()  # a card stands for its bubble, and shows the step alone
    if question.reason and not isinstance(turn.state.question, SuggestStep):
        apart = apart.add(question.reason)
    return apart.put(question, words, choices, _step_card(turn, question))


def _step_card(turn: Turn, question: SuggestStep) -> StepCard:
    title = turn.pack.unit(turn.state.unit).journey.step(question.step).title
    action = question.smaller if question.shrunk else question.action
    return StepCard(title, question.reason, action)


def _ask_edit(turn: Turn, question: AskWhatToEdit | AskNewWords) -> Turn:
    match question:
        case AskWhatToEdit():
            choices = drafts.claim_buttons(turn, question.criterion)
            return turn.put(question, turn.phrase("edit.which"), choices)
        case AskNewWords():
            claim = next((c for c in turn.state.claims if c.id == question.claim), None)
            if claim is None:
                return ask(turn, question.back or AtRest())
            words = turn.phrase("edit.words", old=drafts.shortened(claim.quote.text, 120))
            drop = Button(f"{b.DROP}:{claim.id}", turn.phrase("button.drop"))
            return turn.put(question, words, (drop, b.button(turn, b.KEEP_OLD)))
