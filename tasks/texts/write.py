"""Writes texts, one call for each localization, and finds out which of them Apple rejects."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from appstore import infos, localizations
from appstore.client import AppStore
from appstore.errors import AppStoreError, Refused
from appstore.fields import Field
from records.text_changes import Applied, TextChange
from tasks.texts import owners
from tasks.texts.targets import is_there

# A change's id, Apple's id of a localization, and a field.
StepKey = tuple[str, str, Field]


@dataclass(frozen=True)
class Step:
    """A change of one localization; `target.old` is the current text, or the one before an interrupted job."""

    change: TextChange
    target: Applied

    @property
    def key(self) -> StepKey:
        """Name the text that is replaced."""
        return self.change.id, self.target.localization_id, self.target.field

    @property
    def differs(self) -> bool:
        """Whether there is anything to write."""
        return not is_there(self.target)

    def audit_key(self, answer: str) -> str:
        """Name the audit entry of the answer."""
        return f"{self.change.id}.{self.target.localization_id}.{self.target.field.value}.{answer}"


# A text, and why it was not written.
Result = tuple[Step, AppStoreError | None]


def write(apple: AppStore, steps: Sequence[Step]) -> list[Result]:
    """Write each localization in one call. A rejection concerns a text; after any other error no call is made."""
    groups: dict[str, list[Step]] = defaultdict(list)
    for step in steps:
        groups[step.target.localization_id].append(step)
    results: list[Result] = []
    for group in groups.values():
        results += _write_unless_stopped(apple, group, results)
    return results


def _write_unless_stopped(apple: AppStore, steps: Sequence[Step], before: Sequence[Result]) -> list[Result]:
    stopped = next((error for _, error in before if error and not isinstance(error, Refused)), None)
    return [(step, stopped) for step in steps] if stopped else _write_localization(apple, steps)


def _write_localization(apple: AppStore, steps: Sequence[Step]) -> list[Result]:
    """Write texts of one localization together, and without those that Apple rejects: at most 2n - 1 calls for n."""
    change = _change_for(steps[0].target)
    texts = {step.target.field.attribute: step.target.new for step in steps}
    try:
        change(apple, steps[0].target.localization_id, **texts)
    except Refused as refused:
        return _write_others(apple, steps, refused)
    except AppStoreError as error:
        return [(step, error) for step in steps]
    return [(step, None) for step in steps]


def _change_for(target: Applied) -> Callable[..., object]:
    if target.into:
        return owners.kind_of(target.into).write
    return localizations.change if target.version else infos.change


def _write_others(apple: AppStore, steps: Sequence[Step], refused: Refused) -> list[Result]:
    """Write what Apple did not reject: without the texts that its error points at, or else one half at a time.

    Apple may point at nothing, at another text, or at several of which one is at fault. So it is believed only about
    one text without which the others pass, and about a version's state.
    """
    rejected = [(step, refused.about(step.target.field.api_name)) for step in steps]
    suspects = [step for step, error in rejected if error is not None]
    locked = refused.is_code("STATE_ERROR")
    if refused.gone or len(steps) == 1 or (locked and len(suspects) == len(steps)):
        return [(step, error or refused) for step, error in rejected]
    believed = locked or len(suspects) == 1
    if len(suspects) in {0, len(steps)}:
        suspects, believed = list(steps[len(steps) // 2 :]), False
    results = _write_localization(apple, [step for step in steps if step not in suspects])
    if believed and all(error is None for _, error in results):
        return [*results, *((step, error) for step, error in rejected if step in suspects)]
    return [*results, *_write_unless_stopped(apple, suspects, results)]
