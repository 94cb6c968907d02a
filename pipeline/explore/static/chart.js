// A picture of ECharts in the page. Its options come as a text: of an object Vue would make proxies, and reading through
// them takes most of the time of drawing. No event of the picture goes to the server.
import { echarts } from "nicegui-echart";

export default {
  template: "<div></div>",
  props: { options: String },
  mounted() {
    this.chart = echarts.init(this.$el, null, { renderer: "svg" });
    this.chart.setOption(JSON.parse(this.options));
    let width = this.$el.offsetWidth;
    this.observer = new ResizeObserver(() => {
      if (this.$el.offsetWidth !== width) this.chart.resize();
      width = this.$el.offsetWidth;
    });
    this.observer.observe(this.$el);
  },
  unmounted() {
    this.observer.disconnect();
    this.chart.dispose();
  },
};
