# The image of Préau: the same one for « migrate », web and worker processes; what a container does is its command
# and its environment. Nothing is fetched when it runs.
ARG NODE=node:24-bookworm-slim

# What npm needs, alone: as long as no package.json changes, the installs below come from the cache.
FROM ${NODE} AS manifests
COPY . /all
RUN mkdir /preau && cd /all \
  && tar cf - .npmrc package.json package-lock.json */*/package.json | tar xf - -C /preau

# Everything, to build with.
FROM ${NODE} AS build
WORKDIR /preau
COPY --from=manifests /preau ./
RUN npm ci --loglevel=error
COPY . .
RUN npm run build
RUN mkdir /built && tar cf - package.json */*/package.json core/kit/dist core/server/dist admin/app/dist \
  plugins/*/dist plugins/*/locales | tar xf - -C /built

# What runs: the dependencies of the server and of the plugins' server halves, nothing of the pages' nor of the tools'.
FROM ${NODE} AS modules
WORKDIR /preau
COPY --from=manifests /preau ./
RUN npm ci --omit=dev --legacy-peer-deps -w core/server -w core/kit -w plugins --loglevel=error

FROM ${NODE}
# Threads for hashing passwords and reading files: four are too few for both.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3333 UV_THREADPOOL_SIZE=8
WORKDIR /preau
COPY --from=modules /preau/node_modules ./node_modules
COPY --from=build /built ./
USER node
EXPOSE 3333
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--enable-source-maps", "--max-semi-space-size=4"]
CMD ["core/server/dist/bin/server.js"]
