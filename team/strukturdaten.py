"""What machines may know of a person (schema.org/Person)."""

from redaktion.adressen import adresse


def person_knoten(person, absolut):
    """Return name and contact at the office, and the photo where it is released; nothing else.

    `absolut` makes an address absolute.
    """
    knoten = {
        "@type": "Person",
        "name": str(person),
        "url": absolut(person.get_absolute_url()),
        "email": person.email,
        "telephone": person.telefon,
        "image": person.foto_zeigen and absolut(adresse("team:person_foto", slug=person.slug)),
        "worksFor": {"@id": f"{absolut('/')}#buero"},
    }
    return {name: wert for name, wert in knoten.items() if wert}
