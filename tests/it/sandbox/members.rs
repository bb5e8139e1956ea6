//! Members that the document doesn't name, which the vendor's settings page knows.

use collibra_client_management::sandbox::Sandbox;
use serde_json::json;

use super::{get, path, put};

#[tokio::test]
async fn a_read_shows_them_and_an_update_keeps_those_it_sends() {
    let sandbox = Sandbox::start().await.unwrap();
    let registered = sandbox.register("n", &[]).unwrap();
    let (id, path) = (&registered.client_id, path(&registered));
    let (uris, policy) = (json!(["https://example.com/"]), json!({ "a": [1, null] }));
    assert!(sandbox.set_member(id, "redirect_uris", uris.clone()));
    assert!(sandbox.set_member(id, "policy", policy.clone()));
    let read = get(&sandbox, &path).json();
    assert_eq!((&read["redirect_uris"], &read["policy"]), (&uris, &policy));
    let shown = format!("{:?}", sandbox.registered(id));
    assert!(!shown.contains("example.com"), "{shown}");

    // What only the server sets is ignored, and null means the same as absence.
    let sent = json!({
        "client_name": "n", "redirect_uris": uris, "contacts": null,
        "client_secret": "mine", "registration_access_token": "mine", "client_id_issued_at": 1,
    });
    let updated = put(&sandbox, &path, sent.to_string()).json();
    let read = get(&sandbox, &path).json();
    for response in [&updated, &read] {
        assert_eq!(response["redirect_uris"], uris);
        for gone in ["policy", "contacts", "registration_access_token"] {
            assert_eq!(response.get(gone), None, "{response}");
        }
    }
    assert_ne!(updated["client_secret"], "mine");
    assert_ne!(read["client_id_issued_at"], 1);
    assert_eq!(sandbox.registered(id).unwrap().undocumented.get("policy"), None);
}

#[tokio::test]
async fn what_the_document_names_is_not_set_like_that() {
    let sandbox = Sandbox::start().await.unwrap();
    let registered = sandbox.register("n", &[]).unwrap();
    let (id, path) = (&registered.client_id, path(&registered));
    let before = get(&sandbox, &path).json();
    for name in ["client_id", "client_id_issued_at", "client_name", "client_secret", "grant_types"] {
        assert!(!sandbox.set_member(id, name, json!("x")), "{name}");
    }
    assert!(!sandbox.set_member("nobody", "redirect_uris", json!([])));
    assert_eq!(get(&sandbox, &path).json(), before);
}
