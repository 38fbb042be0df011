// The Worker with a clock that a test can move: Date.now() is the only clock that the Worker reads.
// Knows one private route, POST /test-clock?ahead_ms=N; everything else goes to the Worker unchanged.
import worker from "../../js-shim/worker.js";

export * from "../../js-shim/worker.js";

const realNow = Date.now;
let aheadMs = 0;
Date.now = () => realNow() + aheadMs;

export default {
  ...worker,
  fetch(request, env, ctx) {
    const url = new URL(request.url);
    if (url.pathname !== "/test-clock") return worker.fetch(request, env, ctx);
    aheadMs = Number(url.searchParams.get("ahead_ms"));
    return new Response(null, { status: 204 });
  },
};
