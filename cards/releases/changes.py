"""A change of a version, a submission, a build or a phased release, as channels read it."""

from collections.abc import Iterator

from appstore.releases.states import PHASE_SHARES, SubjectKind
from cards.blocks import clock_time, context, escape, join_words, message, section
from cards.releases.plans import phased_day
from cards.wording.states import platform_words, state_words
from records.messages import Message
from records.releases.watched import Report

_APP = "https://appstoreconnect.apple.com/apps"
# A change that is reported so much later is dated.
_LATE_SECONDS = 600.0

# What a state means, and what to do next; `{option}` is `--app APP` where the channel works on another app.
_NEXT = {
    "READY_FOR_REVIEW": "It is in a submission that was not sent yet.",
    "PENDING_DEVELOPER_RELEASE": "Apple approved it, and it waits for you: `/asc release now{option}` releases it.",
    "PENDING_APPLE_RELEASE": "Apple approved it, and releases it together with a new version of the system.",
    "PROCESSING_FOR_DISTRIBUTION": "It is on its way to the App Store.",
    "READY_FOR_DISTRIBUTION": "It is live.",
    "REPLACED_WITH_NEW_VERSION": "A newer version is live in its place.",
    "ACCEPTED": "Apple accepted it, but not everything in its submission: the rest has to be fixed or removed first.",
    "DEVELOPER_REJECTED": "It was taken back. It can be changed, and `/asc submit{option}` submits it again.",
    "REJECTED": "Fix it, then `/asc submit{option}` submits it again.",
    "METADATA_REJECTED": "Fix its texts or screenshots, then `/asc submit{option}` submits it again.",
    "INVALID_BINARY": "Apple can't use its build: `/asc builds{option}` shows others.",
    "WAITING_FOR_EXPORT_COMPLIANCE": "Apple waits for documents about its encryption, in App Store Connect.",
    "UNRESOLVED_ISSUES": "What was rejected has to be fixed or removed.",
}
_BUILD_NEXT = {
    "VALID": "`/asc build {build}{option}` attaches it to the version in preparation.",
    "INVALID": "Apple can't use it. Apple has sent the reason by e-mail; upload another build.",
    "FAILED": "Apple could not process it. Apple has sent the reason by e-mail; upload another build.",
}
# Apple's words are not in the API.
_REJECTED = {"REJECTED", "METADATA_REJECTED", "UNRESOLVED_ISSUES"}


def report_message(report: Report, *, app_name: str, app_id: str, option: str = "") -> Message:
    """Report a change in a channel; `option` is ` --app APP` where the channel's commands are about another app."""
    head = f"*{escape(_subject(report, app_name))}*: {escape(_change(report))}"
    facts = [fact.format(option=option, build=escape(report.build)) for fact in _facts(report) if fact]
    small = " · ".join([*_credits(report), f"<{_page(report, app_id)}|Open in App Store Connect>"])
    body = " ".join(facts)
    text = f"{head}\n{body}" if body else head
    return message(f"{text}\n{small}", section(text), context(small))


def _subject(report: Report, app_name: str) -> str:
    version = f"{report.version} ({platform_words(report.platform)})" if report.version else ""
    if report.kind in {SubjectKind.BUILD, SubjectKind.BUILD_UPLOAD}:
        build = f"build {report.build}" if report.build else "a build"
        return f"{app_name}, {build} of {version}" if version else f"{app_name}, {build}"
    if report.kind is SubjectKind.SUBMISSION:
        return f"{app_name}, submission without a version ({platform_words(report.platform)})"
    return f"{app_name} {version}" if version else f"{app_name}, a version"


def _change(report: Report) -> str:
    """Return the states in words: `Waiting for Review → In Review`."""
    if report.kind is SubjectKind.PHASED_RELEASE:
        states = [phase_words(state) for state in report.path if state not in {"", "NONE"}]
        return f"phased release, {' → '.join(states)}"
    states = [state_words(state) for state in report.path if state]
    is_new_version = report.kind is SubjectKind.VERSION and not report.path[0]
    return f"{'new, ' if is_new_version else ''}{' → '.join(states)}"


def phase_words(state: str) -> str:
    """Return `day 3 of 7 (5 % of users)` for `ACTIVE:3`, also `paused on day 3`, `complete`."""
    name, _, day = state.partition(":")
    number = int(day) if day.isdecimal() else 0
    if name == "ACTIVE" and 1 <= number <= len(PHASE_SHARES):
        return phased_day(number)
    if name == "PAUSED" and number:
        return f"paused on day {number}"
    return {"COMPLETE": "complete (all users)", "INACTIVE": "not begun"}.get(name, state_words(name).lower())


def _facts(report: Report) -> Iterator[str]:
    state = report.path[-1]
    if report.kind in {SubjectKind.BUILD, SubjectKind.BUILD_UPLOAD}:
        yield from (_braces(error) for error in report.errors)
        yield "Upload another build." if report.errors else _BUILD_NEXT.get(state, "")
        return
    if report.kind is SubjectKind.PHASED_RELEASE:
        if state.startswith("PAUSED"):
            yield "`/asc phased resume{option}` continues it."
        return
    if state in _REJECTED:
        yield "Apple's reasons are only in App Store Connect."
    yield _NEXT.get(state, "")
    if report.build:
        yield f"Build {_braces(report.build)}."
    if report.phased:
        yield f"Phased release: {phase_words(report.phased)}."


def _braces(text: str) -> str:
    return escape(text).replace("{", "{{").replace("}", "}}")


def _credits(report: Report) -> Iterator[str]:
    by = [f"<@{report.user}>"] if report.user else [escape(report.actor)] if report.actor else []
    if by:
        yield f"By {join_words(by)}"
    if report.recorded_at - report.at > _LATE_SECONDS:
        yield f"Changed {clock_time(report.at, '{date_short_pretty} at {time}')}"


def _page(report: Report, app_id: str) -> str:
    if report.kind in {SubjectKind.BUILD, SubjectKind.BUILD_UPLOAD}:
        return f"{_APP}/{app_id}/testflight"
    return f"{_APP}/{app_id}/distribution{'/reviewsubmissions' if report.path[-1] in _REJECTED else ''}"
