"""Changes texts at App Store Connect: looks first, writes what differs, and remembers what was there before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from appstore import infos, localizations
from appstore.client import AppStore
from appstore.errors import AppStoreError, Refused
from cards.listing.audit_tags import TEXT_CHANGED, TEXT_RESTORED
from kit.wiring import Kit
from records import audit, text_changes
from records.app_cache import KnownApp
from records.failures import failure_of
from records.notes import Note
from records.text_changes import Applied, NotApplied, Obstacle, TextChange
from tasks import audit_log, resolve
from tasks.texts.targets import TextReader


@dataclass(frozen=True)
class Conflict:
    """A text that is no longer what the person was shown."""

    place: Applied
    shown: str


@dataclass(frozen=True)
class TextOutcome:
    """What came of changes. Where there are `conflicts` nothing was written; `unchanged` said it already.

    `away`: Apple did not answer for some, so the same changes can be made again later.
    """

    applied: tuple[Applied, ...] = ()
    not_applied: tuple[NotApplied, ...] = ()
    unchanged: tuple[Applied, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    away: AppStoreError | None = None


_Before = Mapping[str, Mapping[tuple[str, str], str]]
"""What jobs found at the places of each change before they were killed."""


@dataclass(frozen=True)
class _Step:
    """A change at one place; `place.old` is what stands there now, or what a job found there before it was killed."""

    change: TextChange
    place: Applied

    @property
    def key(self) -> tuple[str, str]:
        """What the place is remembered by."""
        return self.place.localization_id, self.place.field

    @property
    def differs(self) -> bool:
        """Whether there is anything to write: spaces at the ends and the kind of line end are nothing to a reader."""
        return _as_read(self.place.old) != _as_read(self.place.new)


def _as_read(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def app_of(kit: Kit, apple: AppStore, change: TextChange, *, fresh: bool) -> KnownApp:
    """The app of a change with its versions. Raises `Told` where it is unclear which."""
    return resolve.resolve_app(kit, apple, change.app, change.channel, fresh=fresh)


def read_targets(apple: AppStore, asked: Sequence[TextChange], app: KnownApp) -> TextOutcome:
    """What the changes would do; nothing is written."""
    shelf = TextReader(apple, app)
    found, missed = _find(shelf, asked)
    return _judge(found, missed)


def apply_changes(kit: Kit, apple: AppStore, asked: Sequence[TextChange], app: KnownApp) -> TextOutcome:
    """Make several changes of one app with as few calls as Apple allows: one a language and version."""
    before = {change.id: _old_texts(kit, change.id) for change in asked}
    steps, missed = _find(TextReader(apple, app), asked)
    found = [_expecting(step, before) for step in steps]
    begun = [step for step in found if step.key in before[step.change.id]]
    # Somebody may have changed it again since: what a job wrote before it was killed is never written once more.
    done = [step for step in begun if audit.was_written(kit.redis, _once(step, "ok"))]
    outlook = _judge([step for step in found if step not in done], missed, begun)
    if outlook.conflicts:
        return outlook
    wanted = [_as_found_first(step, before) for step in found if step.differs and step not in done]
    written_before = [_as_found_first(step, before) for step in begun if step in done or not step.differs]
    _remember(kit, [*written_before, *wanted])
    written, refused = _write(apple, wanted)
    _into_the_trail(kit, app, [(step, "ok") for step in [*written_before, *written]])
    _into_the_trail(kit, app, [(step, error.code or str(error.status or "no answer")) for step, error in refused])
    not_applied = [replace(_missed(step.place), error=failure_of(error)) for step, error in refused]
    applied = tuple(step.place for step in [*written_before, *written])
    away = next((error for _, error in refused if not error.permanent), None)
    return TextOutcome(applied, (*missed, *not_applied), outlook.unchanged, away=away)


def apply_unattended(kit: Kit, apple: AppStore, asked: Sequence[TextChange], app: KnownApp) -> TextOutcome:
    """The same where nobody can be asked: what somebody wrote meanwhile stays (`conflicts`), all else is made."""
    outcome = apply_changes(kit, apple, asked, app)
    if not outcome.conflicts:
        return outcome
    left = {(conflict.place.localization_id, conflict.place.field) for conflict in outcome.conflicts}
    spared = [replace(change, skip=tuple(place for place, field in left if field is change.field)) for change in asked]
    others = apply_changes(kit, apple, spared, app)
    places = [conflict.place for conflict in outcome.conflicts]
    changed = Note(code=Obstacle.CHANGED_MEANWHILE)
    kept = [replace(_missed(place), why=changed) for place in places]
    return replace(others, not_applied=(*others.not_applied, *kept), conflicts=outcome.conflicts)


def _missed(place: Applied) -> NotApplied:
    return NotApplied(locale=place.locale, version=place.version, platform=place.platform)


def _expecting(step: _Step, before: _Before) -> _Step:
    """A text that a job found before it was killed is what the person was shown, unless they have seen a newer one."""
    old = before[step.change.id].get(step.key)
    if old is None:
        return step
    expected = {step.place.localization_id: old, **step.change.expected}
    return replace(step, change=replace(step.change, expected=expected))


def _find(shelf: TextReader, asked: Sequence[TextChange]) -> tuple[list[_Step], list[NotApplied]]:
    steps: list[_Step] = []
    missed: list[NotApplied] = []
    for change in asked:
        places, unreachable = shelf.places(change)
        steps += [_Step(change, place) for place in places]
        missed += unreachable
    return steps, missed


def _judge(steps: Sequence[_Step], missed: Sequence[NotApplied], begun: Sequence[_Step] = ()) -> TextOutcome:
    conflicts = [
        Conflict(step.place, shown)
        for step in steps
        if (shown := step.change.expected.get(step.place.localization_id)) is not None
        and _as_read(step.place.old) not in {_as_read(shown), _as_read(step.place.new)}
    ]
    differing = tuple(step.place for step in steps if step.differs)
    same = tuple(step.place for step in steps if not step.differs and step not in begun)
    return TextOutcome(differing, tuple(missed), same, tuple(conflicts))


def _old_texts(kit: Kit, change_id: str) -> dict[tuple[str, str], str]:
    return {
        (applied.localization_id, applied.field): applied.old
        for applied in text_changes.PLANS.get(kit.redis, change_id) or ()
    }


def _as_found_first(step: _Step, before: _Before) -> _Step:
    old = before[step.change.id].get(step.key, step.place.old)
    return replace(step, place=replace(step.place, old=old))


def _remember(kit: Kit, steps: Sequence[_Step]) -> None:
    plans: dict[str, list[Applied]] = defaultdict(list)
    for step in steps:
        plans[step.change.id].append(step.place)
    for change_id, places in plans.items():
        text_changes.PLANS.put(kit.redis, change_id, tuple(places))


def _write(apple: AppStore, steps: Sequence[_Step]) -> tuple[list[_Step], list[tuple[_Step, AppStoreError]]]:
    """One call a localization. What stops one language of its own stops no other; what stops all ends it."""
    groups: dict[str, list[_Step]] = defaultdict(list)
    for step in steps:
        groups[step.place.localization_id].append(step)
    written: list[_Step] = []
    refused: list[tuple[_Step, AppStoreError]] = []
    stopped: AppStoreError | None = None
    for group in groups.values():
        if stopped is not None:
            refused += [(step, stopped) for step in group]
            continue
        try:
            fine, blamed = _write_one(apple, group)
        except AppStoreError as error:
            refused += [(step, error) for step in group]
            stopped = None if isinstance(error, Refused) else error
            continue
        written += fine
        refused += blamed
    return written, refused


def _write_one(apple: AppStore, group: list[_Step]) -> tuple[list[_Step], list[tuple[_Step, AppStoreError]]]:
    """All texts of one localization. Where Apple blames some of them, the others are sent without those."""
    write = localizations.change if group[0].place.version else infos.change
    texts = {step.place.field.attribute: step.place.new for step in group}
    try:
        write(apple, group[0].place.localization_id, **texts)
    except Refused as error:
        blamed = [step for step in group if any(_is_about(reason.pointer, step) for reason in error.reasons)]
        rest = [step for step in group if step not in blamed]
        if not blamed or not rest:
            raise
        fine, more = _write_one(apple, rest)
        return fine, [(step, error) for step in blamed] + more
    return group, []


def _is_about(pointer: str, step: _Step) -> bool:
    return pointer.rpartition("/")[2] == step.place.field.api_name


def _into_the_trail(kit: Kit, app: KnownApp, steps: Sequence[tuple[_Step, str]]) -> None:
    for step, answer in steps:
        change, place = step.change, step.place
        audit_log.record(
            kit,
            TEXT_RESTORED if change.source == "undo" else TEXT_CHANGED,
            idempotency_key=_once(step, answer),
            user=change.user,
            channel=change.channel,
            app=app.bundle_id,
            version=place.version,
            locale=place.locale,
            field=place.field.value,
            old=place.old,
            new=place.new,
            answer=answer,
            source=change.source,
        )


def _once(step: _Step, answer: str) -> str:
    return f"{step.change.id}.{step.place.localization_id}.{step.place.field.value}.{answer}"
