"""`/metrics` tells Prometheus how the bot is, and nothing about people."""

from __future__ import annotations

import json
import re

import httpx
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from kit import wiring
from kit.jobs import queues
from kit.jobs.define import BULK
from kit.wiring import tls
from records.releases.webhooks import PATH
from sandbox import pictures
from sandbox.appstore import AppStoreConnect, Fault
from sandbox.slack import Slack
from sandbox.slack.faults import Fault as SlackFault
from tasks.uploads import jobs as upload_jobs
from tests import ROOT
from tests.support.env import Env, settings_for, web

DASHBOARD = ROOT / "docs" / "grafana.json"


def read(address: str, token: str = "") -> httpx.Response:
    """The page as Prometheus asks for it."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.get(address.replace("/slack/events", "/metrics"), headers=headers, verify=tls())


def samples(page: str) -> dict[str, float]:
    """Every sample as `name{label=value}`; what Prometheus' own reader takes for wrong raises."""
    return {
        sample.name + "".join(f" {name}={value}" for name, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


def statistics(env: Env) -> dict[str, float]:
    """What a web process tells now."""
    with web(env.kit) as address:
        return samples(read(address).text)


def test_the_jobs_of_workers_and_the_answers_of_apple_and_slack_are_reported_by_any_web_process(env: Env) -> None:
    env.apple.faults.add(Fault.status(503, method="GET", path="apps", times=1))
    env.slack.faults.add(SlackFault("reactions.add", "error"))
    image = ("1.png", pictures.png(1290, 2796, seed=1))
    env.says(env.eddie, "@App Store Bot upload en-US iphone 6.9", files=(image,))
    env.work()
    env.says(env.eddie, "@App Store Bot cancel nosuchid")
    env.work()
    found = statistics(env)
    assert found["asc_bot_jobs_total end=done job=uploads:run_upload"] == 1
    assert found["asc_bot_jobs_total end=refused job=uploads:decide"] == 1
    assert found["asc_bot_apple_answers_total status=503"] == 1
    assert found["asc_bot_apple_answers_total status=200"] > 1
    assert found["asc_bot_slack_refusals_total error=internal_error method=reactions.add"] == 1
    assert 0 < found["asc_bot_apple_allowance_left"] < found["asc_bot_apple_allowance_limit"]
    assert found["asc_bot_redis_up"] == 1
    assert found["asc_bot_oldest_owed_seconds"] == found["asc_bot_owed_jobs"] == 0


def test_what_waits_is_told_with_its_age(env: Env) -> None:
    owing = queues.enqueue(env.kit, upload_jobs.run_upload, "nobody")
    assert owing
    found = statistics(env)
    assert found[f"asc_bot_queued_jobs queue={BULK}"] == 1
    assert found["asc_bot_queued_jobs queue=now"] == 0
    assert found["asc_bot_owed_jobs"] == 1
    assert 0 <= found["asc_bot_oldest_owed_seconds"] < 10


def test_acknowledgements_are_counted_by_kind(env: Env) -> None:
    with web(env.kit) as address:
        env.slack.deliver_to(address)
        env.eddie.types("/asc help", env.release)
        env.says(env.eddie, "@App Store Bot help")
        found = samples(read(address).text)
    assert found["asc_bot_acknowledged_seconds_count kind=command"] == 1
    assert found["asc_bot_acknowledged_seconds_count kind=event"] >= 1
    assert found["asc_bot_acknowledged_seconds_bucket kind=command le=+Inf"] == 1
    assert found["asc_bot_acknowledged_seconds_count kind=click"] == 0


def test_no_label_holds_an_id_or_a_text_of_a_user(env: Env) -> None:
    env.says(env.eddie, "@App Store Bot nobody-must-read-this")
    env.says(env.eddie, "@App Store Bot cancel secretid")
    env.work()
    with web(env.kit) as address:
        page = read(address).text
    for secret in ("secretid", "nobody-must", env.eddie.id, env.release.id, env.app_id, env.apple_key.key_id):
        assert secret not in page


def test_with_a_token_set_nobody_else_reads_the_metrics(env: Env) -> None:
    settings = env.kit.settings.model_copy(update={"metrics_token": SecretStr("shown-to-prometheus")})
    kit = wiring.build(settings)
    with web(kit) as address:
        assert [read(address, token).status_code for token in ("", "guessed", "shown-to-prometheus")] == [401, 401, 200]
    kit.http.close()
    kit.redis.close()


def test_while_redis_is_away_the_page_says_so() -> None:
    slack = Slack(signing_secret="made-up-secret", bot_token="xoxb-made-up")
    key = AppStoreConnect(seed=1).add_key()
    with slack.serve() as slack_url:
        kit = wiring.build(settings_for(slack_url, "http://127.0.0.1:9", "redis://127.0.0.1:9/0", key))
        with web(kit) as address:
            answer = read(address)
        kit.http.close()
        kit.redis.close()
    assert samples(answer.text)["asc_bot_redis_up"] == 0
    assert answer.headers["content-type"].startswith("text/plain")


def test_what_another_release_has_counted_is_passed_over(env: Env) -> None:
    env.kit.redis.hset("asc:tallies", mapping={"weather|rain": 1, "jobs|x|done|twice": 1, "jobs|x|done": 1})
    found = statistics(env)
    assert [name for name in found if "jobs_total" in name] == ["asc_bot_jobs_total end=done job=x"]


def test_the_dashboard_shows_what_there_is(env: Env) -> None:
    queues.enqueue(env.kit, upload_jobs.run_upload, "nobody")
    env.apple.faults.add(Fault.status(503, method="GET", path="apps", times=1))
    env.slack.faults.add(SlackFault("reactions.add", "error"))
    env.says(env.eddie, "@App Store Bot upload", files=(("1.png", pictures.png(1290, 2796, seed=1)),))
    env.work()
    with web(env.kit) as address:
        httpx.post(f"{address.removesuffix('/slack/events')}{PATH}1", verify=tls())
        there = {name.split(" ")[0] for name in samples(read(address).text)}
    dashboard = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    used = {
        name
        for panel in dashboard["panels"]
        for target in panel["targets"]
        for name in re.findall(r"(?:asc_bot|process)_[a-z_]+", target["expr"])
    }
    assert used <= there
