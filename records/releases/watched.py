"""What is known of each app whose releases channels follow: the state of every version, submission and build."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from appstore.versions import LIVE
from records.keys import DAY
from records.releases.changes import ChangeSource, SubjectKind
from records.storage.documents import Documents

# Reports that no channel could get for so long that more have gathered are dropped, the oldest first.
MOST_REPORTS = 100
# A version is in a draft for a moment while it is submitted: for so long its report waits for the next state.
STEP_SECONDS, _STEP = 5.0, "READY_FOR_REVIEW"
# Which polls read phased releases in place of builds and submissions.
_EVERY_OTHER, _EVERY_TENTH = 2, 10


@dataclass(frozen=True, kw_only=True)
class KnownState:
    """The newest known state of a version, a submission, a build or a phased release (by the id of its version).

    `previous` is the state before it. Changes up to `covered_until` (epoch seconds, Apple's) are part of a report.
    `seen_at`: when the newest change was recorded. `by_poll`: a poll saw it, so that nobody knows when it happened.
    `version`, `platform` and `build` (its number) name the subject; `version_id` is the version of a submission.
    """

    kind: SubjectKind
    id: str
    state: str
    previous: str = ""
    covered_until: float = 0.0
    seen_at: float = 0.0
    by_poll: bool = True
    version: str = ""
    platform: str = ""
    build: str = ""
    version_id: str = ""
    actor: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """A change that channels are told about: `path` holds the states from the old to the new one, "" for none before.

    `at`: when it happened (epoch seconds); by a poll, when the poll began. `actor`: the name of the person who made it,
    `user`: the Slack user who did so with this bot.
    `phased` is the phased release of the version. `details` were read from Apple. `delivered`: the alerts that have it.
    """

    id: str
    kind: SubjectKind
    subject_id: str
    path: tuple[str, ...]
    at: float
    recorded_at: float
    source: ChangeSource
    version: str = ""
    platform: str = ""
    build: str = ""
    actor: str = ""
    user: str = ""
    phased: str = ""
    errors: tuple[str, ...] = ()
    details: bool = False
    delivered: tuple[str, ...] = ()

    @property
    def waits_until(self) -> float:
        """When the report may be posted (epoch seconds), 0 for at once."""
        is_step = self.kind is SubjectKind.VERSION and self.path[-1] == _STEP
        # An upload that fails may be a build by then, which has a report of its own.
        return self.recorded_at + STEP_SECONDS if is_step or self.kind is SubjectKind.BUILD_UPLOAD else 0.0

    def is_continued_by(self, later: "Report") -> bool:
        """Return whether it waits, and a later report about the same subject has the next state."""
        return (self.kind, self.subject_id) == (later.kind, later.subject_id) and later.recorded_at < self.waits_until


@dataclass(frozen=True, kw_only=True)
class WatchedApp:
    """An app that channels follow since `began` (epoch seconds), its `states` by kind and id, and reports to post.

    `totals`: how many versions, builds and submissions Apple last said the app has. Builds uploaded before
    `builds_from` (epoch seconds) are old although they are unknown: there were too many to read. `polls`: how many
    there were. `by_lists`: Apple includes nothing with an app, so that polls read one list after the other.
    """

    app_id: str
    account: str = ""
    began: float
    states: Mapping[str, KnownState] = field(default_factory=dict)
    reports: tuple[Report, ...] = ()
    totals: Mapping[str, int] = field(default_factory=dict)
    builds_from: float = 0.0
    polls: int = 0
    by_lists: bool = False

    def state_of(self, kind: SubjectKind, subject_id: str) -> KnownState | None:
        """Return what is known of a subject."""
        return self.states.get(f"{kind}:{subject_id}")

    def of_kind(self, kind: SubjectKind) -> list[KnownState]:
        """Return what is known of every subject of a kind."""
        return [known for known in self.states.values() if known.kind is kind]

    @property
    def reads_phases(self) -> bool:
        """Whether the next poll reads phased releases: every other one while there is one, else every tenth."""
        live = [known.id for known in self.of_kind(SubjectKind.VERSION) if known.state in LIVE]
        phased = [self.state_of(SubjectKind.PHASED_RELEASE, version_id) for version_id in live]
        is_any = any(known is None or known.state not in {"NONE", "COMPLETE"} for known in phased)
        return bool(live) and self.polls % (_EVERY_OTHER if is_any else _EVERY_TENTH) == 1

    def with_states(self, states: Iterable[KnownState]) -> "WatchedApp":
        """Return the app with newer states."""
        newer = {f"{known.kind}:{known.id}": known for known in states}
        return replace(self, states={**self.states, **newer})

    def with_reports(self, reports: Iterable[Report]) -> "WatchedApp":
        """Return the app with more reports to post; none of a version that is back where it was before a draft."""
        waiting = list(self.reports)
        for report in reports:
            begun = next((known for known in waiting if known.is_continued_by(report)), None)
            if begun is None:
                waiting.append(report)
                continue
            waiting.remove(begun)
            if begun.path[0] != report.path[-1]:
                waiting.append(replace(report, path=(*begun.path, *report.path[1:])))
        return replace(self, reports=tuple(waiting[-MOST_REPORTS:]))


WATCHED = Documents("watchedapp", WatchedApp, seconds=400 * DAY)
