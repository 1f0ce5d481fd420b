"""What people read when it is unclear which app, version or language they mean, or when none can be changed."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from cards.blocks import bullets, escape, file_name, join_words, message, rich, section, span
from cards.wording.states import platform_words, state_meaning, state_words
from records.app_cache import KnownApp, KnownVersion
from records.messages import Message

_MOST_VERSIONS = 6
_MOST_NAMES = 20


def which_app(found: Sequence[KnownApp]) -> Message:
    """Several apps, and nothing says which."""
    ask = "Which app? This account has several, and this channel has not chosen one."
    after = (
        f"Choose one for this channel with `/asc use {escape(found[0].bundle_id)}`, "
        f"or name it this once with `--app {escape(found[0].bundle_id)}`."
    )
    return message(f"{ask} {after}", section(ask), _apps(found), section(after))


def no_such_app(named: str | None, everything: Sequence[KnownApp]) -> Message:
    """No app of that name, or none at all."""
    if not everything:
        text = "The App Store Connect key sees no app" + (f" called `{escape(named)}`." if named else ".")
        after = "Check that the key's user may see the app (App Store Connect, Users and Access), then try again."
        return message(f"{text} {after}", section(f"{text} {after}"))
    names = {app.bundle_id.casefold(): app.bundle_id for app in everything}
    names |= {app.name.casefold(): app.bundle_id for app in everything}
    close = [names[name] for name in get_close_matches((named or "").casefold(), names, n=1, cutoff=0.5)]
    text = f"There is no app `{escape(named or '')}` in this account. Nothing was changed."
    text += f" Did you mean `{escape(close[0])}`?" if close else ""
    after = f"Write one of these: {', '.join(escape(app.bundle_id) for app in everything[:30])}."
    return message(f"{text} {after}", section(text), _apps(everything))


def _apps(found: Sequence[KnownApp]) -> dict[str, object]:
    return rich(bullets([(span(app.name, "bold"), span(f"  {app.bundle_id}", "code")) for app in found[:30]]))


def no_such_version(app: KnownApp, version: str | None) -> Message:
    """The version named after `--version` does not exist."""
    named = f" {escape(version)}" if version else ""
    text = f"*{escape(app.name)}* has no version{named}. "
    there = list(dict.fromkeys(f"`{escape(version.version)}`" for version in app.versions))
    if there:
        text += f"It has {join_words(there[:_MOST_VERSIONS])}. Nothing was changed; name one of these."
    else:
        text += "Nothing was changed. Create the first one in App Store Connect."
    return message(text, section(text))


def nothing_editable(app: KnownApp, versions: Sequence[KnownVersion], version: str | None) -> Message:
    """No version is in a state in which this can be changed."""
    what = f"Version {escape(version)}" if version else "No version"
    text = f"{what} of *{escape(app.name)}* {'cannot' if version else 'can'} be changed now. Nothing was changed."
    lines = []
    for known in versions[:8]:
        meaning = state_meaning(known.state)
        shown = [
            span(f"{known.version} ({platform_words(known.platform)}) ", "bold"),
            span(state_words(known.state)),
        ]
        lines.append([*shown, span(f": {meaning}")] if meaning else shown)
    after = (
        "Screenshots can be changed while a version is in Prepare for Submission, Rejected, Metadata Rejected or "
        "Developer Rejected. Create the next version in App Store Connect, or take this one out of review."
    )
    states = "; ".join(f"{version.version} is {state_words(version.state)}" for version in versions[:8])
    return message(f"{text} {escape(states)}. {after}", section(text), rich(bullets(lines)), section(after))


def which_version(app: KnownApp, versions: Sequence[KnownVersion]) -> Message:
    """Two platforms have an editable version each, and the pictures suit both."""
    text = f"Which version of *{escape(app.name)}*? More than one can be changed now."
    lines = [
        [span(f"{version.version} ({platform_words(version.platform)}) "), span(state_words(version.state))]
        for version in versions
    ]
    after = "Name a display type that only one of them has, for example `apple tv` or `vision pro`."
    if len({version.version for version in versions}) == len(versions):
        after = f"Say which with `--version {escape(versions[0].version)}`."
    return message(f"{text} {after}", section(text), rich(bullets(lines)), section(after))


def several_versions(app: KnownApp, parts: Sequence[tuple[KnownVersion, Sequence[str]]]) -> Message:
    """Pictures for versions of more than one platform: each version with the names of those that suit it."""
    text = f"These are for more than one version of *{escape(app.name)}*, and an upload goes to one."
    lines = []
    spoken = []
    for version, names in parts:
        shown = [file_name(name) for name in names[:_MOST_NAMES]] + ["more"] * (len(names) > _MOST_NAMES)
        about = f"{version.version} ({platform_words(version.platform)})"
        lines.append([span(f"{about}: ", "bold"), span(join_words(shown))])
        spoken.append(escape(f"{about}: {join_words(shown)}"))
    after = "Nothing was changed. Send those of each version by themselves."
    return message(f"{text} {'; '.join(spoken)}. {after}", section(text), rich(bullets(lines)), section(after))
