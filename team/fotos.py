"""Turn an uploaded photo into the files that the site shows.

Nothing of the upload is kept but its pixels: no place, no date, no thumbnail, nothing behind the
end of the image.
"""

import io
import re
import warnings

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from PIL import Image, ImageCms, ImageOps

# In bytes.
HOECHSTENS = 15 * 1024**2

# In pixels; a smaller photo is never enlarged.
BREITEN = [480, 960, 1600]
# In pixels: images larger than this in width or height are scaled down first of all.
HOECHSTENS_BREIT = 2 * BREITEN[-1]
FORMATE = ["JPEG", "PNG", "WEBP", "AVIF"]
# An iPhone turns its photos into JPEG for a field that asks for these and not for HEIC.
ACCEPT = ",".join(f"image/{name.lower()}" for name in FORMATE)

# What stands at the fourth byte of a HEIC file. The site does not read it: no other format needs a
# decoder of its own, and those for HEIC have a record of holes.
HEIC = re.compile(rb"ftyp(hei[cmsx]|hev[cmsx]|mif1|msf1)")

# In pixels: a small file can hold a huge image. Pillow only warns up to twice this number.
Image.MAX_IMAGE_PIXELS = 50_000_000
warnings.simplefilter("error", Image.DecompressionBombWarning)


def breiten(breite):
    """Return the widths in pixels in which a photo of the given width is kept."""
    return sorted({min(breite, hoechstens) for hoechstens in BREITEN})


def aufbereitet(datei):
    """Return ({width: WebP bytes, …}, JPEG bytes of the largest) of an upload, cached on it.

    Raises ValidationError if the file is no photo in one of the FORMATE, or is too large.
    """
    if not hasattr(datei, "aufbereitet"):
        datei.aufbereitet = aufbereiten(datei)
    return datei.aufbereitet


def aufbereiten(datei):
    if datei.size > HOECHSTENS:
        raise ValidationError(
            f"Dieses Foto ist {filesizeformat(datei.size)} groß, es gehen höchstens "
            f"{filesizeformat(HOECHSTENS)}. Bitte verkleinern Sie es und laden Sie es noch einmal "
            "hoch; die Website zeigt es höchstens 1600 Bildpunkte breit."
        )
    try:
        datei.seek(0)
        bild = Image.open(datei, formats=FORMATE)
        # This lets Pillow decode a JPEG at a fraction of its size.
        bild.draft("RGB", (HOECHSTENS_BREIT, HOECHSTENS_BREIT))
        bild = in_srgb(ImageOps.exif_transpose(verkleinert(bild)))
        nach_breite = {}
        for breite in reversed(breiten(bild.width)):
            bild = verkleinern(bild, breite)
            nach_breite[breite] = gespeichert(bild, "WEBP", quality=80, method=4)
            if len(nach_breite) == 1:
                jpeg = gespeichert(bild, "JPEG", quality=82, optimize=True, progressive=True)
    # Pillow raises any kind of error for a file that is broken, by accident or on purpose.
    except Exception as error:
        datei.seek(4)
        if HEIC.match(datei.read(8)):
            raise ValidationError(
                "Dieses Foto ist im Format HEIC, das nicht jeder Browser zeigt. Wählen Sie es "
                "bitte direkt am iPhone hier aus, dann kommt es als JPEG an. Neue Fotos macht das "
                "iPhone als JPEG, wenn Sie unter „Einstellungen“, „Kamera“, „Formate“ „Maximale "
                "Kompatibilität“ wählen."
            ) from error
        raise ValidationError(
            "Diese Datei lässt sich nicht als Foto lesen. Bitte laden Sie ein JPEG-, PNG-, "
            "WebP- oder AVIF-Bild mit höchstens 50 Megapixeln hoch."
        ) from error
    finally:
        datei.seek(0)
    return nach_breite, jpeg


def verkleinert(bild):
    """Return the image scaled down, so that the next steps need little memory."""
    if max(bild.size) > HOECHSTENS_BREIT:
        # A palette has no colours in between to interpolate.
        filter_ = Image.Resampling.NEAREST if bild.mode in {"1", "P"} else Image.Resampling.BICUBIC
        bild.thumbnail((HOECHSTENS_BREIT, HOECHSTENS_BREIT), filter_)
    return bild


def in_srgb(bild):
    """Return the image in the colours of the web, without transparency."""
    profil = bild.info.get("icc_profile")
    if profil and bild.mode in {"RGB", "CMYK"}:
        quelle = ImageCms.ImageCmsProfile(io.BytesIO(profil))
        bild = ImageCms.profileToProfile(
            bild, quelle, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    if bild.has_transparency_data:
        bild = bild.convert("RGBA")
        grund = Image.new("RGBA", bild.size, "white")
        bild = Image.alpha_composite(grund, bild)
    return bild.convert("RGB")


def verkleinern(bild, breite):
    hoehe = max(1, round(bild.height * breite / bild.width))
    return bild.resize((breite, hoehe), Image.Resampling.LANCZOS, reducing_gap=3)


def gespeichert(bild, format_name, **optionen):
    puffer = io.BytesIO()
    # A new image has none of the upload's metadata.
    nur_pixel = Image.frombytes("RGB", bild.size, bild.tobytes())
    nur_pixel.save(puffer, format_name, **optionen)
    return puffer.getvalue()
