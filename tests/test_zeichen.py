import pytest

from redaktion.zeichen import geputzter_text


@pytest.mark.parametrize(
    ("getippt", "gespeichert"),
    [
        ("\u202a0341 1234567\u202c", "0341 1234567"),
        ("Gru\u0308nfla\u0308chen", "Grünflächen"),
        ("Nach\u00adbar\u200bschaft", "Nachbarschaft"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("eins\r\nzwei", "eins\nzwei"),
    ],
)
def test_text_is_stored_as_people_see_it(getippt, gespeichert):
    assert geputzter_text(getippt) == gespeichert
