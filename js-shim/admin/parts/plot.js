// Plot: draws a chart of parts/chart.jsx with uPlot.
// Knows canvases, colours and the Pacific day's mark; refuses to know what the numbers mean.
import uPlot from "uplot";
import { colourOf } from "../app/theme.js";

const height_px = 190;
const font = '11px system-ui, -apple-system, "Segoe UI", sans-serif';

/** Each series on top of the earlier ones; the highest is drawn first, so that all stand on the ground. */
function stacked(series) {
  let below = series[0].values.map(() => 0);
  const sums = series.map(({ values }) => (below = values.map((value, i) => below[i] + (value ?? 0))));
  return sums.reverse();
}

function drawMarks(plot, marks, colour) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  for (const { x, name } of marks) {
    const left = Math.round(plot.valToPos(x, "x", true));
    if (left < bbox.left || left > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(left, bbox.top);
    ctx.lineTo(left, bbox.top + bbox.height);
    ctx.stroke();
    const onLeft = left + 120 * devicePixelRatio > bbox.left + bbox.width;
    ctx.textAlign = onLeft ? "right" : "left";
    ctx.fillText(name, left + (onLeft ? -4 : 4) * devicePixelRatio, bbox.top + 10 * devicePixelRatio);
  }
  ctx.restore();
}

function readoutOf(chart, at) {
  if (at === null || at === undefined) return "";
  const sums = chart.series.map(({ name, values, write }) => `${name} ${write(values[at])}`);
  return `${chart.points[at].name} · ${sums.join(" · ")}`;
}

/** As many names under the axis as there is room for, each below its point. */
function axisNames(chart, plot, splits) {
  const names = new Map(chart.points.map(({ x, short, name }) => [x, short ?? name]));
  return splits.map((x) => names.get(x) ?? "");
}

function chosenPoints(chart, width_px) {
  const most = Math.max(2, Math.floor(width_px / 70));
  const every = Math.ceil(chart.points.length / most);
  return chart.points.filter((_, i) => i % every === every >> 1).map(({ x }) => x);
}

function seriesOptions(chart) {
  const bars = chart.kind === "bars";
  const ordered = bars ? [...chart.series].reverse() : chart.series;
  return ordered.map(({ tone }) => {
    const colour = colourOf(`--chart-${tone}`);
    return bars
      ? {
          fill: colour,
          stroke: colour,
          width: 0,
          paths: uPlot.paths.bars({ size: [0.72, 40], radius: 0.15 }),
          points: { show: false },
        }
      : { stroke: colour, width: 2, points: { show: chart.points.length < 40, size: 5, fill: colour } };
  });
}

function scalesOf(chart) {
  const xs = chart.points.map(({ x }) => x);
  const step = xs.length > 1 ? xs[1] - xs[0] : 3600;
  const top = (most) => (most > 0 ? most * 1.12 : 1);
  return {
    x: { time: false, range: () => [xs[0] - step / 2, xs.at(-1) + step / 2] },
    y: { range: (_, least, most) => (chart.range ? chart.range : [0, top(most)]) },
  };
}

/** Draws into `place`; `onReadout(text)` follows the pointer. Gives { resize, destroy }. */
export function drawPlot(place, chart, onReadout) {
  const text = colourOf("--text-2");
  const grid = { stroke: colourOf("--line"), width: 1 };
  const axis = { stroke: text, font, ticks: { show: false }, grid };
  const width = () => Math.max(120, place.clientWidth);
  const values = chart.kind === "bars" ? stacked(chart.series) : chart.series.map((each) => each.values);
  const plot = new uPlot(
    {
      width: width(),
      height: height_px,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { show: chart.kind === "line" } },
      padding: [8, 8, 0, 0],
      scales: scalesOf(chart),
      series: [{}, ...seriesOptions(chart)],
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 28,
          splits: () => chosenPoints(chart, width()),
          values: (u, splits) => axisNames(chart, u, splits),
        },
        { ...axis, size: 52, values: (_, splits) => splits.map((value) => chart.write(value)) },
      ],
      hooks: {
        draw: [(u) => drawMarks(u, chart.marks ?? [], text)],
        setCursor: [(u) => onReadout(readoutOf(chart, u.cursor.left < 0 ? undefined : u.cursor.idx))],
      },
    },
    [chart.points.map(({ x }) => x), ...values],
    place,
  );
  return {
    resize: () => plot.width !== width() && plot.setSize({ width: width(), height: height_px }),
    destroy: () => plot.destroy(),
  };
}
