package dev.entrepot.e2e.crash;

import dev.entrepot.e2e.Launch;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// A copy of the jar under test in which one class was compiled from a changed source, so that the product itself
/// holds no switch that breaks it.
final class MutatedJar {
    /// Runs its command with one argument in place of another.
    private static final String SCRIPT = """
            from=$1 to=$2
            shift 2
            for argument; do
              shift
              if [ "$argument" = "$from" ]; then argument=$to; fi
              set -- "$@" "$argument"
            done
            exec "$@"
            """;

    /// A text of a source that becomes another one.
    record Change(String source, String text, String replacement) {}

    private final Path folder;

    MutatedJar(Path folder) {
        this.folder = folder;
    }

    /// Makes `launch` run a jar in which `text` of `source` became `replacement`. The text must stand there exactly
    /// once: a change of the product that moves it fails here, not unnoticed.
    Launch wrap(Launch launch, String source, String text, String replacement) {
        return wrap(launch, List.of(new Change(source, text, replacement)));
    }

    /// The same with several changes.
    Launch wrap(Launch launch, List<Change> changes) {
        try {
            return launch.under(
                    "/bin/sh",
                    script().toString(),
                    Launch.jar().toString(),
                    build(changes).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path script() throws IOException {
        return Files.writeString(folder.resolve("with-mutant"), SCRIPT);
    }

    private Path build(List<Change> changes) throws IOException {
        Map<String, String> codes = new HashMap<>();
        for (Change change : changes) {
            String code = codes.containsKey(change.source)
                    ? codes.get(change.source)
                    : Files.readString(sources().resolve(change.source));
            if (code.split(Pattern.quote(change.text), -1).length != 2) {
                throw new AssertionError(
                        change.source + " no longer has, once, the text that this mutant changes: " + change.text);
            }
            codes.put(change.source, code.replace(change.text, change.replacement));
        }
        List<Path> changed = new ArrayList<>();
        for (Map.Entry<String, String> code : codes.entrySet()) {
            Path file = folder.resolve("mutant").resolve(code.getKey());
            Files.createDirectories(file.getParent());
            changed.add(Files.writeString(file, code.getValue()));
        }
        Path classes = Files.createDirectories(folder.resolve("mutant-classes"));
        compile(changed, classes);
        Path jar = folder.resolve("mutant.jar");
        Files.copy(Launch.jar(), jar, StandardCopyOption.REPLACE_EXISTING);
        putInto(jar, classes);
        return jar;
    }

    private static Path sources() {
        Path server = Launch.jar().resolveSibling("../src/main/java").normalize();
        if (!Files.isDirectory(server)) {
            throw new AssertionError("the sources of the jar are not at " + server);
        }
        return server;
    }

    private static void compile(List<Path> changed, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("-proc:none", "-cp", Launch.jar().toString(), "-d", classes.toString());
            boolean compiled = compiler.getTask(
                            complaints, files, null, options, null, files.getJavaFileObjectsFromPaths(changed))
                    .call();
            if (!compiled) {
                throw new AssertionError("the mutant does not compile:\n" + complaints);
            }
        }
    }

    private static void putInto(Path jar, Path classes) throws IOException {
        try (FileSystem archive = FileSystems.newFileSystem(jar);
                Stream<Path> walk = Files.walk(classes)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                Path place = archive.getPath(classes.relativize(file).toString());
                Files.copy(file, place, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
