"""Offers to submit a product: on its own, or with a version of the app where that is the first."""

from appstore import submissions
from appstore.client import AppStore
from appstore.products import reading, texts
from appstore.products.families import Family
from appstore.products.reading import Product
from appstore.submissions import VERSION, SubmissionState
from appstore.versions import LIVE
from cards.products import submission as messages
from kit.jobs.defer import deferring_client
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp, KnownVersion
from records.invocations import Invocation
from tasks.dispatch import resolve
from tasks.dispatch.decisions.offers import decision_about, offer
from tasks.products.find import find_product
from tasks.products.submit import SUBMIT_PRODUCT, shown_of

# States of a version of the app in which it can go to review with a product.
_PREPARED = frozenset(
    {"PREPARE_FOR_SUBMISSION", "DEVELOPER_REJECTED", "REJECTED", "METADATA_REJECTED", "READY_FOR_REVIEW"}
)
# A version of a product that is in a draft can be sent.
_DRAFTED = "READY_FOR_REVIEW"
_FIRST_PLATFORM = "IOS"


def offer_submission(kit: Kit, invocation: Invocation, typed: str) -> None:
    """Show what would be submitted, and a button that does so. Raises UserError where nothing can be."""
    app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel, fresh=True)
    apple = deferring_client(kit, app.account)
    product = find_product(apple, app, typed)
    _require_submittable(product)
    version = product.versions[-1]
    found = texts.of_version(apple, product.family, version.id)
    first = not any(each.was_approved for each in reading.read(apple, app.id))
    with_version = _prepared(apple, app, product) if first else None
    platform = with_version.platform if with_version else _platform(app)
    decision = decision_about(
        kit,
        invocation,
        SUBMIT_PRODUCT,
        app,
        f"product-{product.id}",
        {
            "family": product.family.value,
            "product": product.id,
            "product_id": product.product_id,
            "name_of_product": product.name,
            "version": version.id,
            "platform": platform,
            "app_version": with_version.id if with_version else "",
            "app_version_name": with_version.version if with_version else "",
        },
    )
    message = messages.offer(decision, product, found, with_version)
    offer(kit, invocation, decision, shown_of(version, found), message)


def _require_submittable(product: Product) -> None:
    if not product.versions:
        raise UserError(messages.without_versions(product))
    version = product.versions[-1]
    if version.is_finished:
        raise UserError(messages.nothing_new(product))
    if not version.is_writable and version.state != _DRAFTED:
        raise UserError(messages.in_review(product, version.state))
    if product.state == "MISSING_METADATA":
        raise UserError(messages.incomplete(product, _lacks(product)))


def _lacks(product: Product) -> list[str]:
    lacks = {
        "no screenshot for the review": not product.has_screenshot,
        "no name in any language": not product.locales,
        "no price": product.family is Family.PURCHASE and not product.schedule_id,
    }
    return [what for what, is_missing in lacks.items() if is_missing]


def _prepared(apple: AppStore, app: KnownApp, product: Product) -> KnownVersion:
    found = [version for version in app.versions if version.state in _PREPARED]
    if found:
        return next((version for version in found if version.platform == _FIRST_PLATFORM), found[0])
    accepted = _accepted_with(apple, app, product)
    if accepted is not None:
        raise UserError(messages.rejected_alone(product, app.id, accepted))
    busy = next((version for version in app.versions if version.state not in LIVE), None)
    raise UserError(messages.no_version_in_preparation(product, busy))


def _accepted_with(apple: AppStore, app: KnownApp, product: Product) -> KnownVersion | None:
    """Return the version of the app in the open submission in which Apple has rejected the product, None for none."""
    newest, relations = product.versions[-1].id, (VERSION, product.family.names.item)
    for platform in dict.fromkeys(version.platform for version in app.versions):
        for found in submissions.open_ones(apple, app.id, platform):
            if found.state is SubmissionState.UNRESOLVED_ISSUES:
                together = {item.version_id for item in submissions.items(apple, found.id, *relations)}
                if newest in together:
                    return next((version for version in app.versions if version.id in together), None)
    return None


def _platform(app: KnownApp) -> str:
    """Return a platform of the app: a submission needs one, whatever is in it."""
    platforms = [version.platform for version in app.versions] or [_FIRST_PLATFORM]
    return _FIRST_PLATFORM if _FIRST_PLATFORM in platforms else platforms[0]
