//! Nothing: the tests of the workspace are in `it/`, and a package needs a target besides.
