//! Phrases of invitations.

use super::phrases;
use crate::domain::Lang;

phrases! {
    invitation: "Your invitation", "Votre invitation";
    invitation_more: "You are invited to keep a journal here: one mood and a few words a day. Only you can see your days.", "On vous invite à tenir un journal ici : une humeur et quelques mots par jour. Personne d’autre ne voit vos journées.";
    invitation_keeps: "The days you’ve already written in this browser come along.", "Les journées déjà notées dans ce navigateur vous suivront.";
    accept_invitation: "Open my journal", "Ouvrir mon journal";
    invitation_over: "This invitation is no longer valid", "Cette invitation n’est plus valable";
    invitation_over_more: "It works once, for seven days. Ask the person who sent it for a new one.", "Elle sert une fois, pendant sept jours. Demandez-en une autre à la personne qui vous l’a envoyée.";
    invitation_signed_in: "This browser is signed in to an account. Sign out in the settings first, then open the invitation again.", "Ce navigateur est connecté à un compte. Déconnectez-vous d’abord dans les réglages, puis rouvrez l’invitation.";
    invitation_wait: "That was too often. Please wait a minute, then open the invitation again.", "Trop de tentatives. Attendez une minute, puis rouvrez l’invitation.";
    invitation_unreachable: "We can’t open your invitation right now. It stays valid; please try again in a moment.", "Impossible d’ouvrir votre invitation pour le moment. Elle reste valable ; réessayez dans un moment.";
    invitation_accepted: "Welcome: this is your journal", "Bienvenue : voici votre journal";
    invitation_accepted_more: "For now only this browser opens it. Add a way to sign in, such as a passkey or a recovery code, so that you can’t lose it.", "Pour l’instant, seul ce navigateur l’ouvre. Ajoutez un moyen de vous connecter, comme une clé d’accès ou un code de secours, pour ne pas le perdre.";
    add_first_way: "Add a way to sign in", "Ajouter un moyen de me connecter";
}

/// "Hello Ada,".
#[must_use]
pub fn hello(lang: Lang, name: &str) -> String {
    match lang {
        Lang::En => format!("Hello {name},"),
        Lang::Fr => format!("Bonjour {name},"),
    }
}
