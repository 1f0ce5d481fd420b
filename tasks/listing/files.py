"""Reads store texts of many languages from a file, and exports them as a CSV."""

from dataclasses import replace

from appstore import fields
from appstore.fields import Field
from appstore.media.fastlane import MOST_NAMED
from appstore.texts import tables
from appstore.texts.files import read_file
from appstore.texts.source import TextSource
from appstore.texts.tables import Table
from cards.listing import errors, imports
from cards.wording.accounts import app_title
from kit import temp_dirs
from kit.jobs.defer import wait_for_file
from kit.slack.downloads import NotFetched, fetch_shared
from kit.slack.files import post_file
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records.invocations import Invocation, Origin
from records.listing.change_sets import ChangeSet, change_set_for
from records.messages import SlackFile
from records.storage.notes import Note
from records.text_changes import TextNote, change_for
from tasks.dispatch import resolve
from tasks.slack import message_files
from tasks.texts.targets import TextOwner, TextReader, exported_versions, owner_of


def read_change_set(kit: Kit, invocation: Invocation) -> ChangeSet:
    """Return the changes in the invocation's file. Raises UserError."""
    found = message_files.files_of(kit, invocation)
    files = found.files
    if len(files) != 1:
        raise UserError(imports.one_file() if files else errors.file_needed(invocation.id, unseen=found.unseen))
    table = _read(kit, invocation.id, files[0])
    faults = [
        (locale, field, fault)
        for (locale, field), text in table.texts.items()
        for fault in fields.faults(field, fields.as_sent(field, text))
        if not fault.is_warning
    ]
    # Of an export, only the cells that were edited are checked: Apple has taken the others.
    if faults and table.source is None:
        raise UserError(errors.faulty(faults))
    invocation, remarks = _at_source(kit, invocation, table.source)
    changes = tuple(
        replace(change_for(invocation, number, (locale,), field, text), source="import")
        for number, ((locale, field), text) in enumerate(table.texts.items())
    )
    if table.source is not None and TextNote.FROM_ELSEWHERE not in {note.code for note in remarks}:
        values = tuple(part for locale, field in table.empty for part in (locale, field.value))
        remarks = (*remarks, Note(code=TextNote.EMPTY_CELLS, values=values))
    if table.ignored:
        remarks = (*remarks, Note(code=TextNote.IGNORED_COLUMNS, values=table.ignored))
    if table.skipped:
        remarks = (*remarks, Note(code=TextNote.SKIPPED_FILES, values=table.skipped[:MOST_NAMED]))
    return replace(change_set_for(invocation, changes, kit.clock(), ask_first=True), remarks=remarks)


def _at_source(kit: Kit, invocation: Invocation, source: TextSource | None) -> tuple[Invocation, tuple[Note, ...]]:
    """Send the texts back to what the file belongs to, unless the command names something else; this is noted.

    Raises UserError where only the channel has another app.
    """
    if source is None:
        return invocation, ()
    typed, stated = invocation.options or {}, {"platform": source.platform, "version": source.version}
    elsewhere = (Note(code=TextNote.FROM_ELSEWHERE, values=(source.bundle_id, *stated.values())),)
    if resolve.named_app(kit, invocation.app, invocation.channel):
        app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel)
        if app.bundle_id.casefold() != source.bundle_id.casefold():
            if not invocation.app:
                raise UserError(imports.other_app(source, app))
            return invocation, elsewhere
    differs = any(typed.get(name, value) != value for name, value in stated.items())
    if invocation.platform not in {None, source.platform}:
        stated = {}
    options = {"app": source.bundle_id, **stated, **typed}
    return replace(invocation, options=options), elsewhere if differs else ()


def without_empty_texts(reader: TextReader, change_set: ChangeSet) -> ChangeSet:
    """Keep of the note on empty cells of an export those that its version has a text for."""
    stated, remarks = change_set.changes[0], list[Note]()
    owner = next(map(owner_of, exported_versions(reader.app, stated.platform, stated.version)), None)
    for note in change_set.remarks:
        if note.code != TextNote.EMPTY_CELLS:
            remarks.append(note)
            continue
        pairs = zip(note.values[::2], note.values[1::2], strict=True)
        there = [pair for pair in pairs if owner and _text(reader, owner, pair[0], Field(pair[1]))]
        remarks += [replace(note, values=tuple(part for pair in there for part in pair))] if there else []
    return replace(change_set, remarks=tuple(remarks))


def _read(kit: Kit, request_id: str, file: SlackFile) -> Table:
    try:
        with temp_dirs.temp_dir() as folder:
            file = fetch_shared(kit, file, folder / "file")
            table = read_file(folder / "file")
    except NotFetched as error:
        if error.may_appear:
            wait_for_file(kit, request_id)
        raise UserError(imports.not_fetched(error.file.name or file.name, error.problem)) from error
    if table.problems:
        raise UserError(imports.unreadable(file.name, table.problems))
    return table


def export(kit: Kit, invocation: Invocation) -> None:
    """Post the texts as a CSV, to the user alone after a slash command. Raises UserError if there are none."""
    app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel, fresh=True)
    owner = next(map(owner_of, exported_versions(app, invocation.platform, invocation.version)), None)
    if owner is None:
        raise UserError(imports.nothing_to_export(app.name))
    reader = TextReader(kit.apple_of(app.account), app)
    texts = {
        locale: {field: _text(reader, owner, locale, field) for field in Field}
        for locale in sorted(reader.texts(owner))
    }
    several = len({version.platform for version in app.versions}) > 1
    is_command = invocation.origin is Origin.COMMAND
    post_file(
        kit,
        f"{app.bundle_id}-{owner.version}-texts.csv",
        tables.write_csv(texts, TextSource(app.bundle_id, owner.platform, owner.version)),
        channel="" if is_command else invocation.channel,
        user=invocation.user,
        idempotency_key=invocation.id,
        thread_ts=invocation.thread_ts,
        says=imports.exported(app_title(app), owner.version, len(texts), owner.platform if several else ""),
    )
    if is_command:
        reply(kit, invocation, imports.exported_to_you(app_title(app)))


def _text(reader: TextReader, version: TextOwner, locale: str, field: Field) -> str:
    owner = version if field.home == fields.FieldOwner.VERSION else next(iter(reader.infos), None)
    return reader.text(owner, locale, field) if owner else ""
