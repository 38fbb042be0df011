// The Worker with every binding counted: what its storage is asked for, as Cloudflare would bill it.
// Knows one private route, GET /test-counts; everything else goes to the Worker unchanged. The Worker and its object
// run in one isolate here, so one set of counts holds both.
import worker, { Egress, KeyPool as PlainPool, ResponseStore as PlainStore } from "../../js-shim/worker.js";

const counts = {
  workerRequests: 0,
  objectCalls: 0,
  objectAlarms: 0,
  storeCalls: 0,
  objectRows: 0,
  d1Queries: 0,
  d1Rows: 0,
  kvReads: 0,
  kvWrites: 0,
};

/** A stub is made for every call, as the Worker asks for it. */
const countedObjects = (objects, name) => ({
  idFromName: (id) => objects.idFromName(id),
  get: (...options) => {
    const object = objects.get(...options);
    return {
      call(body) {
        counts[name] += 1;
        return object.call(body);
      },
    };
  },
});

const countedDatabase = (database) => ({
  prepare: (sql) => database.prepare(sql),
  async batch(statements) {
    counts.d1Queries += statements.length;
    const answers = await database.batch(statements);
    for (const { meta } of answers) counts.d1Rows += meta.rows_written;
    return answers;
  },
});

/** Every name of a read of many is billed. */
const countedNamespace = (namespace) => ({
  get(names) {
    counts.kvReads += names.length;
    return namespace.get(names);
  },
  put(...entry) {
    counts.kvWrites += 1;
    return namespace.put(...entry);
  },
});

const counted = (env) => ({
  ...env,
  API_KEY_MANAGER: countedObjects(env.API_KEY_MANAGER, "objectCalls"),
  RESPONSE_STORE: countedObjects(env.RESPONSE_STORE, "storeCalls"),
  DB: countedDatabase(env.DB),
  CONFIG_KV: countedNamespace(env.CONFIG_KV),
});

/** Setting an alarm writes a row, too. */
function countStorage({ storage }) {
  const { sql } = storage;
  const exec = sql.exec.bind(sql);
  sql.exec = (...statement) => {
    const cursor = exec(...statement);
    counts.objectRows += cursor.rowsWritten;
    return cursor;
  };
  const setAlarm = storage.setAlarm.bind(storage);
  storage.setAlarm = (...due) => {
    counts.objectRows += 1;
    return setAlarm(...due);
  };
}

export class KeyPool extends PlainPool {
  constructor(ctx, env) {
    countStorage(ctx);
    super(ctx, counted(env));
  }

  alarm() {
    counts.objectAlarms += 1;
    return super.alarm();
  }
}

export { Egress, PlainStore as ResponseStore };

export default {
  fetch(request, env, ctx) {
    if (new URL(request.url).pathname === "/test-counts") return Response.json(counts);
    counts.workerRequests += 1;
    return worker.fetch(request, counted(env), ctx);
  },
  scheduled: (controller, env, ctx) => worker.scheduled(controller, counted(env), ctx),
};
