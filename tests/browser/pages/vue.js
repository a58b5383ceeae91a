/* The same page as that of React, in Vue. The template is that of docs/embedding.md. */
import { createApp, defineComponent, h, ref } from "vue";
import { render } from "template";

const { src } = document.getElementById("app").dataset;
const theme = ref("light");
const chosen = ref("");

const Graph = defineComponent({
  setup: () => ({
    src,
    theme,
    choose(event) {
      chosen.value = event.detail.node?.label ?? "";
    },
  }),
  render,
});

createApp({
  setup: () => () => h("main", null, [
    h("button", { id: "dark", onClick: () => (theme.value = "dark") }, "Dark"),
    h(Graph),
    h("p", { id: "chosen" }, chosen.value),
  ]),
}).mount("#app");
