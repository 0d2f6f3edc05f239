// Turns the sheets of a book: arrows, Page Up and Down, Home, End, buttons, a swipe. Without it they stand in a row.
const sheets = [...document.querySelectorAll(".sheet")];
const [back, next] = ["back", "next"].map((id) => document.getElementById(id));
const toTheLeft = document.documentElement.dir === "rtl" ? 1 : -1;
let open = 0;

function turn(to) {
  open = Math.min(Math.max(to, 0), sheets.length - 1);
  sheets.forEach((sheet, n) => {
    sheet.classList.toggle("turned", n < open);
    sheet.inert = n !== open;
    sheet.style.zIndex = sheets.length - n;
  });
  back.disabled = open === 0;
  next.disabled = open === sheets.length - 1;
  document.querySelector("output").textContent = `${open + 1} / ${sheets.length}`;
}

document.body.classList.add("flip");
back.onclick = () => turn(open - 1);
next.onclick = () => turn(open + 1);
addEventListener("keydown", (event) => {
  const to = {
    ArrowLeft: open + toTheLeft,
    ArrowRight: open - toTheLeft,
    PageUp: open - 1,
    PageDown: open + 1,
    Home: 0,
    End: sheets.length - 1,
  }[event.key];
  if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  turn(to);
});
let start = null;
addEventListener("touchstart", (event) => (start = event.touches[0].clientX), { passive: true });
addEventListener("touchend", (event) => {
  const moved = event.changedTouches[0].clientX - start;
  if (Math.abs(moved) > 50 && getSelection().isCollapsed) turn(open + (moved < 0 ? -toTheLeft : toTheLeft));
});
turn(0);
