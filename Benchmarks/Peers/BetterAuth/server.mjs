// Better Auth with email and password on SQLite, as its documentation sets it up; without its rate limit, which would answer in its place.
import { createServer } from "node:http";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";
import Database from "better-sqlite3";

const database = new Database(process.env.DATABASE);
database.pragma("journal_mode = WAL");
database.pragma("synchronous = NORMAL");

const options = {
  database,
  secret: "not a secret: this is a benchmark",
  baseURL: "http://127.0.0.1",
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { level: "error" },
};

const { runMigrations } = await getMigrations(options);
await runMigrations();

const server = createServer(toNodeHandler(betterAuth(options)));
server.listen(0, "127.0.0.1", () => console.log(`ready: http://127.0.0.1:${server.address().port}/`));
