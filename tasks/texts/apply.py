"""Changes texts in App Store Connect: reads them first, writes what differs, and remembers the old texts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from appstore.client import AppStore
from appstore.errors import AppStoreError
from appstore.texts.characters import normalized
from cards.listing.audit_tags import TEXT_CHANGED, TEXT_RESTORED
from kit.wiring import Kit
from records import audit, text_changes
from records.dispatch.app_cache import KnownApp
from records.storage.failures import failure_of
from records.storage.notes import Note
from records.text_changes import Applied, NotApplied, Obstacle, TextChange
from tasks.dispatch import audit_log
from tasks.texts import owners
from tasks.texts.targets import TextReader
from tasks.texts.write import Step, StepKey, write


@dataclass(frozen=True)
class Conflict:
    """A text that differs from what the user saw."""

    target: Applied
    shown: str


@dataclass(frozen=True)
class TextOutcome:
    """The result of changes. With `conflicts` nothing was written; `unchanged` texts were the same already.

    `away`: Apple did not answer for some of them, so the same changes can be made again later. `remarks`: what users
    should know about the changes.
    """

    applied: tuple[Applied, ...] = ()
    not_applied: tuple[NotApplied, ...] = ()
    unchanged: tuple[Applied, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    away: AppStoreError | None = None
    remarks: tuple[Note, ...] = ()


def outlook_of(reader: TextReader, changes: Sequence[TextChange]) -> TextOutcome:
    """Return what the changes would do; nothing is written."""
    outlook = _outlook(*_find(reader, changes))
    return replace(outlook, remarks=reader.remarks if outlook.applied else ())


def apply_changes(kit: Kit, apple: AppStore, changes: Sequence[TextChange], app: KnownApp) -> TextOutcome:
    """Make several changes of one app with as few calls as Apple allows: one for each localization."""
    planned = {
        (change.id, applied.localization_id, applied.field): applied.old
        for change in changes
        for applied in text_changes.PLANS.get(kit.redis, change.id) or ()
    }
    reader = TextReader(apple, app)
    steps, unreachable = _find(reader, changes)
    if reader.prepare(step.target for step in steps if step.differs):
        steps, unreachable = _find(reader, changes)
    steps = [_expecting(step, planned) for step in steps]
    begun = [step for step in steps if step.key in planned]
    # The text may have been changed again since: what an interrupted job has written is never written twice.
    done = [step for step in begun if audit.was_written(kit.redis, step.audit_key("ok"))]
    outlook = _outlook([step for step in steps if step not in done], unreachable, begun)
    if outlook.conflicts:
        return outlook
    to_write = [_with_old_text(step, planned) for step in steps if step.differs and step not in done]
    written = [_with_old_text(step, planned) for step in begun if step in done or not step.differs]
    _save_plans(kit, [*written, *to_write])
    results = [*((step, None) for step in written), *write(apple, to_write)]
    for step, error in sorted(results, key=lambda result: result[1] is not None):
        _record(kit, app, step, error)
    refused = [(step.target, error) for step, error in results if error is not None]
    return TextOutcome(
        tuple(step.target for step, error in results if error is None),
        (*unreachable, *(_refused(target, error) for target, error in refused)),
        outlook.unchanged,
        away=next((error for _, error in refused if not error.permanent), None),
        remarks=reader.remarks if results else (),
    )


def apply_unattended(kit: Kit, apple: AppStore, changes: Sequence[TextChange], app: KnownApp) -> TextOutcome:
    """Make the changes without asking: texts with `conflicts` are left as they are, the others are changed."""
    outcome = apply_changes(kit, apple, changes, app)
    if not outcome.conflicts:
        return outcome
    targets = [conflict.target for conflict in outcome.conflicts]
    others = apply_changes(kit, apple, [change.skipping(targets) for change in changes], app)
    changed = Note(code=Obstacle.CHANGED_MEANWHILE)
    left = [replace(_not_applied(target), why=changed) for target in targets]
    return replace(others, not_applied=(*others.not_applied, *left), conflicts=outcome.conflicts)


def _not_applied(target: Applied) -> NotApplied:
    return NotApplied(locale=target.locale, version=target.version, platform=target.platform)


def _refused(target: Applied, error: AppStoreError) -> NotApplied:
    return replace(_not_applied(target), field=target.field, error=failure_of(error))


def _expecting(step: Step, planned: Mapping[StepKey, str]) -> Step:
    """Expect the text that an interrupted job found, unless the user has seen a newer one."""
    if step.key not in planned:
        return step
    expected = {step.target.localization_id: planned[step.key], **step.change.expected}
    return replace(step, change=replace(step.change, expected=expected))


def _with_old_text(step: Step, planned: Mapping[StepKey, str]) -> Step:
    return replace(step, target=replace(step.target, old=planned.get(step.key, step.target.old)))


def _find(reader: TextReader, changes: Sequence[TextChange]) -> tuple[list[Step], list[NotApplied]]:
    steps: list[Step] = []
    not_applied: list[NotApplied] = []
    for change in changes:
        targets, unreachable = reader.targets(change)
        steps += [Step(change, target) for target in targets]
        not_applied += unreachable
    return steps, not_applied


def _outlook(steps: Sequence[Step], not_applied: Sequence[NotApplied], begun: Sequence[Step] = ()) -> TextOutcome:
    conflicts = [
        Conflict(step.target, shown)
        for step in steps
        if (shown := step.change.expected.get(step.target.localization_id)) is not None
        and normalized(step.target.old) not in {normalized(shown), normalized(step.target.new)}
    ]
    differing = tuple(step.target for step in steps if step.differs)
    same = tuple(step.target for step in steps if not step.differs and step not in begun)
    return TextOutcome(differing, tuple(not_applied), same, tuple(conflicts))


def _save_plans(kit: Kit, steps: Sequence[Step]) -> None:
    plans: dict[str, list[Applied]] = defaultdict(list)
    for step in steps:
        plans[step.change.id].append(step.target)
    for change_id, targets in plans.items():
        text_changes.PLANS.put(kit.redis, change_id, tuple(targets))


def _tag(change: TextChange) -> str:
    kind = owners.kind_of(change.into) if change.into else None
    if change.source == "undo":
        return TEXT_RESTORED if kind is None else kind.restored
    return TEXT_CHANGED if kind is None else kind.changed


def _record(kit: Kit, app: KnownApp, step: Step, error: AppStoreError | None) -> None:
    change, target = step.change, step.target
    answer = "ok" if error is None else error.code or str(error.status or "no answer")
    audit_log.record(
        kit,
        _tag(change),
        idempotency_key=step.audit_key(answer),
        user=change.user,
        channel=change.channel,
        app=app.bundle_id,
        account=app.account,
        version=target.version,
        locale=target.locale,
        field=target.field.value,
        old=target.old,
        new=target.new,
        answer=answer,
        source=change.source,
    )
