"""Why a product can't be found or changed."""

from collections.abc import Sequence

from cards.blocks import escape, join_words, shorten, text_message
from cards.wording.states import state_words
from cards.wording.texts import language
from records.messages import Message

NOTHING_CHANGED = "App Store Connect has exactly this already. Change something, or press Cancel."

# What to do about texts that Apple does not let change.
_ADVICE = {
    "READY_FOR_REVIEW": "They are in a submission that was not sent yet: remove them from it in App Store Connect",
    "WAITING_FOR_REVIEW": "Remove them from review in App Store Connect to change them now, or wait for the review",
    "IN_REVIEW": "Try again after the review",
    "ACCEPTED": "They go live with the version of the app that was submitted with them; try again then",
}


def no_such_product(typed: str, app_title: str, near: Sequence[tuple[str, str]]) -> Message:
    """Say that the app has no such product; `near` has product id and name of those much like it."""
    text = f"{escape(app_title)} has no product with the id `{escape(shorten(typed, 100))}`."
    if near:
        choices = [f"`{escape(product_id)}` ({escape(name)})" for product_id, name in near]
        text += f" Did you mean {join_words(choices, 'or')}?"
    more = " After the id, only a language may follow, such as `de-DE`." if " " in typed else ""
    return text_message(f"{text}{more} `/asc products` lists all. Nothing was changed.")


def locked(product_id: str, state: str) -> Message:
    """Say that the newest texts can't be changed in their state, and what to do."""
    return text_message(f"{locked_words(product_id, state)}. Nothing was changed.")


def locked_words(product_id: str, state: str) -> str:
    """Return why the newest texts can't be changed in their state, and what to do, without the last period."""
    advice = _ADVICE.get(state, "App Store Connect shows what is possible")
    return (
        f"Name and description of `{escape(product_id)}` can't be changed while its new texts are in the state "
        f"{state_words(state)}. {advice}"
    )


def screenshot_locked(product_id: str, state: str) -> Message:
    """Say that reviewers look at a product, so that its screenshot stays as it is."""
    advice = _ADVICE[state].replace("them", "it").replace("Remove it", "Remove the product")
    return text_message(
        f"The review screenshot of `{escape(product_id)}` can't be changed while the product is {state_words(state)}. "
        f"{advice}. Nothing was changed."
    )


def changed_meanwhile(product_id: str, locale: str, name: str, description: str) -> Message:
    """Say that somebody else has changed the texts since they were shown, and what they are now."""
    now = f"“{escape(name)}”, “{escape(description)}”" if name else "none"
    return text_message(
        f"Name and description of `{escape(product_id)}` in {language(locale)} were changed in App Store Connect "
        f"meanwhile: now they are {now}. Nothing was overwritten. `/asc product {escape(product_id)} {locale}` opens "
        "the form with them."
    )
