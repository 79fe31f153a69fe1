// Everything works without this; with it, pages keep themselves current and a list can be ticked as a whole.
"use strict";
// On the document: parts of the page are replaced.
document.addEventListener("change", ({ target }) => {
  if (!target.dataset.all) return;
  for (const box of document.querySelectorAll(`input[name="${target.dataset.all}"]`)) box.checked = target.checked;
});
const isChosen = (select) => select.selectedIndex !== Math.max(0, [...select.options].findIndex((option) => option.defaultSelected));
for (const part of document.querySelectorAll("[data-live]")) {
  let fresh = null;
  // Not under the fingers of who is choosing rows: when they have done.
  const show = () => {
    if (!fresh || part.contains(document.activeElement) || part.querySelector("input:checked")) return;
    if ([...part.querySelectorAll("select")].some(isChosen)) return;
    part.replaceChildren(...fresh.childNodes);
    fresh = null;
  };
  const source = new EventSource(part.dataset.live);
  source.addEventListener("part", (event) => {
    fresh = new DOMParser().parseFromString(event.data, "text/html").body;
    show();
  });
  // While it happens the focus is nowhere.
  part.addEventListener("focusout", () => setTimeout(show));
  addEventListener("pagehide", () => source.close());
}
for (const bar of document.querySelectorAll("[data-seconds]")) {
  let left = Number(bar.dataset.seconds);
  const show = bar.querySelector("[data-left]");
  const timer = setInterval(() => {
    left -= 1;
    if (show) show.textContent = String(Math.max(left, 0));
    if (left > 0) return;
    clearInterval(timer);
    bar.remove();
  }, 1000);
}
for (const button of document.querySelectorAll("[data-press]")) button.click();
