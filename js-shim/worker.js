// The Worker's entry: requests and crons go to the core, which decides.
import { serve, tick } from "./drive.js";

export { Egress, KeyPool, ResponseStore } from "./objects.js";

export default {
  fetch: serve,
  scheduled: (controller, env) => tick(controller.scheduledTime, env),
};
