/* The clock beside a time offers the hours at which something begins or appears here. */

"use strict";

(() => {
  const { DateTimeShortcuts } = window;
  if (!DateTimeShortcuts) return;

  const um = (...stunden) => stunden.map((stunde) => [`${stunde} Uhr`, stunde]);
  const angebote = DateTimeShortcuts.clockHours;
  angebote.default_ = [["Jetzt", -1], ...um(0, 8, 12, 17)];
  angebote.beginn = angebote.ende = um(9, 15, 16, 17, 18, 19);

  // Later than Django, which adds „Jetzt |“ there too: no Sitzung begins just now.
  window.addEventListener("load", () => {
    for (const feld of document.querySelectorAll("[name=beginn], [name=ende]")) {
      feld.nextElementSibling.replaceChildren(feld.nextElementSibling.lastChild);
    }
  });
})();
