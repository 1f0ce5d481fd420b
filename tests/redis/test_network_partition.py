"""Two machines over one Redis: the link of one is cut, the other goes on, and nothing is done twice."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from kit.redis.connections import UNHEARD_SECONDS
from sandbox import pictures
from tests.support import wording
from tests.support.processes import RunningBot, start_bot

# Where the stand-ins and Redis are. A loopback address, since pictures go over plain HTTP to no other.
CENTRE = "127.77.0.1"

KIND = "APP_WATCH_SERIES_3"


def ip(*words: str) -> None:
    """Run `ip`; OSError with its own words where it refuses."""
    run = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)  # noqa: S603, S607 - our own words
    if run.returncode:
        raise OSError(f"ip {' '.join(words)}: {run.stderr.strip()}")


class Host:
    """A machine of its own, linked to the centre. Names and addresses carry our process id: others may have hosts."""

    def __init__(self, number: int) -> None:
        self.name, self.link = f"asc-{os.getpid()}-{number}", f"asc{os.getpid()}n{number}"
        net = IPv4Address("10.77.0.0") + 4 * ((2 * os.getpid() + number) % 2**14)
        here, self.address = net + 1, net + 2
        far = f"far{number}"
        far_side = (
            f"ip addr add {self.address}/30 dev {far} && ip link set {far} up && ip link set lo up && "
            # Addresses of 127.0.0.0/8 but one are elsewhere: https://docs.kernel.org/networking/ip-sysctl.html
            "ip addr del 127.0.0.1/8 dev lo && ip addr add 127.0.0.1/32 dev lo && "
            f"echo 1 > /proc/sys/net/ipv4/conf/{far}/route_localnet && ip route add {CENTRE}/32 via {here}"
        )
        try:
            ip("netns", "add", self.name)
            ip("link", "add", self.link, "type", "veth", "peer", "name", far, "netns", self.name)
            ip("addr", "add", f"{here}/30", "dev", self.link)
            ip("link", "set", self.link, "up")
            ip("netns", "exec", self.name, "sh", "-c", far_side)
            Path(f"/proc/sys/net/ipv4/conf/{self.link}/route_localnet").write_text("1", encoding="ascii")
        except OSError:
            self.end()
            raise

    @property
    def within(self) -> str:
        """What runs a command on that machine."""
        return f"ip netns exec {self.name}"

    def cut(self) -> None:
        """Nothing reaches it any more, and nothing comes from it: no reset, no answer."""
        ip("link", "set", self.link, "down")

    def mend(self) -> None:
        """The link is back."""
        ip("link", "set", self.link, "up")

    def end(self) -> None:
        """The machine is gone, and its link with it."""
        for words in (("link", "del", self.link), ("netns", "del", self.name)):
            with suppress(OSError):
                ip(*words)


@contextmanager
def two_hosts() -> Iterator[tuple[RunningBot, Host, Host]]:
    """The centre with Slack, Apple, Redis, web and clock; and two machines without anything yet."""
    hosts: list[Host] = []
    try:
        try:
            hosts.append(Host(1))
            hosts.append(Host(2))
        except OSError as why:
            pytest.skip(f"it takes `ip netns` and the right to use it to make two machines of one: {why}")
        with start_bot(start=("web", "clock"), append_only=True, host=CENTRE) as running_bot:
            yield running_bot, hosts[0], hosts[1]
            for host in hosts:
                host.mend()
    finally:
        for host in hosts:
            host.end()


@pytest.mark.timeout(180)
def test_a_host_whose_link_is_cut_is_replaced_and_repeats_nothing_when_it_is_back() -> None:
    files = tuple((f"{number}.png", pictures.png(312, 390, seed=number)) for number in range(6))
    with two_hosts() as (running_bot, north, south):
        running_bot.apple.processing = 0.5
        running_bot.apple.latency = 0.3
        reserved = threading.Event()
        running_bot.apple.on_change.append(lambda word: reserved.set() if "screenshot" in word else None)
        running_bot.start("worker", within=north.within)
        ts = running_bot.eddie.says(running_bot.release, f"@App Store Bot upload en-US {KIND}", files=files)
        assert reserved.wait(30), running_bot.logs()
        north.cut()
        running_bot.start("worker", within=south.within)
        thread = running_bot.finished(ts, 60)
        assert wording.uploaded(6) in thread
        calls = len(running_bot.apple.calls)
        north.mend()
        _north_is_back(running_bot, north)
        assert running_bot.screenshots("en-US", KIND) == [(name, "COMPLETE") for name, _ in files]
        changes = [call for call in running_bot.apple.calls[calls:] if call.method != "GET"]
        assert changes == []
        assert running_bot.read(ts) == thread
        assert len(running_bot.replies(ts)) == 1


def _north_is_back(running_bot: RunningBot, north: Host) -> None:
    """It works again, and what it sent before its link was cut has arrived or never will."""
    running_bot.slack.wait(
        lambda: any(client["addr"].startswith(f"{north.address}:") for client in running_bot.redis.client_list()), 30
    )
    time.sleep(UNHEARD_SECONDS + 3)  # what would be sent again shows only by time
