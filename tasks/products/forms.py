"""Fills the form for name and description of a product."""

from dataclasses import replace

from appstore.products import texts
from appstore.products.texts import ProductTexts
from cards.products import changes, errors
from cards.products import form as form_cards
from kit.slack.replies import UserError
from kit.wiring import Kit
from records import invocations
from records.products.forms import FORMS
from tasks.dispatch import failures, resolve
from tasks.dispatch.modals import fill_modal
from tasks.products.find import find_product

# States in which an older text, one without a version, can't be changed.
_IN_REVIEW = frozenset({"WAITING_FOR_REVIEW", "IN_REVIEW"})


def report_failure(kit: Kit, form_id: str, error: BaseException) -> None:
    """Show in the form itself why it can't be filled."""
    form = FORMS.get(kit.redis, form_id)
    if form is not None:
        fill_modal(kit, form.view_id, form_cards.failed(failures.message_for(error, form_id).text))


def fill(kit: Kit, form_id: str) -> None:
    """Show the newest texts. Raises UserError for no such app or product, and for texts that are locked."""
    form = FORMS.get(kit.redis, form_id)
    invocation = invocations.get(kit.redis, form.invocation_id) if form is not None else None
    if form is None or invocation is None:
        return
    app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel)
    apple = kit.apple_of(app.account)
    product = find_product(apple, app, form.product_id)
    found = texts.newest(apple, product.family, product.id)
    locale = form.locale or app.primary_locale
    require_unlocked(found, locale, product.product_id)
    text = found.of(locale)
    filled = replace(
        form,
        product_id=product.product_id,
        locale=locale,
        account=app.account,
        app_id=app.id,
        app_name=app.name,
        family=product.family.value,
        product=product.id,
        reference_name=product.name,
        name=text.name if text else "",
        description=text.description if text else "",
        was_approved=product.was_approved,
    )
    FORMS.put(kit.redis, form.id, filled)
    note = changes.reaches_whom(
        product.product_id, has_versions=found.version is not None, was_approved=product.was_approved
    )
    fill_modal(kit, filled.view_id, form_cards.text_form(filled, note))


def require_unlocked(found: ProductTexts, locale: str, product_id: str) -> None:
    """Raise UserError where Apple would refuse new texts because of the state of those that are there."""
    if state := locked_state(found, locale):
        raise UserError(errors.locked(product_id, state))


def locked_state(found: ProductTexts, locale: str) -> str:
    """Return the state in which Apple would refuse new texts, "" if it takes them."""
    version, text = found.version, found.of(locale)
    if version is not None:
        return "" if version.is_writable or version.is_finished else version.state
    return text.state if text is not None and text.state in _IN_REVIEW else ""
