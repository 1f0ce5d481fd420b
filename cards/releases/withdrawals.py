"""What users see when they withdraw a version from review."""

from collections.abc import Mapping, Sequence

from appstore.submissions import SubmissionState
from cards.blocks import plural, text_message
from cards.dispatch import decisions
from cards.releases.submissions import CANCELING, name_of, no_version
from cards.wording.accounts import app_title
from cards.wording.review_items import item_list
from cards.wording.states import platform_words, state_meaning, state_words
from records.dispatch.app_cache import KnownApp, KnownVersion
from records.dispatch.decisions import ReleaserDecision
from records.messages import Message

WITHDRAW = "Withdraw from review"
_ITEM = "other item"


def withdrawal_offer(
    decision_id: str, app: KnownApp, version: KnownVersion, state: SubmissionState, beside: Mapping[str, str]
) -> Message:
    """Offer to withdraw a version from review; `beside` is what else is in its submission, as a decision keeps it."""
    lost_too = f" Withdrawn with it, as parts of the same submission: {item_list(beside)}." if beside else ""
    text = f"{name_of(app, version)} is {state_words(version.state)}."
    lost = {
        SubmissionState.WAITING_FOR_REVIEW: "It loses its place in Apple's queue.",
        SubmissionState.IN_REVIEW: "Apple's reviewer has begun; the review starts from the beginning next time.",
        SubmissionState.UNRESOLVED_ISSUES: "Its rejected submission ends; the next one is new.",
    }.get(state, "")
    return decisions.offer(
        decision_id,
        f"{text} {lost}".strip() + lost_too,
        label=WITHDRAW,
        question=f"Withdraw {version.version} from review?",
        consequence=f"{app_title(app)}, {platform_words(version.platform)}, version {version.version}."
        f"{f' With it: {plural(len(beside), _ITEM)}.' if beside else ''} {lost}".rstrip(),
        danger=True,
    )


def nothing_to_withdraw(app: KnownApp, versions: Sequence[KnownVersion], platform: str | None = None) -> Message:
    """Say why none of these versions, the newest of each platform, can be withdrawn, and what is possible instead."""
    if not versions:
        return text_message(f"{no_version(app, platform)} that is in review. Nothing was changed.")
    lines = [f"{name_of(app, version)} is {_not_withdrawn(version.state)}" for version in versions]
    return text_message(f"There is nothing to withdraw, and nothing was changed. {'. '.join(lines)}.")


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
        "CANCELING": CANCELING,
        "WAITING_FOR_REVIEW": _NOT_IN_A_SUBMISSION,
        "IN_REVIEW": _NOT_IN_A_SUBMISSION,
        "PREPARE_FOR_SUBMISSION": "not submitted yet",
    }
    return f"{state_words(state)}: {what.get(state) or state_meaning(state) or 'not in review'}"


def withdrawn(decision: ReleaserDecision, state: str) -> Message:
    """Report that a version was withdrawn; `state` is Apple's for the version, or CANCELING until it has one."""
    along = item_list(decision.details)
    text = f"✅ <@{decision.decided_by}> withdrew {decisions.about(decision)} from review."
    if state == SubmissionState.CANCELING:
        text += " Apple is taking it back, which can take some minutes; then it can be changed."
    else:
        text += f" At Apple it is *{state_words(state)}* now, and can be changed."
    text += f" With it: {along}." if along else ""
    return decisions.result(text, at=decision.decided_at, note="`/asc submit` submits it again")


def not_withdrawn(decision: ReleaserDecision) -> Message:
    """Say that there is no submission to withdraw any more."""
    return decisions.failed(
        decision, WITHDRAW, "its submission is over already, so there was nothing to withdraw. `/asc status` says more."
    )
