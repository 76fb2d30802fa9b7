// Makes every textarea[data-text] an editor with buttons that say what they do.
// The textarea stays, holds the HTML and is sent; without this script it shows it.
import {
  Bold,
  BulletList,
  Document,
  Editor,
  Gapcursor,
  HardBreak,
  Heading,
  History,
  Link,
  ListItem,
  OrderedList,
  Paragraph,
  Table,
  TableCell,
  TableHeader,
  TableRow,
  Text,
} from "../django_prose_editor/editor.js";
import { ausKlartext, ausZwischenablage } from "./einfuegen.js";

const ERLAUBT = /^((https?:\/\/|mailto:|tel:)\S+|\/(?![/\\])\S*)$/i;

function element(tag, eigenschaften, ...kinder) {
  const knoten = document.createElement(tag);
  for (const [name, wert] of Object.entries(eigenschaften)) knoten.setAttribute(name, wert);
  knoten.append(...kinder);
  return knoten;
}

// Returns the address as it is stored, or null if it cannot be one.
function adresse(eingabe) {
  const text = eingabe.trim();
  if (text === location.origin) return "/";
  if (text.startsWith(`${location.origin}/`)) return text.slice(location.origin.length);
  if (ERLAUBT.test(text)) return text;
  // No part takes what the next one looks for; else a long text holds up the browser for minutes.
  if (/^[^\s@/:]+@[^\s@/:.]+\.[^\s@/:]+$/.test(text)) return `mailto:${text}`;
  if (/^[^\s@/:?#]+\.[a-zäöü]{2,}([/?#]\S*)?$/i.test(text)) return `https://${text}`;
  return null;
}

function linkSetzen(editor) {
  const { href } = editor.getAttributes("link");
  const mitText = href === undefined && editor.state.selection.empty;
  const text = element("input", { id: "link-text", required: "", pattern: ".*\\S.*" });
  const ziel = element("input", {
    id: "link-ziel",
    required: "",
    inputmode: "url",
    autocapitalize: "none",
    "aria-describedby": "link-hilfe",
  });
  ziel.value = href ?? "";
  ziel.addEventListener("input", () => ziel.setCustomValidity(""));
  const abbrechen = element("button", { type: "button" }, "Abbrechen");
  const formular = element(
    "form",
    { method: "dialog", novalidate: "" },
    element("h2", { id: "link-titel" }, "Link"),
    ...(mitText ? [element("label", { for: text.id }, "Text, der das Ziel nennt"), text] : []),
    element("label", { for: ziel.id }, "Adresse"),
    ziel,
    element(
      "p",
      { id: "link-hilfe", class: "help" },
      "Eine Internetadresse, eine E-Mail-Adresse oder eine Seite dieser Website, zum Beispiel /termine/.",
    ),
    element("p", {}, element("button", { type: "submit" }, "Link setzen"), " ", abbrechen),
  );
  const dialog = element(
    "dialog",
    { class: "text-dialog", "aria-labelledby": "link-titel" },
    formular,
  );
  formular.addEventListener("submit", (ereignis) => {
    ereignis.preventDefault();
    const gemeint = adresse(ziel.value);
    if (gemeint === null) {
      ziel.setCustomValidity(
        "Das ist keine Adresse. Sie beginnt mit https:// oder, auf dieser Website, mit einem Schrägstrich.",
      );
    }
    if (!formular.reportValidity()) return;
    // Not when the dialog tells that it is closed: the next key may come before.
    dialog.close();
    editor.view.focus();
    const marke = { type: "link", attrs: { href: gemeint } };
    const kette = editor.chain();
    if (mitText) kette.insertContent({ type: "text", text: text.value.trim(), marks: [marke] });
    else kette.extendMarkRange("link").setMark("link", marke.attrs);
    // What is typed next is no part of the link.
    kette.command(({ tr }) => tr.removeStoredMark(editor.schema.marks.link)).run();
  });
  abbrechen.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    editor.view.focus();
  });
  // Not inside the form of the page: forms cannot be nested.
  document.body.append(dialog);
  dialog.showModal();
}

// [name, what it does to the chain of commands, what is active then, where alone it is offered]
const KNOEPFE = [
  ["Zwischenüberschrift", (kette) => kette.toggleHeading({ level: 3 }), "heading"],
  ["Fett", (kette) => kette.toggleBold(), "bold"],
  ["Liste", (kette) => kette.toggleBulletList(), "bulletList"],
  ["Nummerierte Liste", (kette) => kette.toggleOrderedList(), "orderedList"],
  ["Link", null, "link"],
  ["Link entfernen", (kette) => kette.extendMarkRange("link").unsetLink(), null, "link"],
  ["Tabelle", (kette) => kette.insertTable({ rows: 3, cols: 2, withHeaderRow: true })],
  ["Zeile darunter", (kette) => kette.addRowAfter(), null, "table"],
  ["Spalte rechts", (kette) => kette.addColumnAfter(), null, "table"],
  ["Zeile löschen", (kette) => kette.deleteRow(), null, "table"],
  ["Spalte löschen", (kette) => kette.deleteColumn(), null, "table"],
  ["Kopfzeile", (kette) => kette.toggleHeaderRow(), null, "table"],
  ["Tabelle löschen", (kette) => kette.deleteTable(), null, "table"],
  ["Rückgängig", (kette) => kette.undo()],
  ["Wiederholen", (kette) => kette.redo()],
];

// One stop for Tab; arrows lead from button to button (ARIA Authoring Practices, toolbar).
function anhalten(leiste, hier) {
  for (const knopf of leiste.children) knopf.tabIndex = knopf === hier ? 0 : -1;
}

