// A picture of ECharts in the page. Its options come as a text: of an object Vue would make proxies, and reading through
// them takes most of the time of drawing. No event of the picture goes to the server.
import { echarts } from "nicegui-echart";

export default {
  template: "<div></div>",
  props: { options: String },
  mounted() {
    this.chart = echarts.init(this.$el, null, { renderer: "svg" });
    this.chart.setOption(this.fitted(JSON.parse(this.options)));
    let width = this.$el.offsetWidth;
    this.observer = new ResizeObserver(() => {
      if (this.$el.offsetWidth !== width) this.chart.resize();
      width = this.$el.offsetWidth;
    });
    this.observer.observe(this.$el);
  },
  methods: {
    // On a phone the words beneath the picture take two lines.
    fitted(options) {
      const room = this.$el.offsetWidth - 16;
      for (const title of options.title) title.textStyle.width = Math.min(title.textStyle.width, room);
      if (room < 520) options.grid.bottom += 14;
      return options;
    },
  },
  unmounted() {
    this.observer.disconnect();
    this.chart.dispose();
  },
};
