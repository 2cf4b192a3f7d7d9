//! Phrases of shares.

use chrono::Datelike;

use super::{dates, phrases};
use crate::domain::{Day, DayRange, Lang, Locale};

phrases! {
    sharing: "Share", "Partager";
    sharing_more: "A link to some of your days, for somebody you trust. Anybody who has the link can read them, until it ends or you stop it.", "Un lien vers quelques-unes de vos journées, pour une personne de confiance. Toute personne qui a le lien peut les lire, jusqu’à ce qu’il prenne fin ou que vous l’arrêtiez.";
    sharing_link: "Share days with someone", "Partager des journées";
    share_moment: "Share this moment", "Partager ce moment";
    share_days: "Days", "Jours";
    share_days_more: "At most a year. What you write on these days later is shown, too.", "Un an au plus. Ce que vous y noterez plus tard sera visible aussi.";
    share_week: "This week", "Cette semaine";
    share_month: "This month", "Ce mois";
    share_year: "This year", "Cette année";
    share_start: "From", "Du";
    share_end: "To", "Au";
    share_parts: "Show", "Afficher";
    share_moods: "The faces are always shown.", "Les visages sont toujours visibles.";
    share_notes: "Notes", "Les notes";
    share_moments: "Moments", "Les moments";
    share_photos: "Photos of these moments", "Les photos de ces moments";
    share_comments: "Comments, and let readers write some", "Les commentaires, et permettre d’en écrire";
    share_name: "Your name", "Votre nom";
    share_name_more: "Readers see who shares.", "Il est visible pour qui lit.";
    share_lifetime: "The link ends", "Le lien prend fin";
    share_for_day: "in a day", "dans un jour";
    share_for_week: "in a week", "dans une semaine";
    share_for_month: "in 30 days", "dans 30 jours";
    share_for_quarter: "in 90 days", "dans 90 jours";
    share_for_year: "in a year", "dans un an";
    share_passphrase: "Passphrase (optional)", "Phrase secrète (facultative)";
    share_passphrase_more: "6 to 100 characters. Tell it by another way than the link.", "De 6 à 100 caractères. Transmettez-la autrement que le lien.";
    create_share: "Make a link", "Créer un lien";
    share_created: "Your new link", "Votre nouveau lien";
    share_created_more: "Copy it now: it is shown this once.", "Copiez-le maintenant : il n’est affiché qu’une fois.";
    share_copy: "Copy", "Copier";
    share_copied: "Copied.", "Copié.";
    share_send: "Send…", "Envoyer…";
    share_qr: "QR code of the link", "Code QR du lien";
    your_shares: "Active links", "Liens actifs";
    no_shares: "You share nothing at the moment.", "Vous ne partagez rien pour l’instant.";
    share_unopened: "Not opened yet", "Pas encore ouvert";
    share_protected: "With a passphrase", "Avec une phrase secrète";
    share_stop: "Stop", "Arrêter";
    share_stopped: "Link stopped. It no longer opens anything.", "Lien arrêté. Il n’ouvre plus rien.";
    share_gone: "This link has already ended.", "Ce lien a déjà pris fin.";
    share_too_many: "You have 50 links already. Stop one first.", "Vous avez déjà 50 liens. Arrêtez-en un d’abord.";
    share_name_invalid: "A name has 1 to 40 characters, on one line.", "Un nom compte de 1 à 40 caractères, sur une ligne.";
    share_days_invalid: "Choose at most a year, the first day before the last.", "Choisissez un an au plus, le premier jour avant le dernier.";
    share_passphrase_invalid: "A passphrase has 6 to 100 characters, on one line.", "Une phrase secrète compte de 6 à 100 caractères, sur une ligne.";
    share_wait: "That was too often. Please try again in a minute.", "Trop d’essais. Réessayez dans une minute.";
    shares_unreachable: "We can’t read your links right now. Please try again in a moment.", "Impossible de lire vos liens pour le moment. Réessayez dans un moment.";
    share_ended: "This link has ended. The words of its readers stay until you remove them.", "Ce lien a pris fin. Les mots laissés par ce lien restent jusqu’à ce que vous les supprimiez.";
    all_shares: "All links", "Tous les liens";
    shared_empty: "Nothing is written on these days.", "Rien n’est noté ces jours-là.";
    shared_privacy: "The person who shares sees how often this page was opened, and nothing about you.", "La personne qui partage voit combien de fois cette page a été ouverte, et rien sur vous.";
    shared_gone: "This link opens nothing", "Ce lien n’ouvre rien";
    shared_gone_more: "It may be incomplete, it may have ended, or it was stopped. Ask the person who sent it for a new one.", "Il est peut-être incomplet, il a pris fin ou il a été arrêté. Demandez-en un nouveau à la personne qui vous l’a envoyé.";
    shared_locked: "A passphrase, please", "Une phrase secrète, s’il vous plaît";
    shared_locked_more: "The person who sent you this link has given you a passphrase for it.", "La personne qui vous a envoyé ce lien vous a donné une phrase secrète.";
    shared_passphrase: "Passphrase", "Phrase secrète";
    shared_unlock: "Open", "Ouvrir";
    shared_wrong: "This is not the passphrase. Please try again.", "Ce n’est pas la bonne phrase. Réessayez.";
    shared_unreachable: "We can’t reach these days right now", "Ces journées sont inaccessibles pour le moment";
    shared_unreachable_more: "Please try again in a moment.", "Réessayez dans un moment.";
}

