// Makes of what other programs put on the clipboard HTML that says the same in plain elements:
// lists are lists, what was struck out is gone, and small figures stay small.

const HOCH = { "+": "⁺", "-": "⁻", "−": "⁻", "(": "⁽", ")": "⁾", n: "ⁿ" };
const TIEF = { "+": "₊", "-": "₋", "−": "₋", "(": "₍", ")": "₎" };
[..."⁰¹²³⁴⁵⁶⁷⁸⁹"].forEach((zeichen, ziffer) => (HOCH[ziffer] = zeichen));
[..."₀₁₂₃₄₅₆₇₈₉"].forEach((zeichen, ziffer) => (TIEF[ziffer] = zeichen));

// Struck out, hidden, or a comment that colleagues wrote beside the text.
const WEG = "del, s, strike, .EOP, .MsoCommentReference, tr[height='0']";
const WEG_IM_STIL = /line-through|display:\s*none|mso-hide:\s*all|mso-element:\s*comment/i;
const FETT = /font-weight:\s*(bold|[6-9]00)/i;
const NICHT_FETT = /font-weight:\s*(normal|[1-5]00)/i;

const LISTE_IN_WORD = /mso-list:\s*(l\d+)\s+level(\d)/i;
// A bullet or a number in front of a line, but not a day in front of its month.
const PUNKT =
  /^\s*([•·●▪■◦○□‣➢✓–-]|(\d{1,3})[.)](?!\s*(jan|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez)))\s+/i;
// In columns or rows; the server has the same limit, and an editor fills up what is missing.
const MAX_SPANNE = 20;

// The policy of the admin allows no style and no script in a tag, not even in a document that nobody
// sees, and the browser complains of each. What they say can be read under another name.
function gelesen(html) {
  const harmlos = html
    // One that is not closed reaches to the end; to look for its end anew each time takes minutes.
    .replace(/<style\b[\s\S]*?(<\/style\s*>|$)/gi, "")
    .replace(/<[a-z][^<>]*>/gi, (tag) =>
      tag.replace(/(\s)(style|on[a-z]+)(?=\s*=)/gi, "$1data-$2"),
    );
  return new DOMParser().parseFromString(harmlos, "text/html").body;
}

const mitStil = (bereich) => [...bereich.querySelectorAll("[data-style]")];
const stil = (knoten) => knoten.dataset.style ?? "";

function umbenennen(knoten, tag) {
  const neu = knoten.ownerDocument.createElement(tag);
  for (const { name, value } of [...knoten.attributes]) neu.setAttribute(name, value);
  neu.append(...knoten.childNodes);
  knoten.replaceWith(neu);
}

function streichen(body) {
  for (const knoten of body.querySelectorAll(WEG)) knoten.remove();
  for (const knoten of mitStil(body)) if (WEG_IM_STIL.test(stil(knoten))) knoten.remove();
}

// A figure that stands high or low, such as that of m² or of a footnote, is a character of its own.
function stellen(body) {
  for (const knoten of body.querySelectorAll("sup, sub, [data-style*='vertical-align']")) {
    const lage = /vertical-align:\s*(super|sub)\b/i.exec(stil(knoten))?.[1].toLowerCase();
    const zeichen = { sup: HOCH, super: HOCH, sub: TIEF }[lage ?? knoten.localName];
    const text = knoten.textContent.trim();
    if (zeichen && text && [...text].every((eines) => eines in zeichen)) {
      knoten.textContent = [...text].map((eines) => zeichen[eines]).join("");
    }
  }
}

function gewichten(body) {
  for (const knoten of mitStil(body)) {
    if (knoten.matches("b, strong")) {
      if (NICHT_FETT.test(stil(knoten))) knoten.replaceWith(...knoten.childNodes);
    } else if (FETT.test(stil(knoten)) && knoten.localName === "span") umbenennen(knoten, "strong");
  }
}

// The page has headings already; the editor leaves out those for which it has no place.
function gliedern(body) {
  for (const knoten of body.querySelectorAll("h1, h2, h4, h5, h6")) umbenennen(knoten, "h3");
  for (const knoten of body.querySelectorAll("thead td")) umbenennen(knoten, "th");
  for (const zelle of body.querySelectorAll("td, th")) {
    zelle.colSpan = Math.min(zelle.colSpan, MAX_SPANNE);
    zelle.rowSpan = Math.min(zelle.rowSpan || 1, MAX_SPANNE);
  }
}

// Each of the next three functions marks paragraphs as what they are: an item of a list, on a
// level, with a number or none. Those of one `liste` belong together.
function markieren(absatz, { liste, ebene, nummer }) {
  absatz.dataset.liste = liste;
  absatz.dataset.ebene = ebene;
  if (nummer) absatz.dataset.nummer = nummer;
}

function ausWord(body) {
  for (const absatz of body.querySelectorAll("p, div")) {
    const [, liste, ebene] = LISTE_IN_WORD.exec(stil(absatz)) ?? [];
    if (!liste) continue;
    // Word writes bullet or number as text in front.
    const zeichen = mitStil(absatz).find((knoten) => /mso-list:\s*ignore/i.test(stil(knoten)));
    const text = zeichen?.textContent.replace(/\s/g, "") ?? "";
    zeichen?.remove();
    // Of „2.1.“ the last number counts. A letter alone is a bullet: „o“, or another sign in Wingdings.
    const ziffern = /(\d{1,3})[.)]*$/.exec(text)?.[1];
    const nummer = ziffern ?? (/^\(?[a-z]{1,4}[.)]$/i.test(text) && 1);
    markieren(absatz, { liste, ebene, nummer });
  }
}

