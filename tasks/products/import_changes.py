"""Compares the rows of an import with the newest texts of the products: what changes, and what is wrong."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from appstore.client import AppStore
from appstore.media.zips import ArchiveError
from appstore.products import tables, texts
from appstore.products.families import Family
from appstore.products.reading import Product
from appstore.products.tables import ProductRow, ProductTable
from appstore.products.texts import ProductTexts
from cards.products import import_problems as problems_of
from kit import temp_dirs
from kit.jobs.defer import wait_for_file
from kit.slack.downloads import NotFetched, fetch_shared
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.messages import SlackFile
from records.products.imports import ImportedText
from tasks.products.find import near
from tasks.products.forms import locked_state

# Products whose texts are read at the same time.
AT_ONCE = 5


def read_table(kit: Kit, request_id: str, file: SlackFile) -> ProductTable:
    """Read the file of an import. Raises UserError for one that can't be read at all."""
    try:
        with temp_dirs.temp_dir() as folder:
            fetch_shared(kit, file, folder / "file")
            return tables.read_file(folder / "file")
    except NotFetched as error:
        if error.may_appear:
            wait_for_file(kit, request_id)
        raise UserError(problems_of.not_fetched(file.name, error.problem)) from error
    except ArchiveError as error:
        raise UserError(problems_of.unreadable(file.name, [error.fault])) from error


def compare(
    apple: AppStore, known: Sequence[Product], table: ProductTable
) -> tuple[tuple[ImportedText, ...], list[tuple[int, str]]]:
    """Return what the rows change, and what is wrong with them by line."""
    by_id = {product.product_id.casefold(): product for product in known}
    wrong = {problem.line for problem in table.problems}
    rows = [row for row in table.rows if row.line not in wrong]
    problems = [
        (row.line, problems_of.unknown_product(row.product_id, near(known, row.product_id)))
        for row in rows
        if row.product_id.casefold() not in by_id
    ]
    rows = [row for row in rows if row.product_id.casefold() in by_id]
    wanted = {by_id[row.product_id.casefold()].id: by_id[row.product_id.casefold()] for row in rows}
    newest = newest_texts(apple, {product.id: product.family for product in wanted.values()})
    changes = []
    for row in rows:
        product = by_id[row.product_id.casefold()]
        change = _change(row, product, newest[product.id])
        if (change.name, change.description) == (change.old_name, change.old_description):
            continue
        if state := locked_state(newest[product.id], row.locale):
            problems.append((row.line, problems_of.locked(product.product_id, state)))
        elif not change.name:
            problems.append((row.line, problems_of.name_needed(product.product_id, row.locale)))
        else:
            changes.append(change)
    return tuple(changes), problems


def _change(row: ProductRow, product: Product, found: ProductTexts) -> ImportedText:
    text = found.of(row.locale)
    old = (text.name, text.description) if text is not None else ("", "")
    return ImportedText(
        line=row.line,
        product=product.id,
        product_id=product.product_id,
        family=product.family.value,
        locale=row.locale,
        old_name=old[0],
        old_description=old[1],
        name=row.name or old[0],
        description=row.description or old[1],
    )


def newest_texts(apple: AppStore, products: Mapping[str, Family]) -> dict[str, ProductTexts]:
    """Read the newest texts of products by Apple's ids, several at once: two calls for each."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        read = pool.map(lambda pair: texts.newest(apple, pair[1], pair[0]), products.items())
        return dict(zip(products, read, strict=True))
