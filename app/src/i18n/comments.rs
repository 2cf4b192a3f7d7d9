//! Phrases about comments.

use super::phrases;
use crate::domain::Lang;

phrases! {
    comments: "Comments", "Commentaires";
    add_thought: "Add a thought", "Ajouter une pensée";
    add_comment: "Add", "Ajouter";
    comment_by_you: "You", "Vous";
    comment_new: "New", "Nouveau";
    comment_saved: "Comment saved", "Commentaire enregistré";
    comment_offline: "You’re offline. Your words stay here: add them when you’re online.", "Vous êtes hors connexion. Vos mots restent ici : ajoutez-les une fois en ligne.";
    comment_removed: "Comment removed", "Commentaire supprimé";
    remove_comment: "Remove", "Supprimer";
    comment_invalid: "Write 1 to 1,000 characters.", "Écrivez de 1 à 1\u{202f}000 caractères.";
    comment_day_past: "This day takes no more comments. Please choose another, or all of it.", "Cette journée n’accepte plus de commentaires. Choisissez-en une autre, ou l’ensemble.";
    comment_day_closed: "This day is older than your journal keeps, or still to come.", "Cette journée est plus ancienne que ce que garde votre journal, ou encore à venir.";
    comment_gone: "This comment was already removed.", "Ce commentaire était déjà supprimé.";
    older_comments: "Older comments", "Commentaires plus anciens";
    newest_comments: "Newest comments", "Commentaires les plus récents";
    comments_unreachable: "We can’t read the comments right now. Please try again in a moment.", "Impossible de lire les commentaires pour le moment. Réessayez dans un moment.";
    no_comments: "No comments yet.", "Aucun commentaire pour l’instant.";
    no_comments_more: "Your later thoughts on a day stand here, and the words of people you share with.", "Vos pensées après coup sur une journée se trouvent ici, avec les mots des personnes avec qui vous partagez.";
    all_comments: "All comments", "Tous les commentaires";
    comments_seen: "Mark as read", "Marquer comme lus";
    no_new_comments: "You have read them all.", "Vous les avez tous lus.";
    comments_setting: "Comments by readers", "Commentaires des lecteurs";
    comments_setting_more: "Readers can write comments where a share allows it. While this is off, they see none and write none; your own stay with you.", "Les lecteurs peuvent commenter si le partage le permet. Tant que c’est désactivé, ils n’en voient et n’en écrivent aucun\u{202f}; les vôtres vous restent.";
    comment_on_moment: "A moment", "Un moment";
    comment_on_share: "A shared page", "Une page partagée";
    write_comment: "Your words", "Vos mots";
    comment_author: "Your name", "Votre nom";
    comment_about: "About", "À propos de";
    comment_about_all: "All of it", "L’ensemble";
    comment_send: "Send", "Envoyer";
    comment_reader_more: "The person who shares and everybody with this link read your words and your name. In this browser you can remove them until you close it.", "La personne qui partage et toutes celles qui ont ce lien liront vos mots et votre nom. Dans ce navigateur, vous pouvez les supprimer jusqu’à sa fermeture.";
    comment_author_invalid: "A name has 1 to 40 characters, on one line.", "Un nom compte de 1 à 40 caractères, sur une ligne.";
    comment_too_many: "There are too many new comments right now. Please try again in a few minutes.", "Il y a trop de nouveaux commentaires pour l’instant. Réessayez dans quelques minutes.";
    comment_not_sent: "Your words were not saved. Please try again.", "Vos mots n’ont pas été enregistrés. Veuillez réessayer.";
    comment_closed: "Comments are switched off now.", "Les commentaires sont désactivés à présent.";
    comment_kept: "Your words were not sent. You can copy them from here.", "Vos mots n’ont pas été envoyés. Vous pouvez les copier d’ici.";
    comment_by_link: "by link", "par un lien";
    comments_changed: "Saved.", "Enregistré.";
    comments_apply: "Apply", "Appliquer";
    comments_on: "On", "Activés";
    comments_off: "Off", "Désactivés";
}

/// The number of comments that the person has not seen; `max` stands for that many or more.
#[must_use]
pub fn new_comments(lang: Lang, count: usize, max: usize) -> String {
    match (lang, count) {
        (Lang::En, 1) => "1 new comment".into(),
        (Lang::En, n) if n >= max => format!("{max} or more new comments"),
        (Lang::En, n) => format!("{n} new comments"),
        (Lang::Fr, 1) => "1 nouveau commentaire".into(),
        (Lang::Fr, n) if n >= max => format!("{max} nouveaux commentaires ou plus"),
        (Lang::Fr, n) => format!("{n} nouveaux commentaires"),
    }
}

/// "Remove the comment of Friday 20 November at 12:00".
#[must_use]
pub fn remove_comment_of(lang: Lang, moment: &str) -> String {
    match lang {
        Lang::En => format!("Remove the comment of {moment}"),
        Lang::Fr => format!("Supprimer le commentaire du {moment}"),
    }
}
