package dev.entrepot.e2e.scan;

import dev.entrepot.e2e.Scratch;
import dev.entrepot.e2e.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// An image with known content; see the README of the recipes.
enum Recipe {
    DEBIAN("01-debian12-minbase-main"),
    ALPINE("03-alpine-3.10.2"),
    JARS("04-java-jars"),
    NPM("05-npm-node-modules"),
    GO("06-go-binaries"),
    PYTHON("07-python-dist-info"),
    ALMA("08-alma9-rpmdb");

    private static final Path RECIPES = Path.of("src/test/resources/recipes").toAbsolutePath();

    private final String folder;

    Recipe(String folder) {
        this.folder = folder;
    }

    /// Rows of one of its tables, without the heading; none where there is no such table.
    List<List<String>> rows(String table) {
        var file = RECIPES.resolve(folder).resolve(table);
        if (!Files.exists(file)) {
            return List.of();
        }
        try (var lines = Files.lines(file)) {
            return lines.skip(1).map(line -> Arrays.asList(line.split(",", -1))).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A folder with what is in the image.
    Path rootfs(Scratch scratch) {
        var root = scratch.folder("rootfs");
        switch (this) {
            case DEBIAN, ALPINE, PYTHON, ALMA ->
                Shell.in(scratch.folder())
                        .run("cp", "-r", RECIPES.resolve(folder).resolve("rootfs") + "/.", root.toString());
            case JARS -> jars(scratch, root);
            case NPM -> npm(scratch, root);
            case GO -> {
                unpack(scratch, "esbuild-linux-64-0.14.0", root.resolve("opt/esbuild"));
                unpack(scratch, "lefthook-linux-x64-1.5.0", root.resolve("opt/lefthook"));
            }
        }
        return root;
    }

    private void npm(Scratch scratch, Path root) {
        for (var row : rows("packages.csv")) {
            unpack(scratch, row.get(0) + "-" + row.get(1), root.resolve("app/node_modules/" + row.get(0)));
        }
    }

    private static void unpack(Scratch scratch, String archive, Path into) {
        try {
            Files.createDirectories(into);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Shell.in(scratch.folder())
                .run(
                        "tar",
                        "--no-same-owner",
                        "-C",
                        into.toString(),
                        "--strip-components=1",
                        "-xzf",
                        materials("npm").resolve(archive + ".tgz").toString());
    }

    /// The jars as they are, all in one fat jar, and all in a war that lies in an archive of its own.
    private static void jars(Scratch scratch, Path root) {
        try (var files = Files.list(materials("jars"))) {
            var jars = files.sorted().toList();
            var lib = Files.createDirectories(root.resolve("app/lib"));
            for (var jar : jars) {
                Files.copy(jar, lib.resolve(jar.getFileName()));
            }
            var fat = archive(scratch, "fat.jar", "BOOT-INF/lib/", jars);
            Files.copy(fat, root.resolve("app/fat.jar"));
            var war = archive(scratch, "web.war", "WEB-INF/lib/", jars);
            Files.copy(archive(scratch, "all.ear", "", List.of(war)), root.resolve("app/all.ear"));
        } catch (IOException e) {
            throw new UncheckedIOException("what the recipes need is missing (`make setup` fetches it)", e);
        }
    }

    private static Path archive(Scratch scratch, String name, String prefix, List<Path> jars) throws IOException {
        var archive = scratch.folder().resolve(name);
        try (var zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (var jar : jars) {
                var content = Files.readAllBytes(jar);
                var entry = new ZipEntry(prefix + jar.getFileName());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(content.length);
                var sum = new CRC32();
                sum.update(content);
                entry.setCrc(sum.getValue());
                zip.putNextEntry(entry);
                zip.write(content);
            }
        }
        return archive;
    }

    private static Path materials(String kind) {
        return Shell.tools().resolveSibling("recipes").resolve(kind);
    }

    /// Where a package must be found: its name, and for jars the ways in which it is nested.
    Stream<String> places(String artifact) {
        return this == JARS
                ? new ArrayList<>(List.of(
                                "app/lib/" + artifact,
                                "app/fat.jar!/BOOT-INF/lib/" + artifact,
                                "app/all.ear!/web.war!/WEB-INF/lib/" + artifact))
                        .stream()
                : Stream.empty();
    }
}
