// Race: functions that do the same job, in turns, so that whatever disturbs one disturbs the others.
// Knows clocks and medians; the number that counts is the ratio of two medians.

function median(times) {
  return times.sort((a, b) => a - b)[times.length >> 1];
}

/**
 * Runs all in turns for `ms` and 30 times at least.
 * @param {((prepared: any) => void)[]} lanes
 * @param {() => any} [prepare] makes what a turn of all takes; not timed
 * @returns {number[]} their medians in us, without the first quarter
 */
export function race(ms, lanes, prepare = () => {}) {
  const samples = lanes.map(() => []);
  const until = performance.now() + ms;
  while (performance.now() < until || samples[0].length < 30) {
    const prepared = prepare();
    for (const [lane, run] of lanes.entries()) {
      const began = performance.now();
      run(prepared);
      samples[lane].push(performance.now() - began);
    }
  }
  return samples.map((times) => median(times.slice(times.length >> 2)) * 1000);
}
