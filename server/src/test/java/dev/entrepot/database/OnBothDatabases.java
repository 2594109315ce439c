package dev.entrepot.database;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/// Runs a test once on SQLite and once on PostgreSQL, each time on a database of its own with the schema in it.
/// The test, its constructor and its `@BeforeEach` may ask for a {@link TestDatabase}, a {@link Database} or a
/// {@link dev.entrepot.health.NodeHealth}.
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(TestDatabases.class)
public @interface OnBothDatabases {}
