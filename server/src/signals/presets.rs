//! Sources that only need switching on.
//!
//! | preset | source | signals |
//! |---|---|---|
//! | `bitcoin`, `ethereum` | CoinGecko, <https://docs.coingecko.com/v3.0.1/reference/simple-price>: one call for both | `bitcoin`, `ethereum` |
//! | `weather@LATITUDE,LONGITUDE,ZONE` | Open-Meteo, <https://open-meteo.com/en/docs> | `temperature`, `sun`, `daylight` |
//! | `paris-bikes` | the counters of <https://opendata.paris.fr>, by hour | `bikes` |

use app::domain::calendar::zones::Tz;

use super::{
    PlainHosts, Series, Source,
    preset_series::{Coin, bikes, weather},
};

/// The seconds between two requests to each service: not more than its values change.
const PRICES: u32 = 300;
const WEATHER: u32 = 900;
const BIKES: u32 = 3600;

/// A currency, a place, a city.
#[derive(Clone, Debug, PartialEq)]
enum Preset {
    Coins(Vec<Coin>),
    Weather {
        /// Degrees, as the operator wrote them.
        latitude: String,
        longitude: String,
        zone: Tz,
    },
    ParisBikes,
}

/// The presets that are switched on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Presets {
    presets: Vec<Preset>,
    /// A host that answers in place of the services, without TLS.
    host: Option<String>,
}

impl Presets {
    /// Their form in the configuration.
    pub const EXPECTED: &str = "presets by space: bitcoin, ethereum, paris-bikes, and \
        weather@LATITUDE,LONGITUDE,ZONE such as weather@48.85,2.35,Europe/Paris";

    /// Parses presets by space, or commas where none has an `@`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut presets: Vec<Preset> = Vec::new();
        let mut coins: Vec<Coin> = Vec::new();
        for word in text.split_whitespace() {
            let names: Vec<&str> = match word.contains('@') {
                true => vec![word],
                false => word.split(',').filter(|name| !name.is_empty()).collect(),
            };
            for name in names {
                let coin = match name {
                    "bitcoin" => Coin::Bitcoin,
                    "ethereum" => Coin::Ethereum,
                    _ => {
                        let preset = other(name)?;
                        let is_new = presets.iter().all(|known| !known.is_like(&preset));
                        is_new.then(|| presets.push(preset))?;
                        continue;
                    }
                };
                (!coins.contains(&coin)).then(|| coins.push(coin))?;
                let asked = presets.iter_mut().find_map(|preset| match preset {
                    Preset::Coins(coins) => Some(coins),
                    _ => None,
                });
                match asked {
                    Some(asked) => asked.push(coin),
                    None => presets.push(Preset::Coins(vec![coin])),
                }
            }
        }
        Some(Self {
            presets,
            host: None,
        })
    }

    /// The same, answered by another host, such as `127.0.0.1:9000`. None if it is no host.
    #[must_use]
    pub fn at(self, host: &str) -> Option<Self> {
        PlainHosts::default().add(host).then(|| Self {
            host: Some(host.to_owned()),
            ..self
        })
    }

    /// The host that answers in place of the services.
    pub(super) fn plain_hosts(&self) -> PlainHosts {
        let mut hosts = PlainHosts::default();
        if let Some(host) = &self.host {
            let _ = hosts.add(host);
        }
        hosts
    }

    /// Their sources.
    pub(super) fn sources(&self) -> Vec<Source> {
        let presets = self.presets.iter();
        presets.filter_map(|preset| self.source(preset)).collect()
    }

    fn source(&self, preset: &Preset) -> Option<Source> {
        let (name, interval, service, path, series) = match preset {
            Preset::Coins(coins) => {
                let ids: Vec<&str> = coins.iter().map(|coin| coin.id()).collect();
                let path = format!(
                    "/api/v3/simple/price?ids={}&vs_currencies=eur&include_last_updated_at=true",
                    ids.join(",")
                );
                let series = coins.iter().map(|coin| coin.series()).collect();
                ("prices", PRICES, "api.coingecko.com", path, series)
            }
            Preset::Weather {
                latitude,
                longitude,
                zone,
            } => {
                let path = format!(
                    "/v1/forecast?latitude={latitude}&longitude={longitude}&current=temperature_2m\
                     &daily=sunshine_duration,daylight_duration&past_days=5&forecast_days=1\
                     &timezone={}",
                    zone.name().replace('/', "%2F")
                );
                (
                    "weather",
                    WEATHER,
                    "api.open-meteo.com",
                    path,
                    weather(*zone),
                )
            }
            Preset::ParisBikes => {
                // Hours are published late, and days of them at once: five days leave none out.
                let path = "/api/explore/v2.1/catalog/datasets/comptage-velo-donnees-compteurs/records\
                            ?select=sum(sum_counts)%20as%20bikes&group_by=date\
                            &order_by=date%20desc&limit=120";
                (
                    "paris-bikes",
                    BIKES,
                    "opendata.paris.fr",
                    path.into(),
                    vec![bikes()],
                )
            }
        };
        let mut series = series.into_iter().collect::<Option<Vec<Series>>>()?;
        for series in &mut series {
            series.signal.interval = interval;
        }
        Some(Source {
            name: name.to_owned(),
            url: match &self.host {
                Some(host) => format!("http://{host}{path}"),
                None => format!("https://{service}{path}"),
            },
            interval,
            timeout: Source::TIMEOUT,
            max_bytes: Source::MAX_BYTES,
            headers: Vec::new(),
            series,
        })
    }
}

