//! Which redirects are followed: few, within the same host, and none that leaves https.

use std::{error::Error, fmt};

use reqwest::{
    Url,
    redirect::{Attempt, Policy},
};

use super::origin;

const LIMIT: usize = 5;

/// Why a redirect isn't followed.
#[derive(Debug)]
pub(crate) struct Refused(String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Refused {}

pub(crate) fn policy() -> Policy {
    Policy::custom(|attempt: Attempt<'_>| {
        let refused = match attempt.previous() {
            previous if previous.len() > LIMIT => Some(format!("more than {LIMIT} redirects")),
            [first, ..] if !is_within(first, attempt.url()) => {
                Some(format!("it redirects to {}", origin::shown(attempt.url())))
            }
            _ => None,
        };
        match refused {
            Some(why) => attempt.error(Refused(why)),
            None => attempt.follow(),
        }
    })
}

/// On this machine, where tests and mirrors run side by side, another port is another server.
fn is_within(first: &Url, next: &Url) -> bool {
    let same_host = first.host_str() == next.host_str();
    let same_server = same_host && first.port_or_known_default() == next.port_or_known_default();
    match next.scheme() {
        "https" => same_host,
        "http" => first.scheme() == "http" && origin::is_loopback(next) && same_server,
        _ => false,
    }
}
