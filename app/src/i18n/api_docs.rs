//! Phrases of the page about the API.

use super::phrases;
use crate::domain::Lang;

phrases! {
    api: "API", "API";
    api_more: "Every call of the API, with examples for those that a key opens.", "Tous les appels de l’API, avec des exemples pour ceux qu’une clé ouvre. La référence est en anglais.";
    api_start: "The examples read the address and your key from your terminal’s environment. Replace their days with your own.", "Les exemples lisent l’adresse et votre clé dans l’environnement de votre terminal. Remplacez leurs dates par les vôtres.";
    api_make_key: "Create a key", "Créer une clé";
    api_document: "Download as OpenAPI (JSON)", "Télécharger au format OpenAPI (JSON)";
    api_use_a_key: "How to use a key", "Comment utiliser une clé";
}
