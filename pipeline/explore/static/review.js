// Decisions on cells: keys, buttons, and sending until the server says that a decision is on disk.
(() => {
  const kept = "gongkai-decisions";
  const read = () => JSON.parse(localStorage.getItem(kept) || "[]");
  const write = list => localStorage.setItem(kept, JSON.stringify(list));
  const uuid = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };
  const wait = milliseconds => new Promise(done => setTimeout(done, milliseconds));
  const box = () => document.querySelector("[data-review]");
  const tell = text => { const at = document.querySelector(".g-told"); if (at) at.textContent = text; };

  // A decision stays in the browser until it was answered; what is refused is told and dropped.
  const send = async decision => {
    for (let pause = 200; ; pause = Math.min(pause * 2, 5000)) {
      let answer;
      try {
        answer = await fetch("/review/decisions?lang=" + document.documentElement.lang.slice(0, 2), {
          method: "POST", headers: {"content-type": "application/json"}, body: JSON.stringify(decision)});
      } catch { answer = null; }
      if (answer && answer.status !== 503 && answer.status < 600 && answer.status !== 500) {
        const said = await answer.json().catch(() => ({saved: false, error: "HTTP " + answer.status}));
        write(read().filter(other => other.id !== decision.id));
        return said;
      }
      tell(box() ? box().dataset.waiting : "");
      await wait(pause);
    }
  };

  const decide = async (kind, more = {}) => {
    const at = box();
    if (!at || at.dataset.readonly) return;
    const who = document.querySelector("#g-who").value.trim();
    if (!who) { tell(at.dataset.noname); document.querySelector("#g-who").focus(); return; }
    localStorage.setItem("gongkai-who", who);
    const decision = {...JSON.parse(at.dataset.review), id: uuid(), kind, who, ...more};
    write([...read(), decision]);
    const said = await send(decision);
    if (!said.saved) { tell(said.error); return; }
    location.assign(kind === "undo" ? location.href : at.dataset.next);
  };

  const act = {
    as_printed: () => decide("as_printed"),
    blank: () => decide("blank"),
    unreadable: () => decide("unreadable"),
    value: () => {
      const typed = document.querySelector("#g-typed");
      if (typed.value.trim()) decide("value", {typed: typed.value.trim()}); else typed.focus();
    },
    undo: () => {
      const who = document.querySelector("#g-who").value.trim().toLowerCase();
      const own = JSON.parse(box().dataset.own).filter(item => item.who.trim().toLowerCase() === who);
      if (own.length) decide("undo", {undoes: own[own.length - 1].id}); else tell(box().dataset.noundo);
    },
    next: () => location.assign(box().dataset.skip),
    previous: () => box().dataset.previous && location.assign(box().dataset.previous),
  };
  const keys = {a: "as_printed", v: "value", e: "blank", u: "unreadable", z: "undo", j: "next", k: "previous",
    ArrowRight: "next", ArrowLeft: "previous"};

  document.addEventListener("keydown", event => {
    if (event.key === "Escape") {
      const close = document.querySelector(".g-close");
      if (close) close.click();
    }
    if (!box() || event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input, select, textarea");
    if (typing && event.key === "Escape") event.target.blur();
    if (typing && event.key === "Enter" && event.target.id === "g-typed") { event.preventDefault(); act.value(); }
    if (typing || event.target.closest(".g-view")) return;
    if (keys[event.key]) { event.preventDefault(); act[keys[event.key]](); }
  });
  document.addEventListener("click", event => {
    const button = event.target.closest("[data-act]");
    if (button && box()) act[button.dataset.act]();
  });
  const ready = () => {
    const who = document.querySelector("#g-who");
    if (!who) return void setTimeout(ready, 50);
    if (!who.value) who.value = localStorage.getItem("gongkai-who") || "";
  };
  if (location.pathname === "/review") ready();
  (async () => { for (const decision of read()) await send(decision); })();
})();
