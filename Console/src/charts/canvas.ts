// Draws a chart on a canvas with uPlot. This file is loaded only when a chart is shown.
import uPlot from 'uplot';
import { currentLanguage } from '../language';
import type { Line } from './figures';

const height = 220;
const day = 86_400;

/** The position of the pointer: an index of the times; null if it is outside the chart. */
export type Pointed = (index: number | null) => void;

/**
 * Draws lines into an element, and redraws them when its width, the colours of the system or the resolution change. Returns a function that stops this. The colours are
 * those of the element and of the marks of the legend, so that the style sheet defines them, also with forced colours.
 */
export function draw(element: HTMLElement, marks: readonly Element[], times: readonly number[], lines: readonly Line[], pointed: Pointed): () => void {
  let chart: uPlot | undefined;
  const again = () => {
    chart?.destroy();
    chart = new uPlot(options(element, marks, lines, pointed), [times, ...lines.map(line => line.values)] as unknown as uPlot.AlignedData, element);
  };
  const queries = ['(prefers-color-scheme: dark)', '(forced-colors: active)', `(resolution: ${devicePixelRatio}dppx)`].map(query => matchMedia(query));
  const sizes = new ResizeObserver(() => element.clientWidth > 0 && chart?.setSize({ width: element.clientWidth, height }));

  again();
  sizes.observe(element);
  for (const query of queries) query.addEventListener('change', again);
  return () => {
    sizes.disconnect();
    for (const query of queries) query.removeEventListener('change', again);
    chart?.destroy();
  };
}

function options(element: HTMLElement, marks: readonly Element[], lines: readonly Line[], pointed: Pointed): uPlot.Options {
  const { color, fontFamily } = getComputedStyle(element);
  const grid = getComputedStyle(element).borderTopColor;
  const axis = { stroke: color, font: `12px ${fontFamily}`, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
  return {
    width: Math.max(element.clientWidth, 200),
    height,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: { y: { range: (_, _min, max) => [0, Math.max(max * 1.05, 1)] } },
    axes: [
      { ...axis, values: (_, times, _axis, _space, step) => labels(times, step) },
      { ...axis, size: 56, values: (_, numbers) => numbers.map(short) },
    ],
    series: [{}, ...lines.map((line, index) => ({ label: line.name, stroke: getComputedStyle(marks[index]!).color, width: 2, dash: dashes[index] ?? [], points: { show: false }, spanGaps: false }))],
    hooks: { setCursor: [({ cursor }) => pointed(cursor.idx ?? null)] },
  };
}

/** The dashes of the lines, for users who cannot distinguish their colours. The style sheet has the same dashes for the legend. */
const dashes = [[], [8, 4], [2, 3]];

function labels(times: readonly number[], step: number) {
  const time = new Intl.DateTimeFormat(currentLanguage(), { hour: 'numeric', minute: '2-digit', ...(step < 60 && { second: '2-digit' }) });
  const date = new Intl.DateTimeFormat(currentLanguage(), { day: 'numeric', month: 'short' });
  return times.map((seconds, index) => {
    const at = new Date(seconds * 1000);
    const isOtherDay = index > 0 && at.toDateString() !== new Date(times[index - 1]! * 1000).toDateString();
    return step >= day || isOtherDay ? date.format(at) : time.format(at);
  });
}

const short = (number: number) => new Intl.NumberFormat(currentLanguage(), { notation: 'compact' }).format(number);
