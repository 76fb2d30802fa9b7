/* The Tagesordnung of a Sitzung or a Vorlage in the admin: moves rows by keyboard as well, and shows
   at once what visitors will read. The numbers in „Reihenfolge“ are what is sent; the rows always stand in their order.
   A Punkt takes its Unterpunkte along, however it is moved or deleted. */

"use strict";

// Begins when django-admin-ordering has set up the rows.
django.jQuery(() => {
  const gruppe = document.querySelector(".tagesordnung")?.closest(".inline-group");
  if (!gruppe) return;
  const NAME = gruppe.id.replace(/-group$/, "");
  const tabelle = gruppe.querySelector("tbody");
  // Who may not change the Punkte gets no row from which to copy new ones.
  const vorlage = document.getElementById(`${NAME}-empty`);
  if (!vorlage) return;
  // Only a Sitzung has one.
  const beginnfeld = document.getElementById("id_beginn");

  const zeilen = () => [...tabelle.querySelectorAll(`.dynamic-${NAME}`)];
  const feld = (zeile, name) => zeile.querySelector(`[name$="-${name}"]`);
  const titel = (zeile) => feld(zeile, "titel").value.trim() || "Punkt ohne Titel";
  const erscheinung = (zeile) => zeile.querySelector(".field-so_erscheint_es p");

  const ansage = document.createElement("p");
  ansage.className = "visually-hidden";
  ansage.setAttribute("role", "status");
  gruppe.append(ansage);

  for (const zelle of tabelle.querySelectorAll(".field-reihenfolge")) {
    for (const [richtung, pfeil] of [
      [-1, "↑"],
      [1, "↓"],
    ]) {
      const knopf = document.createElement("button");
      knopf.type = "button";
      knopf.className = "pfeil";
      knopf.dataset.richtung = richtung;
      knopf.textContent = pfeil;
      zelle.append(knopf);
    }
  }

  /* Puts the rows into this order; each takes along the errors above it. */
  function stellen(reihe) {
    const fokus = document.activeElement;
    for (const zeile of reihe) {
      const fehler = zeile.previousElementSibling;
      if (fehler?.matches(".row-form-errors")) vorlage.before(fehler);
      vorlage.before(zeile);
    }
    if (tabelle.contains(fokus)) fokus.focus();
  }

  /* Each Punkt with its Unterpunkte, as they stood before what happens now. */
  let bloecke = [];

  const block = (zeile) => bloecke.find(([punkt]) => punkt === zeile);

  function merken() {
    bloecke = [];
    for (const zeile of zeilen()) {
      if (bloecke.length && feld(zeile, "unterpunkt").checked) bloecke.at(-1).push(zeile);
      else bloecke.push([zeile]);
    }
  }

  const stelle = (zeile) => Number(feld(zeile, "reihenfolge").value);

  function nummerieren(reihe) {
    reihe.forEach((zeile, index) => {
      feld(zeile, "reihenfolge").value = (index + 1) * 10;
    });
  }

  /* Puts the rows in the order of their numbers, of which the one of `bewegte` is new. */
  function ordnen(bewegte) {
    let reihe = zeilen().sort((a, b) => stelle(a) - stelle(b));
    if (block(bewegte)?.length) reihe = reihe.flatMap((zeile) => block(zeile) ?? []);
    if (reihe.some((zeile, index) => index && stelle(zeile) < stelle(reihe[index - 1]))) {
      nummerieren(reihe);
    }
    stellen(reihe);
    zeigen();
  }

  function beginn() {
    const teile = /^\s*(\d{1,2})(?:[:.](\d{2}))?/.exec(beginnfeld?.value ?? "");
    return teile ? Number(teile[1]) * 60 + Number(teile[2] ?? 0) : null;
  }

  /* Numbers and clock times, by the rules of termine/tagesordnung.py. */
  function zeigen() {
    let [haupt, unter, uhr] = [0, 0, beginn()];
    for (const zeile of zeilen()) {
      for (const knopf of zeile.querySelectorAll(".pfeil")) {
        const wohin = knopf.dataset.richtung < 0 ? "nach oben" : "nach unten";
        knopf.setAttribute("aria-label", `„${titel(zeile)}“ ${wohin}`);
        knopf.title = wohin;
      }
      if (feld(zeile, "DELETE")?.checked) {
        erscheinung(zeile).textContent = "wird gelöscht";
        continue;
      }
      if (feld(zeile, "unterpunkt").checked && haupt) unter += 1;
      else [haupt, unter] = [haupt + 1, 0];
      let text = `TOP ${haupt}${unter ? `.${unter}` : ""}`;
      if (uhr !== null) {
        const zwei = (zahl) => String(zahl).padStart(2, "0");
        text += ` · ${zwei(Math.floor(uhr / 60) % 24)}:${zwei(uhr % 60)} Uhr`;
      }
      erscheinung(zeile).textContent = text;
      const minuten = feld(zeile, "minuten").value;
      uhr = uhr === null || minuten === "" ? null : uhr + Number(minuten);
    }
    merken();
  }

  function verschieben(zeile, richtung) {
    // An Unterpunkt moves by a row, also to another Punkt; but no list begins with one.
    const istPunkt = Boolean(block(zeile));
    const teile = istPunkt ? bloecke : zeilen().map((eine) => [eine]);
    const von = teile.findIndex(([erste]) => erste === zeile);
    const nach = von + richtung;
    if (!teile[nach] || (!istPunkt && nach === 0)) {
      const ende = richtung < 0 ? "oben" : "unten";
      ansage.textContent = `„${titel(zeile)}“ steht schon ganz ${ende}.`;
      return;
    }
    [teile[von], teile[nach]] = [teile[nach], teile[von]];
    const reihe = teile.flat();
    nummerieren(reihe);
    stellen(reihe);
    zeigen();
    // With its place, so that the sentence changes with every step and is read again.
    const platz = `Zeile ${reihe.indexOf(zeile) + 1} von ${reihe.length}`;
    ansage.textContent = `„${titel(zeile)}“ ist jetzt ${erscheinung(zeile).textContent}, ${platz}.`;
  }

  function unterpunkteMitLoeschen(zeile, loeschen) {
    // Rows that were never saved have no such box: what was typed there stays.
    const unterpunkte = (block(zeile) ?? []).slice(1).filter((eine) => feld(eine, "DELETE"));
    for (const eine of unterpunkte) feld(eine, "DELETE").checked = loeschen;
    if (!unterpunkte.length) return;
    const was = loeschen ? "werden beim Sichern gelöscht" : "bleiben";
    ansage.textContent = `„${titel(zeile)}“ und die Unterpunkte ${was}.`;
  }

  tabelle.addEventListener("click", ({ target }) => {
    const knopf = target.closest(".pfeil");
    if (knopf) verschieben(knopf.closest("tr"), Number(knopf.dataset.richtung));
  });

  tabelle.addEventListener(
    "click",
    ({ target }) => {
      const zeile = target.closest(".inline-deletelink")?.closest("tr");
      if (!zeile) return;
      const naechste = zeile.nextElementSibling;
      // Django counts the fields anew in the order of the rows; saved ones have to come first then.
      const gesichert = ({ id }) => Number(id.split("-").pop());
      stellen(zeilen().sort((a, b) => gesichert(a) - gesichert(b)));
      setTimeout(() => {
        ordnen();
        const ziel = naechste.matches(`.dynamic-${NAME}`) && feld(naechste, "titel");
        (ziel || gruppe.querySelector(".add-row a")).focus();
      });
    },
    true,
  );

  tabelle.addEventListener("input", zeigen);
  tabelle.addEventListener("change", ({ target }) => {
    const zeile = target.closest("tr");
    if (target.name.endsWith("-DELETE")) unterpunkteMitLoeschen(zeile, target.checked);
    if (target.name.endsWith("-reihenfolge")) ordnen(zeile);
    else zeigen();
  });
  // The clock beside the field writes into it without an event, and gives it the focus.
  for (const anlass of ["input", "change", "focus"]) {
    beginnfeld?.addEventListener(anlass, zeigen);
  }

  document.addEventListener("formset:added", ({ target, detail }) => {
    if (detail.formsetName !== NAME) return;
    zeigen();
    feld(target, "titel").focus();
  });

  django
    .jQuery(tabelle)
    .sortable("option", "items", `> .dynamic-${NAME}`)
    .on("sortstop", (_, { item }) => ordnen(item[0]));

  ordnen();
});
