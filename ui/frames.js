// One picture is picked, in every tab the same: "" is the last on the table. Knows how strips mark it.
triptych.picked = "";

triptych.pick = (id) => {
  triptych.picked = id || "";
  document.querySelectorAll("tri-viewer, tri-easel").forEach((one) => one.show());
};

// What a turn made is looked at first: what was picked before it no longer is.
triptych.follow = (part, turn) => {
  if (part.turn !== undefined && part.turn !== turn) triptych.picked = "";
  part.turn = turn;
};

// The strip of a tab: its small pictures, the picked one, and those beside it.
triptych.strip = (element) => {
  const pane = element.closest(".tabitem, [role=tabpanel]") || document;
  const frames = [...pane.querySelectorAll(".tri-frame")];
  const chosen = frames.find((frame) => frame.dataset.pick === triptych.picked) || frames[0];
  frames.forEach((frame) => frame.setAttribute("aria-pressed", String(frame === chosen)));
  return { pane, frames, chosen };
};

document.addEventListener("click", (event) => {
  const picked = event.target.closest?.("[data-pick]");
  if (picked) triptych.pick(picked.dataset.pick);
  const mention = event.target.closest?.("[data-mention]");
  if (mention) triptych.mention(mention.dataset.mention);
});

// Enter in a field of a form does what its button does.
document.addEventListener("keydown", (event) => {
  const { target } = event;
  if (event.key !== "Enter" || event.isComposing || !target.matches?.(".tri-right form input.tri-field")) return;
  const button = [...target.form.querySelectorAll("[data-act]")].find((one) => one.offsetParent !== null);
  if (!button || target.closest(".tri-box-list")) return;
  event.preventDefault();
  button.click();
});

// A few words more in the message box, where the user goes on writing.
triptych.mention = (words) => {
  const box = document.querySelector(".tri-box textarea");
  box.value = `${box.value.trimEnd()} ${words}`.trimStart() + " ";
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
};

// An element of a tab that is drawn anew whenever the pieces around it change.
class TriptychPart extends HTMLElement {
  connectedCallback() {
    if (this.watching) return;
    const root = this.closest("[role=tabpanel]") || this.closest(".tri-pieces");
    this.watching = new MutationObserver((changes) => {
      if (changes.some((change) => !this.contains(change.target))) this.show();
    });
    this.watching.observe(root, { childList: true, subtree: true });
    this.begin();
    this.show();
  }

  disconnectedCallback() {
    this.watching.disconnect();
    this.watching = null;
  }

  one(selector) { return this.querySelector(selector); }
}
