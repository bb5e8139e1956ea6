//! The page, as the vendor would change it: the same edit in each document that it concerns.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::{Value, json};

/// The documents of a page by their operations.
#[derive(Clone, Debug)]
pub(crate) struct Page(BTreeMap<String, Value>);

impl Page {
    /// The documents of the repository.
    pub(crate) fn published() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/documents");
        let read = |name: &str| {
            let text = fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
            (name.to_owned(), serde_json::from_str(&text).unwrap())
        };
        Self(["deleteClient", "getClient", "updateClient"].map(read).into())
    }

    /// The page as Markdown.
    pub(crate) fn markdown(&self) -> String {
        let fences = self
            .0
            .iter()
            .map(|(name, document)| format!("## {name}\n\n> Words.\n\n```json\n{document}\n```\n\n"));
        format!("# Client Management\n\n{}", fences.collect::<String>())
    }

    /// Sets a value in every document that has its parent.
    pub(crate) fn set(mut self, pointer: &str, value: Value) -> Self {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let mut done = 0;
        for document in self.0.values_mut() {
            match document.pointer_mut(parent) {
                Some(Value::Object(members)) => {
                    members.insert(key.replace("~1", "/"), value.clone());
                    done += 1;
                }
                Some(Value::Array(items)) => {
                    items.push(value.clone());
                    done += 1;
                }
                _ => {}
            }
        }
        assert!(done > 0, "no document has {parent}");
        self
    }

    /// The version of the document.
    pub(crate) fn version(&self) -> String {
        self.0["getClient"]["info"]["version"].as_str().unwrap().to_owned()
    }

    pub(crate) fn title(&self) -> String {
        self.0["getClient"]["info"]["title"].as_str().unwrap().to_owned()
    }

    pub(crate) fn without(mut self, operation: &str) -> Self {
        self.0.remove(operation).unwrap();
        self
    }

    /// The sibling page: a list of clients, beside the operations of this one.
    pub(crate) fn sibling(&self) -> Self {
        let mut document = self.0["getClient"].clone();
        document["paths"] = json!({
            "/clients": {
                "get": {
                    "operationId": "findClients",
                    "summary": "Finds clients",
                    "parameters": [{
                        "name": "name", "in": "query", "required": false, "schema": { "type": "string" },
                    }],
                    "responses": {
                        "200": {
                            "description": "The clients that were found.",
                            "content": {
                                "application/json": { "schema": { "$ref": "#/components/schemas/FoundClients" } },
                            },
                        },
                        "401": { "description": "Unauthorized." },
                    },
                },
            },
        });
        document["components"]["schemas"]["FoundClients"] = json!({
            "type": "object",
            "required": ["results"],
            "properties": {
                "results": {
                    "type": "array", "items": { "$ref": "#/components/schemas/ClientInformation" },
                },
            },
        });
        Self([("findClients".to_owned(), document)].into())
    }
}
