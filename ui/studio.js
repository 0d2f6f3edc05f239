// The page's own behaviour: which thread the address names, pieces of HTML that change in place, keys, looks.
const triptych = {
  // The thread of the address (a new one where it names none that can be) and the language of the page.
  open() {
    const url = new URL(location);
    let thread = url.searchParams.get("thread");
    if (!/^[\p{L}\p{N}_-]{1,64}$/u.test(thread || "")) {
      const bytes = crypto.getRandomValues(new Uint8Array(8));
      thread = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
      url.searchParams.set("thread", thread);
      history.replaceState(null, "", url);
    }
    const toggle = document.querySelector(".tri-side .toggle-button");
    if (toggle && matchMedia("(max-width: 900px)").matches && toggle.closest(".open")) toggle.click();
    return [thread, navigator.language];
  },

  // The widget of keyed.py: exchanges the pieces that differ, and tells what was clicked.
  keyed(element, props, watch, trigger) {
    const shown = new Map();
    const holder = element.querySelector(".tri-pieces");
    const scroller = element.closest(".tri-follow");
    if (scroller) triptych.stay(scroller, holder);
    const show = () => {
      const pieces = Array.isArray(props.value) ? props.value : [];
      const keys = new Set(pieces.map(([key]) => key));
      for (const [key, piece] of shown) if (!keys.has(key)) { piece.remove(); shown.delete(key); }
      pieces.forEach(([key, html], place) => {
        let piece = shown.get(key);
        if (!piece) {
          piece = document.createElement("div");
          piece.className = "tri-piece";
          shown.set(key, piece);
        }
        if (piece.source !== html) { piece.source = html; triptych.fill(piece, html); }
        if (holder.children[place] !== piece) holder.insertBefore(piece, holder.children[place] || null);
      });
    };
    const tell = (act, value, form) => trigger("click", { act, value, form });
    element.addEventListener("click", (event) => {
      const pencil = event.target.closest("[data-edit]");
      if (pencil) return triptych.edit(pencil, tell);
      const button = event.target.closest("[data-act]");
      if (!button || button.disabled) return;
      const form = button.closest("form");
      tell(button.dataset.act, button.dataset.value || "", form ? Object.fromEntries(new FormData(form)) : {});
    });
    element.addEventListener("submit", (event) => event.preventDefault());
    watch("value", show);
    show();
  },

  // A reader at the end stays there, whatever grows in the conversation or takes room from it.
  stay(scroller, inside) {
    let [low, last] = [true, 0];
    scroller.addEventListener("scroll", () => {
      const near = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 120;
      low = near || (low && scroller.scrollTop >= last); // what grew meanwhile was not scrolled away from
      last = scroller.scrollTop;
    });
    const end = () => { if (low) scroller.scrollTop = scroller.scrollHeight; };
    scroller.addEventListener("tri-end", () => { low = true; end(); });
    const sizes = new ResizeObserver(end);
    for (const one of [scroller, inside]) sizes.observe(one);
  },

  // New HTML for a piece; what the user had opened or closed in it stays so.
  fill(piece, html) {
    const open = [...piece.querySelectorAll("details")].map((details) => details.open);
    piece.innerHTML = html;
    piece.querySelectorAll("details").forEach((details, place) => {
      if (place in open) details.open = open[place];
    });
    piece.querySelectorAll("[data-setting]").forEach((select) => {
      select.value = localStorage.getItem(`triptych-${select.dataset.setting}`) || select.value;
    });
    document.querySelectorAll("[data-filter]").forEach((target) => triptych.filter({ target }));
  },

  // A text that is edited where it stands: the pencil beside it, a form in its place.
  edit(pencil, tell) {
    const text = pencil.parentElement.querySelector(".tri-text");
    const form = document.createElement("form");
    form.className = "tri-editing";
    const area = document.createElement("textarea");
    area.name = "text";
    area.value = text.innerText;
    area.setAttribute("aria-label", pencil.getAttribute("aria-label"));
    const buttons = ["save", "cancel"].map((name) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = name === "save" ? "tri-button tri-main-button" : "tri-button";
      button.textContent = pencil.dataset[name];
      return button;
    });
    const close = () => { form.remove(); text.hidden = pencil.hidden = false; pencil.focus(); };
    const save = () => {
      const value = area.value.trim();
      if (value) tell(pencil.dataset.editAct || "edit", pencil.dataset.edit, { text: value });
      close();
    };
    buttons[0].addEventListener("click", save);
    buttons[1].addEventListener("click", close);
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); save(); }
      if (event.key === "Escape") { event.stopPropagation(); close(); }
    });
    form.append(area, ...buttons);
    text.hidden = pencil.hidden = true;
    text.after(form);
    area.focus();
  },

  // Keys: Escape stops, Ctrl+Z undoes … whatever visible button names its key in data-shortcut.
  key(event) {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.isComposing || (typing && event.key !== "Escape")) return;
    const held = (event.ctrlKey || event.metaKey ? "Control+" : "") + (event.shiftKey ? "Shift+" : "");
    const name = held + event.key;
    const button = [...document.querySelectorAll("button[data-shortcut]:not([disabled])")].find(
      (one) => one.dataset.shortcut === name && one.offsetParent !== null,
    );
    if (button) { event.preventDefault(); button.click(); }
  },

  // Light or dark, and the language; kept in this browser.
  look() {
    const wanted = localStorage.getItem("triptych-look") || "system";
    const dark = wanted === "dark" || (wanted === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
    document.body?.classList.toggle("dark", dark);
  },

  changed(event) {
    const { setting } = event.target.dataset;
    if (!setting) return;
    localStorage.setItem(`triptych-${setting}`, event.target.value);
    if (setting === "language") location.reload();
    else triptych.look();
  },

  jump(event) {
    const link = event.target.closest?.("[data-focus]");
    if (!link) return;
    event.preventDefault();
    document.querySelector(link.dataset.focus)?.focus();
  },

  // What a search field does not find is hidden; where that is everything, its sentence for that is shown.
  filter({ target }) {
    const { filter, none } = target.dataset;
    if (!filter) return;
    const wanted = target.value.trim().toLowerCase();
    const every = [...document.querySelectorAll(filter)];
    for (const one of every) one.hidden = !one.textContent.toLowerCase().includes(wanted);
    const hint = document.querySelector(none);
    if (hint) hint.hidden = !wanted || every.some((one) => !one.hidden);
  },

  // A message that is sent is looked at, wherever the reader was in the conversation.
  sent(event) {
    const box = event.target.closest?.(".tri-box");
    const goes = event.type === "click" ? event.target.closest?.(".submit-button") : event.key === "Enter" && !event.shiftKey;
    if (box && goes) document.querySelector(".tri-follow")?.dispatchEvent(new Event("tri-end"));
  },
};

const triptychLanguage = localStorage.getItem("triptych-language");
if (triptychLanguage) {
  const tag = triptychLanguage === "zh" ? "zh-CN" : triptychLanguage;
  Object.defineProperty(navigator, "language", { get: () => tag });
  Object.defineProperty(navigator, "languages", { get: () => [tag] });
}
document.documentElement.lang = navigator.language;
document.addEventListener("keydown", triptych.key);
document.addEventListener("change", triptych.changed);
document.addEventListener("input", triptych.filter);
document.addEventListener("click", triptych.jump);
for (const way of ["keydown", "click"]) document.addEventListener(way, triptych.sent, true);
document.addEventListener("DOMContentLoaded", () => {
  triptych.look();
  // Gradio sets its own look when it starts.
  new MutationObserver(() => {
    const wanted = localStorage.getItem("triptych-look");
    const dark = document.body.classList.contains("dark");
    if ((wanted === "dark" && !dark) || (wanted === "light" && dark)) triptych.look();
  }).observe(document.body, { attributeFilter: ["class"] });
});
