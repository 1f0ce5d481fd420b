"""What users see when something else than a version of the app is submitted to Apple's review by itself."""

from dataclasses import dataclass

from appstore.errors import Refused
from appstore.submissions import ReviewSubmission
from cards.blocks import escape, plural
from cards.dispatch import decisions
from cards.failures.errors import reason
from cards.wording.states import platform_words, state_words
from records.dispatch.decisions import ReleaserDecision
from records.messages import Message

SUBMIT = "Submit for review"
# Why a submission waits for Apple.
ENDING = "an earlier submission is being withdrawn or completed, which takes Apple a moment."
_NOTHING = "Nothing was sent."


@dataclass(frozen=True, kw_only=True)
class Submittable:
    """What is submitted, in words: its `noun`, such as `experiment`, and the `command` that does so, in mrkdwn."""

    noun: str
    command: str


def uploads(what: Submittable) -> str:
    """Return why a submission waits: for screenshots or videos."""
    return (
        f"Apple still processes screenshots or app previews of this {what.noun}, and takes it only when that is done."
    )


def settling(what: Submittable) -> str:
    """Return why a submission waits: Apple asks for it."""
    return f"Apple takes the {what.noun}, but has not finished preparing it for review."


def belongs_to_others(decision: ReleaserDecision, what: Submittable, submission_id: str, others: int) -> Message:
    """Say that it is in a submission together with other things, which would be sent, too."""
    return decisions.failed(
        decision,
        SUBMIT,
        f"the {what.noun} is in the submission `{escape(submission_id)}` with {plural(others, 'other item')}, which "
        f"would be sent too. {_NOTHING} Submit that one in App Store Connect, or remove the {what.noun} from it, "
        f"and write {what.command} again. {_link(decision)}",
    )


def draft_in_the_way(decision: ReleaserDecision, what: Submittable, submission_id: str, says: str) -> Message:
    """Say that Apple takes no second draft beside one with other things in it."""
    return decisions.failed(
        decision,
        SUBMIT,
        f"the draft submission `{escape(submission_id)}` has other items, and Apple takes no second one: "
        f"“{escape(says)}”. {_NOTHING} Submit or empty it in App Store Connect, and write {what.command} again. "
        f"{_link(decision)}",
    )


def in_progress(decision: ReleaserDecision, what: Submittable, platform: str, other: ReviewSubmission) -> Message:
    """Say that another submission of the platform must end first."""
    return decisions.failed(
        decision,
        SUBMIT,
        f"submission `{escape(other.id)}` of {platform_words(platform)} is still *{state_words(other.state)}*, "
        f"and Apple takes one at a time. {_NOTHING} Wait until it is done, and write {what.command} again. "
        f"{_link(decision)}",
    )


def not_accepted(decision: ReleaserDecision, what: Submittable, refused: Refused) -> Message:
    """Report why Apple does not review it."""
    text = reason(refused)
    # The sentence for a state is about versions of the app.
    words = text.partition("\n")[2] if refused.is_code("STATE_ERROR") else text
    return decisions.failed(
        decision,
        SUBMIT,
        f"Apple did not accept the {what.noun}. {_NOTHING} {words or text}\nThen write {what.command} again. "
        f"{_link(decision)}",
    )


def still_waiting(decision: ReleaserDecision, what: Submittable, why: str) -> Message:
    """Say that Apple was not ready in all the time that was waited."""
    return decisions.failed(
        decision,
        SUBMIT,
        f"{why} I have waited half an hour, and taken back what was added. Write {what.command} later.",
    )


def _link(decision: ReleaserDecision) -> str:
    return f"<https://appstoreconnect.apple.com/apps/{decision.app_id}/distribution|Open App Store Connect>"
