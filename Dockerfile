# One image, one command. Run it with a read-only root, a volume at /data and a small /tmp:
#   docker build --tag helpdesk .
#   docker run --read-only --tmpfs /tmp --volume helpdesk:/data --env-file .env --publish 127.0.0.1:8080:8080 helpdesk

FROM python:3.13-slim AS builder
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /source

# The environment has no pip of its own: the builder's fills it. Wheels only, so nothing is compiled.
COPY requirements/run.txt requirements/build.txt requirements/
RUN python -m venv --without-pip /opt/helpdesk \
 && python -m pip --python /opt/helpdesk/bin/python install --only-binary :all: --require-hashes --requirement requirements/run.txt \
 && python -m pip install --only-binary :all: --require-hashes --requirement requirements/build.txt

COPY . .
RUN python -m pip wheel --no-deps --no-build-isolation --wheel-dir /wheel . \
 && python -m pip --python /opt/helpdesk/bin/python install --no-deps --no-index /wheel/*.whl


FROM python:3.13-slim
LABEL org.opencontainers.image.title="Policy Learning Helpdesk" \
      org.opencontainers.image.description="A Telegram helpdesk for a policy learning community" \
      org.opencontainers.image.licenses="EUPL-1.2 AND CC-BY-4.0"

# The base image brings pip, and ensurepip to bring it back; nothing here is installed while it runs.
RUN python -m pip uninstall --yes --quiet --root-user-action ignore pip \
 && rm -r /usr/local/lib/python3.13/ensurepip \
 && groupadd --gid 10001 helpdesk \
 && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin helpdesk \
 && install --directory --owner 10001 --group 10001 --mode 0700 /data
COPY --from=builder /opt/helpdesk /opt/helpdesk

ENV PATH=/opt/helpdesk/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HELPDESK_DATA_DIR=/data \
    HELPDESK_DATABASE_URL=sqlite+aiosqlite:////data/helpdesk.db \
    HELPDESK_HTTP_HOST=0.0.0.0 \
    HELPDESK_METRICS_HOST=0.0.0.0 \
    HELPDESK_LOG_FORMAT=json
WORKDIR /data
VOLUME /data
USER 10001:10001
EXPOSE 8080 9090
STOPSIGNAL SIGTERM

# Straight to this container, whatever proxy it uses for Telegram.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-c", "import os, urllib.request as r; r.build_opener(r.ProxyHandler({})).open('http://127.0.0.1:' + (os.environ.get('HELPDESK_HTTP_PORT') or '8080') + '/healthz', timeout=4)"]
ENTRYPOINT ["helpdesk"]
CMD ["run"]
