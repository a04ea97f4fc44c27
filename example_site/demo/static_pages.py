"""The pages every public page links to, with texts that say what this site is."""

from home.models import StaticPage

from .site import home_page
from .tree import add_page


IMPRINT = """
<p>Diese Website ist eine Vorführung der Anwendung „hilfe_ukraine“. Es gibt kein Amt und
keine Firma, die sie betreibt. Alle Stellen, Personen und Themen sind erfunden.</p>
<h2>Was hier stehen muss</h2>
<p>Wer die Anwendung wirklich einsetzt, nennt an dieser Stelle Name und Anschrift der
Behörde, die Vertretung, Telefon und E-Mail, die Aufsicht und die verantwortliche Person
für die Inhalte.</p>
<h2>Daten Dritter</h2>
<p>Postleitzahlen: GeoNames (geonames.org), Lizenz CC BY 4.0.</p>
"""
PRIVACY = """
<p>In dieser Vorführung bleiben alle Eingaben auf dem Rechner, auf dem sie läuft.
E-Mails werden abgefangen und nicht verschickt. Bitte tragen Sie trotzdem keine
echten Daten ein.</p>
<h2>Was gespeichert wird</h2>
<p>Wenn Sie Hilfe anbieten, speichern wir Ihre Angaben, um sie an die zuständige Stelle
weiterzugeben. Name, Kontakt und Text liegen verschlüsselt in der Datenbank. Sie werden
nach Fristen gelöscht; Zahlen ohne Bezug zu Ihnen bleiben.</p>
<h2>Was nicht gespeichert wird</h2>
<p>Es gibt keine Zählung von Besuchen und keine Inhalte von fremden Servern. Beim Lesen
der Seiten und beim Absenden des Formulars wird kein Cookie gesetzt. Nur wer sich in der
Verwaltung anmeldet, erhält eines.</p>
<h2>Was hier stehen muss</h2>
<p>Wer die Anwendung wirklich einsetzt, nennt hier die verantwortliche Stelle, die oder
den Datenschutzbeauftragten, die Rechtsgrundlage, die Empfänger, die Fristen und Ihre
Rechte auf Auskunft, Berichtigung, Löschung und Beschwerde.</p>
"""
ACCESSIBILITY = """
<p>Alle sollen diese Seiten benutzen können: mit der Tastatur, mit Vergrößerung, mit
vorgelesenem Text, ohne JavaScript und auf kleinen Bildschirmen. Unser Ziel sind die
Regeln der WCAG 2.2, Stufe AA.</p>
<h2>Was noch nicht gut ist</h2>
<p>Die Inhalte in Leichter Sprache und in Gebärdensprache sind noch Platzhalter.</p>
<h2>Was geprüft wurde und was nicht</h2>
<ul><li>Das Programm axe-core sieht sich bei jeder Änderung alle Seiten des Formulars in
vier Sprachen an. Es findet nur einen Teil der möglichen Barrieren.</li>
<li>Ein Programm geht den ganzen Weg nur mit der Tastatur und bei 320 Pixel Breite.</li>
<li>Menschen, die eine Vorlesesoftware benutzen, haben sie noch nicht geprüft.</li>
<li>Eine Prüfung durch eine unabhängige Stelle hat nicht stattgefunden.</li></ul>
<h2>Eine Barriere melden</h2>
<p>In einer echten Website stehen hier eine E-Mail-Adresse, eine Telefonnummer und die
Stelle, die bei Streit vermittelt.</p>
"""
EASY_LANGUAGE = """
<p>Das ist eine Internet-Seite zum Mit-Machen.</p>
<p>Sie können hier Hilfe anbieten.<br/>Für Menschen aus der Ukraine.</p>
<p>In der Ukraine ist Krieg.<br/>Viele Menschen mussten weg-gehen.<br/>
Sie brauchen zum Beispiel eine Wohnung.<br/>
Oder jemanden, der ihre Sprache spricht.</p>
<h2>So geht das</h2>
<ol><li>Sie wählen aus: Welche Hilfe biete ich an?</li>
<li>Sie schreiben die Post-Leit-Zahl auf.</li>
<li>Sie sehen: Wer bekommt mein Angebot?</li>
<li>Sie schreiben Ihren Namen auf.<br/>Und Ihre E-Mail oder Ihr Telefon.</li>
<li>Dann schicken Sie das Angebot ab.</li></ol>
<p>Diese Seite ist nur zum Aus-Probieren.<br/>
Menschen mit Lern-Schwierigkeiten haben den Text noch nicht geprüft.</p>
"""
SIGN_LANGUAGE = """
<p>An dieser Stelle stehen Filme in Deutscher Gebärdensprache: was es auf diesen Seiten
gibt, wie man sich darin bewegt und wo man Barrieren melden kann.</p>
<p>In der Vorführung gibt es diese Filme noch nicht. Wir schreiben das hier, statt einen
Film zu zeigen, der nichts erklärt.</p>
"""
PAGES = [
    ("Impressum", "impressum", IMPRINT),
    ("Datenschutz", "datenschutz", PRIVACY),
    ("Barrierefreiheit", "barrierefreiheit", ACCESSIBILITY),
    ("Leichte Sprache", "leichte-sprache", EASY_LANGUAGE),
    ("Gebärdensprache", "gebaerdensprache", SIGN_LANGUAGE),
]


def load() -> None:
    """Create the pages at the foot that are missing."""
    home = home_page()
    for title, slug, body in PAGES:
        text = body.replace("\n", " ").strip()
        add_page(home, StaticPage(title=title, slug=slug, body=text))
