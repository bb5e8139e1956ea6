//! Everything that is known about OpenAPI documents. All but [`v31`] is in the words of 3.0. It knows no Rust names and no stage of the generation.
//!
//! Two tables hold the specification: [`grammar`] says which objects there are and what their members hold,
//! [`keyword`] says the same of schemas, and what each keyword is about. Nobody keeps a list of their own.

pub mod grammar;
pub mod json;
pub mod keyword;
pub mod media_type;
pub mod members;
pub mod operation;
pub mod pointer;
pub mod reference;
pub mod template;
pub mod v31;
pub mod walk;
