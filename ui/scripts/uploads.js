// The pictures chosen for a message, in the order in which they are sent: dragged, or moved with the arrow keys.
class Uploads extends HTMLElement {
  connectedCallback() {
    if (this.watching) return;
    this.box = document.querySelector(".tri-box");
    this.watching = new MutationObserver(() => this.show());
    this.watching.observe(this.box, { childList: true, subtree: true });
    this.listening = new AbortController();
    const { signal } = this.listening;
    const listen = (name, heard) => this.box.addEventListener(name, heard, { signal, capture: true });
    listen("keydown", (event) => this.key(event));
    listen("pointerdown", (event) => this.take(event));
    listen("pointermove", (event) => this.drag(event));
    for (const end of ["pointerup", "pointercancel"]) listen(end, (event) => this.drop(event));
    listen("dragstart", (event) => { if (event.target.closest(".thumbnails")) event.preventDefault(); });
    this.show();
  }

  disconnectedCallback() {
    this.watching.disconnect();
    this.listening.abort();
    this.watching = null;
  }

  get pictures() { return [...this.box.querySelectorAll(".thumbnail-wrapper")]; }

  show() {
    const { pictures } = this;
    this.hidden = pictures.length < 2;
    const set = (element, name, value) => {
      if (element && element.getAttribute(name) !== value) element.setAttribute(name, value);
    };
    const list = this.box.querySelector(".thumbnails");
    set(list, "role", "group");
    set(list, "aria-label", this.dataset.list);
    set(this.box.querySelector(".upload-button"), "aria-label", this.dataset.add);
    pictures.forEach((picture, place) => {
      set(picture, "role", "group");
      set(picture, "tabindex", "0");
      set(picture, "aria-label", this.dataset.picture.replace("NUMBER", place + 1).replace("OF", pictures.length));
      set(picture, "aria-keyshortcuts", "ArrowLeft ArrowRight Delete");
      set(picture.querySelector(".delete-button"), "aria-label", this.dataset.remove.replace("NUMBER", place + 1));
    });
  }

  key(event) {
    const from = this.pictures.indexOf(event.target);
    if (from < 0) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) this.move(from, from + step);
    else if (event.key === "Delete") event.target.querySelector(".delete-button").click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  take(event) {
    const picture = event.target.closest(".thumbnail-wrapper");
    if (!picture || event.button || event.target.closest(".delete-button") || this.hidden) return;
    this.taken = { picture, x: event.clientX, y: event.clientY };
    picture.setPointerCapture(event.pointerId);
  }

  drag(event) {
    if (!this.taken) return;
    const { picture, x, y } = this.taken;
    picture.style.transform = `translate(${event.clientX - x}px, ${event.clientY - y}px)`;
    picture.classList.add("tri-taken");
  }

  // The picture goes to the place of the one that is nearest to where it was let go.
  drop(event) {
    if (!this.taken) return;
    const { pictures } = this;
    const from = pictures.indexOf(this.taken.picture);
    this.taken.picture.style.transform = "";
    this.taken.picture.classList.remove("tri-taken");
    this.taken = null;
    if (event.type === "pointercancel") return;
    const far = pictures.map((picture) => {
      const { left, top, width, height } = picture.getBoundingClientRect();
      return Math.hypot(event.clientX - left - width / 2, event.clientY - top - height / 2);
    });
    this.move(from, far.indexOf(Math.min(...far)));
  }

  move(from, to) {
    const { pictures } = this;
    if (from === to || !pictures[to]) return;
    this.moved = { from, to };
    this.querySelector("button").click(); // Gradio keeps the files: it gives them to `sorted`
    pictures[to].focus();
    this.querySelector("output").textContent = pictures[to].getAttribute("aria-label");
  }

  // The value of the message box with the picture in its new place.
  sorted(value) {
    const files = [...value.files];
    files.splice(this.moved.to, 0, ...files.splice(this.moved.from, 1));
    return { ...value, files };
  }
}
customElements.define("tri-uploads", Uploads);
