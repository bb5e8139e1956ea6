//! The words that a recording may hold: registered ones, and member names that look like identifiers. Nothing else that
//! a server sends is kept.

use crate::operations;

/// What stands for a word that isn't registered.
pub(super) const OTHER: &str = "other";

/// Header names (RFC 9110, RFC 9111, and what servers and proxies commonly send), in lower case.
pub(super) const HEADERS: &[&str] = &[
    "accept-ranges",
    "access-control-allow-credentials",
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "age",
    "allow",
    "alt-svc",
    "api-version",
    "cache-control",
    "cf-cache-status",
    "cf-ray",
    "connection",
    "content-encoding",
    "content-language",
    "content-length",
    "content-security-policy",
    "content-type",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "date",
    "deprecation",
    "dpop-nonce",
    "etag",
    "expires",
    "keep-alive",
    "last-modified",
    "link",
    "location",
    "origin-agent-cluster",
    "permissions-policy",
    "pragma",
    "proxy-authenticate",
    "ratelimit-limit",
    "ratelimit-remaining",
    "ratelimit-reset",
    "referrer-policy",
    "request-id",
    "retry-after",
    "server",
    "server-timing",
    "set-cookie",
    "strict-transport-security",
    "sunset",
    "traceparent",
    "transfer-encoding",
    "upgrade",
    "vary",
    "via",
    "warning",
    "www-authenticate",
    "x-amzn-requestid",
    "x-cache",
    "x-content-type-options",
    "x-correlation-id",
    "x-dns-prefetch-control",
    "x-download-options",
    "x-envoy-upstream-service-time",
    "x-frame-options",
    "x-permitted-cross-domain-policies",
    "x-powered-by",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "x-request-id",
    "x-xss-protection",
];

/// Media types.
pub(super) const MEDIA_TYPES: &[&str] = &[
    "application/json",
    "application/jwt",
    "application/octet-stream",
    "application/problem+json",
    "application/x-www-form-urlencoded",
    "application/xhtml+xml",
    "application/xml",
    "text/html",
    "text/plain",
    "text/xml",
];

/// Challenge schemes (the IANA registry of HTTP authentication schemes).
pub(super) const SCHEMES: &[&str] = &[
    "Basic",
    "Bearer",
    "Concealed",
    "Digest",
    "DPoP",
    "GNAP",
    "HOBA",
    "Mutual",
    "Negotiate",
    "NTLM",
    "OAuth",
    "PrivateToken",
    "SCRAM-SHA-1",
    "SCRAM-SHA-256",
    "vapid",
];

/// Challenge parameters (RFC 6750, RFC 7616, RFC 7617, RFC 9449, RFC 9470, RFC 9728).
pub(super) const PARAMETERS: &[&str] = &[
    "acr_values",
    "algorithm",
    "algs",
    "charset",
    "domain",
    "error",
    "error_description",
    "error_uri",
    "max_age",
    "nonce",
    "opaque",
    "qop",
    "realm",
    "resource_metadata",
    "scope",
    "stale",
    "userhash",
];

/// Error codes (RFC 6749, RFC 6750, RFC 7591, RFC 9449, RFC 9470).
pub(super) const ERROR_CODES: &[&str] = &[
    "access_denied",
    "insufficient_scope",
    "insufficient_user_authentication",
    "invalid_client",
    "invalid_client_metadata",
    "invalid_dpop_proof",
    "invalid_grant",
    "invalid_redirect_uri",
    "invalid_request",
    "invalid_scope",
    "invalid_software_statement",
    "invalid_token",
    "not_found",
    "server_error",
    "temporarily_unavailable",
    "unapproved_software_statement",
    "unauthorized",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
    "use_dpop_nonce",
];

