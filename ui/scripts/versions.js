// Two pictures of the version tree side by side: pressed pictures come in, pressed again they go.
class Compare extends TriptychPart {
  begin() {
    this.chosen = [];
    this.closest(".tri-versions").addEventListener("click", (event) => {
      const look = event.target.closest("[data-look]");
      if (look) this.choose(look.dataset.look);
    });
    this.closest(".tri-versions").addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step || !event.target.closest(".tri-tree")) return;
      event.preventDefault();
      const rows = [...document.querySelectorAll(".tri-tree .tri-back:not([disabled])")];
      const here = rows.indexOf(event.target.closest(".tri-moment").querySelector(".tri-back"));
      rows[here < 0 ? 0 : (here + step + rows.length) % rows.length]?.focus();
    });
  }

  choose(id) {
    this.chosen = this.chosen.includes(id)
      ? this.chosen.filter((one) => one !== id)
      : [...this.chosen, id].slice(-2);
    this.show();
  }

  show() {
    const looks = [...this.closest(".tri-versions").querySelectorAll("[data-look]")];
    this.chosen = this.chosen.filter((id) => looks.some((look) => look.dataset.look === id));
    looks.forEach((look) => look.setAttribute("aria-pressed", String(this.chosen.includes(look.dataset.look))));
    this.hidden = !this.chosen.length;
    this.querySelectorAll("figure").forEach((figure, side) => {
      const look = looks.find((one) => one.dataset.look === this.chosen[side]);
      figure.hidden = !look;
      if (look) this.fill(figure, look.dataset);
    });
    this.one(".tri-hint").hidden = this.chosen.length > 1;
  }

  fill(figure, { look, url, caption }) {
    const image = figure.querySelector("img");
    if (image.getAttribute("src") !== url) image.src = url;
    image.alt = `${look}: ${caption}`;
    const name = document.createElement("b");
    name.textContent = look;
    figure.querySelector("figcaption").replaceChildren(name, ` ${caption}`);
    const mention = figure.querySelector("[data-mention]");
    mention.dataset.mention = mention.dataset.words.replace("ID", look);
    figure.querySelector("[data-large]").dataset.pick = look;
    figure.querySelector("[data-remove]").dataset.value = look;
  }
}
customElements.define("tri-compare", Compare);
