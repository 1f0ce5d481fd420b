"""Exports the texts of an app's products, as `products import` takes them back."""

from appstore.products import reading, tables
from cards.products import imports as messages
from cards.products import messages as product_messages
from cards.products.wording import kind_words
from cards.wording.accounts import app_title
from kit.jobs.defer import deferring_clients
from kit.slack.files import post_file
from kit.slack.replies import reply
from kit.wiring import Kit
from records.invocations import Invocation
from tasks.dispatch import resolve
from tasks.products.import_changes import newest_texts


def export(kit: Kit, invocation: Invocation) -> None:
    """Post the newest texts of every product as a CSV, to the user alone after a slash command."""
    clients = deferring_clients(kit)
    app = resolve.resolve_app(kit, clients, invocation.app, invocation.channel)
    apple, title = clients(app.account), app_title(app)
    products = reading.read(apple, app.id)
    if not products:
        reply(kit, invocation, product_messages.none(title))
        return
    newest = newest_texts(apple, {product.id: product.family for product in products})
    rows = [
        (product.product_id, kind_words(product), product.name, text.locale, text.name, text.description)
        for product in products
        for text in sorted(newest[product.id].texts, key=lambda text: (text.locale != app.primary_locale, text.locale))
    ]
    named = {row[0] for row in rows}
    # A product without a text has a row, too, in which the first one can be written.
    rows += [
        (product.product_id, kind_words(product), product.name, app.primary_locale, "", "")
        for product in products
        if product.product_id not in named
    ]
    post_file(
        kit,
        f"{app.bundle_id}-product-texts.csv",
        tables.write_csv(rows),
        channel="" if invocation.is_private else invocation.channel,
        user=invocation.user,
        idempotency_key=invocation.id,
        thread_ts=invocation.thread_ts,
        says=messages.exported(title, len(products)),
    )
    if invocation.is_private:
        reply(kit, invocation, messages.exported_to_you(title))
