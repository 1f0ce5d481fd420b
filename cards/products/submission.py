"""What a releaser sees when new texts of a product are submitted for review."""

from collections.abc import Sequence

from appstore.products.reading import Product
from appstore.products.texts import ProductText
from cards.blocks import bullets, escape, join_words, plural, rich, span, text_message
from cards.dispatch import decisions
from cards.dispatch.submissions import Submittable
from cards.wording.accounts import title_of
from cards.wording.states import platform_words, state_words
from cards.wording.texts import language
from records.dispatch.app_cache import KnownVersion
from records.dispatch.decisions import ReleaserDecision
from records.messages import Message

SUBMIT = "Submit for review"

_MOST_LANGUAGES = 12
# States of a version of the app in which `withdraw` takes it back.
_IN_REVIEW = frozenset({"WAITING_FOR_REVIEW", "IN_REVIEW", "WAITING_FOR_EXPORT_COMPLIANCE"})
_FIRST = "The first in-app purchase or subscription of an app goes to review with a version of the app"


def offer(
    decision: ReleaserDecision, product: Product, texts: Sequence[ProductText], with_version: KnownVersion | None
) -> Message:
    """Offer to submit a product's new texts; `with_version`: they go into the draft of this version of the app."""
    lines = [f"{language(text.locale)}: {text.name} – {text.description or '(empty)'}" for text in texts]
    if rest := len(lines) - _MOST_LANGUAGES:
        lines = [*lines[:_MOST_LANGUAGES], *([f"and {plural(rest, 'other language')}"] if rest > 0 else [])]
    head = f"Submit {_name(product.name, product.product_id)} of *{escape(title_of(decision))}* for review?"
    consequence = f"{product.name} ({product.product_id}) is sent to Apple's reviewers on its own."
    if with_version is not None:
        version = f"{with_version.version} ({platform_words(with_version.platform)})"
        head += f" {_FIRST}, so it is added to the draft submission of {escape(version)}. That is not sent yet:"
        head += " `/asc submit` sends both."
        consequence = f"{product.name} ({product.product_id}) is added to the draft submission of {version}."
    return decisions.offer(
        decision.id,
        head,
        rich(bullets([[span(line)] for line in lines])),
        label=SUBMIT,
        question="Submit the product?",
        consequence=consequence,
    )


def submittable(decision: ReleaserDecision) -> Submittable:
    """Return what is submitted, in words."""
    return Submittable(noun="product", command=f"`/asc product submit {escape(decision.details['product_id'])}`")


def submitted(decision: ReleaserDecision) -> Message:
    """Report that the product was sent on its own."""
    text = f"✅ <@{decision.decided_by}> submitted {_of(decision)} for review"
    return decisions.result(f"{text}. Customers see it once Apple has approved it.", at=decision.decided_at)


def added(decision: ReleaserDecision) -> Message:
    """Report that the product waits in the draft of a version of the app."""
    version = f"{escape(decision.details['app_version_name'])} ({platform_words(decision.details['platform'])})"
    return decisions.result(
        f"<@{decision.decided_by}> added {_of(decision)} to the draft submission of {version}. {_FIRST}. Nothing was "
        "sent yet: `/asc submit` sends the version with it.",
        at=decision.decided_at,
    )


def which_to_submit() -> Message:
    """Ask for the product id."""
    return text_message("Which product? Write `/asc product submit PRODUCT_ID`; `/asc products` lists the ids.")


def nothing_new(product: Product) -> Message:
    """Say that customers see the newest texts already."""
    return text_message(
        f"{_name(product.name, product.product_id)} has no new texts to submit: the newest ones are "
        f"{state_words(product.versions[-1].state)}. `/asc product {escape(product.product_id)}` changes them."
    )


def in_review(product: Product, state: str) -> Message:
    """Say that the newest texts are with Apple already."""
    return text_message(
        f"The new texts of {_name(product.name, product.product_id)} are {state_words(state)} already. Nothing was "
        "sent."
    )


def without_versions(product: Product) -> Message:
    """Say that Apple's API takes no submission of it."""
    return text_message(
        f"{_name(product.name, product.product_id)} can only be submitted in App Store Connect: it has no versions in "
        "Apple's API. Nothing was sent."
    )


def incomplete(product: Product, lacks: Sequence[str]) -> Message:
    """Say what the product lacks before Apple reviews it."""
    missing = f" I see that it has {join_words(lacks)}." if lacks else ""
    return text_message(
        f"{_name(product.name, product.product_id)} can't be submitted yet: something is missing.{missing}"
        " Complete it in App Store Connect. Nothing was sent."
    )


def no_version_in_preparation(product: Product, busy: KnownVersion | None) -> Message:
    """Say that the first product needs a version of the app, and there is none, or one that can't change now."""
    what_next = "`/asc version new` creates one."
    if busy is not None:
        again = f"`/asc product submit {escape(product.product_id)}` again"
        what_next = f"{_version(busy)} is *{state_words(busy.state)}*: " + (
            f"`/asc withdraw` takes it back; then write {again}."
            if busy.state in _IN_REVIEW
            else "once it is released, `/asc version new` creates the next one."
        )
    return text_message(
        f"{_FIRST}, and there is none in preparation, so {_name(product.name, product.product_id)} was not submitted. "
        f"{what_next}"
    )


def rejected_alone(product: Product, app_id: str, version: KnownVersion) -> Message:
    """Say that Apple has rejected the product, and not the version of the app that is in the same submission."""
    link = f"<https://appstoreconnect.apple.com/apps/{app_id}/distribution/reviewsubmissions|App Store Connect>"
    return text_message(
        f"Apple has rejected {_name(product.name, product.product_id)}, but not {_version(version)}, which is "
        f"*{state_words(version.state)}* and in the same submission. That submission stays open until the product is "
        "corrected or removed from it, and the version is not released before. Nothing was sent.\n"
        f"Correct the texts with `/asc product {escape(product.product_id)}`, and submit again in {link}. Or remove "
        "the product from the submission there: the version goes out alone, and the product with the next one."
    )


def held_by(decision: ReleaserDecision, others: int, state: str) -> Message:
    """Say that a submission with other things in it holds the product."""
    why = f"it is in a submission that is {state_words(state)}. Nothing was sent. Try again once that is over."
    if others:
        why = (
            f"it is in a submission with {plural(others, 'other item')} ({state_words(state)}), which would be sent "
            "too. Nothing was sent. Go on with that submission in App Store Connect."
        )
    return decisions.failed(decision, SUBMIT, f"{_of(decision)} was not submitted: {why}")


def version_sent(decision: ReleaserDecision) -> Message:
    """Say that the version of the app is in review already, without the product."""
    return decisions.failed(
        decision,
        SUBMIT,
        "the version of the app is in a submission that was sent already. Nothing was sent. `/asc withdraw` takes it "
        f"back; then write `/asc product submit {escape(decision.details['product_id'])}` again.",
    )


def _version(version: KnownVersion) -> str:
    return f"{escape(version.version)} ({platform_words(version.platform)})"


def audit_field(product_id: str) -> str:
    """Return what the audit trail calls it."""
    return f"texts of {product_id}"


def _of(decision: ReleaserDecision) -> str:
    product = _name(decision.details["name_of_product"], decision.details["product_id"])
    return f"{product} of *{escape(title_of(decision))}*"


def _name(name: str, product_id: str) -> str:
    return f"*{escape(name)}* (`{escape(product_id)}`)"
