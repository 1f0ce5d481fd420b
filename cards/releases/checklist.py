"""The reply to `checklist`: what Apple would refuse, what looks bad, and what could not be checked."""

from collections.abc import Mapping, Sequence

from appstore.errors import Refused
from appstore.releases import web_pages
from appstore.releases.readiness.evaluation import Readiness
from appstore.releases.readiness.findings import CheckGroup, ReadinessFinding
from cards.blocks import (
    Block,
    bullets,
    context,
    escape,
    join_words,
    message,
    plural,
    rich,
    section,
    span,
    spans,
    text_link,
)
from cards.failures import errors
from cards.releases.checklist_wording import wording
from cards.releases.finding_words import FindingWords
from cards.wording.states import platform_words
from records.messages import Message

_MOST_FINDINGS = 20

_GROUPS: Mapping[CheckGroup, str] = {
    CheckGroup.TEXTS: "the texts of the languages",
    CheckGroup.SCREENSHOTS: "screenshots",
    CheckGroup.PREVIOUS_TEXTS: "what the previous version has: whether What's New repeats it, and which devices it has",
    CheckGroup.INFORMATION: "the app's names, privacy policy, category and age rating",
    CheckGroup.CATEGORY: "the app's primary category",
    CheckGroup.AGE_RATING: "the age rating",
    CheckGroup.COPYRIGHT: "the copyright",
    CheckGroup.CONTENT_RIGHTS: "content rights",
    CheckGroup.DECLARATION: "the encryption declaration",
    CheckGroup.PRICE: "the price",
    CheckGroup.TERRITORIES: "where the app is sold",
    CheckGroup.SUBMISSIONS: "whether another submission is open",
    CheckGroup.PURCHASES: "in-app purchases and subscriptions",
}


def checklist(app_name: str, readiness: Readiness) -> Message:
    """Show the result for a version."""
    head = headline(app_name, readiness)
    after = "" if readiness.blockers else " `/asc submit` sends it for review."
    text = " ".join((f"{head}{after}", *sentences(readiness), *(_plain_notes(readiness))))
    return message(text, section(f"{head}{after}"), *findings(readiness))


def headline(app_name: str, readiness: Readiness) -> str:
    """Return in mrkdwn whether a version can be submitted."""
    count = len(readiness.blockers)
    name = f"*{escape(app_name)}* {escape(version_name(readiness))}"
    if count:
        return f"❌ {name} can't be submitted yet: {plural(count, 'thing')} to fix."
    if not is_complete(readiness):
        return f"⚠️ {name}: nothing to fix in what could be checked."
    return f"✅ {name} can be submitted."


def is_complete(readiness: Readiness) -> bool:
    """Return whether everything that counts was checked; screenshots of other languages only keep Apple waiting."""
    return all(error is None for error in readiness.not_checked.values())


def version_name(readiness: Readiness) -> str:
    """Return `1.2.0 (iOS)`."""
    snapshot = readiness.snapshot
    return f"{snapshot.version.version} ({platform_words(snapshot.subject.platform.value)})"


def findings(readiness: Readiness) -> list[Block]:
    """Return the blocks with blockers, warnings, what could not be checked, and what the API does not show."""
    blocks: list[Block] = []
    for title, found in (
        ("Fix before it is submitted", readiness.blockers),
        ("Apple accepts these, but look at them", readiness.warnings),
    ):
        if found:
            blocks.append(section(f"*{title}*"))
            blocks.append(rich(bullets(_lines(readiness, found))))
    if readiness.not_checked:
        blocks.append(section(f"*Not checked*\n{_bulleted(_not_checked(readiness))}"))
    return [*blocks, context(_not_in_the_api(readiness, links=True))]


def sentences(readiness: Readiness) -> list[str]:
    """Return every finding as a sentence in mrkdwn, blockers first, for notifications and screen readers."""
    found = [*readiness.blockers, *readiness.warnings]
    return [worded.text for worded in _worded(readiness, found)]


def _lines(readiness: Readiness, found: Sequence[ReadinessFinding]) -> list[list[Block]]:
    lines = [_line(readiness, worded) for worded in _worded(readiness, found[:_MOST_FINDINGS])]
    rest = len(found) - _MOST_FINDINGS
    return [*lines, *([[span(f"and {plural(rest, 'other thing')}")]] if rest > 0 else [])]


def _worded(readiness: Readiness, found: Sequence[ReadinessFinding]) -> list[FindingWords]:
    return [wording(finding, len(readiness.snapshot.texts)) for finding in found]


def _line(readiness: Readiness, worded: FindingWords) -> list[Block]:
    line = spans(worded.text)
    if worded.fix:
        line += [span(" "), *spans(_sentence(worded.fix))]
    if worded.page:
        title, page = worded.page
        line += [span(" "), text_link(f"App Store Connect, {title}", page(readiness.snapshot.subject))]
    return line


def _sentence(fix: str) -> str:
    """Return how to fix something as a sentence; most often it is a command."""
    is_command = fix.startswith("`") and fix.count("`") == len("``") and fix.endswith("`")
    return f"Use {fix}." if is_command else f"{fix[0].upper()}{fix[1:]}."


def _not_checked(readiness: Readiness) -> list[str]:
    reasons: dict[str, list[str]] = {}
    for group, error in readiness.not_checked.items():
        if error is None:
            continue
        gone = isinstance(error, Refused) and error.gone
        why = "App Store Connect does not show it." if gone else " ".join(errors.reason(error).split())
        reasons.setdefault(why, []).append(_GROUPS[group])
    lines = [f"{join_words(groups)}: {why}" for why, groups in reasons.items()]
    if CheckGroup.OTHER_SCREENSHOTS in readiness.not_checked:
        count = len(readiness.snapshot.unread_locales)
        lines.append(
            f"whether screenshots in {plural(count, 'other language')} are complete, since each takes a call to Apple"
        )
    return lines


def _bulleted(lines: Sequence[str]) -> str:
    return "\n".join(f"• {line}" for line in lines)


def _plain_notes(readiness: Readiness) -> list[str]:
    unchecked = _not_checked(readiness)
    notes = [f"Not checked: {'; '.join(unchecked)}."] if unchecked else []
    return [*notes, _not_in_the_api(readiness, links=False)]


def _not_in_the_api(readiness: Readiness, *, links: bool) -> str:
    app_id = readiness.snapshot.subject.app_id
    privacy = f"<{web_pages.privacy_page(app_id)}|App Privacy>" if links else "App Privacy"
    business = f"<{web_pages.BUSINESS}|agreements and trader status>" if links else "agreements and trader status"
    return f"Apple's API does not show {privacy} (its answers must be published), {business}: look there yourself."
