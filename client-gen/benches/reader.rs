//! What it costs to read pages into one document, beside the floor: a plain serde_json parse of every fence, and one
//! write of the result.
//!
//! Prints criterion's times, and a table of both: time and peak memory for each size, and how the time grows.
#![allow(clippy::unwrap_used, reason = "a benchmark may fail")]

use std::{
    cell::RefCell,
    hint::black_box,
    time::{Duration, Instant},
};

use allocation_counter::measure;
use collibra_client_gen::{document::json::Json, extract::extract, merge::merge};
use criterion::{Criterion, Throughput};
use serde_json::{Value, json};

const SIZES: [usize; 4] = [3, 30, 300, 3000];
/// On one page.
const OPERATIONS: usize = 25;
/// Share their own schemas.
const OPERATIONS_OF_A_RESOURCE: usize = 5;
const METHODS: [&str; OPERATIONS_OF_A_RESOURCE] = ["get", "put", "post", "delete", "patch"];

fn schema(name: &str, properties: usize) -> Value {
    let properties: serde_json::Map<_, _> = (0..properties)
        .map(|index| {
            let description = format!("The value number {index} of {name}, as the server has stored it.");
            (
                format!("property{index}"),
                json!({ "type": "string", "description": description, "maxLength": 255 }),
            )
        })
        .collect();
    json!({ "type": "object", "description": format!("What the server says of a {name}."), "properties": properties })
}

/// The document of one operation, with just the components that it reaches: some are of its resource, some of all.
fn document(operation: usize) -> Value {
    let resource = operation / OPERATIONS_OF_A_RESOURCE;
    let method = METHODS.get(operation % OPERATIONS_OF_A_RESOURCE).unwrap();
    let own = ["", "Input", "List"].map(|part| format!("Resource{resource}{part}"));
    let all = (0..8).map(|index| format!("Shared{index}"));
    let schemas: serde_json::Map<_, _> =
        own.into_iter().chain(all).map(|name| (name.clone(), schema(&name, 5))).collect();
    let parameters: Vec<_> = (0..4)
        .map(|index| json!({ "name": format!("q{index}"), "in": "query", "schema": { "type": "string" } }))
        .collect();
    let content = |name: &str| json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/{name}") } } });
    let mut responses = serde_json::Map::new();
    for status in ["200", "400", "401", "403", "404", "500"] {
        let name = if status == "200" { format!("Resource{resource}") } else { "Shared0".to_owned() };
        responses.insert(status.to_owned(), json!({ "description": "It is so.", "content": content(&name) }));
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Resources", "version": "1.0.0" },
        "servers": [{ "url": "/v1" }],
        "security": [{ "bearer": [] }],
        "paths": { format!("/resources{resource}"): { *method: {
            "operationId": format!("{method}Resource{resource}"),
            "summary": format!("{method} what resource {resource} holds"),
            "parameters": parameters,
            "responses": responses,
        } } },
        "components": { "schemas": schemas, "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer" } } },
    })
}

/// The fences of each page, as a documentation site has them: on one line.
fn pages(operations: usize) -> Vec<Vec<String>> {
    let fences: Vec<_> = (0..operations).map(|operation| document(operation).to_string()).collect();
    fences.chunks(OPERATIONS).map(<[_]>::to_vec).collect()
}

fn page(fences: &[String]) -> String {
    let operations =
        fences.iter().map(|fence| format!("## An operation\n\nIt is so.\n\n```json\n{fence}\n```\n\n"));
    format!("# Resources\n\n{}", operations.collect::<String>())
}

fn read(pages: &[String]) -> String {
    let mut documents = Vec::new();
    for text in pages {
        documents.extend(extract("page.md", text.as_bytes()).unwrap().documents);
    }
    merge(&documents).unwrap().document.to_pretty()
}

fn floor(pages: &[Vec<String>], result: &Value) -> String {
    for fence in pages.iter().flatten() {
        black_box(serde_json::from_str::<Value>(fence).unwrap());
    }
    serde_json::to_string_pretty(result).unwrap()
}

/// The least time of a run, and the peak of memory, that of the input included.
#[derive(Clone, Copy)]
struct Cost {
    time: Duration,
    memory: u64,
}

fn cost(criterion: &mut Criterion, name: &str, size: usize, bytes: usize, run: &dyn Fn() -> String) -> Cost {
    let time = RefCell::new(Duration::MAX);
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10).throughput(Throughput::Bytes(bytes as u64));
    group.bench_function(size.to_string(), |bencher| {
        bencher.iter_custom(|runs| {
            (0..runs)
                .map(|_| {
                    let start = Instant::now();
                    black_box(run());
                    let elapsed = start.elapsed();
                    time.replace_with(|least| elapsed.min(*least));
                    elapsed
                })
                .sum()
        });
    });
    group.finish();
    let memory = measure(|| drop(black_box(run()))).bytes_max + bytes as u64;
    Cost { time: time.into_inner(), memory }
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut costs = Vec::new();
    for size in SIZES {
        let fences = pages(size);
        let pages: Vec<_> = fences.iter().map(|fences| page(fences)).collect();
        let bytes = pages.iter().map(String::len).sum();
        let result = read(&pages);
        assert!(Json::parse(&result).is_ok());
        let result: Value = serde_json::from_str(&result).unwrap();
        let floor = cost(&mut criterion, "floor", size, bytes, &|| floor(&fences, &result));
        costs.push((size, bytes, cost(&mut criterion, "read", size, bytes, &|| read(&pages)), floor));
    }
    criterion.final_summary();

    println!("operations  pages KB      read     floor  ratio   read KB  floor KB  ratio");
    for (size, bytes, read, floor) in &costs {
        println!(
            "{size:>10} {:>9} {:>9.1?} {:>9.1?} {:>6.2} {:>9} {:>9} {:>6.2}",
            bytes / 1000,
            read.time,
            floor.time,
            read.time.as_secs_f64() / floor.time.as_secs_f64(),
            read.memory / 1000,
            floor.memory / 1000,
            read.memory as f64 / floor.memory as f64,
        );
    }
    if let [.., (_, few, before, _), (_, many, after, _)] = costs.as_slice() {
        let growth =
            (after.time.as_secs_f64() / before.time.as_secs_f64()).ln() / (*many as f64 / *few as f64).ln();
        println!("the time grows with the pages' length to the power of {growth:.2}");
    }
}
