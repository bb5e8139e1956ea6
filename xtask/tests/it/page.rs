//! The page, as the vendor would change it: the same edit in each document that it concerns.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use crate::repository::document;

/// The documents of a page by their operations.
#[derive(Clone, Debug)]
pub(crate) struct Page(BTreeMap<String, Value>);

impl Page {
    /// Version 1.2.0 as it was published, whatever the repository has now.
    pub(crate) fn published() -> Self {
        let read = |name: &str| (name.to_owned(), serde_json::from_str(&document(name)).unwrap());
        Self(["deleteClient", "getClient", "updateClient"].map(read).into())
    }

    /// The documents of this folder.
    #[allow(dead_code, reason = "for tests/bumps")]
    pub(crate) fn of(folder: &Path) -> Self {
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let read = |file: PathBuf| {
            let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap())
        };
        Self(files.map(read).collect())
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

    pub(crate) fn without(mut self, operation: &str) -> Self {
        self.0.remove(operation).unwrap();
        self
    }

    /// With a document of its own for one more operation.
    pub(crate) fn operation(mut self, path: &str, method: &str, operation: Value, schemas: Value) -> Self {
        let mut document = self.0["getClient"].clone();
        document["paths"] = json!({ path: { method: operation } });
        document["components"] = json!({ "schemas": schemas });
        self.0.insert(path.to_owned(), document);
        self
    }

    /// The same edit by a function, in every document.
    pub(crate) fn edit(mut self, edit: impl Fn(&mut Value)) -> Self {
        self.0.values_mut().for_each(edit);
        self
    }

    /// The page of the registrations, as far as it is known: one more operation of the same API, and its types.
    pub(crate) fn sibling(&self) -> Self {
        let mut document = self.0.values().next().unwrap().clone();
        document["tags"] = json!([{ "name": "Client Registration", "description": "Register clients." }]);
        document["paths"] = json!({ "/clients": { "get": {
            "operationId": "findClients",
            "summary": "Read all client registrations.",
            "tags": ["Client Registration"],
            "responses": { "200": {
                "description": "Client registrations retrieved successfully",
                "content": { "application/json": { "schema": { "$ref": "#/components/schemas/ClientRegistrations" } } },
            } },
        } } });
        document["components"]["schemas"] = json!({
            "ClientRegistrations": {
                "type": "object",
                "description": "Client registrations found.",
                "properties": { "registrations": {
                    "type": "array", "items": { "$ref": "#/components/schemas/ClientInformationSummary" },
                } },
            },
            "ClientInformationSummary": {
                "type": "object",
                "description": "Contains abbreviated data about a registered client.",
                "properties": {
                    "client_id": { "type": "string" },
                    "client_name": { "type": "string" },
                    "client_id_issued_at": { "type": "integer", "format": "int64" },
                    "grant_types": { "type": "array", "items": { "type": "string" } },
                },
            },
        });
        Self([("findClients".to_owned(), document)].into())
    }
}
