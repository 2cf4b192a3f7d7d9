//! Phrases about reminders.

use super::phrases;
use crate::domain::Lang;

phrases! {
    reminder: "Daily reminder at", "Rappel quotidien à";
    reminder_more: "A quiet notification on this device, only on days you have not written yet.", "Une notification discrète sur cet appareil, seulement les jours encore sans humeur.";
    reminder_needs_script: "This needs JavaScript.", "JavaScript est nécessaire.";
    reminder_body: "Ten quiet seconds, if you like.", "Dix secondes au calme, si le cœur vous en dit.";
    reminder_reports: "On the first day of a week, also tell me that the report of the week before is ready", "Le premier jour de la semaine, me dire aussi que le résumé de la semaine passée est prêt";
    week_report_ready: "Your week’s report is ready", "Le résumé de votre semaine est prêt";
    remind_me: "Remind me", "Activer le rappel";
    no_reminder: "Stop reminding", "Désactiver le rappel";
    reminder_on: "Reminders are on for this device.", "Rappel activé sur cet appareil.";
    reminder_off: "Reminders are off on this device.", "Rappel désactivé sur cet appareil.";
    reminder_denied: "Notifications are blocked for Humeur: allow them for this site in your browser’s settings, then try again.", "Les notifications sont bloquées pour Humeur : autorisez-les pour ce site dans les réglages de votre navigateur, puis réessayez.";
    reminder_unsupported: "This browser can’t show notifications here.", "Ce navigateur ne peut pas afficher de notifications ici.";
    reminder_home_screen: "On iPhone and iPad, reminders come to the app on your home screen. For now it begins with an empty journal of its own: the one you have here stays in this browser.", "Sur iPhone et iPad, les rappels arrivent dans l’app de l’écran d’accueil. Pour l’instant, elle commence avec un journal vide : le vôtre reste ici, dans ce navigateur.";
    reminder_offline: "You’re offline. You can change this when you’re back online.", "Vous êtes hors ligne. Vous pourrez changer cela une fois de retour en ligne.";
    reminder_unreachable: "We can’t reach your journal right now. Please try again in a moment.", "Votre journal est momentanément inaccessible. Réessayez dans un moment.";
    reminder_many: "You already have reminders on ten devices: remove one below first.", "Vous avez déjà des rappels sur dix appareils : supprimez-en un ci-dessous.";
    reminder_push_off: "Your browser’s push service is off or unavailable. Turn it on in the browser’s settings (in Brave: “Use Google services for push messaging”), then try again.", "Le service de messages push de votre navigateur est désactivé ou injoignable. Activez-le dans ses réglages (dans Brave : « Utiliser les services Google pour les messages push »), puis réessayez.";
    reminder_push_unknown: "Humeur doesn’t know this browser’s push service, so it can’t send reminders here.", "Humeur ne connaît pas le service push de ce navigateur et ne peut donc pas y envoyer de rappels.";
    reminder_zone: "Humeur doesn’t know this browser’s time zone. Choose yours above, then try again.", "Humeur ne connaît pas le fuseau horaire de ce navigateur. Choisissez le vôtre ci-dessus, puis réessayez.";
    reminder_session: "Your session on this device has ended. Reload the page, then try again.", "Votre session sur cet appareil a expiré. Rechargez la page, puis réessayez.";
    reminder_failed: "That didn’t work. Please try again.", "Ça n’a pas fonctionné. Réessayez.";
    other_device: "Another device, at {}", "Un autre appareil, à {}";
}
