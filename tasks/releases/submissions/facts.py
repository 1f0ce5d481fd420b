"""What a message about a submission shows of a version, and what must still be so when it is submitted."""

import hashlib
import json
from collections.abc import Iterable, Mapping

from appstore import submissions
from appstore.client import AppStore
from appstore.releases import candidates, companions
from appstore.releases.candidates import Candidate
from appstore.releases.companions import Companion
from appstore.releases.release_requests import ReleasePlan
from appstore.submissions import ReviewSubmission
from cards.dispatch.decisions import TEXTS
from cards.releases.plans import plan_sentence
from cards.wording.review_items import ITEMS, stored_item, stored_name
from records.dispatch.decisions import ReleaserDecision


def read(apple: AppStore, app_id: str, version_id: str) -> tuple[Candidate, Mapping[str, str]]:
    """Read a version and what is shown of it, by name, in two calls."""
    candidate = candidates.read(apple, app_id, version_id)
    version, names = candidate.version, candidates.names(apple, app_id)
    texts = {locale: dict(found) for locale, found in candidate.texts.items()}
    for resource in names.values():
        texts.setdefault(resource.text("locale"), {}).update(
            {name: value for name, value in resource.attributes.items() if isinstance(value, str)}
        )
    facts = {
        "state": version.state.value,
        "version": version.version_string,
        "build": candidate.build,
        "release": f"released {plan_sentence(ReleasePlan.of(version))}",
        **{f"{TEXTS}{locale}": _fingerprint(found) for locale, found in sorted(texts.items())},
    }
    return candidate, facts


def beside(
    apple: AppStore, known: Iterable[ReviewSubmission], version_id: str, names: Mapping[str, str] | None = None
) -> Mapping[str, str]:
    """Read what is in the same draft, as a decision keeps it; `names` are those of items that were shown before."""
    found = companions.named(apple, companions.in_draft(apple, known, version_id), names)
    return kept(found)


def kept(found: Iterable[Companion]) -> dict[str, str]:
    """Return what a decision keeps of the items beside a version."""
    return {f"{ITEMS}{each.item_id}": stored_item(each.relation, each.name) for each in found}


def names_of(decision: ReleaserDecision) -> dict[str, str]:
    """Return the names of the items that go with the version, by their ids."""
    shown = {name: value for name, value in decision.shown.items() if name.startswith(ITEMS)}
    return {name.removeprefix(ITEMS): stored_name(value) for name, value in shown.items()}


def look(apple: AppStore, decision: ReleaserDecision) -> Mapping[str, str]:
    """Return what an offer to submit has shown, as it is now."""
    _, shown = read(apple, decision.app_id, decision.target_id)
    known = submissions.open_ones(apple, decision.app_id, decision.platform)
    return {**shown, **beside(apple, known, decision.target_id, names_of(decision))}


def _fingerprint(texts: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()[:16]
