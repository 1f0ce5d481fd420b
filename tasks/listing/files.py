"""Reads store texts of many languages from a file, and exports them as a CSV."""

from dataclasses import replace

from appstore import csv_tables, fields
from appstore.csv_tables import Table
from appstore.fields import Field
from appstore.versions import EDITABLE_FOR_TEXT, LIVE
from cards.listing import errors, imports
from kit import temp_dirs
from kit.slack.downloads import DownloadProblem, NotFetched, fetch
from kit.slack.files import post_file
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records.app_cache import KnownApp
from records.invocations import Invocation, Origin
from records.listing.change_sets import ChangeSet, change_set_for
from records.messages import SlackFile, files_in
from records.notes import Note
from records.text_changes import TextNote, change_for
from tasks import message_files, resolve
from tasks.texts.targets import TextOwner, TextReader, matches, owner_of


def read_change_set(kit: Kit, invocation: Invocation) -> ChangeSet:
    """Return the changes in the invocation's file. Raises UserError."""
    files = message_files.files_of(kit, invocation)
    if len(files) != 1:
        raise UserError(imports.one_file() if files else errors.file_needed(invocation.id))
    table = _read(kit, files[0])
    texts = {
        (locale, field): fields.tidy_keywords(text) or text if field is Field.KEYWORDS else text
        for (locale, field), text in table.texts.items()
    }
    faults = [
        (locale, field, fault)
        for (locale, field), text in texts.items()
        for fault in fields.faults(field, text)
        if not fault.is_warning
    ]
    if faults:
        raise UserError(errors.faulty(faults))
    changes = tuple(
        replace(change_for(invocation, number, (locale,), field, text), source="import")
        for number, ((locale, field), text) in enumerate(texts.items())
    )
    remarks = (Note(code=TextNote.IGNORED_COLUMNS, values=table.ignored),) if table.ignored else ()
    return replace(change_set_for(invocation, changes, kit.clock(), ask_first=True), remarks=remarks)


def _read(kit: Kit, file: SlackFile) -> Table:
    # For a file from another workspace (Slack Connect) the event contains only the id.
    if not file.url and not file.problem:
        file = files_in([kit.slack.file_info(file.id)])[0]
    if file.problem:
        raise UserError(imports.not_fetched(file.name, DownloadProblem.NOT_VISIBLE))
    try:
        with temp_dirs.temp_dir() as folder:
            path = fetch(kit, file, folder / "file")
            if file.name.lower().endswith(".zip") or "zip" in file.mimetype:
                table = csv_tables.read_zip(path)
            else:
                with path.open("rb") as stream:
                    table = csv_tables.read_csv(stream.read(csv_tables.MOST_BYTES + 1))
    except NotFetched as error:
        raise UserError(imports.not_fetched(file.name, error.problem)) from error
    if table.problems:
        raise UserError(imports.unreadable(file.name, table.problems))
    return table


def export(kit: Kit, invocation: Invocation) -> None:
    """Post the texts as a CSV, to the user alone after a slash command. Raises UserError if there are none."""
    app = resolve.resolve_app(kit, kit.apple, invocation.app, invocation.channel, fresh=True)
    owner = _exported_version(app, invocation)
    if owner is None:
        raise UserError(imports.nothing_to_export(app.name))
    reader = TextReader(kit.apple, app)
    texts = {
        locale: {field: _text(reader, owner, locale, field) for field in Field}
        for locale in sorted(reader.texts(owner))
    }
    several = len({version.platform for version in app.versions}) > 1
    is_command = invocation.origin is Origin.COMMAND
    post_file(
        kit,
        f"{app.bundle_id}-{owner.version}-texts.csv",
        csv_tables.write_csv(texts),
        channel="" if is_command else invocation.channel,
        user=invocation.user,
        idempotency_key=invocation.id,
        thread_ts=invocation.thread_ts,
        says=imports.exported(app.name, owner.version, len(texts), owner.platform if several else ""),
    )
    if is_command:
        reply(kit, invocation, imports.exported_to_you(app.name))


def _exported_version(app: KnownApp, invocation: Invocation) -> TextOwner | None:
    """Return the version in preparation, else the live one, else the newest."""
    fitting = [known for known in app.versions if matches(known, invocation.version, invocation.platform)]
    fitting.sort(key=lambda known: 0 if known.state in EDITABLE_FOR_TEXT else 1 if known.state in LIVE else 2)
    return owner_of(fitting[0]) if fitting else None


def _text(reader: TextReader, version: TextOwner, locale: str, field: Field) -> str:
    owner = version if field.home == fields.FieldOwner.VERSION else next(iter(reader.infos), None)
    return reader.text(owner, locale, field) if owner else ""
