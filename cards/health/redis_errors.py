"""Why Redis can't be used, in words for whoever runs the bot: in the log, at `/healthz` and by `--check`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Cause:
    """`why` is short and tells nothing of the address; `then` says what to do. `sign` is how errors tell it."""

    why: str
    then: str
    sign: str


_GIVE_ONE = "Give REDIS_URL one that it trusts: ?ssl_certfile=/path/client.pem&ssl_keyfile=/path/client.key."

CAUSES = (
    Cause(
        "its certificate is for another name",
        "Use the host name that the certificate names in REDIS_URL (with Sentinels: have them announce it).",
        "hostname mismatch|ip address mismatch",
    ),
    Cause(
        "its certificate is not trusted",
        "Give REDIS_URL the authority that signed it: ?ssl_ca_certs=/path/ca.pem.",
        "certificate_verify_failed|certificate verify failed",
    ),
    Cause(
        "it does not accept our certificate, or wants one",
        _GIVE_ONE,
        "certificate_required|certificate required|unknown_ca|unknown ca|bad_certificate",
    ),
    Cause(
        # Its alert is lost where it ends the connection before we have read.
        "it ends the connection, perhaps since it does not accept our certificate, or wants one",
        _GIVE_ONE,
        "eof occurred in violation of protocol",
    ),
    Cause(
        "it does not speak TLS there",
        "Use redis:// instead of rediss://, or its port for TLS.",
        "wrong_version_number|record_layer_failure|unexpected_eof_while_reading",
    ),
    Cause(
        "it does not accept the user or the password",
        "Mend them in REDIS_URL (redis://USER:PASSWORD@host; those of the Sentinels: ?sentinel_password=).",
        "authenticationerror|noauth|wrongpass|invalid username-password",
    ),
    Cause(
        "no Sentinel answers",
        "Start them, or mend their hosts and ports in REDIS_URL.",
        "no master found for .* : ",
    ),
    Cause(
        "the Sentinels know no primary of that name that is up",
        "Mend the name after the last host in REDIS_URL, or look at the Sentinels' own log.",
        "no master found for",
    ),
    Cause(
        "no primary may write",
        "It is a replica, or a primary without replicas: mend the address, or wait for the failover.",
        "no primary that may write",
    ),
    Cause(
        "it does not answer in time",
        "Check the network and the port in REDIS_URL (rediss:// needs the one for TLS), or start Redis or Valkey.",
        "timeout",
    ),
    Cause(
        "its host name is not known",
        "Mend the host in REDIS_URL, or the name service.",
        "name or service not known|nodename nor servname|temporary failure in name resolution",
    ),
)

UNREACHABLE = Cause("nothing answers there", "Start Redis or Valkey, or mend the address in REDIS_URL.", "")


def cause_of(error: BaseException) -> Cause:
    """What most likely is wrong: redis-py keeps the errors of TLS, of names and of Sentinels as text alone."""
    said = " ".join(_said(error))
    return next((cause for cause in CAUSES if re.search(cause.sign, said, re.IGNORECASE)), UNREACHABLE)


def _said(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        yield f"{type(error).__name__} {error}"
        error = error.__cause__ or error.__context__
