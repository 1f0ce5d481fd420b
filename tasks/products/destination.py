"""Uploads send the picture of a product that Apple's reviewers see; it needs no new version, and no review."""

from appstore.client import AppStore
from appstore.media.slots import SlotKind
from appstore.products.families import Family
from appstore.versions import AppVersionState
from cards.products import errors, wording
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp, KnownLocale, KnownVersion
from tasks.dispatch.destinations import Destination, Use
from tasks.products.find import find_product

_IN_REVIEW = frozenset({"WAITING_FOR_REVIEW", "IN_REVIEW"})
_KINDS = {
    Family.PURCHASE: SlotKind.PURCHASE_REVIEW_SCREENSHOT,
    Family.SUBSCRIPTION: SlotKind.SUBSCRIPTION_REVIEW_SCREENSHOT,
}


def find_screenshot(_kit: Kit, apple: AppStore, app: KnownApp, name: str, use: Use) -> Destination:
    """Return the product with this id. Raises UserError with near matches, and for one in review."""
    product = find_product(apple, app, name)
    state = product.versions[-1].state if product.versions else product.state
    if use is not Use.SHOW and state in _IN_REVIEW:
        raise UserError(errors.screenshot_locked(product.product_id, state))
    only = KnownLocale(id=product.id, locale=product.product_id, sets=None)
    return Destination(
        version=KnownVersion(
            id=product.id,
            version=wording.as_version(product),
            platform="",
            state=AppVersionState.PREPARE_FOR_SUBMISSION.value,
        ),
        # Its screenshot has no language: its id stands for one.
        locales={product.product_id: only},
        kind=_KINDS[product.family],
        add_language=lambda _: only,
    )
