"""The jobs of the commands `products` and `product`."""

from appstore.catalog import pacific
from cards.products import messages
from cards.wording.accounts import app_title
from kit.jobs import touches
from kit.jobs.defer import deferring_clients
from kit.jobs.define import NOW, job
from kit.slack.files import post_file
from kit.slack.replies import reply
from kit.wiring import Kit
from records.invocations import Invocation
from tasks.dispatch import failures, resolve
from tasks.products import overview


@job(NOW, on_failure=failures.report_failure, ordered_by=touches.read_app)
def show_products(kit: Kit, invocation: Invocation) -> None:
    """Show the in-app purchases and subscriptions of the app."""
    clients = deferring_clients(kit)
    app = resolve.resolve_app(kit, clients, invocation.app, invocation.channel)
    title, found = app_title(app), overview.read(kit, clients(app.account), app)
    if not found.products:
        reply(kit, invocation, messages.none(title))
        return
    long = len(found.products) > messages.MOST_PRODUCTS
    note = messages.FILE_IN_PRIVATE if invocation.is_private else messages.FILE_FOLLOWS
    reply(kit, invocation, messages.products(title, found, file=note if long else ""))
    if long:
        post_file(
            kit,
            f"{app.bundle_id}-products-{pacific.today(kit.clock())}.csv",
            messages.table(found),
            channel="" if invocation.is_private else invocation.channel,
            user=invocation.user,
            idempotency_key=f"{invocation.id}.products",
            thread_ts=invocation.thread_ts,
            says=messages.file_says(title),
        )
