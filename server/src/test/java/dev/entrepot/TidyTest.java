package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The rules of STYLE.md that a program can see, over the sources of all modules.
final class TidyTest {
    private static final int MAX_FILE_LINES = 500;
    private static final int MAX_METHOD_LINES = 70;

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern METHOD = Pattern.compile("^ {4,}[\\w@<(].*\\{$");
    private static final Pattern TYPE = Pattern.compile("\\b(class|record|interface|enum|@interface)\\s+\\w+");
    private static final Pattern TO_DO = Pattern.compile("\\b(TODO|FIXME|XXX)\\b(?! \\(#\\d+\\))");
    private static final Pattern SLEEP = Pattern.compile("Thread\\s*\\.\\s*sleep|TimeUnit\\.\\w+\\.sleep");
    private static final Pattern IDLE_TEST =
            Pattern.compile("@Disabled|@Ignore\\b|Assumptions?\\.|\\bassum(e|ing)That\\(");
    private static final Pattern PLACE = Pattern.compile("\"/(home|work|root|Users)/");
    private static final Pattern NULL_ASIDE = Pattern.compile("@SuppressWarnings\\(\"NullAway\"\\)");

    private record Source(Path file, List<String> lines) {
        String place(int index) {
            return ROOT.relativize(file) + ":" + (index + 1);
        }

        boolean isTest() {
            return ROOT.relativize(file).toString().contains("src/test/");
        }
    }

    @Test
    void filesStayShort() {
        assertThat(sources()
                        .filter(source -> source.lines().size() > MAX_FILE_LINES)
                        .map(source -> ROOT.relativize(source.file()) + " has "
                                + source.lines().size() + " lines"))
                .isEmpty();
    }

    @Test
    void methodsStayShort() {
        assertThat(sources().flatMap(source -> longMethods(source).stream())).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItOwns() throws IOException {
        try (Stream<Path> folders = Files.walk(ROOT)) {
            assertThat(folders.filter(TidyTest::isPackage)
                            .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                            .map(ROOT::relativize))
                    .isEmpty();
        }
    }

    @Test
    void nothingIsLeftToDoWithoutItsIssue() {
        assertThat(find(TO_DO, source -> !isThisFile(source))).isEmpty();
    }

    @Test
    void testsWaitOnConditionsAndNotOnTheClock() {
        assertThat(find(SLEEP, source -> source.isTest() && !isThisFile(source)))
                .isEmpty();
    }

    @Test
    void everyTestRuns() {
        assertThat(find(IDLE_TEST, source -> source.isTest() && !isThisFile(source)))
                .isEmpty();
    }

    @Test
    void noPathOfSomeonesMachineIsWritten() {
        assertThat(find(PLACE, source -> !isThisFile(source))).isEmpty();
    }

    @Test
    void nullnessIsNotSwitchedOff() {
        assertThat(find(NULL_ASIDE, source -> !isThisFile(source))).isEmpty();
    }

    private static List<String> find(Pattern pattern, Predicate<Source> where) {
        return sources()
                .filter(where)
                .flatMap(source -> Stream.iterate(
                                0, index -> index < source.lines().size(), index -> index + 1)
                        .filter(index ->
                                pattern.matcher(source.lines().get(index)).find())
                        .map(index -> source.place(index) + " "
                                + source.lines().get(index).strip()))
                .toList();
    }

    /// The formatter indents by four and closes a method in the column in which it began: that is enough to see one.
    private static List<String> longMethods(Source source) {
        List<String> found = new ArrayList<>();
        for (int start = 0; start < source.lines().size(); start++) {
            String line = source.lines().get(start);
            if (!METHOD.matcher(line).matches() || TYPE.matcher(line).find() || line.contains(" = ")) {
                continue;
            }
            String first = source.lines().get(beginning(source.lines(), start));
            if (TYPE.matcher(first).find()) {
                continue;
            }
            String end = " ".repeat(indentOf(first)) + "}";
            for (int last = start; last < source.lines().size(); last++) {
                if (source.lines().get(last).startsWith(end)) {
                    if (last - start + 1 > MAX_METHOD_LINES) {
                        found.add(source.place(start) + " has " + (last - start + 1) + " lines");
                    }
                    break;
                }
            }
        }
        return found;
    }

    /// Where the signature begins that ends in the line at `end`: a broken one is continued by lines indented deeper.
    private static int beginning(List<String> lines, int end) {
        String last = lines.get(end);
        boolean whole = last.chars().filter(c -> c == ')').count()
                <= last.chars().filter(c -> c == '(').count();
        if (whole && !last.stripLeading().startsWith("throws ")) {
            return end;
        }
        int begin = end;
        while (begin > 0 && indentOf(lines.get(begin)) >= indentOf(last)) {
            begin--;
        }
        return begin;
    }

    private static int indentOf(String line) {
        return line.length() - line.stripLeading().length();
    }

    private static Stream<Source> sources() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/"))
                    .filter(file -> !ROOT.relativize(file).toString().contains("target/"))
                    .map(TidyTest::read)
                    .toList()
                    .stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Source read(Path file) {
        try {
            return new Source(file, Files.readAllLines(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static boolean isThisFile(Source source) {
        return source.file().endsWith("TidyTest.java");
    }

    private static boolean isPackage(Path folder) {
        if (!Files.isDirectory(folder) || !folder.toString().contains("src/main/java/")) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
