//! `client_id_issued_at` as a time.

use std::time::{Duration, SystemTime};

use collibra_client_management::types::{ClientInformation, ClientRegistration};

fn issued_at(seconds: &str) -> Option<SystemTime> {
    let json = format!(r#"{{"client_id_issued_at":{seconds}}}"#);
    let registration: ClientRegistration = serde_json::from_str(&json).unwrap();
    let information: ClientInformation = serde_json::from_str(&json).unwrap();
    assert_eq!(registration.issued_at(), information.issued_at());
    information.issued_at()
}

#[test]
fn seconds_since_1970_are_a_time() {
    let after = |seconds| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds));
    assert_eq!(issued_at("0"), after(0));
    assert_eq!(issued_at("1700000000"), after(1_700_000_000));
    assert_eq!(issued_at("-1"), SystemTime::UNIX_EPOCH.checked_sub(Duration::from_secs(1)));
    assert_eq!(issued_at("null"), None);
}

/// What a platform can express differs; none of it panics.
#[test]
fn times_at_the_extremes_do_not_panic() {
    for seconds in [i64::MIN, i64::MIN + 1, i64::MAX - 1, i64::MAX] {
        let _ = issued_at(&seconds.to_string());
    }
}
