package dev.entrepot.database;

import dev.entrepot.health.NodeHealth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/// Gives each test of {@link OnBothDatabases} its databases. PostgreSQL is started at most once and stopped when the
/// last test has ended.
public final class TestDatabases implements TestTemplateInvocationContextProvider {
    private static final Namespace NAMESPACE = Namespace.create(TestDatabases.class);

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        Stream<String> engines = context.getRequiredTestMethod().isAnnotationPresent(OnPostgres.class)
                ? Stream.of("postgresql")
                : Stream.of("sqlite", "postgresql");
        return engines.map(OneEngine::new);
    }

    /// The server of this run of tests, for tests that need PostgreSQL alone.
    public static TestPostgres postgres(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(TestPostgres.class, type -> TestPostgres.start(), TestPostgres.class);
    }

    private record OneEngine(String engine) implements TestTemplateInvocationContext {
        @Override
        public String getDisplayName(int invocationIndex) {
            return engine;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new Resolver(engine));
        }
    }

    /// Opens a database when it is first asked for and closes it after the test.
    private static final class Resolver implements ParameterResolver, AfterEachCallback {
        private final String engine;
        private Optional<Opened> opened = Optional.empty();

        Resolver(String engine) {
            this.engine = engine;
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            Class<?> type = parameter.getParameter().getType();
            return type == TestDatabase.class
                    || type == Database.class
                    || type == NodeHealth.class
                    || (type == TestPostgres.class && engine.equals("postgresql"));
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            Class<?> type = parameter.getParameter().getType();
            if (type == TestPostgres.class) {
                return postgres(context);
            }
            Opened use = opened.orElseGet(() -> open(context));
            opened = Optional.of(use);
            if (type == Database.class) {
                return use.database().database();
            }
            return type == NodeHealth.class ? use.database().health() : use.database();
        }

        private Opened open(ExtensionContext context) {
            Path data = temporaryFolder();
            if (engine.equals("sqlite")) {
                return new Opened(TestDatabase.open(DatabaseConfig.DEFAULT, data), data, () -> {});
            }
            TestPostgres server = postgres(context);
            String url = server.createDatabase();
            DatabaseConfig config = new DatabaseConfig(Optional.of(url), 8);
            return new Opened(TestDatabase.open(config, data), data, () -> server.dropDatabase(url));
        }

        @Override
        public void afterEach(ExtensionContext context) {
            opened.ifPresent(Opened::close);
        }
    }

    private record Opened(TestDatabase database, Path data, Runnable drop) {
        void close() {
            database.close();
            drop.run();
            deleteFolder(data);
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("entrepot-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The deepest first.
    static void deleteFolder(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.toList().reversed()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
