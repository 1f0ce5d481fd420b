"""In-app purchases and subscriptions: kind, state, price today, and what each lacks."""

from appstore.texts.tables import csv_of
from cards.blocks import Block, bullets, context, escape, header, join_words, message, plural, rich, section, spans
from cards.products import wording
from cards.products.overview import PricedProduct, ProductOverview
from cards.wording.money import price_words
from cards.wording.texts import language
from records.messages import Message

MOST_PRODUCTS = 20
FILE_FOLLOWS = "All products are in the CSV that follows."
FILE_IN_PRIVATE = "All products are in the CSV in your direct messages with me."

# Languages that a line names before it counts the rest.
_MOST_LANGUAGES = 4
_COLUMNS = (
    "name",
    "product id",
    "kind",
    "group",
    "period",
    "state",
    "price",
    "currency",
    "territory",
    "languages without a name",
    "review screenshot",
)
_TEXTS = "`/asc product PRODUCT_ID` changes name and description."


def none(app_title: str) -> Message:
    """Say that the app sells nothing inside."""
    text = (
        f"{escape(app_title)} has no in-app purchases and no subscriptions. They are created in App Store Connect "
        "under Monetization."
    )
    return message(text, section(text))


def products(app_title: str, overview: ProductOverview, *, file: str = "") -> Message:
    """Show each product, purchases first, then subscriptions by group; `file` says where the CSV is."""
    head = f"{app_title}: {_count(overview)}"
    blocks: list[Block] = [header(head)]
    text, room = [escape(head)], MOST_PRODUCTS
    for group, found in overview.groups.items():
        title = f"Subscriptions: {group}" if group else "In-app purchases"
        lines = [_line(each, overview) for each in found[:room]]
        room -= len(lines)
        if rest := len(found) - len(lines):
            lines.append(f"and {rest} more, in the CSV" if lines else f"{plural(rest, 'product')}, in the CSV")
        blocks += [section(f"*{escape(title)}*"), rich(bullets([spans(line) for line in lines]))]
        text += [f"{escape(title)}:", *(f"• {line}" for line in lines)]
    notes = " ".join(filter(None, [_TEXTS, file]))
    return message("\n".join([*text, notes]), *blocks, context(notes))


def table(overview: ProductOverview) -> bytes:
    """Return a row for each product."""
    rows: list[tuple[str, ...]] = [_COLUMNS]
    for found in overview.groups.values():
        for each in found:
            product, price = each.product, each.price
            paid = ("", "", "") if price is None else (f"{price.amount:f}", price.currency, price.territory)
            screenshot = "yes" if product.has_screenshot else "missing" if overview.lacks_screenshot(product) else "no"
            rows.append(
                (
                    product.name,
                    product.product_id,
                    wording.kind_words(product).partition(",")[0],
                    product.group,
                    wording.period_words(product.period),
                    wording.state_of(product),
                    *paid,
                    " ".join(overview.unnamed(product)),
                    screenshot,
                )
            )
    return csv_of(rows)


def file_says(app_title: str) -> str:
    """Return the text of the message with the CSV."""
    return f"{escape(app_title)}: all in-app purchases and subscriptions."


def _count(overview: ProductOverview) -> str:
    groups = overview.groups
    purchases = len(groups.get("", ()))
    subscriptions = len(overview.products) - purchases
    counts = [
        plural(count, noun)
        for count, noun in ((purchases, "in-app purchase"), (subscriptions, "subscription"))
        if count
    ]
    return join_words(counts)


def _line(each: PricedProduct, overview: ProductOverview) -> str:
    product, price = each.product, each.price
    facts = [wording.kind_words(product), wording.state_of(product)]
    facts.append("no price" if price is None else f"{price_words(price.amount, price.currency)} in {price.territory}")
    if unnamed := overview.unnamed(product):
        named = [language(locale) for locale in unnamed[:_MOST_LANGUAGES]]
        rest = len(unnamed) - len(named)
        facts.append(f"no name in {join_words([*named, *([f'{rest} more'] if rest else [])])}")
    if overview.lacks_screenshot(product):
        facts.append("no screenshot for the review")
    return f"{escape(product.name)} (`{escape(product.product_id)}`): {escape('; '.join(facts))}"
