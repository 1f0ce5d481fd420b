"""Creates an experiment once, with its treatments in the languages of the live version."""

from dataclasses import replace

from appstore import localizations
from appstore.errors import Refused
from appstore.pages import experiments, experiments_names, experiments_treatments
from appstore.pages.experiments import TREATMENT_NAMES, Experiment, ExperimentState
from appstore.versions import AppVersionState
from cards.pages.experiments import audit_tags, changes, errors
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records.dispatch.app_cache import KnownVersion
from records.invocations import Invocation
from records.pages.experiments import EXPERIMENT_REQUESTS, ExperimentRequest
from tasks.dispatch import audit_log
from tasks.pages.experiments import find
from tasks.pages.experiments.find import AppExperiments

# Apple creates experiments for what is live, or can be ordered.
_LIVE = frozenset({AppVersionState.READY_FOR_DISTRIBUTION, AppVersionState.PREORDER_READY_FOR_SALE})


def create_experiment(kit: Kit, invocation: Invocation, name: str, traffic: int, treatments: int) -> None:
    """Create the experiment, or complete what an earlier request has begun, or say why not.

    It is looked for first, so a restarted job creates no second one.
    """
    known = find.read(kit, invocation, writes=True)
    version = _live_version(known, invocation)
    request = ExperimentRequest(id=invocation.id, app_id=known.app.id, platform=version.platform, name=name)
    begun = _begun(kit, known, request)
    if begun is None and (used := experiments_names.same(name, known.experiments)):
        raise UserError(errors.name_used(known.title, used[0]))
    locales = tuple(found.locale for found in localizations.of_version(known.apple, version.id))
    if not locales:
        raise UserError(errors.no_languages(known.title))
    names = TREATMENT_NAMES[:treatments]
    if invocation.dry_run:
        reply(kit, invocation, changes.would_create(known.title, name, version.platform, traffic, names, locales))
        return
    EXPERIMENT_REQUESTS.put(kit.redis, request.record_id, request)
    created = begun.id if begun is not None else ""
    try:
        created = created or experiments.create(known.apple, known.app.id, name, version.platform, traffic)
        if begun is not None and begun.traffic != traffic:
            experiments.set_traffic(known.apple, begun.id, traffic)
        names = experiments_treatments.complete(known.apple, created, names, locales)
    except Refused as refused:
        _record(kit, invocation, known, request, answer=refused.code)
        raise UserError(errors.not_created(name, refused, begun=bool(created))) from refused
    EXPERIMENT_REQUESTS.put(kit.redis, request.record_id, replace(request, is_complete=True))
    _record(kit, invocation, known, request)
    message = changes.created(
        known.title, known.app.id, name, version.platform, invocation.user, traffic, names, locales
    )
    reply(kit, invocation, message)


def _begun(kit: Kit, known: AppExperiments, request: ExperimentRequest) -> Experiment | None:
    """Return what an earlier run of the same request, or one that Apple or a worker interrupted, has created."""
    earlier = EXPERIMENT_REQUESTS.get(kit.redis, request.record_id)
    if earlier is None or (earlier.is_complete and earlier.id != request.id):
        return None
    there = (found for found in known.experiments if found.platform == request.platform)
    pending = (found for found in there if found.state is ExperimentState.PREPARE_FOR_SUBMISSION)
    return next((found for found in pending if found.name == request.name), None)


def _live_version(known: AppExperiments, invocation: Invocation) -> KnownVersion:
    """Return the live version of `--platform`, or the only one. Raises UserError, with buttons for several."""
    platform = invocation.platform
    here = [version for version in known.app.versions if platform in {None, version.platform}]
    live = {version.platform: version for version in here if version.state in _LIVE}
    if not live:
        newest = {version.platform: version for version in reversed(here)}
        there = [(version.version, version.platform, version.state) for version in newest.values()]
        raise UserError(errors.no_live_version(known.title, platform, there))
    if len(live) > 1:
        line = " ".join(invocation.words)
        raise UserError(errors.which_platform(known.title, invocation.id, line, sorted(live)))
    return next(iter(live.values()))


def _record(
    kit: Kit, invocation: Invocation, known: AppExperiments, request: ExperimentRequest, *, answer: str = "ok"
) -> None:
    audit_log.record(
        kit,
        audit_tags.EXPERIMENT_CREATED,
        invocation,
        idempotency_key=f"{invocation.id}.{answer}",
        account=known.app.account,
        app=known.app.bundle_id,
        platform=request.platform,
        new=request.name,
        answer=answer,
    )
