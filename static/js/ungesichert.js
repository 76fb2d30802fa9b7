/* Asks before a form is left that differs from what was opened, whatever made it differ. */

"use strict";

(() => {
  const form = document.querySelector('body:not(.login) #content-main form[method="post"]');
  if (!form) return;

  // In a list these say only what is to be done with chosen records.
  const KEINE_EINGABEN = ["action", "index", "select_across", "_selected_action"];

  function stand() {
    const eingaben = [...new FormData(form)]
      .filter(([name]) => !KEINE_EINGABEN.includes(name))
      .map(([name, wert]) => `${name}=${wert.name ?? wert}`);
    // Rows may change their places, but only the numbers in them are an order.
    return JSON.stringify(eingaben.sort());
  }

  // What is shown again was typed before and is not saved: it differs from everything.
  let geoeffnet = form.querySelector(".errorlist, .errornote, .vorschau") ? "" : null;

  // Only now: what the browser and the scripts filled in before anybody did anything is no change.
  function merken() {
    geoeffnet ??= stand();
  }
  for (const anlass of ["beforeinput", "click", "dragenter", "keydown", "pointerdown"]) {
    window.addEventListener(anlass, merken, { capture: true });
  }

  // At the window, where it is known whether another script has stopped the sending.
  window.addEventListener("submit", ({ defaultPrevented, submitter, target }) => {
    // The preview opens beside the form, which stays as unsaved as it is.
    if (target === form && !defaultPrevented && submitter?.formTarget !== "_blank") {
      geoeffnet = stand();
    }
  });

  window.addEventListener("beforeunload", (event) => {
    if (geoeffnet !== null && geoeffnet !== stand()) event.preventDefault();
  });
})();