/// Member names that a standard or the vendor documents elsewhere: client metadata (RFC 7591, RFC 7592 and the IANA
/// registry), token responses (RFC 6749), error objects (RFC 6749, RFC 9457, the vendor's sibling APIs).
const MEMBERS: &[&str] = &[
    "access_token",
    "application_type",
    "authorization_encrypted_response_alg",
    "authorization_encrypted_response_enc",
    "authorization_signed_response_alg",
    "backchannel_client_notification_endpoint",
    "backchannel_logout_session_required",
    "backchannel_logout_uri",
    "backchannel_token_delivery_mode",
    "backchannel_user_code_parameter",
    "client_secret",
    "client_secret_expires_at",
    "client_uri",
    "contacts",
    "default_acr_values",
    "default_max_age",
    "detail",
    "dpop_bound_access_tokens",
    "error",
    "errorCode",
    "error_description",
    "error_uri",
    "errors",
    "expires_in",
    "frontchannel_logout_session_required",
    "frontchannel_logout_uri",
    "helpMessage",
    "id_token",
    "id_token_encrypted_response_alg",
    "id_token_encrypted_response_enc",
    "id_token_signed_response_alg",
    "initiate_login_uri",
    "instance",
    "introspection_encrypted_response_alg",
    "introspection_encrypted_response_enc",
    "introspection_signed_response_alg",
    "issued_token_type",
    "jwks",
    "jwks_uri",
    "logo_uri",
    "message",
    "policy_uri",
    "post_logout_redirect_uris",
    "redirect_uris",
    "refresh_token",
    "registration_access_token",
    "registration_client_uri",
    "request_object_encryption_alg",
    "request_object_encryption_enc",
    "request_object_signing_alg",
    "request_uris",
    "require_auth_time",
    "require_pushed_authorization_requests",
    "require_signed_request_object",
    "response_types",
    "scope",
    "sector_identifier_uri",
    "software_id",
    "software_statement",
    "software_version",
    "status",
    "statusCode",
    "subject_type",
    "timestamp",
    "title",
    "titleMessage",
    "tls_client_auth_san_dns",
    "tls_client_auth_san_email",
    "tls_client_auth_san_ip",
    "tls_client_auth_san_uri",
    "tls_client_auth_subject_dn",
    "tls_client_certificate_bound_access_tokens",
    "token_endpoint_auth_method",
    "token_endpoint_auth_signing_alg",
    "token_type",
    "tos_uri",
    "type",
    "userMessage",
    "userinfo_encrypted_response_alg",
    "userinfo_encrypted_response_enc",
    "userinfo_signed_response_alg",
];

/// What stands for members whose names aren't kept: the first nine of an object; no more are recorded.
pub(super) const UNNAMED: [&str; 9] = [
    "member_1", "member_2", "member_3", "member_4", "member_5", "member_6", "member_7", "member_8",
    "member_9",
];

/// The word of this list, however it is spelled.
pub(super) fn find(list: &[&'static str], text: &str) -> Option<&'static str> {
    list.iter().find(|word| word.eq_ignore_ascii_case(text)).copied()
}

/// Whether a word is in one of the lists.
pub(super) fn is_registered(word: &str) -> bool {
    let lists = [HEADERS, MEDIA_TYPES, SCHEMES, PARAMETERS, ERROR_CODES];
    is_registered_member(word) || lists.iter().any(|list| list.contains(&word))
}

/// Whether the document, a standard, or the vendor for a sibling API names such a member.
pub(super) fn is_registered_member(name: &str) -> bool {
    is_documented_member(name) || MEMBERS.contains(&name)
}

/// Whether the API's document names such a member of a response.
pub(in crate::sandbox) fn is_documented_member(name: &str) -> bool {
    let responses = operations::ALL.iter().flat_map(|operation| operation.responses());
    responses.flat_map(|response| response.members).any(|member| member.name == name)
}

/// Whether a name that nobody has registered looks like one that a programmer gave: a few words of letters in snake_case
/// or camelCase. A name can hold a secret or an id, which look otherwise: too long, with digits, without vowels.
pub(super) fn is_identifier(name: &str) -> bool {
    const LONGEST: usize = 40;
    const MOST_WORDS: usize = 6;
    let words: Vec<String> = words(name);
    name.len() <= LONGEST && words.len() <= MOST_WORDS && words.iter().all(|word| is_word(word))
}

fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in name.chars() {
        let is_first = words.last().is_none_or(String::is_empty);
        if c == '_' || (c.is_ascii_uppercase() && !is_first) {
            words.push(String::new());
        }
        if c != '_' {
            words.last_mut().into_iter().for_each(|word| word.push(c.to_ascii_lowercase()));
        }
    }
    words
}

/// Two to fourteen letters that could be spoken, with at most a digit after them.
fn is_word(word: &str) -> bool {
    let letters = word.strip_suffix(|c: char| c.is_ascii_digit()).unwrap_or(word);
    let is_vowel = |c: char| "aeiouy".contains(c);
    let longest = |is: &dyn Fn(char) -> bool| letters.split(|c| !is(c)).map(str::len).max().unwrap_or(0);
    (2..=14).contains(&letters.len())
        && letters.chars().all(|c| c.is_ascii_lowercase())
        && longest(&|c| !is_vowel(c)) <= 4
        && longest(&is_vowel) <= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_look_like_an_identifier() {
        for name in ["applicationType", "redirect_uris", "oauth2_settings", "owner", "jwks"] {
            assert!(is_identifier(name), "{name}");
        }
        for name in [
            "",
            "_",
            "a",
            "k3yfor4",
            "aBcDeFgH",
            "hJ7xK2pQ9vR4tY8w",
            "1cnxtsn",
            "2eeadf60-1a11-5170-7e57-000000000000",
            "urn:sys:env",
            "mail@example.com",
            "db.internal",
            "correcthorsebatterystaple",
            "sdkfjhgsdkfh",
            "member_1",
            "naïve",
            "one_two_three_four_five_six_seven",
            "eyJhbGciOiJIUzI1NiJ9",
        ] {
            assert!(!is_identifier(name), "{name}");
        }
    }
}
