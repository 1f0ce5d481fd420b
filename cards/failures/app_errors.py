"""Messages when it is unclear which app or version is meant, or when none can be changed."""

from collections.abc import Sequence
from difflib import get_close_matches

from cards.blocks import Block, bullets, escape, file_name, join_words, message, rich, section, span, text_message
from cards.wording.accounts import shown_account
from cards.wording.states import SCREENSHOTS_NEED, platform_words, state_meaning, state_words
from cards.wording.texts import how_to_add, language
from records.dispatch.app_cache import KnownApp, KnownVersion
from records.messages import Message

_MOST_APPS = 30
_MOST_VERSIONS = 6
_MOST_NAMES = 20


def which_app(apps: Sequence[KnownApp]) -> Message:
    """Ask which of several apps is meant."""
    several = len({app.account for app in apps}) > 1
    owner = "There are several accounts" if several else "This account has several"
    question = f"Which app? {owner}, and this channel has not chosen one."
    example = escape(apps[0].bundle_id)
    after = f"Choose one for this channel with `/asc use {example}`, or name it this once with `--app {example}`."
    return message(f"{question} {after}", section(question), _list(apps), section(after))


def which_account(apps: Sequence[KnownApp]) -> Message:
    """Ask which of the apps is meant that have one bundle id in several accounts, as after a transfer."""
    names = join_words([f"`{escape(app.account)}`" for app in apps], "and")
    question = f"Which account? {names} each have an app `{escape(apps[0].bundle_id)}`. Nothing was done."
    example, ids = apps[0], join_words([f"{app.id} ({app.account})" for app in apps], "or")
    after = (
        f"Choose one for this channel with `/asc use {escape(example.bundle_id)} --account {escape(example.account)}`"
    )
    # Apple's id stays the same in a transfer: while both accounts list the app, it tells nothing.
    after += (
        f", or name it this once by its Apple id with `--app`: {escape(ids)}."
        if len({app.id for app in apps}) > 1
        else "."
    )
    return message(f"{question} {after}", section(question), section(after))


def no_such_app(named: str | None, apps: Sequence[KnownApp]) -> Message:
    """Reply when the account has no app of that name, or no app at all."""
    if not apps:
        return text_message(
            f"The App Store Connect key sees no app{f' called `{escape(named)}`' if named else ''}. Check that the "
            "key's user may see the app (App Store Connect, Users and Access), then try again."
        )
    names = {app.bundle_id.casefold(): app.bundle_id for app in apps}
    names |= {app.name.casefold(): app.bundle_id for app in apps}
    close = [names[name] for name in get_close_matches((named or "").casefold(), names, n=1, cutoff=0.5)]
    accounts = {app.account for app in apps}
    account = escape(shown_account(apps[0].account))
    where = "the bot's accounts" if len(accounts) > 1 else f"the account {account}" if account else "this account"
    text = f"There is no app `{escape(named or '')}` in {where}. Nothing was changed."
    text += f" Did you mean `{escape(close[0])}`?" if close else ""
    after = f"Write one of these: {', '.join(escape(app.bundle_id) for app in apps[:_MOST_APPS])}."
    return message(f"{text} {after}", section(text), _list(apps))


def _list(apps: Sequence[KnownApp]) -> Block:
    several = len({app.account for app in apps}) > 1
    lines = [
        (span(app.name, "bold"), span(f"  {app.bundle_id}", "code"), span(f"  {app.account}"))
        for app in apps[:_MOST_APPS]
    ]
    return rich(bullets(lines if several else [line[:2] for line in lines]))


def no_such_version(app: KnownApp, version: str | None) -> Message:
    """Reply when the version named after `--version` does not exist, or none does."""
    text = f"*{escape(app.name)}* has no version{f' {escape(version)}' if version else ''}. "
    known = list(dict.fromkeys(f"`{escape(version.version)}`" for version in app.versions))
    if known:
        text += f"It has {join_words(known[:_MOST_VERSIONS])}. Nothing was changed; name one of these."
    else:
        text += "Nothing was changed. Create the first one in App Store Connect."
    return text_message(text)


def nothing_editable(
    app: KnownApp, versions: Sequence[KnownVersion], version: str | None, lacking: Sequence[str] = ()
) -> Message:
    """Reply when no version is in a state in which it can be changed; `lacking` are languages that the first lacks."""
    subject = f"Version {escape(version)}" if version else "No version"
    text = f"{subject} of *{escape(app.name)}* {'cannot' if version else 'can'} be changed now. Nothing was changed."
    lines, states = [], []
    for known in versions[:8]:
        meaning, state = state_meaning(known.state), state_words(known.state)
        lines.append([span(f"{_name(known)} ", "bold"), span(f"{state}: {meaning}" if meaning else state)])
        states.append(f"{known.version} is {state}")
    after = f"{SCREENSHOTS_NEED} Create the next version in App Store Connect, or remove this one from review."
    if lacking:
        names = escape(join_words([*map(language, lacking)]))
        after = f"{_name(versions[0])} has no {names}; {how_to_add(versions[0].state)}. {after}"
    return message(f"{text} {escape('; '.join(states))}. {after}", section(text), rich(bullets(lines)), section(after))


def which_version(app: KnownApp, versions: Sequence[KnownVersion]) -> Message:
    """Ask which version is meant when the images fit the editable versions of two platforms."""
    text = f"Which version of *{escape(app.name)}*? More than one can be changed now."
    lines = [[span(f"{_name(version)} "), span(state_words(version.state))] for version in versions]
    after = "Name a display type that only one of them has, for example `apple tv` or `vision pro`."
    if len({version.version for version in versions}) == len(versions):
        after = f"Choose one with `--version {escape(versions[0].version)}`."
    return message(f"{text} {after}", section(text), rich(bullets(lines)), section(after))


def several_versions(app: KnownApp, parts: Sequence[tuple[KnownVersion, Sequence[str]]]) -> Message:
    """Reply to images for several platforms: each version with the names of the files that fit it."""
    text = f"These are for more than one version of *{escape(app.name)}*, and an upload goes to one."
    lines, sentences = [], []
    for version, names in parts:
        files = join_words([*map(file_name, names[:_MOST_NAMES]), *(["more"] if len(names) > _MOST_NAMES else [])])
        lines.append([span(f"{_name(version)}: ", "bold"), span(files)])
        sentences.append(escape(f"{_name(version)}: {files}"))
    after = "Nothing was changed. Upload the files of each version separately."
    return message(f"{text} {'; '.join(sentences)}. {after}", section(text), rich(bullets(lines)), section(after))


def _name(version: KnownVersion) -> str:
    return f"{version.version} ({platform_words(version.platform)})"
