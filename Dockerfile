# The served portal: one image for web, worker, beat and migrations (docker-compose.yml).

FROM python:3.13-slim AS packages
COPY requirements.txt .
RUN python -m venv /opt/venv \
    && /opt/venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

FROM python:3.13-slim
RUN useradd --uid 10001 --create-home --home-dir /srv/sidalih --shell /usr/sbin/nologin sidalih
COPY --from=packages /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 SIDALIH_VAR=/srv/sidalih/var
WORKDIR /srv/sidalih/app
COPY . .
# Static files belong to the image, uploads to a volume: a new image never serves old styles.
# The placeholders only let settings load; they do not stay in the image.
RUN if [ -f sidalih/translations.py ]; then python -m sidalih.translations; fi \
    && DATABASE_URL=postgres://127.0.0.1:1/none SECRET_KEY=build python manage.py collectstatic --noinput --verbosity 0 \
    && mkdir -p /srv/sidalih/var/files && chown -R sidalih:sidalih /srv/sidalih/var
USER sidalih
EXPOSE 8000
CMD ["python", "-m", "granian", "--interface", "wsgi", "sidalih.wsgi:application", \
     "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", \
     "--respawn-failed-workers", "--no-ws"]