// Word in the browser wraps each item into a list of its own.
function ausWordImBrowser(body) {
  for (const huelle of body.querySelectorAll(".ListContainerWrapper")) {
    for (const punkt of huelle.querySelectorAll("li")) {
      const absatz = body.ownerDocument.createElement("p");
      absatz.append(...punkt.childNodes);
      for (const innen of absatz.querySelectorAll("p")) innen.replaceWith(...innen.childNodes);
      const nummer = punkt.parentElement.localName === "ol" && (punkt.parentElement.start || 1);
      markieren(absatz, { liste: "w", ebene: punkt.dataset.ariaLevel ?? 1, nummer });
      huelle.before(absatz);
    }
    huelle.remove();
  }
}

// At least two in a row: a single one may be a date, or a signature.
function ausText(body) {
  let reihe = [];
  function abschliessen() {
    if (reihe.length > 1) {
      for (const { absatz, nummer } of reihe) {
        zeichenEntfernen(absatz);
        markieren(absatz, { liste: "text", ebene: 1, nummer });
      }
    }
    reihe = [];
  }
  for (const absatz of body.querySelectorAll("p, div")) {
    if (absatz.dataset.liste || absatz.querySelector("p, div, table, ul, ol")) continue;
    const [, zeichen, nummer] = PUNKT.exec(absatz.textContent) ?? [];
    const vorige = reihe.at(-1);
    const schliesstAn =
      vorige?.absatz === absatz.previousElementSibling &&
      (nummer ? Number(nummer) === Number(vorige.nummer) + 1 : !vorige.nummer);
    if (!zeichen || !schliesstAn) abschliessen();
    if (zeichen) reihe.push({ absatz, nummer });
  }
  abschliessen();
}

function zeichenEntfernen(absatz) {
  let rest = PUNKT.exec(absatz.textContent)[0].length;
  const texte = absatz.ownerDocument.createTreeWalker(absatz, NodeFilter.SHOW_TEXT);
  while (rest > 0) {
    const knoten = texte.nextNode();
    const laenge = Math.min(rest, knoten.data.length);
    knoten.data = knoten.data.slice(laenge);
    rest -= laenge;
  }
}

// Makes lists of the marked paragraphs; those of a deeper level stand in the item before them.
function listen(body) {
  let offene = []; // from the outermost list to the innermost
  for (const absatz of body.querySelectorAll("[data-liste]")) {
    const { liste, nummer } = absatz.dataset;
    const ebene = Number(absatz.dataset.ebene);
    const art = nummer ? "ol" : "ul";
    const andere = (offen) => offen.liste !== liste || offen.knoten.localName !== art;
    if (offene[0]?.knoten.nextElementSibling !== absatz) offene = [];
    while (offene.length > 1 && offene.at(-1).ebene > ebene) offene.pop();
    if (offene.at(-1)?.ebene >= ebene && andere(offene.at(-1))) offene.pop();
    if (!(offene.at(-1)?.ebene >= ebene)) {
      const knoten = body.ownerDocument.createElement(art);
      if (nummer > 1) knoten.setAttribute("start", nummer);
      if (offene.length) offene.at(-1).knoten.lastElementChild.append(knoten);
      else absatz.before(knoten);
      offene.push({ knoten, liste, ebene });
    }
    const punkt = body.ownerDocument.createElement("li");
    offene.at(-1).knoten.append(punkt);
    punkt.append(absatz);
    absatz.removeAttribute("data-liste");
    if (absatz.localName !== "p") umbenennen(absatz, "p");
  }
}

// Returns the HTML of a clipboard as the editor can read it.
export function ausZwischenablage(html) {
  // What is moved within an editor stays as it is.
  if (html.includes("data-pm-slice")) return html;
  const body = gelesen(html);
  for (const schritt of [ohneSprache, streichen, stellen, gewichten, gliedern]) schritt(body);
  for (const schritt of [ausWord, ausWordImBrowser, ausText, listen]) schritt(body);
  return body.innerHTML;
}

// Word guesses the language of each word, and often wrongly.
function ohneSprache(body) {
  for (const knoten of body.querySelectorAll("[lang], [dir]")) {
    knoten.removeAttribute("lang");
    if (knoten.dir !== "rtl") knoten.removeAttribute("dir");
  }
}

// Returns the HTML of plain text: a blank line parts paragraphs, and so does a bullet or a number.
// A long line that ends in the midst of a sentence was broken only by the page that it stood on.
export function ausKlartext(text) {
  const body = document.implementation.createHTMLDocument().body;
  let absatz = null;
  for (const zeile of text.split(/\r?\n/).map((eine) => eine.trim())) {
    const vorige = absatz?.lastChild.data;
    if (!zeile) absatz = null;
    else if (!absatz || PUNKT.test(zeile)) {
      absatz = document.createElement("p");
      absatz.append(zeile);
      body.append(absatz);
    } else if (vorige.endsWith("\u00ad")) absatz.lastChild.data = vorige.slice(0, -1) + zeile;
    else if ((vorige.length > 50 || PUNKT.test(vorige)) && !".!?:;".includes(vorige.at(-1))) {
      absatz.lastChild.data = `${vorige} ${zeile}`;
    } else absatz.append(document.createElement("br"), zeile);
  }
  return body.innerHTML;
}
