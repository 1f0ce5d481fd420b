"""Takes the texts of many languages from a file, shown first and then applied, and gives them back as one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from appstore import csv_tables, fields
from appstore.csv_tables import Table
from appstore.fields import Field
from appstore.versions import EDITABLE_FOR_TEXT, LIVE
from cards.listing import errors, imports
from kit import temp_dirs
from kit.jobs.define import NOW, job
from kit.slack.downloads import DownloadProblem, NotFetched, fetch
from kit.slack.files import post_file
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records.app_cache import KnownApp
from records.invocations import Invocation, Origin
from records.listing import change_sets
from records.listing.change_sets import ChangeSet
from records.messages import SlackFile, files_in
from records.notes import Note
from records.text_changes import TextChange, TextNote
from tasks import failures, message_files, resolve
from tasks.listing.jobs import propose
from tasks.listing.messages import line_to_apple, report_failure
from tasks.texts import apply
from tasks.texts.targets import TextOwner, TextReader


@job(NOW, on_failure=report_failure)
def import_texts(kit: Kit, invocation: Invocation) -> None:
    """Read the file, and show what it would change."""
    revision = change_sets.CHANGE_SETS.get(kit.redis, invocation.id)
    if revision is not None and revision.last_message is not None:
        return
    if invocation.ts:
        kit.slack.react(invocation.channel, invocation.ts, "eyes")
    if revision is None:
        revision = _revision(kit, invocation, _read(kit, _the_file(kit, invocation)))
        change_sets.CHANGE_SETS.add(kit.redis, invocation.id, revision)
    apple = line_to_apple(kit, revision, invocation)
    propose(kit, apple, invocation, revision, apply.app_of(kit, apple, revision.changes[0], fresh=True))


def _the_file(kit: Kit, invocation: Invocation) -> SlackFile:
    files = message_files.files_of(kit, invocation)
    if len(files) != 1:
        raise UserError(imports.one_file() if files else errors.file_needed(invocation.id))
    return files[0]


def _read(kit: Kit, file: SlackFile) -> Table:
    try:
        file = _complete(kit, file)
        with temp_dirs.temp_dir() as folder:
            path = fetch(kit, file, folder / "file")
            is_zip = file.name.lower().endswith(".zip") or "zip" in file.mimetype
            table = (
                csv_tables.read_zip(path)
                if is_zip
                else csv_tables.read_csv(_first_bytes(path, csv_tables.MOST_BYTES + 1))
            )
    except NotFetched as error:
        raise UserError(imports.not_fetched(file.name, error.problem)) from error
    if table.troubles:
        raise UserError(imports.unreadable(file.name, table.troubles))
    return table


def _first_bytes(path: Path, most: int) -> bytes:
    with path.open("rb") as stream:
        return stream.read(most)


def _complete(kit: Kit, file: SlackFile) -> SlackFile:
    """Of a file of another workspace (Slack Connect) the event carries the id alone."""
    if not file.url and not file.problem:
        file = files_in([kit.slack.file_info(file.id)])[0]
    if file.problem:
        raise NotFetched(file, DownloadProblem.NOT_VISIBLE)
    return file


def _revision(kit: Kit, invocation: Invocation, table: Table) -> ChangeSet:
    wanted = {
        (locale, field): fields.tidy_keywords(text) or text if field is Field.KEYWORDS else text
        for (locale, field), text in table.texts.items()
    }
    faults = [
        (locale, field, one)
        for (locale, field), text in wanted.items()
        for one in fields.faults(field, text)
        if not one.is_warning
    ]
    if faults:
        raise UserError(errors.faulty(faults))
    asked = tuple(
        TextChange(
            id=f"{invocation.id}.{number}",
            user=invocation.user,
            channel=invocation.channel,
            thread_ts=invocation.thread_ts,
            app=invocation.app,
            locales=(locale,),
            field=field,
            text=text,
            platform=invocation.platform,
            source="import",
            version=invocation.version,
        )
        for number, ((locale, field), text) in enumerate(wanted.items())
    )
    fresh = ChangeSet(
        id=invocation.id,
        user=invocation.user,
        channel=invocation.channel,
        thread_ts=invocation.thread_ts,
        changes=asked,
        created_at=kit.clock(),
        ask_first=True,
    )
    remarks = (Note(code=TextNote.IGNORED_COLUMNS, values=tuple(table.ignored)),) if table.ignored else ()
    return replace(fresh, dry_run=invocation.dry_run, remarks=remarks)


@job(NOW, on_failure=failures.report_failure)
def export_texts(kit: Kit, invocation: Invocation) -> None:
    """Give every text of every language of the version in preparation, or of the live one, as a CSV."""
    app = resolve.resolve_app(kit, kit.apple, invocation.app, invocation.channel, fresh=True)
    owner = _version(app, invocation)
    if owner is None:
        raise UserError(imports.nothing_to_export(app.name))
    shelf = TextReader(kit.apple, app)
    found = {
        locale: {field: _text(shelf, owner, locale, field) for field in Field} for locale in sorted(shelf.texts(owner))
    }
    several = len({version.platform for version in app.versions}) > 1
    says = imports.exported(app.name, owner.version, len(found), owner.platform if several else "")
    name = f"{app.bundle_id}-{owner.version}-texts.csv"
    post_file(
        kit,
        name,
        csv_tables.write_csv(found),
        channel="" if invocation.origin is Origin.COMMAND else invocation.channel,
        user=invocation.user,
        idempotency_key=invocation.id,
        thread_ts=invocation.thread_ts,
        says=says,
    )
    if invocation.origin is Origin.COMMAND:
        reply(kit, invocation, imports.exported_to_you(app.name))


def _version(app: KnownApp, invocation: Invocation) -> TextOwner | None:
    version, platform = invocation.version, invocation.platform
    fitting = [one for one in app.versions if version in {None, one.version} and platform in {None, one.platform}]
    chosen = next((version for version in fitting if version.state in EDITABLE_FOR_TEXT), None)
    chosen = (
        chosen or next((version for version in fitting if version.state in LIVE), None) or next(iter(fitting), None)
    )
    return TextOwner(chosen.id, chosen.version, chosen.platform, chosen.state) if chosen else None


def _text(shelf: TextReader, version: TextOwner, locale: str, field: Field) -> str:
    owner = version if field.home == fields.FieldOwner.VERSION else next(iter(shelf.infos), None)
    return shelf.text(owner, locale, field) if owner else ""
