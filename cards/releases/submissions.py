"""What users see when they submit a version to review."""

from collections.abc import Mapping, Sequence

from appstore.releases.candidates import Candidate
from appstore.releases.readiness.evaluation import Readiness
from appstore.releases.release_requests import ReleasePlan
from appstore.submissions import SubmissionState
from cards.blocks import bullets, escape, message, plural, rich, section, shorten, span, text_message
from cards.dispatch import decisions
from cards.releases import checklist
from cards.releases.plans import plan_sentence
from cards.wording.accounts import app_title
from cards.wording.review_items import item_list, stored_name
from cards.wording.states import platform_words, state_words
from records.dispatch.app_cache import KnownApp, KnownVersion
from records.dispatch.decisions import ReleaserDecision
from records.messages import Message

# Slack refuses messages that are too long: of more problems than so many, each is cut to so many characters.
_MANY, _SHORT = 20, 120
_ITEM = "other item"
SUBMIT = "Submit for review"

# Why a submission waits for Apple.
UPLOADS = "Apple still processes screenshots or app previews of this version, and takes it only when that is done."
SETTLING = "Apple takes the version, but has not finished preparing it for review."
ENDING = "its earlier submission is being withdrawn, which takes Apple a moment."

_REJECTED = {
    "REJECTED": "Apple has rejected it before.",
    "METADATA_REJECTED": "Apple has rejected its texts or screenshots before, not the build.",
    "INVALID_BINARY": "Apple has refused its build before.",
    "DEVELOPER_REJECTED": "It was withdrawn from review before.",
    "READY_FOR_REVIEW": "It is in a draft of a submission, which would be sent.",
}
# Why a version in review that was withdrawn is still in review.
CANCELING = "being withdrawn already, which can take Apple some minutes; then `/asc submit` submits it again"


def name_of(app: KnownApp, version: KnownVersion) -> str:
    """`*Tide* 1.2.0 (iOS)`, in mrkdwn."""
    return f"*{escape(app_title(app))}* {escape(version.version)} ({platform_words(version.platform)})"


def submission_offer(
    decision_id: str,
    app: KnownApp,
    version: KnownVersion,
    candidate: Candidate,
    found: Readiness,
    beside: Mapping[str, str],
) -> Message:
    """Offer to submit a version; `found` has no blockers, `beside` is what goes with it, as a decision keeps it."""
    released = f"released {plan_sentence(ReleasePlan.of(candidate.version))}"
    before = _REJECTED.get(version.state)
    unsure = "" if checklist.is_complete(found) else ", as far as it could be checked"
    text = f"{name_of(app, version)}, build {escape(candidate.build)}, can be submitted{unsure}. It will be {released}."
    text += f" {before}" if before else ""
    if beside and all(map(stored_name, beside.values())):
        text += f" {'Goes' if len(beside) == 1 else 'Go'} with it: {item_list(beside)}."
    return decisions.offer(
        decision_id,
        text,
        *checklist.findings(found),
        label=SUBMIT,
        question=f"Submit {version.version} for review?",
        consequence=f"{app_title(app)}, {platform_words(version.platform)}, version {version.version}, build "
        f"{candidate.build}. It will be {released}.{f' With it: {plural(len(beside), _ITEM)}.' if beside else ''}",
    )


def not_yet(app: KnownApp, readiness: Readiness) -> Message:
    """Say that a version can't be submitted yet, and what to fix first."""
    head, after = checklist.headline(app_title(app), readiness), "Nothing was sent. Then write `/asc submit` again."
    text = " ".join((head, *checklist.sentences(readiness), after))
    return message(text, section(head), *checklist.findings(readiness), section(after))


def nothing_to_submit(app: KnownApp, versions: Sequence[KnownVersion], platform: str | None) -> Message:
    """Say why none of these versions, the newest of each platform, can be submitted, and what comes next."""
    if not versions:
        return text_message(f"{no_version(app, platform)} to submit. `/asc version new 1.0.0` creates one.")
    lines = [f"{name_of(app, version)} is {_standing(version.state)}" for version in versions]
    return text_message(f"There is nothing to submit. {'. '.join(lines)}.")


def no_version(app: KnownApp, platform: str | None) -> str:
    """Return the beginning of `*Tide* has no iOS version to submit`, in mrkdwn."""
    return f"*{escape(app_title(app))}* has no{f' {platform_words(platform)}' if platform else ''} version"


