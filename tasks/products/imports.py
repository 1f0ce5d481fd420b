"""Imports the texts of many products from a file: reads it, offers what it would change, changes it, and undoes it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from appstore.client import AppStore
from appstore.errors import Refused
from appstore.products import reading
from appstore.products.families import Family
from appstore.products.limits import ProductPart
from cards.failures.errors import reason
from cards.products import audit_tags
from cards.products import imports as messages
from cards.products.changes import audit_field
from cards.products.import_problems import one_file, unreadable
from cards.wording.accounts import app_title
from kit.jobs.defer import deferring_client
from kit.slack.files import post_file
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.decisions import DECISIONS, DecisionState, ReleaserDecision
from records.invocations import Invocation
from records.messages import Message
from records.products import imports as stored
from records.products.imports import ImportedText
from tasks.dispatch import audit_log, resolve
from tasks.dispatch.decisions.kinds import DecisionKind
from tasks.dispatch.decisions.offers import decision_about, offer
from tasks.products.import_changes import compare, newest_texts, read_table
from tasks.products.write import write
from tasks.slack import message_files

_TEXTS = "texts"


def offer_import(kit: Kit, invocation: Invocation) -> None:
    """Show what the invocation's file would change. Raises UserError with every error on every line."""
    found = message_files.files_of(kit, invocation)
    if len(found.files) != 1:
        raise UserError(one_file() if found.files else messages.file_needed(invocation.id))
    (file,) = found.files
    table = read_table(kit, invocation.id, file)
    app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel)
    apple = deferring_client(kit, app.account)
    changes, problems = compare(apple, reading.read(apple, app.id), table)
    if table.problems or problems:
        raise UserError(unreadable(file.name, [*table.problems, *problems]))
    if not changes:
        raise UserError(messages.so_already(app_title(app), file.name))
    decision = decision_about(kit, invocation, IMPORT_TEXTS, app, f"products-{app.id}", {_TEXTS: stored.dump(changes)})
    offer(kit, invocation, decision, _shown(changes), messages.offer(decision, changes, ignored=table.ignored))
    if len(changes) > messages.MOST_LINES:
        post_file(
            kit,
            f"{app.bundle_id}-product-changes.csv",
            messages.csv_table(changes),
            channel="",
            user=invocation.user,
            idempotency_key=f"{invocation.id}.changes",
            says=messages.file_says(app_title(app)),
        )


def _shown(changes: Sequence[ImportedText]) -> Mapping[str, str]:
    """Return what must still be so: the old texts."""
    return {messages.shown_name(change, part): old for change in changes for part, old, _ in _parts(change) if old}


def _parts(change: ImportedText) -> Iterator[tuple[ProductPart, str, str]]:
    yield ProductPart.NAME, change.old_name, change.name
    yield ProductPart.DESCRIPTION, change.old_description, change.description


def look(apple: AppStore, decision: ReleaserDecision) -> Mapping[str, str]:
    """Return the same as Apple has it now."""
    changes = stored.load(decision.details[_TEXTS])
    newest = newest_texts(apple, {change.product: Family(change.family) for change in changes})
    now = []
    for change in changes:
        text = newest[change.product].of(change.locale)
        name, description = (text.name, text.description) if text is not None else ("", "")
        now.append(replace(change, old_name=name, old_description=description))
    return _shown(now)


def import_texts(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    """Write every text that is not so already. A product that Apple refuses does not stop the others."""
    changes = stored.load(decision.details[_TEXTS])
    failed = _write_all(kit, apple, decision, changes, audit_tags.PRODUCT_TEXT_CHANGED)
    return messages.imported(decision, changes, failed, can_undo=True)


def restore_texts(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    """Write the texts before an import, and take `Undo` off its report."""
    changes = stored.load(decision.details[_TEXTS])
    failed = _write_all(kit, apple, decision, changes, audit_tags.PRODUCT_TEXT_RESTORED)
    done = DECISIONS.get(kit.redis, decision.details["change"])
    if done is not None:
        message = messages.imported(done, stored.load(done.details[_TEXTS]), {}, can_undo=False)
        kit.slack.update(done.message_channel, done.message_ts, message)
    return messages.restored(decision, changes, failed)


def is_undoable(done: ReleaserDecision) -> bool:
    """Whether anything was imported: a decision of another kind is none to undo so."""
    return done.kind == IMPORT_TEXTS.name and done.state is DecisionState.DONE


def restoring(done: ReleaserDecision) -> tuple[dict[str, str], Mapping[str, str]]:
    """Return details and what must still be so for the decision that undoes an import."""
    back = [
        replace(
            change,
            old_name=change.name,
            old_description=change.description,
            name=change.old_name,
            description=change.old_description,
        )
        for change in stored.load(done.details[_TEXTS])
    ]
    return {_TEXTS: stored.dump(back), "change": done.id}, _shown(back)


def _write_all(
    kit: Kit, apple: AppStore, decision: ReleaserDecision, changes: Sequence[ImportedText], tag: str
) -> dict[str, str]:
    """Write the texts product by product; returns Apple's reasons for those that it refused, by product id."""
    newest = newest_texts(apple, {change.product: Family(change.family) for change in changes})
    failed: dict[str, str] = {}
    for product in newest:
        own = [change for change in changes if change.product == product]
        for change in own:
            family, texts = Family(change.family), {"name": change.name, "description": change.description}
            try:
                newest[product] = write(apple, family, product, newest[product], change.locale, **texts)
            except Refused as refused:
                failed[change.product_id] = reason(refused)
                _record(kit, decision, change, tag, "refused", **audit_log.refusal(refused))
                break
            _record(kit, decision, change, tag)
    return failed


def _record(
    kit: Kit, decision: ReleaserDecision, change: ImportedText, tag: str, outcome: str = "", **refusal: str
) -> None:
    for part, old, new in _parts(change):
        if old != new:
            audit_log.record(
                kit,
                tag,
                None,
                idempotency_key=f"{decision.id}.{change.product}.{change.locale}.{part}{outcome}",
                user=decision.decided_by,
                channel=decision.channel,
                source="import" if tag == audit_tags.PRODUCT_TEXT_CHANGED else "button",
                app=decision.app_id,
                account=decision.account,
                locale=change.locale,
                field=audit_field(part, change.product_id),
                old=old,
                new=new,
                **refusal,
            )


IMPORT_TEXTS = DecisionKind(
    name="import_product_texts",
    label=messages.LABEL,
    command="products export",
    look=look,
    act=import_texts,
    refused_tag=audit_tags.PRODUCT_TEXT_REFUSED,
    field=lambda _: messages.AUDIT_FIELD,
    by_editors=True,
)
RESTORE_IMPORT = DecisionKind(
    name="restore_product_import",
    label=messages.UNDO_LABEL,
    command="products export",
    look=look,
    act=restore_texts,
    refused_tag=audit_tags.PRODUCT_RESTORE_REFUSED,
    field=lambda _: messages.AUDIT_FIELD,
    by_editors=True,
)
