"""What Apple reviews: the kinds of things that an item of a review submission can name, and the states of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.appstore import custom_page_states, experiments_states, lifecycle, product_families, submission_checks
from sandbox.appstore.errors import Problem, RefusedError, wrong_state
from sandbox.appstore.review_states import OPEN, not_valid
from sandbox.appstore.states import CHANGEABLE, PLATFORMS
from sandbox.appstore.store import Row, Store


@dataclass(frozen=True, slots=True)
class Reviewable:
    """A kind that is reviewed: the attribute with its state, its app, the platforms of a submission that it fits.

    In a state of `changeable` it can be added; what is taken back after it was sent is `taken_back`. `move` sets its
    state, `approve` does what follows its approval, and `errors` lists what keeps it from being reviewed.
    """

    kind: str
    state: str
    app: Callable[[Row], Row]
    platforms: Callable[[Row], frozenset[str]]
    changeable: frozenset[str]
    taken_back: str
    move: Callable[[Store, Row, str], None]
    approve: Callable[[Store, Row], None]
    errors: Callable[[Row], dict[str, list[Problem]]] = lambda _: {}
    uploading: Callable[[Row], Problem | None] = lambda _: None


def _lacking(version: Row) -> dict[str, list[Problem]]:
    product = product_families.product_of(version)
    lacks = product["state"] == "MISSING_METADATA"
    return {product.path: [wrong_state("Metadata is missing", code="ENTITY_STATE_INVALID")]} if lacks else {}


# By the relationship with which an item names it, exactly one of these.
REVIEWED: Mapping[str, Reviewable] = {
    "appStoreVersion": Reviewable(
        kind="appStoreVersions",
        state="appVersionState",
        app=lambda version: version.parent("app"),
        platforms=lambda version: frozenset({version["platform"]}),
        changeable=CHANGEABLE,
        taken_back="DEVELOPER_REJECTED",
        move=lifecycle.set_state,
        approve=lifecycle.approved,
        errors=submission_checks.associated_errors,
        uploading=submission_checks.uploads_in_progress,
    ),
    # Pages are shown on iPhone and iPad alone.
    "appCustomProductPageVersion": Reviewable(
        kind="appCustomProductPageVersions",
        state="state",
        app=lambda version: version.parent("appCustomProductPage").parent("app"),
        platforms=lambda _: frozenset({"IOS"}),
        changeable=custom_page_states.EDITABLE,
        taken_back="PREPARE_FOR_SUBMISSION",
        move=custom_page_states.set_state,
        approve=lambda store, version: custom_page_states.set_state(store, version, "APPROVED"),
        uploading=submission_checks.uploads_in_progress,
    ),
    # An experiment is reviewed as a whole, and has no versions.
    "appStoreVersionExperimentV2": Reviewable(
        kind=experiments_states.KIND,
        state="state",
        app=lambda experiment: experiment.parent("app"),
        platforms=lambda experiment: frozenset({experiment["platform"]}),
        changeable=experiments_states.SUBMITTABLE,
        taken_back="PREPARE_FOR_SUBMISSION",
        move=experiments_states.set_state,
        approve=lambda store, experiment: experiments_states.set_state(store, experiment, "APPROVED"),
        errors=experiments_states.errors,
        uploading=lambda experiment: submission_checks.unfinished(experiments_states.localizations(experiment)),
    ),
    **{
        name: Reviewable(
            kind=family.version,
            state="state",
            app=lambda version: product_families.app_of(product_families.product_of(version)),
            platforms=lambda _: PLATFORMS,
            changeable=product_families.WRITABLE,
            taken_back="DEVELOPER_REJECTED",
            move=product_families.set_state,
            approve=lambda store, version: product_families.set_state(store, version, "APPROVED"),
            errors=_lacking,
        )
        for name, family in product_families.REVIEWED.items()
    },
}
KINDS = {rules.kind: rules for rules in REVIEWED.values()}


def named(item: Row) -> Row | None:
    """Returns what an item names; None for a kind that is not modelled."""
    return next((row for name in REVIEWED if (row := item.to_one[name]) is not None), None)


def rules_of(row: Row) -> Reviewable:
    """Returns the rules for a resource that can be reviewed."""
    return KINDS[row.kind.type]


def state(row: Row) -> str:
    """Returns the state of a resource that can be reviewed."""
    return str(row[rules_of(row).state])


def move(store: Store, row: Row, wanted: str) -> None:
    """Sets the state of a resource that can be reviewed."""
    rules_of(row).move(store, row, wanted)


def require_changeable(row: Row) -> None:
    """Refuses (409) what is in the store, in review or part of a draft."""
    if state(row) not in rules_of(row).changeable:
        raise RefusedError(not_valid(row, "The version is not in a state in which it can be reviewed"))


def require_reviewable(row: Row) -> None:
    """Refuses (409) what has errors, which are listed by resource."""
    associated = rules_of(row).errors(row)
    if associated:
        detail = "This resource cannot be reviewed, please check associated errors to see why."
        raise RefusedError(not_valid(row, detail, associated))


def holder(version: Row) -> Row | None:
    """Returns the submission that holds a version until it is complete, if any."""
    return next(
        (
            row
            for row in rules_of(version).app(version).to_many["reviewSubmissions"]
            if row["state"] in OPEN
            for item in row.to_many["items"]
            if named(item) is version and item["state"] != "REMOVED"
        ),
        None,
    )
