//! Phrases about recovery codes.

use super::phrases;
use crate::domain::Lang;

phrases! {
    recovery_code: "Recovery code", "Code de secours";
    recovery_code_more: "Lost every device? This code still opens your journal. It needs no e-mail address and no password.", "Tous vos appareils sont perdus ? Ce code ouvre encore votre journal, sans adresse e-mail ni mot de passe.";
    make_recovery_code: "Make a recovery code", "Créer un code de secours";
    recovery_code_replaces: "A new code replaces any earlier one.", "Un nouveau code remplace le précédent.";
    recovery_card: "Your recovery code", "Votre code de secours";
    recovery_card_more: "Write it down or print this page, and keep it somewhere safe. We show it once, and don’t keep it.", "Notez-le ou imprimez cette page, et gardez-le à l’abri des regards. Il n’est affiché qu’une fois, et nous ne le gardons pas.";
    recovery_card_use: "To open your journal with it:", "Pour ouvrir votre journal avec ce code :";
    recovery_card_copy: "One click selects the whole code, ready to copy.", "Un clic sélectionne tout le code : il n’y a plus qu’à le copier.";
    recovery_saved: "I’ve saved it", "Je l’ai noté";
    with_recovery_code: "With your recovery code", "Avec votre code de secours";
    with_recovery_code_more: "Capitals, spaces and hyphens don’t matter.", "Majuscules, espaces et tirets n’ont pas d’importance.";
}
