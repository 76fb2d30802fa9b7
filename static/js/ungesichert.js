/* Asks before a form is left in which something was typed that is not saved. */

"use strict";

(() => {
  const form = document.querySelector(".change-form #content-main form");

  function nachfragen(event) {
    event.preventDefault();
  }

  form?.addEventListener("input", ({ inputType, target }) => {
    // Only what people do: when the browser fills in a field by itself, there is no type.
    if (inputType || target.matches("select, [type=checkbox], [type=radio], [type=file]")) {
      window.addEventListener("beforeunload", nachfragen);
    }
  });

  form?.addEventListener("submit", ({ submitter }) => {
    // The preview opens beside the form, which stays as unsaved as it is.
    if (submitter?.formTarget !== "_blank") {
      window.removeEventListener("beforeunload", nachfragen);
    }
  });
})();
