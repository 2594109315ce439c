/// Conditions: small texts in CEL that hold or do not hold for given inputs.
/// Owns the language: its variables, its functions, its limits, and what it says about a wrong text.
/// Knows nothing of grants, rules, callers or repositories; it only reads values that it is given.
@NullMarked
package dev.entrepot.conditions;

import org.jspecify.annotations.NullMarked;
