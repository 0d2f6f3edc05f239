// The large picture of the Canvas: beside the one it came from, zoomed, moved, one after the other.
class Viewer extends TriptychPart {
  begin() {
    this.zoom = 1;
    this.x = this.y = 0;
    this.comparing = true;
    this.addEventListener("click", (event) => {
      const button = event.target.closest("[data-go]");
      if (button) this.go(button.dataset.go);
    });
    this.one("input").addEventListener("input", () => this.draw());
    const stage = this.one(".tri-stage");
    stage.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey && this.zoom === 1) return; // the page scrolls
      event.preventDefault();
      this.scale(event.deltaY < 0 ? 1.2 : 1 / 1.2);
    }, { passive: false });
    stage.addEventListener("dblclick", () => (this.zoom > 1 ? this.go("fit") : this.scale(2.5)));
    stage.addEventListener("keydown", (event) => this.key(event));
    this.drag(stage);
  }

  // On the picture: zoom, and move what is zoomed with Shift and the arrows.
  key(event) {
    const zoom = { "+": "in", "=": "in", "-": "out", 0: "fit" }[event.key];
    const way = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    const moves = way && event.shiftKey && this.zoom > 1;
    if ((!zoom && !moves) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (zoom) return this.go(zoom);
    this.x += 40 * way[0];
    this.y += 40 * way[1];
    this.draw();
  }

  drag(stage) {
    let from = null;
    stage.addEventListener("pointerdown", (event) => {
      const slides = this.zoom === 1 && this.before;
      from = { x: event.clientX - this.x, y: event.clientY - this.y, slides };
      stage.setPointerCapture(event.pointerId);
      if (slides) this.slide(event);
    });
    stage.addEventListener("pointermove", (event) => {
      if (!from) return;
      if (from.slides) return this.slide(event);
      if (this.zoom === 1) return;
      this.x = event.clientX - from.x;
      this.y = event.clientY - from.y;
      this.draw();
    });
    for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, () => { from = null; });
  }

  slide(event) {
    const sheet = this.one(".tri-sheet").getBoundingClientRect();
    this.one("input").value = (100 * (event.clientX - sheet.left)) / sheet.width;
    this.draw();
  }

  go(where) {
    if (where === "in") return this.scale(1.25);
    if (where === "out") return this.scale(1 / 1.25);
    if (where === "fit") return this.scale(0);
    if (where === "all") return triptych.pick("");
    if (where === "compare") { this.comparing = !this.comparing; return this.show(); }
    const { frames, chosen } = triptych.strip(this);
    const place = frames.indexOf(chosen) + (where === "next" ? 1 : -1);
    const next = frames[(place + frames.length) % frames.length];
    if (!next) return;
    triptych.pick(next.dataset.pick);
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  scale(factor) {
    this.zoom = factor ? Math.min(8, Math.max(1, this.zoom * factor)) : 1;
    if (this.zoom === 1) this.x = this.y = 0;
    this.draw();
  }

  show() {
    const canvas = this.closest(".tri-canvas");
    const wall = canvas.querySelector(".tri-wall");
    if (!wall) return;
    triptych.follow(this, wall.dataset.turn);
    const { pane, chosen } = triptych.strip(this);
    const many = Number(wall.dataset.many);
    const painting = "busy" in wall.dataset && many > 0;
    canvas.dataset.view = !chosen || (!triptych.picked && (painting || many > 1)) ? "wall" : "one";
    this.one(".tri-all").hidden = many < 2 && !painting;
    if (!chosen) return;
    const about = pane.querySelector(`template[data-about="${chosen.dataset.pick}"]`);
    const place = this.one(".tri-about");
    if (about && place.source !== about.innerHTML) { place.source = about.innerHTML; place.innerHTML = about.innerHTML; }
    this.picture(chosen, pane);
  }

  picture(frame, pane) {
    const { source, url, caption, pick } = frame.dataset;
    const earlier = source && pane.querySelector(`.tri-frame[data-pick="${source}"]`);
    const [now, then] = [this.one(".tri-now"), this.one(".tri-then")];
    if (this.shown !== pick) { this.shown = pick; this.scale(0); }
    if (now.getAttribute("src") !== url) now.src = url;
    now.alt = `${pick}: ${caption}`;
    this.before = earlier && this.comparing ? earlier.dataset.url : "";
    if (this.before && then.getAttribute("src") !== this.before) then.src = this.before;
    const button = this.one(".tri-before-after");
    button.hidden = !earlier;
    button.setAttribute("aria-pressed", String(Boolean(this.before)));
    this.classList.toggle("tri-compared", Boolean(this.before));
    this.draw();
  }

  draw() {
    const at = this.one("input").value;
    const sheet = this.one(".tri-sheet");
    sheet.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.zoom})`;
    sheet.style.setProperty("--tri-at", `${at}%`);
    this.one("output").textContent = `${Math.round(100 * this.zoom)} %`;
    this.classList.toggle("tri-zoomed", this.zoom > 1);
  }
}
customElements.define("tri-viewer", Viewer);
