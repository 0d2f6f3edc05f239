// Boxes drawn on an empty sheet: by the mouse, or with the keys; each is named in the list beside it.
class Boxes extends TriptychPart {
  begin() {
    this.boxes = [];
    this.form = this.one("form");
    this.ground = this.one(".tri-ground");
    this.list = this.one(".tri-box-list");
    this.ground.addEventListener("pointerdown", (event) => this.down(event));
    this.ground.addEventListener("pointermove", (event) => this.held && this.drag(event));
    for (const end of ["pointerup", "pointercancel"]) this.ground.addEventListener(end, () => this.up());
    this.ground.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("click", (event) => this.press(event));
    this.list.addEventListener("input", (event) => {
      this.boxes[Number(event.target.dataset.place)].description = event.target.value;
      this.draw(false);
    });
    document.addEventListener("click", (event) => {
      const taken = event.target.closest?.("[data-take-boxes]");
      if (taken && this.isConnected) this.take(JSON.parse(taken.dataset.takeBoxes));
    });
    this.draw(true);
  }

  show() {}

  take({ prompt, boxes }) {
    this.boxes = boxes;
    this.form.elements.prompt.value = prompt;
    this.draw(true);
    this.list.querySelector("input")?.focus();
  }

  at(event) {
    const sheet = this.ground.getBoundingClientRect();
    const inside = (value) => Math.min(1, Math.max(0, value));
    return [inside((event.clientX - sheet.left) / sheet.width), inside((event.clientY - sheet.top) / sheet.height)];
  }

  down(event) {
    if (event.button) return;
    const [x, y] = this.at(event);
    const place = event.target.closest("[data-place]")?.dataset.place;
    const box = this.boxes[place];
    this.ground.setPointerCapture(event.pointerId);
    if (!box && this.boxes.length >= Number(this.dataset.most)) return;
    if (box) {
      const sizes = "corner" in event.target.dataset;
      this.held = { box, x: x - (sizes ? box.width : box.left), y: y - (sizes ? box.height : box.top), sizes };
    } else {
      const fresh = { description: "", left: x, top: y, width: 0, height: 0 };
      this.boxes.push(fresh);
      this.held = { box: fresh, from: [x, y] };
    }
  }

  drag(event) {
    const [x, y] = this.at(event);
    const { box, from, sizes } = this.held;
    if (from) {
      Object.assign(box, { left: Math.min(x, from[0]), top: Math.min(y, from[1]) });
      Object.assign(box, { width: Math.abs(x - from[0]), height: Math.abs(y - from[1]) });
    } else if (sizes) {
      this.size(box, x - this.held.x, y - this.held.y);
    } else {
      this.move(box, x - this.held.x, y - this.held.y);
    }
    this.draw(false);
  }

  up() {
    if (!this.held) return;
    const { box, from } = this.held;
    this.held = null;
    if (from && box.width * box.height < 0.01) this.boxes = this.boxes.filter((one) => one !== box);
    this.draw(true);
    if (from && this.boxes.includes(box)) this.list.querySelectorAll("input")[this.boxes.length - 1].focus();
  }

  move(box, left, top) {
    box.left = Math.min(1 - box.width, Math.max(0, left));
    box.top = Math.min(1 - box.height, Math.max(0, top));
  }

  size(box, width, height) {
    box.width = Math.min(1 - box.left, Math.max(0.1, width));
    box.height = Math.min(1 - box.top, Math.max(0.1, height));
  }

  key(event) {
    const box = this.boxes[event.target.dataset.place];
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!box || !(step || event.key === "Delete")) return;
    event.preventDefault();
    event.stopPropagation();
    const place = Number(event.target.dataset.place);
    if (!step) return this.remove(place);
    const [x, y] = step.map((way) => 0.02 * way);
    if (event.shiftKey) this.size(box, box.width + x, box.height + y);
    else this.move(box, box.left + x, box.top + y);
    this.draw(false);
  }

  press(event) {
    const { box, place } = event.target.closest("button")?.dataset || {};
    if (box === "add" && this.boxes.length < Number(this.dataset.most)) {
      const shift = (this.boxes.length % 5) * 0.08;
      this.boxes.push({ description: "", left: 0.08 + shift, top: 0.3 + shift / 2, width: 0.36, height: 0.45 });
      this.draw(true);
      this.list.querySelectorAll("input")[this.boxes.length - 1].focus();
    }
    if (box === "clear") { this.boxes = []; this.draw(true); }
    if (box === "remove") this.remove(Number(place));
    if (box === "front") { this.boxes.push(...this.boxes.splice(Number(place), 1)); this.draw(true); }
  }

  remove(place) {
    this.boxes.splice(place, 1);
    this.draw(true);
    (this.list.querySelectorAll("input")[Math.max(0, place - 1)] || this.one("[data-box=add]")).focus();
  }

  draw(listed) {
    this.form.elements.boxes.value = JSON.stringify(this.boxes);
    const drawn = [...this.ground.children];
    while (drawn.length > this.boxes.length) drawn.pop().remove();
    this.boxes.forEach(({ description, left, top, width, height }, place) => {
      let shape = drawn[place];
      if (!shape) {
        shape = document.createElement("div");
        Object.assign(shape, { className: "tri-shape", tabIndex: 0, innerHTML: "<b></b><i data-corner></i>" });
        shape.setAttribute("role", "group");
        this.ground.append(shape);
      }
      shape.dataset.place = place;
      shape.setAttribute("aria-label", `${this.ground.dataset.name} ${place + 1}: ${description}`);
      shape.firstChild.textContent = description || place + 1;
      const sides = { left, top, width, height };
      for (const [side, share] of Object.entries(sides)) shape.style[side] = `${100 * share}%`;
    });
    if (listed) this.name();
  }

  name() {
    const { named, example, remove, front } = this.list.dataset;
    const button = (sign, does, label, place) => {
      const made = document.createElement("button");
      Object.assign(made, { type: "button", className: "tri-tool", textContent: sign });
      Object.assign(made.dataset, { box: does, place });
      made.setAttribute("aria-label", `${label} ${place + 1}`);
      made.title = label;
      return made;
    };
    this.list.replaceChildren(...this.boxes.map(({ description }, place) => {
      const [item, field] = [document.createElement("li"), document.createElement("input")];
      Object.assign(field, { className: "tri-field", value: description, placeholder: example, maxLength: 300 });
      field.dataset.place = place;
      field.setAttribute("aria-label", `${named} ${place + 1}`);
      item.append(field, button("↑", "front", front, place), button("×", "remove", remove, place));
      return item;
    }));
  }
}
customElements.define("tri-boxes", Boxes);
