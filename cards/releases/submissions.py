"""What users see when they submit a version to review, or withdraw it."""

from collections.abc import Sequence

from appstore.releases.candidates import Candidate
from appstore.releases.readiness.evaluation import Readiness
from appstore.releases.release_requests import ReleasePlan
from appstore.submissions import SubmissionState
from cards.blocks import bullets, escape, message, plural, rich, section, shorten, span, text_message
from cards.dispatch import decisions
from cards.releases import checklist
from cards.releases.plans import plan_sentence
from cards.wording.accounts import app_title
from cards.wording.states import platform_words, state_meaning, state_words
from records.dispatch.app_cache import KnownApp, KnownVersion
from records.dispatch.decisions import ReleaserDecision
from records.messages import Message

# Slack refuses messages that are too long: of more problems than so many, each is cut to so many characters.
_MANY, _SHORT = 20, 120
SUBMIT, WITHDRAW = "Submit for review", "Withdraw from review"

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


def name_of(app: KnownApp, version: KnownVersion) -> str:
    """`*Tide* 1.2.0 (iOS)`, in mrkdwn."""
    return f"*{escape(app_title(app))}* {escape(version.version)} ({platform_words(version.platform)})"


def submission_offer(
    decision_id: str, app: KnownApp, version: KnownVersion, candidate: Candidate, found: Readiness
) -> Message:
    """Offer to submit a version; `found` has no blockers."""
    released = f"released {plan_sentence(ReleasePlan.of(candidate.version))}"
    before = _REJECTED.get(version.state)
    unsure = "" if checklist.is_complete(found) else ", as far as it could be checked"
    text = f"{name_of(app, version)}, build {escape(candidate.build)}, can be submitted{unsure}. It will be {released}."
    text += f" {before}" if before else ""
    return decisions.offer(
        decision_id,
        text,
        *checklist.findings(found),
        label=SUBMIT,
        question=f"Submit {version.version} for review?",
        consequence=f"{app_title(app)}, {platform_words(version.platform)}, version {version.version}, build "
        f"{candidate.build}. It will be {released}.",
    )


def not_yet(app: KnownApp, readiness: Readiness) -> Message:
    """Say that a version can't be submitted yet, and what to fix first."""
    head, after = checklist.headline(app_title(app), readiness), "Nothing was sent. Then write `/asc submit` again."
    text = " ".join((head, *checklist.sentences(readiness), after))
    return message(text, section(head), *checklist.findings(readiness), section(after))


def nothing_to_submit(app: KnownApp, versions: Sequence[KnownVersion], platform: str | None) -> Message:
    """Say why none of these versions, the newest of each platform, can be submitted, and what comes next."""
    if not versions:
        return text_message(f"{_no_version(app, platform)} to submit. `/asc version new 1.0.0` creates one.")
    lines = [f"{name_of(app, version)} is {_standing(version.state)}" for version in versions]
    return text_message(f"There is nothing to submit. {'. '.join(lines)}.")


def _no_version(app: KnownApp, platform: str | None) -> str:
    return f"*{escape(app_title(app))}* has no{f' {platform_words(platform)}' if platform else ''} version"


def _standing(state: str) -> str:
    what = {
        "WAITING_FOR_REVIEW": "in Apple's queue already; `/asc withdraw` takes it back",
        "IN_REVIEW": "being reviewed already; `/asc withdraw` takes it back",
        "CANCELING": _CANCELING,
        "WAITING_FOR_EXPORT_COMPLIANCE": "with Apple already, which checks its export compliance",
        "ACCEPTED": "accepted already; its submission waits for the rest of its items",
        "PENDING_DEVELOPER_RELEASE": "approved already; `/asc release now` releases it",
        "PENDING_APPLE_RELEASE": "approved already, and waits for Apple",
        "PROCESSING_FOR_DISTRIBUTION": "on its way to the store; `/asc version new` creates the next version",
        "READY_FOR_DISTRIBUTION": "live; `/asc version new` creates the next version",
    }
    return f"{state_words(state)}: {what[state]}" if state in what else state_words(state)


