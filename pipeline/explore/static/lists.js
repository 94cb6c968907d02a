// The lists of measures are long and the same on every page: they are filled after the picture is drawn, or when one is
// reached for. Each keeps its own choice, also where that is none of the list.
(() => {
  const AFTER = 400; // milliseconds: the picture comes first
  let filled = false;

  const put = (list, markup) => {
    const own = list.options[list.selectedIndex];
    list.insertAdjacentHTML("beforeend", markup);
    const same = [...list.options].find((option) => option !== own && option.value === own.value);
    if (!same) return;
    same.selected = same.defaultSelected = true;
    own.remove();
  };

  const fill = async () => {
    const lists = document.querySelectorAll("select[data-fill]");
    if (filled || !lists.length) return;
    filled = true;
    try {
      const answer = await fetch(lists[0].dataset.fill);
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      const markup = await answer.text();
      lists.forEach((list) => put(list, markup));
    } catch (error) {
      filled = false; // reached for again, it is asked for again
      console.warn(`the list of measures did not come: ${error.message}`);
    }
  };

  for (const reached of ["focusin", "pointerover"]) {
    document.addEventListener(reached, (event) => event.target.closest("select[data-fill]") && fill());
  }
  addEventListener("load", () => setTimeout(fill, AFTER));
})();
