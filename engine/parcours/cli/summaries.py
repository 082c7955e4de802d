"""Every command with the sentence that presents it, so that help needs none of them loaded."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from parcours.messages import Text

SUMMARIES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "init": Text("Crée la base et la clé du site."),
        "upgrade": Text("Met à jour une base d'une version précédente."),
        "validate": Text("Vérifie des fichiers de parcours."),
        "show": Text("Montre un parcours : ses étapes, ou le fichier résolu."),
        "diff": Text("Dit en mots ce qui change d'un parcours à un autre."),
        "draw": Text("Dessine un parcours."),
        "new": Text("Écrit un fichier commenté qui étend un parcours."),
        "test": Text("Joue les tests YAML."),
        "start": Text("Ouvre un dossier."),
        "import": Text("Reprend des personnes en route, depuis les fichiers d'un autre logiciel."),
        "export-steps": Text("Donne les étapes de chacun, dans les colonnes d'enDI."),
        "send": Text("Envoie un événement à un dossier."),
        "pending": Text("Liste les événements qui prendront effet plus tard, ou en retire un."),
        "update": Text("Modifie les champs d'un dossier."),
        "revoke": Text("Revient sur une erreur : reprend tout ce qui suit un fait."),
        "close": Text("Clôt un dossier hors parcours."),
        "assign": Text("Confie un rôle à quelqu'un pour un dossier."),
        "task": Text("Les tâches : les lister, les faire, les rouvrir."),
        "status": Text("Dit où en est un dossier."),
        "list": Text("Liste les dossiers."),
        "journal": Text("Raconte un dossier, fait après fait."),
        "explain": Text("Explique un dossier : pourquoi là, d'où vient chaque date, et la suite."),
        "calendar": Text("Donne les dates d'un dossier, d'un rôle ou d'une coopérative à un agenda."),
        "when": Text("Calcule une date, et dit la règle qui la donne."),
        "forecast": Text("Dit ce qu'un dossier peut devenir selon un scénario, dates et risques."),
        "outlook": Text("Dit les mois à venir d'une coopérative, depuis ses dossiers réels."),
        "tick": Text("Fait tout ce qui est échu, puis s'arrête."),
        "serve": Text("Sert la base : fait ce qui est échu quand il l'est, et porte les effets."),
        "health": Text("Dit si le moteur va bien, d'après la base seule."),
        "world": Text("La loi, le calendrier et les paramètres en vigueur."),
        "incidents": Text("Les incidents : les lister, relancer, abandonner, clore."),
        "bounces": Text("Lit les courriels revenus, et demande à qui de droit d'y voir."),
        "effects": Text("Dit ce qu'un dossier a fait partir, et chaque essai."),
        "documents": Text("Donne les documents produits pour un dossier."),
        "reconcile": Text("Compare ce qui est parti à ce qui devait partir."),
        "verify": Text("Vérifie que la base dit ce que disent ses journaux."),
        "backup": Text("Copie la base pendant qu'elle sert, avec de quoi la restaurer."),
        "restore": Text("Remet une sauvegarde en place, là où il n'y a rien, et la vérifie."),
        "erase": Text("Efface une personne, ou l'interdit par un gel."),
        "export-person": Text("Donne à une personne tout ce que la coopérative garde d'elle."),
        "user": Text("Qui peut se connecter aux pages : les donner, les fermer, les lister."),
        "token": Text("Les jetons des autres programmes : les faire, les révoquer, les lister."),
        "plugins": Text("Liste les actions que les parcours peuvent employer."),
        "simulate": Text("Simule un scénario : des chiffres, chacun avec son intervalle."),
        "compare": Text("Compare deux scénarios sur les mêmes tirages."),
        "sensitivity": Text("Dit de quels nombres d'un scénario dépendent ses chiffres."),
        "calibrate": Text("Écrit un scénario dont les nombres viennent du journal d'une base."),
        "demo": Text("Joue un parcours entier sur une base neuve."),
        "completion": Text("Donne de quoi compléter les commandes dans le terminal."),
    }
)

PARTS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "task list": Text("Liste les tâches ouvertes."),
        "task done": Text("Marque une tâche faite."),
        "task undo": Text("Rouvre une tâche marquée faite par erreur."),
        "incidents list": Text("Liste les incidents ouverts."),
        "incidents show": Text("Montre un incident."),
        "incidents retry": Text("Relance les effets que des incidents retiennent."),
        "incidents skip": Text("Abandonne les effets que des incidents retiennent."),
        "incidents resolve": Text("Clôt des incidents réglés à la main."),
        "user add": Text("Donne un compte, ou des rôles dans une coopérative de plus."),
        "user disable": Text("Ferme un compte : ses pages et ses jetons aussi."),
        "user log": Text("Dit ce qui a été décidé des comptes et des jetons, et par qui."),
        "user list": Text("Liste les comptes."),
        "token add": Text("Fait un jeton, et le montre une fois."),
        "token revoke": Text("Révoque un jeton."),
        "token list": Text("Liste les jetons."),
        "world apply": Text("Met en vigueur la loi, le calendrier et les paramètres d'un fichier."),
    }
)
