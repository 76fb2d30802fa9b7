/* Who goes back to a form finds it with the token that it had: what was saved is not saved twice. */

"use strict";

(() => {
  const abgabe = document.querySelector("input[name=_abgabe]");
  if (!abgabe) return;
  if (history.state?.abgabe) abgabe.value = history.state.abgabe;
  else history.replaceState({ abgabe: abgabe.value }, "");
})();
