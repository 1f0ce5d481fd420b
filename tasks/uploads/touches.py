"""What the jobs of an upload touch: screenshot sets by app, language and display type."""

from collections.abc import Sequence

from kit.jobs.define import read_app
from kit.wiring import Kit
from records import invocations
from records.invocations import Invocation
from records.jobs.order import Touched, subject
from records.messages import SlackFile
from records.uploads import uploads
from records.uploads.uploads import Upload
from tasks.uploads.actions import UploadChoice
from tasks.uploads.fetching import is_archive


def requested(kit: Kit, invocation: Invocation) -> Touched:
    """Return what an upload touches that a user has just requested."""
    options = invocation.options or {}
    files = () if invocation.in_thread else invocation.files
    own = _set(None, options.get("locale"), options.get("display_type"), files)
    return _as_touched(own, reads=invocation.dry_run, app=read_app(kit, invocation).reads)


def chosen(kit: Kit, _press: Invocation, invocation_id: str) -> Touched | None:
    """Return what an upload touches whose user has chosen one of its stored invocations."""
    invocation = invocations.get(kit.redis, invocation_id)
    return requested(kit, invocation) if invocation is not None else None


def decided(kit: Kit, _invocation: Invocation, upload_id: str, choice: str) -> Touched | None:
    """Return what an upload touches after a user's decision; Cancel stops it without waiting for anything."""
    upload = uploads.get(kit.redis, upload_id)
    return None if upload is None or choice == UploadChoice.CANCEL else of_upload(upload)


def taken_back(_kit: Kit, _invocation: Invocation, app_key: str) -> Touched:
    """Return what a user touches who takes back the choice between the App Asset Library and sets: all sets."""
    return Touched(writes=(subject("set", app_key.partition("@")[0], None, None),))


def of_upload(upload: Upload) -> Touched:
    """Return what an upload touches as far as it is known: the sets of its plan, else those that its user named."""
    app_id = upload.target.app_id if upload.target is not None else upload.app
    planned = tuple(subject("set", app_id, plan.locale, plan.display_type) for plan in upload.sets)
    return _as_touched(
        *(planned or (_set(upload.app, upload.locale, upload.display_type, upload.files),)), reads=upload.dry_run
    )


def _set(app: str | None, locale: str | None, display_type: str | None, files: Sequence[SlackFile]) -> str:
    """Return the set that the words of a request name; in a zip, or in files still to be found, there may be others."""
    app_id = app if app and app.isdecimal() else None
    if not files or any(is_archive(file) for file in files):
        return subject("set", app_id, None, None)
    return subject("set", app_id, locale, display_type)


def _as_touched(*sets: str, reads: bool, app: tuple[str, ...] = ()) -> Touched:
    return Touched(reads=(*sets, *app)) if reads else Touched(writes=sets, reads=app)
