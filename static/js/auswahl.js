/* Select2 names a choice only by what is chosen; here also by its label, read before it. */

"use strict";

django.jQuery(() => {
  const benannte = (select) => select.labels[0] ?? select;

  function benennen(bereich) {
    for (const select of bereich.querySelectorAll("select.select2-hidden-accessible")) {
      const name = benannte(select);
      name.id ||= `${select.id}_label`;
      const feld = select.nextElementSibling.querySelector("[role=combobox]");
      const gewaehlt = feld.querySelector(".select2-selection__rendered");
      gewaehlt.id ||= `${select.id}_gewaehlt`;
      // It is no field of its own.
      gewaehlt.removeAttribute("role");
      gewaehlt.removeAttribute("aria-readonly");
      feld.setAttribute("aria-labelledby", `${name.id} ${gewaehlt.id}`);
      feld.querySelector("input")?.setAttribute("aria-labelledby", name.id);
    }
  }

  benennen(document);
  document.addEventListener("formset:added", ({ target }) => benennen(target));
  django.jQuery(document).on("select2:open", ({ target }) => {
    const suche = document.querySelector(".select2-container--open .select2-dropdown input");
    suche?.setAttribute("aria-labelledby", benannte(target).id);
  });
});
