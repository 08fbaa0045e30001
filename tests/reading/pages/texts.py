"""The articles on the pages, in five languages."""
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """An article: its title and paragraphs."""

    title: str
    paragraphs: tuple[str, ...]


TEXTS: Mapping[str, Text] = {
    "en": Text(
        "Mann scouts a harbour for his sequel",
        (
            "Michael Mann walked the length of the container harbour on Tuesday morning, and nobody who works there was"
            " told why a man in a dark coat was counting cranes.",
            "The director is looking for places for Heat 2, two people from the port office said. He asked about the"
            " light before sunrise, and about how long a pier can be closed to trucks.",
            "“We would be glad to have them,” said the harbour master, who remembers the first film well and has seen it"
            " more often than he wants to say.",
            "Nothing is signed yet. The production would need the pier for nine nights, and the port for its part would"
            " need a bond of two million dollars before the first cable is laid.",
        ),
    ),
    "de": Text(
        "Mann besucht einen Hafen für seine Fortsetzung",
        (
            "Michael Mann ist am Dienstagmorgen den ganzen Containerhafen abgelaufen, und niemand, der dort arbeitet,"
            " wusste, warum ein Mann im dunklen Mantel die Kräne zählte.",
            "Der Regisseur sucht Schauplätze für Heat 2, sagten zwei Mitarbeiter der Hafenverwaltung. Er fragte nach dem"
            " Licht vor Sonnenaufgang und danach, wie lange ein Kai für Lastwagen gesperrt werden kann.",
            "„Wir würden uns freuen“, sagte der Hafenmeister, der den ersten Film gut kennt und öfter gesehen hat, als er"
            " zugeben möchte.",
            "Unterschrieben ist noch nichts. Die Produktion bräuchte den Kai neun Nächte lang, und der Hafen verlangt"
            " dafür eine Bürgschaft von zwei Millionen Dollar.",
        ),
    ),
    "es": Text(
        "Mann recorre un puerto para su secuela",
        (
            "Michael Mann recorrió el martes por la mañana todo el puerto de contenedores, y nadie de los que trabajan"
            " allí sabía por qué un hombre de abrigo oscuro contaba las grúas.",
            "El director busca escenarios para Heat 2, dijeron dos personas de la oficina del puerto. Preguntó por la luz"
            " antes del amanecer y por cuánto tiempo se puede cerrar un muelle a los camiones.",
            "«Nos alegraría mucho», dijo el capitán del puerto, que recuerda bien la primera película y la ha visto más"
            " veces de las que quiere confesar.",
            "Todavía no hay nada firmado. La producción necesitaría el muelle durante nueve noches, y el puerto pide una"
            " fianza de dos millones de dólares.",
        ),
    ),
    "fr": Text(
        "Mann visite un port pour sa suite",
        (
            "Michael Mann a parcouru mardi matin tout le port à conteneurs, et personne parmi ceux qui y travaillent ne"
            " savait pourquoi un homme en manteau sombre comptait les grues.",
            "Le réalisateur cherche des décors pour Heat 2, ont dit deux personnes du bureau du port. Il s'est renseigné"
            " sur la lumière avant l'aube et sur la durée pendant laquelle un quai peut être fermé aux camions.",
            "« Nous en serions ravis », a dit le capitaine du port, qui se souvient bien du premier film et l'a vu plus"
            " souvent qu'il ne veut l'avouer.",
            "Rien n'est encore signé. La production aurait besoin du quai pendant neuf nuits, et le port demande une"
            " caution de deux millions de dollars.",
        ),
    ),
    "it": Text(
        "Mann visita un porto per il suo sequel",
        (
            "Michael Mann ha percorso martedì mattina tutto il porto dei container, e nessuno di quelli che ci lavorano"
            " sapeva perché un uomo con un cappotto scuro contasse le gru.",
            "Il regista cerca luoghi per Heat 2, hanno detto due persone dell'ufficio del porto. Ha chiesto della luce"
            " prima dell'alba e di quanto tempo un molo possa restare chiuso ai camion.",
            "«Ne saremmo felici», ha detto il comandante del porto, che ricorda bene il primo film e l'ha visto più volte"
            " di quanto voglia dire.",
            "Niente è ancora firmato. La produzione avrebbe bisogno del molo per nove notti, e il porto chiede una"
            " cauzione di due milioni di dollari.",
        ),
    ),
}
