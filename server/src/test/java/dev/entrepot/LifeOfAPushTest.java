package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// One push can be read in an evening: from the routes to the files and rows that a blob and its manifest become, it is
/// at most 12 files and 1,500 lines of code (blank lines, comments and imports aside).
final class LifeOfAPushTest {
    private static final int MAX_LINES = 1_500;
    private static final int MAX_FILES = 12;
    private static final Path SOURCES = Path.of("src/main/java/dev/entrepot");
    private static final Pattern NO_CODE = Pattern.compile("\\s*(//.*)?|(import|package) .*");

    /// In the order in which a push meets them; http below and access beside are chapters of their own.
    private static final List<String> PATH = List.of(
            "distribution/BlobUploadRoutes",
            "content/BlobUploads",
            "content/UploadSession",
            "content/UploadTable",
            "storage/BlobStore",
            "storage/filesystem/FileBlobWriter",
            "content/BlobTable",
            "distribution/ManifestRoutes",
            "content/Manifests",
            "content/ManifestTable",
            "content/LinkTable",
            "content/TagTable");

    @Test
    void pushFitsInFewFilesAndLines() throws IOException {
        long lines = 0;
        for (String name : PATH) {
            try (Stream<String> text = Files.lines(SOURCES.resolve(name + ".java"))) {
                lines += text.filter(line -> !NO_CODE.matcher(line).matches()).count();
            }
        }

        assertThat(PATH).hasSizeLessThanOrEqualTo(MAX_FILES);
        assertThat(lines).isLessThanOrEqualTo(MAX_LINES);
    }

    /// So that the list cannot flatter: whatever else of `content` these files write through is short.
    @Test
    void whatThePathLeansOnBesideItIsSmall() throws IOException {
        for (String name : PATH) {
            String text = Files.readString(SOURCES.resolve(name + ".java"));
            for (Path other : neighbours("content")) {
                String type = other.getFileName().toString().replace(".java", "");
                if (PATH.contains("content/" + type)
                        || !Pattern.compile("\\b" + type + "\\b").matcher(text).find()) {
                    continue;
                }
                try (Stream<String> lines = Files.lines(other)) {
                    assertThat(lines.filter(line -> !NO_CODE.matcher(line).matches())
                                    .count())
                            .as("%s, which %s uses", other, name)
                            .isLessThanOrEqualTo(150);
                }
            }
        }
    }

    private static List<Path> neighbours(String folder) throws IOException {
        try (Stream<Path> files = Files.list(SOURCES.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
