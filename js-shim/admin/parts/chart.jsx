// Chart: series over time as a picture, and as a table for whoever cannot or does not want to see one.
// Knows the frame, the legend and the table; refuses to draw (plot.js, which is loaded when a chart is first shown).
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { onThemeChange } from "../app/theme.js";
import { language, t } from "../app/locale.js";
import { Button } from "./controls.jsx";

function Plot({ chart, label }) {
  const place = useRef();
  const readout = useRef();
  useEffect(() => {
    let plot;
    let gone = false;
    const draw = async () => {
      const { drawPlot } = await import("./plot.js");
      if (gone) return;
      plot?.destroy();
      plot = drawPlot(place.current, chart, (text) => (readout.current.textContent = text));
    };
    draw();
    const stop = onThemeChange(draw);
    const watcher = new ResizeObserver(() => plot?.resize());
    watcher.observe(place.current);
    return () => {
      gone = true;
      stop();
      watcher.disconnect();
      plot?.destroy();
    };
  }, [chart]);
  return (
    <>
      <div class="plot" ref={place} role="img" aria-label={label} />
      <p class="readout" ref={readout} aria-hidden="true" />
    </>
  );
}

function ChartTable({ chart, label }) {
  return (
    <div class="table-scroll short" tabIndex={0} role="group" aria-label={label}>
      <table class="table compact">
        <thead>
          <tr>
            <th scope="col">{chart.xName}</th>
            {chart.series.map(({ name }) => (
              <th scope="col" class="number" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {chart.points.map((point, i) => (
            <tr key={point.x}>
              <th scope="row">{point.name}</th>
              {chart.series.map(({ name, values, write }) => (
                <td class="number" key={name}>
                  {write(values[i])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/**
 * `chart`: { points: [{ x: seconds since 1970, name }], series: [{ name, tone, values, write(value) }], kind: "bars"
 * (stacked, the first lowest) or "line", marks: [{ x, name }], xName, write(value) for the axis }. A value may be null:
 * nothing is drawn for it. Kept by identity: give the same object while nothing has changed.
 */
export function Chart({ title, summary, chart }) {
  const id = useId();
  const [asTable, setAsTable] = useState(false);
  return (
    <figure class="card chart" aria-labelledby={id}>
      <div class="card-head">
        <h3 id={id}>{title}</h3>
        <Button
          kind="quiet"
          icon={asTable ? "overview" : "table"}
          label={t(asTable ? "charts.as_chart" : "charts.as_table", { title })}
          aria-pressed={asTable ? "true" : "false"}
          onClick={() => setAsTable(!asTable)}
        />
      </div>
      <p class="chart-sum">{summary}</p>
      <ul class="legend">
        {chart.series.map(({ name, tone }) => (
          <li key={name}>
            <span class={`swatch ${tone}`} aria-hidden="true" />
            {name}
          </li>
        ))}
      </ul>
      {asTable ? (
        <ChartTable chart={chart} label={title} />
      ) : (
        <Plot key={language()} chart={chart} label={t("charts.picture", { title })} />
      )}
    </figure>
  );
}
