# The whole app in one image: `docker build -t perennial .`, then run it with the variables of .env.example and a DATABASE_URL.
FROM node:24-bookworm-slim AS packages
WORKDIR /perennial
COPY package.json package-lock.json ./

FROM packages AS pages
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

FROM packages AS production-packages
RUN npm ci --omit=dev --no-audit --no-fund
COPY prisma ./prisma
COPY prisma.config.ts ./
# The client is generated from the schema alone; the address only has to be there.
RUN DATABASE_URL=postgresql://not-used npx prisma generate --no-hints

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /perennial
COPY --from=production-packages /perennial ./
COPY --from=pages /perennial/build ./build
COPY app ./app
# Nothing in the image belongs to the user who runs it.
USER node
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Brings the database up to date, then keeps a web process and a worker alive; SIGTERM lets both finish what they do.
CMD ["node", "--disable-warning=ExperimentalWarning", "app/start.ts"]
