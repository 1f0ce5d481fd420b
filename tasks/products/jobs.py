"""The jobs of the commands `products` and `product`."""

from appstore.catalog import pacific
from cards.products import messages
from cards.wording.accounts import app_title
from kit.jobs.defer import deferring_clients
from kit.jobs.define import NOW, job, read_app
from kit.slack.files import post_file
from kit.slack.replies import reply
from kit.wiring import Kit
from records.invocations import Invocation
from tasks.dispatch import destinations, failures, resolve
from tasks.dispatch.decisions.jobs import report_failure
from tasks.products import change, destination, exports, forms, imports, offers, overview
from tasks.products.touches import shown

destinations.register("product", destination.find_screenshot)


@job(NOW, on_failure=failures.report_failure, ordered_by=read_app)
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


@job(NOW, on_failure=forms.report_failure, ordered_by=shown)
def fill_form(kit: Kit, form_id: str) -> None:
    """Show the newest texts of a product in the open form."""
    forms.fill(kit, form_id)


@job(NOW, on_failure=report_failure, ordered_by="target_id")
def change_texts(kit: Kit, invocation: Invocation, target_id: str) -> None:  # noqa: ARG001 - what the order is by
    """Write the texts that were entered in a form."""
    change.apply(kit, invocation)


@job(NOW, on_failure=report_failure, ordered_by="target_id")
def undo_change(kit: Kit, invocation: Invocation, change_id: str, target_id: str) -> None:  # noqa: ARG001 - what the order is by
    """Restore the texts before a change."""
    change.undo(kit, invocation, change_id)


@job(NOW, on_failure=failures.report_failure, ordered_by=read_app)
def export_texts(kit: Kit, invocation: Invocation) -> None:
    """Send every text of every product as a CSV."""
    exports.export(kit, invocation)


@job(NOW, on_failure=failures.report_failure, ordered_by=read_app)
def import_texts(kit: Kit, invocation: Invocation) -> None:
    """Read the file, and offer what it would change."""
    imports.offer_import(kit, invocation)


@job(NOW, on_failure=report_failure, ordered_by="target_id")
def undo_import(kit: Kit, invocation: Invocation, import_id: str, target_id: str) -> None:  # noqa: ARG001 - what the order is by
    """Restore the texts before an import."""
    change.undo_import(kit, invocation, import_id)


@job(NOW, on_failure=failures.report_failure, ordered_by=read_app)
def offer_submission(kit: Kit, invocation: Invocation, product_id: str) -> None:
    """Offer to submit a product for review."""
    offers.offer_submission(kit, invocation, product_id)
