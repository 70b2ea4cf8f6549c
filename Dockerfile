# syntax=docker/dockerfile:1
# The coach, in two stages: the second has no compiler, no pip cache and no root.

FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/coach
WORKDIR /src
COPY requirements.lock ./
RUN /opt/coach/bin/pip install --require-hashes --only-binary :all: --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY content content
COPY dialogs dialogs
COPY storage storage
COPY bot bot
RUN /opt/coach/bin/pip install --no-deps --no-build-isolation . \
 && /opt/coach/bin/python -m compileall -q /opt/coach/lib \
 && /opt/coach/bin/mvs-coach content check

FROM python:3.11-slim-bookworm
# pg_dump and pg_restore, with which mvs-coach backup and restore copy a database
RUN apt-get update \
 && apt-get install --yes --no-install-recommends postgresql-client \
 && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 coach \
 && useradd --uid 10001 --gid coach --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin coach \
 && install --directory --owner=coach --group=coach --mode=0700 /data /backup
COPY --from=build /opt/coach /opt/coach
ENV PATH=/opt/coach/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MVS_STORE=tinydb:///data/store \
    MVS_DATA=/data/coach \
    MVS_LOG=json \
    PORT=8080
USER 10001:10001
WORKDIR /data
VOLUME ["/data", "/backup"]
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=4)"]
CMD ["mvs-coach", "serve"]
