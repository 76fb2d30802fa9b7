/* Leads from the sentence above a form that was refused to the first place it is about. */

"use strict";

(() => {
  const satz = document.querySelector("#content-main .errornote");
  const fehler = document.querySelector("#content-main form .errorlist:not(.errornote + ul)");
  if (!satz || !fehler) return;
  // Errors of a whole row have no id of their own.
  fehler.id ||= "erster-fehler";
  const link = document.createElement("a");
  link.href = `#${fehler.id}`;
  link.textContent = "Zur ersten Stelle";
  satz.append(" ", link);
})();
