// The picture that is changed: a mask is painted over it, the way of a move is drawn on it.
// Knows the form around it by the names of its fields.
class Easel extends TriptychPart {
  begin() {
    this.form = this.one("form");
    this.canvas = this.one("canvas");
    this.area = this.one(".tri-paint");
    this.strokes = [];
    this.brush = { x: 0.5, y: 0.5 };
    this.start = { x: 0.5, y: 0.5 };
    this.erases = false;
    this.addEventListener("click", (event) => this.press(event));
    this.addEventListener("input", (event) => this.changed(event));
    this.one(".tri-paint img").addEventListener("load", () => this.fit());
    const area = this.area;
    area.addEventListener("pointerdown", (event) => this.down(event));
    area.addEventListener("pointermove", (event) => this.moved(event));
    for (const end of ["pointerup", "pointercancel"]) area.addEventListener(end, () => this.up());
    area.addEventListener("keydown", (event) => this.key(event));
  }

  get mode() { return this.form.elements.mode.value; }
  get paints() { return ["change", "recolor"].includes(this.mode); }
  get size() { return Number(this.one("[data-size]").value) / 100; }

  show() {
    const now = this.closest("[role=tabpanel]")?.querySelector(".tri-edit-now");
    if (now) triptych.follow(this, now.dataset.turn);
    const { chosen } = triptych.strip(this);
    this.dataset.mode = this.mode;
    if (!chosen) return;
    const { pick, url, caption } = chosen.dataset;
    if (this.form.elements.image.value === pick) return;
    this.form.elements.image.value = pick;
    const image = this.one(".tri-paint img");
    image.src = url;
    image.alt = `${pick}: ${caption}`;
    this.nouns(caption);
    this.clear();
  }

  // The words for things in what the picture is said to show.
  nouns(caption) {
    const words = caption.toLowerCase().match(/[\p{L}-]+/gu) || [];
    const known = JSON.parse(this.dataset.nouns);
    const any = Object.keys(known).length > 0;
    const found = [...new Set(any ? words.map((word) => known[word]).filter(Boolean) : words)].slice(0, 12);
    this.form.elements.what.value = any ? found[0] || "" : "";
    this.one("[data-nouns-here]").replaceChildren(...found.map((noun) => {
      const chip = document.createElement("button");
      Object.assign(chip, { type: "button", className: "tri-chip", textContent: noun });
      chip.dataset.noun = noun;
      return chip;
    }));
  }

  press(event) {
    const { paint, noun, less, more } = event.target.closest("button")?.dataset || {};
    if (noun) this.form.elements.what.value = noun;
    if (less) { this.form.elements.less.value = less; this.form.elements.more.value = more; }
    if (paint === "clear") this.clear();
    if (paint === "back") { this.strokes.pop(); this.paint(); }
    if (paint === "brush" || paint === "eraser") {
      this.erases = paint === "eraser";
      this.querySelectorAll("[data-paint][aria-pressed]").forEach((tool) => {
        tool.setAttribute("aria-pressed", String(tool.dataset.paint === paint));
      });
    }
  }

  changed(event) {
    const { name, value } = event.target;
    if (name === "mode") { this.dataset.mode = value; this.cursor(); }
    if (name === "strength") this.one(".tri-amount output").textContent = `${value} %`;
    if (name === "right" || name === "down") this.way();
    if ("size" in event.target.dataset) this.cursor();
  }

  at(event) {
    const box = this.area.getBoundingClientRect();
    const inside = (value) => Math.min(1, Math.max(0, value));
    return { x: inside((event.clientX - box.left) / box.width), y: inside((event.clientY - box.top) / box.height) };
  }

  down(event) {
    if (event.button) return;
    this.area.setPointerCapture(event.pointerId);
    this.held = true;
    this.brush = this.at(event);
    if (this.paints) this.stroke();
    if (this.mode === "move") { this.start = this.brush; this.to(this.brush); }
    this.cursor();
  }

  moved(event) {
    this.brush = this.at(event);
    this.cursor();
    if (!this.held) return;
    if (this.paints) { this.strokes.at(-1).points.push(this.brush); this.paint(); }
    if (this.mode === "move") this.to(this.brush);
  }

  up() {
    if (this.held && this.paints) this.paint();
    this.held = false;
  }

  key(event) {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const far = event.shiftKey ? 0.1 : 0.02;
    const inside = (value) => Math.min(1, Math.max(0, value));
    if (step && this.mode === "move") {
      const { right, down } = this.form.elements;
      right.value = Math.max(-100, Math.min(100, Number(right.value) + 100 * far * step[0]));
      down.value = Math.max(-100, Math.min(100, Number(down.value) + 100 * far * step[1]));
      this.way();
    } else if (step && this.paints) {
      this.brush = { x: inside(this.brush.x + far * step[0]), y: inside(this.brush.y + far * step[1]) };
      this.cursor();
    } else if (event.key === " " && this.paints) {
      this.stroke();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  stroke() {
    this.strokes.push({ points: [this.brush], size: this.size, erases: this.erases });
    this.paint();
  }

  clear() {
    this.strokes = [];
    this.start = { x: 0.5, y: 0.5 };
    this.form.elements.right.value = this.form.elements.down.value = 0;
    this.way();
    this.paint();
  }

  fit() {
    const image = this.one(".tri-paint img");
    this.area.style.setProperty("--tri-ratio", image.naturalWidth / image.naturalHeight);
    this.canvas.width = image.naturalWidth;
    this.canvas.height = image.naturalHeight;
    this.paint();
  }

  paint() {
    const { canvas, strokes } = this;
    const pen = canvas.getContext("2d");
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#d9623f";
    for (const { points, size, erases } of strokes) {
      pen.globalCompositeOperation = erases ? "destination-out" : "source-over";
      pen.lineWidth = size * Math.max(canvas.width, canvas.height);
      pen.beginPath();
      pen.moveTo(points[0].x * canvas.width, points[0].y * canvas.height);
      [...points.slice(1), points.at(-1)].forEach(({ x, y }) => pen.lineTo(x * canvas.width, y * canvas.height));
      pen.stroke();
    }
    const painted = strokes.some((stroke) => !stroke.erases);
    if (!this.held) this.form.elements.mask.value = painted ? canvas.toDataURL("image/png") : "";
    this.querySelectorAll("[data-paint=back], [data-paint=clear]").forEach((tool) => { tool.disabled = !strokes.length; });
  }

  to({ x, y }) {
    this.form.elements.right.value = Math.round(100 * (x - this.start.x));
    this.form.elements.down.value = Math.round(100 * (y - this.start.y));
    this.way();
  }

  way() {
    const { right, down } = this.form.elements;
    const [x, y] = [100 * this.start.x + Number(right.value), 100 * this.start.y + Number(down.value)];
    const ends = { x1: 100 * this.start.x, y1: 100 * this.start.y, x2: x, y2: y };
    for (const [name, value] of Object.entries(ends)) this.one("line").setAttribute(name, value);
    Object.assign(this.one(".tri-handle").style, { left: `${x}%`, top: `${y}%` });
  }

  cursor() {
    const brush = this.one(".tri-brush");
    const longest = Math.max(this.area.clientWidth, this.area.clientHeight);
    const wide = `${this.size * longest}px`;
    Object.assign(brush.style, { left: `${100 * this.brush.x}%`, top: `${100 * this.brush.y}%`, width: wide, height: wide });
  }
}
customElements.define("tri-easel", Easel);
