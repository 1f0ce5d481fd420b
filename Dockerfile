# One image for web, worker and clock; what starts it (compose.yaml, deploy/kubernetes) names the process.
# Base: the multi-platform index of Docker Hub's official image (Python 3.13.15 on Debian 13). Dependabot updates it.
FROM python:3.13-slim-trixie@sha256:9d2e5553305c7c7b0097999bb17187c69b921ccd6bc9d40e4bb5ebe652c00285 AS packages
COPY requirements.txt /tmp/
# Without pip in the environment, and without the packages' own tests.
RUN ["python", "-m", "venv", "--without-pip", "/opt/venv"]
RUN ["python", "-m", "pip", "--python", "/opt/venv/bin/python", "install", "--no-cache-dir", "--no-compile", "--disable-pip-version-check", "--require-hashes", "--requirement", "/tmp/requirements.txt"]
RUN ["find", "/opt/venv/lib", "-type", "d", "-name", "tests", "-prune", "-exec", "rm", "-r", "{}", "+"]

FROM python:3.13-slim-trixie@sha256:9d2e5553305c7c7b0097999bb17187c69b921ccd6bc9d40e4bb5ebe652c00285
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOME=/tmp
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY LICENSE Procfile manifest.yml pyproject.toml ./
COPY appstore appstore
COPY bot bot
COPY cards cards
COPY kit kit
COPY records records
COPY tasks tasks
RUN ["python", "-m", "compileall", "-q", "/app", "/opt/venv/lib"]
# Any other user works too: nothing but /tmp is written.
USER 10001:10001
STOPSIGNAL SIGTERM
EXPOSE 3000
CMD ["python", "-m", "bot"]
