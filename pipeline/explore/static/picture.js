// The picture of a chart as a file: SVG as drawn, or PNG at twice its size. The source stands in the picture itself.
import { echarts } from "nicegui-echart";

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function svgOf(chart) {
  const div = document.createElement("div");
  const width = Math.max(chart.getWidth(), 900);
  const height = chart.getHeight();
  const copy = echarts.init(div, null, { renderer: "svg", ssr: true, width, height });
  const options = chart.getOption();
  for (const title of options.title) title.textStyle.width = width - 16;
  copy.setOption(options);
  const text = copy.renderToSVGString();
  copy.dispose();
  return { text, width, height };
}

async function pngOf(svg) {
  const address = URL.createObjectURL(new Blob([svg.text], { type: "image/svg+xml" }));
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = 2 * svg.width;
  canvas.height = 2 * svg.height;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-picture]");
  if (!button) return;
  const chart = echarts.getInstanceByDom(document.getElementById(button.dataset.chart));
  const svg = svgOf(chart);
  const name = `${button.dataset.name}.${button.dataset.picture}`;
  if (button.dataset.picture === "svg") save(new Blob([svg.text], { type: "image/svg+xml" }), name);
  else save(await pngOf(svg), name);
});
