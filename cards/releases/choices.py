"""Which version of an app a command is about, where that is unclear, or where there is none."""

from collections.abc import Sequence

from appstore.versions import ALLOWS_NEXT, AppVersionState
from cards.blocks import escape, join_words, message, section
from cards.dispatch.choices import run_buttons
from cards.wording.states import platform_words, state_words
from records.dispatch.app_cache import KnownVersion
from records.messages import Message

_WITHDRAW = "`/asc withdraw` takes it back from review, so that it can be changed."
_WAITS = "`/asc status` says what it waits for."
_NEXT: dict[str, str] = {
    AppVersionState.WAITING_FOR_REVIEW: _WITHDRAW,
    AppVersionState.IN_REVIEW: _WITHDRAW,
    AppVersionState.PENDING_DEVELOPER_RELEASE: "`/asc release now` releases it.",
}


def which_platform(app_name: str, invocation_id: str, line: str, versions: Sequence[KnownVersion]) -> Message:
    """Ask for which platform a command is meant; `line` is the command as it was written."""
    names = [f"{version.version} ({platform_words(version.platform)})" for version in versions]
    text = f"For which platform? *{escape(app_name)}* has several: {escape(join_words(names))}."
    lines = [(platform_words(version.platform), f"{line} --platform {version.platform}") for version in versions]
    return message(text, section(text), run_buttons(invocation_id, lines))


def nothing_in_preparation(app_name: str, versions: Sequence[KnownVersion], platform: str | None) -> Message:
    """Say that no version can be changed now; `versions` are the newest of each platform."""
    where = f" for {platform_words(platform)}" if platform else ""
    text = f"*{escape(app_name)}* has no version in preparation{where}."
    states = [
        f"{version.version} ({platform_words(version.platform)}) is {state_words(version.state)}"
        for version in versions
    ]
    known = f"{escape(join_words(states))}. " if states else ""
    here = [version.state for version in versions if platform in {None, version.platform}]
    option = f" --platform {platform}" if platform else ""
    create = f"`/asc version new NUMBER{option}` creates {'the next version' if here else 'the first one'}."
    steps = dict.fromkeys(_NEXT.get(state, _WAITS) for state in here if state not in ALLOWS_NEXT) or (create,)
    after = f"{known}{' '.join(steps)}"
    return message(f"{text} {after}", section(text), section(after))


def no_such_version(app_name: str, named: str, versions: Sequence[KnownVersion]) -> Message:
    """Say that the version after `--version` can't be changed now, or does not exist."""
    known = next((version for version in versions if version.version == named), None)
    text = f"*{escape(app_name)}* has no version {escape(named)}."
    if known is not None:
        text = f"{escape(named)} of *{escape(app_name)}* is {state_words(known.state)}, so it can't be changed now."
    return message(
        f"{text} Nothing was changed.", section(f"{text} Nothing was changed. `/asc status` shows the versions.")
    )
