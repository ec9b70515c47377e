# O painel numa imagem: docker build -t territorio360 .
# docs/servidor.md diz como servi-la; compose.yaml a põe ao lado de um PostgreSQL e de um nginx.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /opt/t360
COPY requirements.lock ./
RUN /opt/t360/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml setup.py README.md NOTICE app.py ./
COPY .streamlit .streamlit
COPY cli cli
COPY config config
COPY data_access data_access
COPY geo geo
COPY reports reports
COPY indicators indicators
COPY pages pages
RUN /opt/t360/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10360 --create-home --home-dir /var/lib/territorio360 t360 \
 && chmod 0700 /var/lib/territorio360
COPY --from=build /opt/t360 /opt/t360
ENV PATH=/opt/t360/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    T360_HOME=/var/lib/territorio360 \
    T360_ADDRESS=0.0.0.0 \
    T360_AUTH=none
USER t360
WORKDIR /opt/t360
VOLUME /var/lib/territorio360
EXPOSE 8501
# A primeira partida sem banco cria a demonstração, o que leva minutos.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10m \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8501/saude', timeout=4)"]
CMD ["t360", "serve", "--no-browser"]
