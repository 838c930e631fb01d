// Emmett appends to a new stream at a time, so many at once for so many seconds; tells each answer's time as JSON.
import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";

const [root, address, callers, seconds, note] = process.argv.slice(2);
const { getPostgreSQLEventStore } = createRequire(`${root}/`)("@event-driven-io/emmett-postgresql");
const store = getPostgreSQLEventStore(address, { connectionOptions: { pooled: true } });
await store.schema.migrate();

const append = () =>
  store.appendToStream(`case-${randomUUID()}`, [{ type: "Dispatched", data: { unit: "firm", note } }], {
    expectedStreamVersion: "STREAM_DOES_NOT_EXIST",
  });
const each = (work) => Promise.all(Array.from({ length: Number(callers) }, work));

for (let round = 0; round < 20; round++) await each(append);
const answers = [];
const start = performance.now();
const end = start + Number(seconds) * 1000;
await each(async () => {
  for (let begin = performance.now(); begin < end; begin = performance.now()) {
    await append();
    answers.push((performance.now() - begin) / 1000);
  }
});
const told = JSON.stringify({ answers, elapsed: (performance.now() - start) / 1000 });
await store.close();
process.stdout.write(`${told}\n`, () => process.exit(0));
