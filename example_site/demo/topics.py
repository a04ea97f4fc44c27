"""A few participation topics, with periods counted from the day of loading."""

import datetime

from django.utils import timezone
from home.models import TopicIndexPage, TopicPage

from .site import home_page
from .tree import add_page


DIALOGUE, SURVEY, DISPLAY = TopicPage.Kind

# title, slug, kind, organiser, first day, last day (in days from today), summary, text
TOPICS = [
    (
        "Wo fehlt ein Stück Radweg?",
        "radwege",
        DIALOGUE,
        "Landesstelle für Mobilität",
        -20,
        40,
        "Zeigen Sie uns Lücken im Netz: auf dem Weg zur Schule, zur Arbeit, zum Bus.",
        "<p>Bis zum Ende des Jahres entsteht ein neuer Plan für Radwege zwischen den "
        "Orten. Sie kennen Ihre täglichen Wege besser als jede Karte.</p>"
        "<h2>Was mit Ihren Hinweisen geschieht</h2><p>Alle Hinweise werden gelesen "
        "und nach Orten sortiert. Danach lesen Sie hier, welche davon in den Plan "
        "kommen und welche nicht, und warum.</p>",
    ),
    (
        "Ihre Bibliothek in zehn Jahren",
        "bibliotheken",
        SURVEY,
        "Landesfachstelle für Bibliotheken",
        -6,
        24,
        "Acht kurze Fragen: Was soll Ihre Bibliothek können, und wann ist sie offen?",
        "<p>Bibliotheken sind Orte zum Lernen, Treffen und Ausruhen. Wir fragen, was "
        "Ihnen wichtig ist. Das Ausfüllen dauert etwa fünf Minuten.</p>"
        "<p>Die Auswertung lesen Sie hier einen Monat nach dem Ende der Umfrage.</p>",
    ),
    (
        "Hochwasserschutz an der Mühlaue",
        "muehlaue",
        DISPLAY,
        "Talsperrenmeisterei Mühlaue",
        9,
        45,
        "Die Pläne für den neuen Deich liegen aus. Einwände sind schriftlich möglich.",
        "<p>Der Deich an der Mühlaue soll auf 1,8 Kilometern erneuert werden. Die "
        "Unterlagen stehen ab dem ersten Tag der Auslegung auf dieser Seite.</p>"
        "<p>Wer in der Nähe wohnt oder Land besitzt, kann Einwände erheben.</p>",
    ),
    (
        "Gut ankommen mit Bus und Bahn",
        "bus-und-bahn",
        DIALOGUE,
        "Landesstelle für Mobilität",
        -120,
        -35,
        "Über 400 Hinweise zu Anschlüssen und Haltestellen kamen an. Vielen Dank!",
        "<p>Der Dialog ist beendet. Die häufigsten Wünsche waren kürzere Wartezeiten "
        "beim Umsteigen, ein Dach an der Haltestelle und Fahrten am Abend.</p>"
        "<p>Die Verkehrsverbünde prüfen die Hinweise. Das Ergebnis folgt hier.</p>",
    ),
]


def load() -> None:
    """Create the list of topics and every topic that is missing."""
    index = add_page(
        home_page(),
        TopicIndexPage(
            title="Themen",
            slug="themen",
            show_in_menus=True,
            intro="Worüber gerade gesprochen wird, und was daraus geworden ist.",
        ),
    )
    today = timezone.localdate()
    for title, slug, kind, organiser, first, last, summary, body in TOPICS:
        topic = TopicPage(
            title=title,
            slug=slug,
            kind=kind,
            organiser=organiser,
            starts_on=today + datetime.timedelta(days=first),
            ends_on=today + datetime.timedelta(days=last),
            summary=summary,
            body=body,
        )
        add_page(index, topic)