impl Preset {
    /// True for presets with the same signals.
    fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

/// A preset that is no coin.
fn other(name: &str) -> Option<Preset> {
    if name == "paris-bikes" {
        return Some(Preset::ParisBikes);
    }
    let mut place = name.strip_prefix("weather@")?.split(',');
    let mut degrees = |max: f64| {
        let text = place.next()?;
        let is_plain = text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b".-".contains(&byte));
        let number: f64 = text.parse().ok().filter(|_| is_plain)?;
        (number.abs() <= max).then(|| text.to_owned())
    };
    let (latitude, longitude) = (degrees(90.0)?, degrees(180.0)?);
    let zone = place.next()?.parse().ok()?;
    place.next().is_none().then_some(Preset::Weather {
        latitude,
        longitude,
        zone,
    })
}

#[cfg(test)]
mod tests {
    use axum::http::Uri;

    use super::*;

    const ALL: &str = "bitcoin,ethereum weather@48.85,-2.35,Europe/Paris paris-bikes";

    fn ids(sources: &[Source]) -> Vec<Vec<&str>> {
        let series = sources.iter().map(|source| source.series.iter());
        let ids = series.map(|series| series.map(|it| it.signal.id.as_str()).collect());
        ids.collect()
    }

    #[test]
    fn every_preset_is_a_source_and_coins_share_one() {
        let presets = Presets::parse(ALL).unwrap();
        let sources = presets.sources();
        assert_eq!(
            ids(&sources),
            [
                vec!["bitcoin", "ethereum"],
                vec!["temperature", "sun", "daylight"],
                vec!["bikes"],
            ]
        );
        for source in &sources {
            let address: Uri = source.url.parse().unwrap();
            assert!(presets.plain_hosts().allows(&address), "{address}");
            assert!(Source::INTERVALS.contains(&source.interval));
            let mut series = source.series.iter();
            assert!(series.all(|it| it.signal.interval == source.interval));
        }
        assert!(
            sources[0]
                .url
                .contains("ids=bitcoin,ethereum&vs_currencies=eur&")
        );
        assert!(sources[1].url.contains("latitude=48.85&longitude=-2.35&"));
        assert!(sources[1].url.ends_with("timezone=Europe%2FParis"));
        let apart = Presets::parse("ethereum paris-bikes bitcoin")
            .unwrap()
            .sources();
        assert_eq!(ids(&apart), [vec!["ethereum", "bitcoin"], vec!["bikes"]]);
        assert!(Presets::parse(" ").unwrap().sources().is_empty());
    }

    #[test]
    fn another_host_answers_in_place_of_the_services() {
        let presets = Presets::parse(ALL).unwrap().at("127.0.0.1:9000").unwrap();
        for source in presets.sources() {
            assert!(source.url.starts_with("http://127.0.0.1:9000/"));
            assert!(presets.plain_hosts().allows(&source.url.parse().unwrap()));
        }
        assert!(Presets::default().at("http://a").is_none());
    }

    #[test]
    fn other_words_are_no_presets() {
        for text in [
            "dogecoin",
            "bitcoin bitcoin",
            "paris-bikes,paris-bikes",
            "weather",
            "weather@",
            "weather@48.85,2.35",
            "weather@48.85,2.35,Paris",
            "weather@91,2.35,Europe/Paris",
            "weather@48.85,181,Europe/Paris",
            "weather@NaN,2.35,Europe/Paris",
            "weather@1e1,2.35,Europe/Paris",
            "weather@48.85,2.35,Europe/Paris,x",
            "weather@1,2,UTC weather@3,4,UTC",
            "bitcoin,weather@48.85,2.35,Europe/Paris",
            "weather@48.85&x=1,2.35,Europe/Paris",
        ] {
            assert_eq!(Presets::parse(text), None, "{text}");
        }
    }
}
