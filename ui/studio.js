// The page's own behaviour: which thread the address names, pieces of HTML that change in place, keys.
const triptych = {
  // The thread of the address (a new one where it names none) and the language of the page.
  open() {
    const url = new URL(location);
    let thread = url.searchParams.get("thread");
    if (!thread) {
      const bytes = crypto.getRandomValues(new Uint8Array(8));
      thread = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
      url.searchParams.set("thread", thread);
      history.replaceState(null, "", url);
    }
    return [thread, navigator.language];
  },

  // The widget of keyed.py: exchanges the pieces that differ, and tells what was clicked.
  keyed(element, props, watch, trigger) {
    const shown = new Map();
    const show = () => {
      const holder = element.querySelector(".tri-pieces");
      const scroller = element.closest("[data-follow], .tri-follow");
      const low = scroller && scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 120;
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
        if (piece.source !== html) { piece.source = html; piece.innerHTML = html; }
        if (holder.children[place] !== piece) holder.insertBefore(piece, holder.children[place] || null);
      });
      if (low) scroller.scrollTop = scroller.scrollHeight;
    };
    element.addEventListener("click", (event) => {
      const button = event.target.closest("[data-act]");
      if (!button) return;
      const form = button.closest("form");
      trigger("click", {
        act: button.dataset.act,
        value: button.dataset.value || "",
        form: form ? Object.fromEntries(new FormData(form)) : {},
      });
    });
    element.addEventListener("submit", (event) => event.preventDefault());
    watch("value", show);
    show();
  },
};
