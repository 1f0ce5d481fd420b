"""The messages of `builds`: which builds fit the version in preparation, and why others do not."""

from collections.abc import Sequence

from appstore.releases.builds import Build, Misfit
from cards.blocks import (
    Block,
    bullets,
    clock_time,
    context,
    escape,
    join_words,
    message,
    rich,
    section,
    span,
    spans,
    text_message,
)
from cards.dispatch.choices import run_buttons
from cards.releases.versions import name
from cards.wording.states import platform_words
from records.dispatch.app_cache import KnownVersion
from records.messages import Message

_MOST_FITTING, _MOST_OTHERS, _MOST_BUTTONS = 10, 8, 3

ALERTS = "`/asc alerts releases on` reports in this channel when it is processed."


def listed(
    app_name: str, version: KnownVersion, builds: Sequence[Build], attached: Build | None, invocation_id: str
) -> Message:
    """Show the builds that can be attached, newest first, and why the others can't."""
    misfits = [build.misfits(version.version, version.platform) for build in builds]
    pairs = list(zip(builds, misfits, strict=True))
    fitting = [build for build, misfit in pairs if not misfit]
    others = [(build, misfit) for build, misfit in pairs if misfit]
    named = name(version.version, version.platform)
    has = f"has build {attached.number}" if attached is not None else "has no build yet"
    head = f"*Builds for {escape(app_name)} {escape(named)}*, which {escape(has)}"
    blocks: list[Block] = [section(head)]
    lines = [_line(build, attached) for build in fitting[:_MOST_FITTING]]
    blocks += [rich(bullets([spans(line) for line in lines]))] if lines else [section(_none_fits(version, others))]
    if choices := _choices(fitting, attached, version):
        blocks.append(run_buttons(invocation_id, choices))
    why = [f"{build.number}: {reasons(misfit, build)}" for build, misfit in others[:_MOST_OTHERS]]
    if why:
        rest = len(others) - len(why)
        more = [[span(f"and {rest} more")]] if rest > 0 else []
        blocks += [section("These do not fit:"), rich(bullets([*([span(line)] for line in why), *more]))]
    if any(Misfit.PROCESSING in misfit for _, misfit in others):
        blocks.append(context(ALERTS))
    text = "; ".join([*lines, *map(escape, why)]) or _none_fits(version, others)
    return message(f"{head}: {text}", *blocks)


def _line(build: Build, attached: Build | None) -> str:
    """Return a fitting build in a line of mrkdwn."""
    uploaded = (
        f"uploaded {clock_time(build.uploaded.timestamp(), '{date_short_pretty} {time}')}" if build.uploaded else ""
    )
    expires = f"expires {clock_time(build.expires.timestamp(), '{date_short}')}" if build.expires else ""
    is_attached = "attached" if attached is not None and attached.id == build.id else ""
    parts = [is_attached, uploaded, expires, escape(compliance(build))]
    return f"{escape(build.number)}  {', '.join(part for part in parts if part)}"


def compliance(build: Build) -> str:
    """Return what is known of a build's export compliance, as plain text."""
    if build.encryption is None:
        return "export compliance not answered yet"
    if not build.encryption:
        return "no encryption that needs documents"
    if build.declaration is None:
        return "uses encryption that needs documents, without a declaration"
    approved = "approved" if build.declaration.approved else build.declaration.state.value.replace("_", " ").lower()
    return f"uses encryption that needs documents, declaration {approved}"


def _choices(fitting: Sequence[Build], attached: Build | None, version: KnownVersion) -> list[tuple[str, str]]:
    others = [build for build in fitting if attached is None or attached.id != build.id]
    return [
        (f"Attach {build.number}", f"build {build.number} --version {version.version} --platform {version.platform}")
        for build in others[:_MOST_BUTTONS]
    ]


def _none_fits(version: KnownVersion, others: Sequence[tuple[Build, Sequence[Misfit]]]) -> str:
    waiting = [build.number for build, misfit in others if misfit == (Misfit.PROCESSING,)]
    if waiting:
        return f"None can be attached yet: Apple still processes {escape(join_words(waiting))}."
    return (
        f"None can be attached. Upload one from Xcode or your CI with the version {escape(version.version)}; after "
        "processing, which takes some minutes, it appears here."
    )


def reasons(misfits: Sequence[Misfit], build: Build) -> str:
    """Return why a build does not fit, as plain text."""
    words = {
        Misfit.PROCESSING: "Apple still processes it",
        Misfit.FAILED: "Apple could not process it, so upload another one",
        Misfit.EXPIRED: "it has expired, as every build does after 90 days",
        Misfit.OTHER_VERSION: f"it is a build of {build.version}",
        Misfit.OTHER_PLATFORM: f"it is for {platform_words(build.platform)}",
        Misfit.INTERNAL: "it was uploaded for internal testing only",
    }
    return join_words([words[misfit] for misfit in misfits])


def does_not_fit(
    app_name: str, version: KnownVersion, build: Build, misfits: Sequence[Misfit], *, may_rename: bool = False
) -> Message:
    """Say why a build can't be attached, and what to do instead; `may_rename`: the version can get its number."""
    named = escape(name(version.version, version.platform))
    head = f"Build {escape(build.number)} can't be attached to *{escape(app_name)} {named}*"
    after = "`/asc builds` shows those that fit."
    if Misfit.PROCESSING in misfits:
        after = f"{ALERTS} Then write `/asc build {escape(build.number)}` again."
    elif Misfit.OTHER_VERSION in misfits:
        other = f", or give the version its number: `/asc version new {escape(build.version)}`" if may_rename else ""
        after = f"Upload a build with the version {escape(version.version)}{other}. {after}"
    return text_message(f"{head}: {escape(reasons(misfits, build))}. Nothing was changed. {after}")


def no_such_build(app_name: str, number: str, newest: Sequence[Build]) -> Message:
    """Say that there is no build with this number, and name the newest ones."""
    known = [f"{build.number} ({build.version})" if build.version else build.number for build in newest[:5]]
    has = f"Its newest builds are {escape(join_words(known))}" if known else "It has no builds yet"
    return text_message(
        f"*{escape(app_name)}* has no build `{escape(number[:60])}`. {has}. A build that was just uploaded takes some "
        "minutes to appear. Nothing was changed. `/asc builds` shows those that fit."
    )


def how_to(words: str) -> Message:
    """Reply to words after `build` or `builds` that are not understood."""
    return text_message(
        f"I don't understand `{escape(words[:60])}`. `/asc build 42` attaches the build with this number, and "
        "`/asc builds` shows those that fit. Nothing was changed."
    )
