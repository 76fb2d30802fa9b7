// Shows a chosen photo at once, in the crop of the website. A canvas, because the policy of the
// admin allows no addresses with blob: or data:.
const auswahl = document.querySelector("#id_foto");
const vorschau = document.querySelector(".field-foto_vorschau .readonly");

async function zeigen(datei) {
  const bild = await createImageBitmap(datei);
  const kante = Math.min(bild.width, bild.height);
  const flaeche = document.createElement("canvas");
  flaeche.width = flaeche.height = 576;
  const [links, oben] = [(bild.width - kante) / 2, (bild.height - kante) / 2];
  flaeche.getContext("2d").drawImage(bild, links, oben, kante, kante, 0, 0, 576, 576);
  vorschau.replaceChildren(flaeche, "Gewählt, noch nicht gespeichert.");
}

if (auswahl && vorschau) {
  const vorher = [...vorschau.childNodes];
  vorschau.setAttribute("aria-live", "polite");
  auswahl.addEventListener("change", () => {
    vorschau.replaceChildren(...vorher);
    if (auswahl.files.length === 0) return;
    zeigen(auswahl.files[0]).catch(() => {
      vorschau.replaceChildren("Dieses Foto lässt sich hier erst nach dem Sichern zeigen.");
    });
  });
}
