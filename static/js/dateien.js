/* Refuses a file that is too large when it is chosen, not after minutes of sending. The limit stands
   at the field, in bytes; it holds for all files of a form together as well. Name and reason are
   sent instead of the file: see redaktion/vorgemerkt.py. */

"use strict";

(() => {
  const groesse = (dateien) => dateien.reduce((summe, datei) => summe + datei.size, 0);

  // Rounded up, so that what is too large never looks as if it were not.
  function inMB(bytes) {
    const zahl = Math.ceil((bytes / 1024 ** 2) * 10) / 10;
    return `${zahl.toLocaleString("de-DE")} MB`;
  }

  function einwand(feld, hoechstens) {
    const eigene = groesse([...feld.files]);
    const alle = [...feld.form.querySelectorAll("[type=file]")].flatMap(({ files }) => [...files]);
    if (eigene > hoechstens) {
      return `ist ${inMB(eigene)} groß, es gehen höchstens ${inMB(hoechstens)}. Die Datei ist deshalb nicht ausgewählt; alles andere steht noch hier. Bitte wählen Sie eine kleinere Datei.`;
    }
    if (groesse(alle) > hoechstens) {
      return `ist mit den anderen Dateien ${inMB(groesse(alle))} groß, auf einmal gehen höchstens ${inMB(hoechstens)}. Die Datei ist deshalb nicht ausgewählt; alles andere steht noch hier. Bitte sichern Sie und wählen Sie die Datei danach noch einmal.`;
    }
    return null;
  }

  function angabe(name, wert) {
    const feld = document.createElement("input");
    feld.type = "hidden";
    feld.name = name;
    feld.value = wert;
    return feld;
  }

  // Before all other scripts, which then find nothing chosen.
  document.addEventListener(
    "change",
    ({ target: feld }) => {
      if (!feld.matches("[data-hoechstens]")) return;
      const zeile = feld.closest(".form-row");
      zeile.querySelector(".zu-gross")?.remove();
      const satz = einwand(feld, Number(feld.dataset.hoechstens));
      if (satz === null) return;
      const { name } = feld.files[0];
      const punkt = document.createElement("li");
      punkt.append(`„${name}“ ${satz}`);
      const liste = document.createElement("ul");
      liste.className = "errorlist zu-gross";
      liste.setAttribute("role", "alert");
      liste.append(punkt);
      // Another file that is kept for this field stays the one that is saved.
      if (!zeile.querySelector(".vorgemerkt")) {
        liste.append(angabe(`${feld.name}-fehlt`, name), angabe(`${feld.name}-grund`, satz));
      }
      zeile.prepend(liste);
      feld.value = "";
    },
    true,
  );
})();