/// The days of a share: "16 – 22 November".
#[must_use]
pub fn share_span(locale: Locale, days: DayRange, today: Day) -> String {
    let (start, end) = (days.start(), days.end());
    let year = |day: Day| day.date().year();
    if start == end {
        dates::full(locale, start, today)
    } else if year(start) != year(end) {
        let [start, end] = [start, end].map(|day| dates::with_year(locale, day));
        format!("{start} – {end}")
    } else {
        let comma = if locale.month_first { "," } else { "" };
        let range = dates::range(locale, start, end);
        if year(end) == year(today) {
            range
        } else {
            format!("{range}{comma} {}", year(end))
        }
    }
}

/// Says who shared something until when. The name may be in any script.
#[must_use]
pub fn shared_by(lang: Lang, name: &str, until: &str) -> String {
    match lang {
        Lang::En => format!(
            "\u{2068}{name}\u{2069} shared these days with you. This link works until {until}."
        ),
        Lang::Fr => format!(
            "\u{2068}{name}\u{2069} a partagé ces journées avec vous. Ce lien fonctionne jusqu’au {until}."
        ),
    }
}

/// Says how often a link was opened, and when last.
#[must_use]
pub fn share_opened(lang: Lang, times: u64, last: &str) -> String {
    match (lang, times) {
        (Lang::En, 1) => format!("Opened once, on {last}"),
        (Lang::En, n) => format!("Opened {n} times, last on {last}"),
        (Lang::Fr, 1) => format!("Ouvert une fois, le {last}"),
        (Lang::Fr, n) => format!("Ouvert {n} fois, la dernière le {last}"),
    }
}

/// The name of a link to the comments on a share.
#[must_use]
pub fn comments_of_share(lang: Lang, days: &str) -> String {
    match lang {
        Lang::En => format!("Comments on {days}"),
        Lang::Fr => format!("Commentaires : {days}"),
    }
}

/// "Ends on 3 December".
#[must_use]
pub fn share_ends(lang: Lang, day: &str) -> String {
    match lang {
        Lang::En => format!("Ends on {day}"),
        Lang::Fr => format!("Prend fin le {day}"),
    }
}

/// "Stop the link of 16 – 22 November".
#[must_use]
pub fn share_stop_of(lang: Lang, days: &str) -> String {
    match lang {
        Lang::En => format!("Stop the link of {days}"),
        Lang::Fr => format!("Arrêter le lien\u{a0}: {days}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_as_short_as_its_days_allow() {
        let locale = Locale::negotiate(Some(Lang::En), "en-GB");
        let day = |text| Day::parse(text).unwrap();
        let today = day("2026-11-20");
        for (start, end, text) in [
            ("2026-11-20", "2026-11-20", "Friday 20 November"),
            ("2026-11-16", "2026-11-22", "16 – 22 November"),
            ("2026-10-30", "2026-11-02", "30 October – 2 November"),
            ("2025-11-16", "2025-11-22", "16 – 22 November 2025"),
            (
                "2025-11-22",
                "2026-11-20",
                "22 November 2025 – 20 November 2026",
            ),
        ] {
            let days = DayRange::new(day(start), day(end)).unwrap();
            assert_eq!(share_span(locale, days, today), text);
        }
    }
}
