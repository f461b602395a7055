# One image for web, worker, beat and the migrations; docker-compose.yml says which is which.
# Written with care, never built by the project's own tests: these start everything without Docker.
FROM python:3.11-slim-bookworm AS assets
RUN apt-get update && apt-get install --yes --no-install-recommends npm && rm -rf /var/lib/apt/lists/*
WORKDIR /jahesh
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
# Of the packages only the fonts are needed later: printed reports are set in them.
RUN python -c "from config.launch import assets, translations; assets.prepare(); translations.compile_all()" \
    && find static/node_modules -mindepth 1 -maxdepth 1 ! -name vazirmatn -exec rm -rf {} +

FROM python:3.11-slim-bookworm
RUN useradd --system --create-home jahesh
WORKDIR /jahesh
COPY --from=assets /usr/local /usr/local
COPY --from=assets /jahesh /jahesh
RUN mkdir -p var/storage var/static && chown -R jahesh var
USER jahesh
ENV PYTHONUNBUFFERED=1
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--config", "python:config.web"]