def submitted(decision: ReleaserDecision, state: SubmissionState, build: str, released: str, *, again: bool) -> Message:
    """Report that a version was sent to review."""
    text = (
        f"✅ <@{decision.decided_by}> submitted {decisions.about(decision)}, build {escape(build)}, for review"
        f"{' again' if again else ''}. At Apple it is *{state_words(state)}* now; it will be {escape(released)}."
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


def withdrawal_offer(
    decision_id: str, app: KnownApp, version: KnownVersion, state: SubmissionState, others: int
) -> Message:
    """Offer to withdraw a version from review."""
    along = f" {plural(others, 'other item')} of the same submission {'is' if others == 1 else 'are'} withdrawn, too."
    lost_too = along if others else ""
    text = f"{name_of(app, version)} is {state_words(version.state)}.{lost_too}"
    lost = {
        SubmissionState.WAITING_FOR_REVIEW: "It loses its place in Apple's queue.",
        SubmissionState.IN_REVIEW: "Apple's reviewer has begun; the review starts from the beginning next time.",
        SubmissionState.UNRESOLVED_ISSUES: "Its rejected submission ends; the next one is new.",
    }.get(state, "")
    return decisions.offer(
        decision_id,
        f"{text} {lost}".strip(),
        label=WITHDRAW,
        question=f"Withdraw {version.version} from review?",
        consequence=f"{app_title(app)}, {platform_words(version.platform)}, version {version.version}."
        f"{lost_too} {lost}".rstrip(),
        danger=True,
    )


def nothing_to_withdraw(app: KnownApp, versions: Sequence[KnownVersion], platform: str | None = None) -> Message:
    """Say why none of these versions, the newest of each platform, can be withdrawn, and what is possible instead."""
    if not versions:
        return text_message(f"{_no_version(app, platform)} that is in review. Nothing was changed.")
    lines = [f"{name_of(app, version)} is {_not_withdrawn(version.state)}" for version in versions]
    return text_message(f"There is nothing to withdraw, and nothing was changed. {'. '.join(lines)}.")


_CANCELING = "being withdrawn already, which can take Apple some minutes; then `/asc submit` submits it again"
_NOT_IN_A_SUBMISSION = "but Apple shows no submission that could be withdrawn; look into App Store Connect"


def _not_withdrawn(state: str) -> str:
    approved = "approved, and Apple lets nobody withdraw an approved version through the API"
    what = {
        "PENDING_DEVELOPER_RELEASE": (
            f"{approved}. It stays unreleased until `/asc release now`; App Store Connect itself can reject it"
        ),
        "PENDING_APPLE_RELEASE": f"{approved}. App Store Connect itself can reject it",
        "PROCESSING_FOR_DISTRIBUTION": f"{approved}; it is on its way to the store",
        "READY_FOR_DISTRIBUTION": "live: it can't be withdrawn, only replaced by a newer version",
        "READY_FOR_REVIEW": "in a draft that was never sent; `/asc submit` sends it, and it can be changed",
        "ACCEPTED": "accepted, while other items of its submission are not; withdraw that one in App Store Connect",
        "DEVELOPER_REJECTED": "withdrawn already",
        "CANCELING": _CANCELING,
        "WAITING_FOR_REVIEW": _NOT_IN_A_SUBMISSION,
        "IN_REVIEW": _NOT_IN_A_SUBMISSION,
        "PREPARE_FOR_SUBMISSION": "not submitted yet",
    }
    return f"{state_words(state)}: {what.get(state) or state_meaning(state) or 'not in review'}"


def withdrawn(decision: ReleaserDecision, state: str) -> Message:
    """Report that a version was withdrawn; `state` is Apple's for the version, or CANCELING until it has one."""
    text = f"✅ <@{decision.decided_by}> withdrew {decisions.about(decision)} from review."
    if state == SubmissionState.CANCELING:
        text += " Apple is taking it back, which can take some minutes; then it can be changed."
    else:
        text += f" At Apple it is *{state_words(state)}* now, and can be changed."
    return decisions.result(text, at=decision.decided_at, note="`/asc submit` submits it again")


def not_withdrawn(decision: ReleaserDecision) -> Message:
    """Say that there is no submission to withdraw any more."""
    return decisions.failed(
        decision, WITHDRAW, "its submission is over already, so there was nothing to withdraw. `/asc status` says more."
    )


def _link(decision: ReleaserDecision) -> str:
    return f"<https://appstoreconnect.apple.com/apps/{decision.app_id}/distribution|Open App Store Connect>"
