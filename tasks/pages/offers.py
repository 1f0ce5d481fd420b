"""Offers to submit the newest version of a custom product page, and checks what was shown before it is submitted."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from appstore.client import AppStore
from appstore.pages import localizations, pages
from appstore.pages.localizations import PageLocalization
from appstore.pages.pages import EDITABLE, PageState, PageVersion
from appstore.versions import Platform
from cards.dispatch.decisions import TEXTS
from cards.dispatch.submissions import SUBMIT
from cards.pages import errors
from cards.pages import review as messages
from cards.pages.audit_tags import PAGE_SUBMIT_REFUSED
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.decisions import ReleaserDecision
from records.invocations import Invocation
from tasks.dispatch import media_backend
from tasks.dispatch.decisions.kinds import DecisionKind
from tasks.dispatch.decisions.offers import decision_about, offer
from tasks.pages import create, find, review

_SUBMITTABLE = EDITABLE | {PageState.READY_FOR_REVIEW}

_Counts = Mapping[str, Mapping[str, int]]


def offer_submission(kit: Kit, invocation: Invocation, name: str) -> None:
    """Show what would be submitted, with a button that does so, or say why that is not possible."""
    known = find.read(kit, invocation, fresh=True)
    page = find.named(known.title, name, known.pages)
    version = page.newest
    if version is None:
        raise UserError(errors.without_version(known.title, page))
    if version.state not in _SUBMITTABLE:
        raise UserError(messages.nothing_to_submit(known.title, page, version))
    create.require_version(known)
    found = localizations.of_version(known.apple, version.id)
    details = media_backend.in_details(kit, known.apple, known.app)
    counts = localizations.counted(known.apple, found, in_library=media_backend.was_library(details))
    title, platform = messages.version_title(page, version), Platform.IOS.value
    decision = decision_about(
        kit, invocation, SUBMIT_PAGE, known.app, version.id, details, platform=platform, version=title
    )
    offer(
        kit,
        invocation,
        decision,
        _shown(version, found, counts),
        messages.offer(decision, page, version, found, counts),
    )


def look(apple: AppStore, decision: ReleaserDecision) -> Mapping[str, str]:
    """Return what an offer has shown, as it is now. Raises Refused if the page was deleted."""
    version = pages.version(apple, decision.target_id)
    found = localizations.of_version(apple, version.id)
    counts = localizations.counted(apple, found, in_library=media_backend.was_library(decision.details))
    return _shown(version, found, counts)


def _shown(version: PageVersion, found: Sequence[PageLocalization], counts: _Counts) -> Mapping[str, str]:
    return {
        messages.STATE: version.state.value,
        messages.LINK: version.deep_link,
        messages.SCREENSHOTS: str(sum(sum(each.values()) for each in counts.values())),
        **{f"{TEXTS}{each.locale}": _fingerprint(each, counts.get(each.locale, {})) for each in found},
    }


def _fingerprint(found: PageLocalization, counts: Mapping[str, int]) -> str:
    content = json.dumps([found.text, sorted(found.keywords), sorted(counts.items())])
    return hashlib.sha256(content.encode()).hexdigest()[:16]


SUBMIT_PAGE = DecisionKind(
    name="submit_page",
    label=SUBMIT,
    command=messages.AGAIN,
    look=look,
    act=review.submit,
    refused_tag=PAGE_SUBMIT_REFUSED,
)
