"""What users see when they submit a version of a custom product page to review."""

from collections.abc import Mapping, Sequence

from appstore.pages.localizations import PageLocalization
from appstore.pages.pages import CustomPage, PageState, PageVersion
from appstore.submissions import SubmissionState
from cards.blocks import bullets, escape, join_words, plural, rich, span, text_message
from cards.dispatch import decisions
from cards.dispatch.submissions import SUBMIT, Submittable
from cards.pages import wording
from cards.wording.states import state_words
from records.dispatch.decisions import ReleaserDecision
from records.messages import Message

AGAIN = "page submit NAME"
SUBMITTABLE = Submittable(noun="page", command=f"`/asc {AGAIN}`")

# The names of what an offer shows, and what must still be so.
STATE, LINK, SCREENSHOTS = "state", "the deep link", "the number of screenshots"
_MOST_LINES = 20
_BEFORE = {
    PageState.REJECTED: " Apple has rejected it before.",
    PageState.READY_FOR_REVIEW: " It is in a draft of a submission, which would be sent.",
}


def version_title(page: CustomPage, version: PageVersion) -> str:
    """Return how a decision names a version of a page, as plain text."""
    return f"page {page.name}, version {version.number}"


def offer(
    decision: ReleaserDecision,
    page: CustomPage,
    version: PageVersion,
    localizations: Sequence[PageLocalization],
    counts: Mapping[str, Mapping[str, int]],
) -> Message:
    """Offer to submit a version of a page, with what it has in each language."""
    live = page.live
    after = f"It replaces version {live.number}, which stays live until then." if live is not None else ""
    text = f"{decisions.about(decision)} can be submitted.{_BEFORE.get(version.state, '')} {after}".rstrip()
    lines = [_language(each, counts.get(each.locale, {})) for each in localizations]
    rest = len(lines) - _MOST_LINES
    lines = [*lines[:_MOST_LINES], *([f"and {plural(rest, 'more language')}"] if rest > 0 else [])]
    lines.append(f"Deep link: {version.deep_link or 'none'}")
    if not page.visible:
        lines.append("The page is hidden, and stays so after the review")
    return decisions.offer(
        decision.id,
        text,
        rich(bullets([[span(line)] for line in lines])),
        label=SUBMIT,
        question=f"Submit version {version.number} for review?",
        consequence=f"{decision.app_name}, page {page.name}, in {join_words([each.locale for each in localizations])}.",
    )


def _language(found: PageLocalization, counts: Mapping[str, int]) -> str:
    screenshots = sum(counts.values())
    parts = [
        "a promotional text" if found.text else "no promotional text",
        plural(screenshots, "screenshot") if screenshots else "no screenshots",
        *([plural(len(found.keywords), "keyword")] if found.keywords else []),
    ]
    return f"{found.locale}: {join_words(parts)}"


def nothing_to_submit(app_title: str, page: CustomPage, version: PageVersion) -> Message:
    """Say why the newest version of a page can't be submitted."""
    if version.state is PageState.APPROVED:
        why = f"its newest version, {version.number}, is approved already; a change of it creates the next one"
    else:
        why = wording.locked(version)
    return text_message(
        f"There is nothing to submit of the page {wording.quoted(page.name)} of *{escape(app_title)}*: {why}. "
        "Nothing was sent."
    )


def submitted(decision: ReleaserDecision, state: SubmissionState) -> Message:
    """Report that a version was sent to review."""
    text = (
        f"✅ <@{decision.decided_by}> submitted {decisions.about(decision)} for review. At Apple it is "
        f"*{state_words(state)}* now; it goes live when Apple has approved it."
    )
    return decisions.result(text, at=decision.decided_at)


def state_in_trail(state: str) -> str:
    """Return a state as the audit trail has it."""
    return state_words(state)
