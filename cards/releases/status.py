"""The reply to `status`: the versions of an app and their states, by platform, and what Apple has of them."""

from appstore.calls.budget import Allowance
from appstore.releases import web_pages
from appstore.releases.release_requests import ReleasePlan
from appstore.releases.standing import AppStanding, VersionStanding
from appstore.releases.states import SubjectState
from appstore.versions import EVER_LIVE, LIVE, AppVersionState, PhasedReleaseState, Version
from cards.blocks import Block, bullets, context, escape, message, plural, rich, section, span, spans, text_link
from cards.releases.plans import phased_words, plan_words
from cards.wording.accounts import app_title
from cards.wording.states import platform_words, state_meaning, state_words
from records.dispatch.app_cache import KnownApp
from records.messages import Message

MOST_VERSIONS = 12
# Apps that the Home tab names, and versions of each.
_MOST_AT_HOME = 4

_REJECTED = frozenset({AppVersionState.REJECTED, AppVersionState.METADATA_REJECTED, AppVersionState.INVALID_BINARY})
_NOT_IN_THE_API = "what the reviewer wrote is not in Apple's API"
_SUBMISSIONS = {
    "READY_FOR_REVIEW": "a draft that was not sent",
    "WAITING_FOR_REVIEW": "waits for Apple's review",
    "IN_REVIEW": "Apple is reviewing it",
    "UNRESOLVED_ISSUES": f"Apple has rejected something in it; {_NOT_IN_THE_API}",
    "CANCELING": "is being withdrawn",
    "COMPLETING": "is being completed",
}


def status(app: KnownApp, standing: AppStanding, allowance: Allowance | None) -> Message:
    """Show versions, newest first, open submissions, and what is left of Apple's hourly allowance."""
    head = f"{escape(app_title(app))} ({escape(app.bundle_id)})"
    shown = standing.versions[:MOST_VERSIONS]
    platforms = list(dict.fromkeys(each.version.platform for each in shown))
    blocks: list[Block] = [section(f"*{head}*")]
    sentences: list[str] = []
    for platform in platforms:
        lines = [_version(app, each) for each in shown if each.version.platform is platform]
        lines += [_submission(app, each, standing) for each in standing.submissions or () if each.platform == platform]
        if len(platforms) > 1:
            blocks.append(section(f"*{platform_words(platform.value)}*"))
        blocks.append(rich(bullets([line for _, line in lines])))
        sentences += [sentence for sentence, _ in lines]
    rest = len(standing.versions) - len(shown) + standing.left_out
    if not shown:
        blocks.append(section("It has no versions yet. `/asc version new 1.0` creates the first one."))
    left = allowance_left(allowance)
    left = left if standing.submissions is not None else f"Open submissions could not be read. {left}"
    older = f"{plural(rest, 'older version')} not shown. " if rest else ""
    return message(f"{head}. {' '.join(sentences)} {older}{left}", *blocks, context(f"{older}{left}"))


def _version(app: KnownApp, standing: VersionStanding) -> tuple[str, list[Block]]:
    version = standing.version
    name = f"{version.version_string} ({platform_words(version.platform.value)})"
    text = "; ".join([_state(standing), *_details(standing)])
    line = [span(f"{name}  ", "bold"), *spans(text)]
    if version.state in _REJECTED:
        line += [span(": "), text_link("App Review", web_pages.review_page(app.id))]
    return f"{escape(name)}: {text}.", line


def _state(standing: VersionStanding) -> str:
    """Return the state with its meaning, and the phased release of a live version, in mrkdwn."""
    version, phased = standing.version, standing.phased
    meaning = state_meaning(version.state)
    words = escape(state_words(standing.unknown_state or version.state))
    state = words + (f": {meaning}" if meaning else "")
    if version.state in LIVE and phased is not None and phased.state is not PhasedReleaseState.COMPLETE:
        state += f", phased release {escape(phased_words(phased))}"
    elif version.state in LIVE and phased is not None:
        state += ", for everyone: its phased release is complete"
    return state


def _details(standing: VersionStanding) -> list[str]:
    version, details = standing.version, list[str]()
    if standing.build:
        details.append(f"build {escape(standing.build)}")
    if version.state in EVER_LIVE:
        return details
    if not standing.build:
        details.append("no build yet")
    details.append(_release(version))
    if standing.phased is not None:
        details.append(f"phased release {escape(phased_words(standing.phased))}")
    if version.state in _REJECTED:
        details.append(_NOT_IN_THE_API)
    return details


def _release(version: Version) -> str:
    """Return how a version will be released, in mrkdwn; of an approved one that waits for a user, who releases it."""
    plan = ReleasePlan.of(version)
    if version.state is AppVersionState.PENDING_DEVELOPER_RELEASE and not plan.at:
        return "will be released by hand: `/asc release now` releases it"
    if version.state is AppVersionState.PENDING_APPLE_RELEASE:
        return "Apple releases it together with an operating system"
    return f"will be released {plan_words(plan)}"


def _submission(app: KnownApp, submission: SubjectState, standing: AppStanding) -> tuple[str, list[Block]]:
    names = {each.version.id: each.version.version_string for each in standing.versions}
    known = names.get(submission.version_id)
    about = f" with {known}" if known else ""
    state = _SUBMISSIONS.get(submission.state, state_words(submission.state))
    text = f"Open submission{escape(about)}: {state}"
    return f"{text}.", [
        *spans(f"{text} "),
        text_link("App Review", web_pages.review_page(app.id)),
    ]


def home_line(app: KnownApp) -> str:
    """Return how an app stands in a line of mrkdwn: what is live and what comes next, by platform."""
    shown = [version for version in app.versions if version.state != AppVersionState.REPLACED_WITH_NEW_VERSION]
    several = len({version.platform for version in shown}) > 1
    names = [
        f"{escape(version.version)}{f' ({platform_words(version.platform)})' if several else ''} "
        f"{escape(state_words(version.state))}"
        for version in shown[:_MOST_AT_HOME]
    ]
    rest = len(shown) - _MOST_AT_HOME
    more = [f"and {rest} more"] if rest > 0 else []
    return f"*{escape(app_title(app))}*  {', '.join([*names, *more]) or 'no versions yet'}"


def allowance_left(allowance: Allowance | None) -> str:
    """Return what is left of Apple's hourly allowance as a sentence."""
    if allowance is None:
        return "Apple has not yet reported how many calls are left this hour."
    return f"{allowance.left:,} of {allowance.limit:,} calls to App Store Connect left this hour"