function mitPfeiltasten(leiste) {
  anhalten(leiste, leiste.firstChild);
  leiste.addEventListener("focusin", ({ target }) => anhalten(leiste, target));
  leiste.addEventListener("keydown", (ereignis) => {
    const knoepfe = [...leiste.children].filter(({ hidden }) => !hidden);
    const stelle = knoepfe.indexOf(ereignis.target);
    const ziele = { ArrowRight: stelle + 1, ArrowLeft: stelle - 1, Home: 0, End: -1 };
    if (!(ereignis.key in ziele)) return;
    ereignis.preventDefault();
    knoepfe.at(ziele[ereignis.key] % knoepfe.length).focus();
  });
}

function leiste(editor, mitUeberschriften, sprachen) {
  const leiste = element("div", { role: "toolbar", "aria-label": "Text gestalten" });
  const zeigen = [];
  for (const [name, befehl, aktiv, nurIn] of KNOEPFE) {
    if (aktiv === "heading" && !mitUeberschriften) continue;
    const knopf = element("button", { type: "button" }, name);
    knopf.addEventListener("click", () => {
      editor.view.focus();
      if (befehl) befehl(editor.chain()).run();
      else linkSetzen(editor);
    });
    zeigen.push(() => {
      if (aktiv) knopf.setAttribute("aria-pressed", editor.isActive(aktiv));
      if (nurIn) knopf.hidden = !editor.isActive(nurIn);
      // What is hidden cannot be where Tab stops.
      if (knopf.hidden && knopf.tabIndex === 0) anhalten(leiste, leiste.firstChild);
    });
    leiste.append(knopf);
  }
  leiste.append(sprachwahl(editor, sprachen));
  mitPfeiltasten(leiste);
  editor.on("transaction", () => zeigen.forEach((zeige) => zeige()));
  zeigen.forEach((zeige) => zeige());
  return leiste;
}

// A paragraph or heading may be in another language than the page, and says so.
const mitSprache = (knoten) =>
  knoten.extend({
    addAttributes() {
      return { ...this.parent?.(), lang: { default: null }, dir: { default: null } };
    },
  });

function sprachwahl(editor, sprachen) {
  const wahl = element("select", { "aria-label": "Sprache des Absatzes" });
  wahl.append(new Option("Sprache wie die Seite", ""));
  for (const [kuerzel, name] of sprachen) wahl.append(new Option(name, kuerzel));
  wahl.addEventListener("change", () => {
    const [lang = null, , dir = null] = sprachen.find(([kuerzel]) => kuerzel === wahl.value) ?? [];
    const kette = editor.chain();
    for (const art of ["paragraph", "heading"]) {
      if (editor.schema.nodes[art]) kette.updateAttributes(art, { lang, dir });
    }
    kette.run();
  });
  editor.on("transaction", () => {
    const knoten = editor.state.selection.$from.parent;
    wahl.value = knoten.attrs.lang ?? "";
  });
  return wahl;
}

// Pastes plain text of several lines; the editor would make each line a paragraph.
function zeilenEinfuegen(view, ereignis) {
  const daten = ereignis.clipboardData;
  const text = daten.getData("text/plain");
  if (daten.types.includes("text/html") || !text.trim().includes("\n")) return false;
  ereignis.preventDefault();
  view.pasteHTML(ausKlartext(text));
  return true;
}

function einrichten(textarea) {
  const mitUeberschriften = textarea.dataset.ueberschriften !== "";
  const beschriftung = textarea.labels[0];
  const rahmen = element("div", { class: "text-editor" });
  textarea.after(rahmen);
  textarea.hidden = true;
  const editor = new Editor({
    element: rahmen,
    content: textarea.value,
    // Its style would be inline; css/texte.css has what is needed.
    injectCSS: false,
    extensions: [
      Document,
      mitSprache(Paragraph),
      Text,
      HardBreak,
      Bold,
      BulletList,
      OrderedList,
      ListItem,
      Table,
      TableRow,
      TableHeader,
      TableCell,
      History,
      Gapcursor,
      ...(mitUeberschriften ? [mitSprache(Heading).configure({ levels: [3] })] : []),
      Link.extend({
        addKeyboardShortcuts: () => ({
          "Mod-k": ({ editor }) => {
            linkSetzen(editor);
            return true;
          },
        }),
      }).configure({ defaultProtocol: "https", isAllowedUri: (url) => adresse(url) !== null }),
    ],
    editorProps: {
      attributes: {
        role: "textbox",
        dir: "auto",
        "aria-multiline": "true",
        "aria-label": beschriftung?.textContent.replace(/:\s*$/, "") ?? "Text",
        ...(textarea.hasAttribute("aria-describedby") && {
          "aria-describedby": textarea.getAttribute("aria-describedby"),
        }),
      },
      // Tab leaves the text, also from lists and tables.
      handleDOMEvents: {
        keydown: (_, ereignis) => ereignis.key === "Tab",
        paste: zeilenEinfuegen,
      },
      transformPastedHTML: ausZwischenablage,
    },
    onUpdate: () => {
      textarea.value = editor.isEmpty ? "" : editor.getHTML();
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  // Seen above the text, but after it for Tab: from one text to the next it is two steps.
  rahmen.append(leiste(editor, mitUeberschriften, JSON.parse(textarea.dataset.sprachen)));
  beschriftung?.addEventListener("click", () => editor.view.focus());
}

function alleEinrichten(bereich) {
  for (const textarea of bereich.querySelectorAll("textarea[data-text]")) {
    // The row from which the admin copies new rows stays as it is.
    if (!textarea.id.includes("__prefix__")) einrichten(textarea);
  }
}

alleEinrichten(document);
document.addEventListener("formset:added", (ereignis) => alleEinrichten(ereignis.target));
