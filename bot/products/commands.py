"""`products` and `product`: what this channel's app sells, and the texts about it."""

from slack_bolt import App

from appstore.catalog import locales
from bot.dispatch.commands import APP, DRY_RUN, Command, register_command
from bot.dispatch.context import CommandContext, enqueue
from bot.dispatch.prompts import word_after
from bot.products import files, forms
from cards.dispatch import errors
from cards.dispatch.help import Group
from cards.products.form import QUESTION
from cards.products.submission import which_to_submit
from records.messages import Message
from records.people import Role
from tasks.products import jobs

_ask = word_after("product", lambda _kit, _channel: QUESTION)


def products(ctx: CommandContext) -> Message | None:
    """Run `products`, `products export` or `products import`."""
    word = ctx.words[0].lower() if len(ctx.words) == 1 else ""
    if word in {"export", "import"}:
        return files.run(ctx, word)
    if ctx.words:
        return errors.surplus_words("products", ctx.words)
    enqueue(ctx, jobs.show_products)
    return None


def product(ctx: CommandContext) -> Message | None:
    """Run `product PRODUCT_ID [LOCALE]`: open the form for name and description."""
    if not ctx.words:
        return _ask(ctx)
    product_id, *rest = ctx.words
    if product_id.lower() == "submit":
        return _submit(ctx, " ".join(rest))
    if ctx.invocation.dry_run:
        return errors.no_dry_run("product")
    locale = locales.find(" ".join(rest)) if rest else ""
    if locale is None:
        # No language, so perhaps a name with spaces: the job knows what is much like it.
        product_id = " ".join(ctx.words)
    return forms.offer_or_open(ctx, product_id, locale or "")


def _submit(ctx: CommandContext, product_id: str) -> Message | None:
    """Run `product submit PRODUCT_ID`."""
    if not product_id:
        return which_to_submit()
    enqueue(ctx, jobs.offer_submission, product_id)
    return None


def register(_app: App) -> None:
    """Register the commands."""
    register_command(
        Command(
            name="products",
            group=Group.PRICES,
            rank=3,
            usage="products · products export · products import",
            summary="shows what the app sells",
            details=(
                "shows each in-app purchase and subscription with its kind, state and price today, the languages of "
                "the app in which it has no name, and a missing screenshot for the review; more than 20 are in a CSV · "
                "exports names and descriptions of all in every language as a CSV · imports them from the attached CSV "
                "or Excel workbook, after a preview"
            ),
            examples=("products", "products export", "products import"),
            roles=(("import", Role.EDITOR),),
            options=(APP, DRY_RUN),
            dry_run=True,
            run=products,
        )
    )
    register_command(
        Command(
            name="product",
            group=Group.PRICES,
            rank=4,
            usage="product PRODUCT_ID [LOCALE] · product submit PRODUCT_ID",
            summary="edits and submits a product",
            details=(
                "opens display name and description of an in-app purchase or subscription in a form, in the app's "
                "primary language or another one. Customers see new texts after Apple's review · submits them for "
                "review on their own, or adds the first product to the draft of a version, which `submit` sends"
            ),
            examples=("product com.example.tide.pro de-DE", "product submit com.example.tide.pro"),
            role=Role.EDITOR,
            roles=(("submit", Role.RELEASER),),
            options=(APP, DRY_RUN),
            dry_run=True,
            run=product,
        )
    )