def _standing(state: str) -> str:
    what = {
        "WAITING_FOR_REVIEW": "in Apple's queue already; `/asc withdraw` takes it back",
        "IN_REVIEW": "being reviewed already; `/asc withdraw` takes it back",
        "CANCELING": CANCELING,
        "WAITING_FOR_EXPORT_COMPLIANCE": "with Apple already, which checks its export compliance",
        "ACCEPTED": "accepted already; its submission waits for the rest of its items",
        "PENDING_DEVELOPER_RELEASE": "approved already; `/asc release now` releases it",
        "PENDING_APPLE_RELEASE": "approved already, and waits for Apple",
        "PROCESSING_FOR_DISTRIBUTION": "on its way to the store; `/asc version new` creates the next version",
        "READY_FOR_DISTRIBUTION": "live; `/asc version new` creates the next version",
    }
    return f"{state_words(state)}: {what[state]}" if state in what else state_words(state)


def submitted(decision: ReleaserDecision, state: SubmissionState, build: str, released: str, *, again: bool) -> Message:
    """Report that a version was sent to review, with what was shown to go with it."""
    along = item_list(decision.shown)
    text = (
        f"✅ <@{decision.decided_by}> submitted {decisions.about(decision)}, build {escape(build)}, for review"
        f"{' again' if again else ''}. At Apple it is *{state_words(state)}* now; it will be {escape(released)}."
        f"{f' With it: {along}.' if along else ''}"
    )
    return decisions.result(text, at=decision.decided_at, note="`/asc withdraw` takes it back")


def belongs_to_others(decision: ReleaserDecision, submission_id: str, others: int) -> Message:
    """Say that a version is in a draft together with other things, which would be sent, too."""
    return decisions.failed(
        decision,
        SUBMIT,
        f"the version is in the draft submission `{escape(submission_id)}` with {plural(others, 'other item')}, which "
        "would be sent too. Nothing was sent. Submit that draft in App Store Connect, or remove the version from "
        f"it, and write `/asc submit` again. {_link(decision)}",
    )


def left_the_draft(decision: ReleaserDecision) -> Message:
    """Say that what was to go with a version is no longer in its draft."""
    return decisions.failed(
        decision,
        SUBMIT,
        "what was to go with the version has been taken out of its draft submission meanwhile. Nothing was sent. "
        f"`/asc submit` shows how it is now. {_link(decision)}",
    )


def draft_in_the_way(decision: ReleaserDecision, submission_id: str, says: str) -> Message:
    """Say that Apple takes no second draft beside one with other things in it."""
    return decisions.failed(
        decision,
        SUBMIT,
        f"the draft submission `{escape(submission_id)}` has other items, and Apple takes no second one: "
        f"“{escape(says)}”. Nothing was sent. Submit or empty it in App Store Connect, and write `/asc submit` again. "
        f"{_link(decision)}",
    )


def in_progress(decision: ReleaserDecision, submission_id: str, state: SubmissionState) -> Message:
    """Say that another submission of the platform must end first."""
    return decisions.failed(
        decision,
        SUBMIT,
        f"submission `{escape(submission_id)}` of {platform_words(decision.platform)} is still *{state_words(state)}*, "
        f"and Apple takes one at a time. Nothing was sent. Wait until it is done, or withdraw it. {_link(decision)}",
    )


def other_items_rejected(decision: ReleaserDecision, submission_id: str, others: int) -> Message:
    """Say that a submission has more rejected items than the version."""
    return decisions.failed(
        decision,
        SUBMIT,
        f"submission `{escape(submission_id)}` has {plural(others, 'other rejected item')}, which only a person can "
        f"call corrected. Nothing was sent. Resolve or remove them in App Store Connect first. {_link(decision)}",
    )


def still_waiting(decision: ReleaserDecision, why: str) -> Message:
    """Say that Apple was not ready in all the time that was waited."""
    return decisions.failed(
        decision,
        SUBMIT,
        f"{why} I have waited half an hour, and taken back what was added. Write `/asc submit` later.",
    )


def not_accepted(decision: ReleaserDecision, problems: Sequence[str]) -> Message:
    """Report every reason for which Apple does not review a version, a line each (plain text)."""
    lines = [shorten(each, _SHORT) for each in problems] if len(problems) > _MANY else problems
    text = f"❌ Apple did not accept {decisions.about(decision)}, which <@{decision.decided_by}> submitted"
    after = (
        f"Nothing was sent, and the version can be changed as before. Then write `/asc submit` again. {_link(decision)}"
    )
    return message(
        f"{text}: {escape('; '.join(lines))}. {after}",
        section(f"{text}:"),
        rich(bullets([[span(line)] for line in lines])),
        section(after),
    )


def _link(decision: ReleaserDecision) -> str:
    return f"<https://appstoreconnect.apple.com/apps/{decision.app_id}/distribution|Open App Store Connect>"
