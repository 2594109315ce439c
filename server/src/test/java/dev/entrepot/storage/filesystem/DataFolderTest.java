package dev.entrepot.storage.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class DataFolderTest {
    private final Path data;

    DataFolderTest(@TempDir Path folder) {
        this.data = folder.resolve("deep").resolve("data");
    }

    @Test
    void aMissingFolderIsMade() throws Exception {
        try (DataFolder folder = DataFolder.open(data)) {
            assertThat(folder.path()).isDirectory().isAbsolute();
        }
    }

    @Test
    void theSameProcessDoesNotOpenItTwice() throws Exception {
        DataFolder folder = DataFolder.open(data);
        try (folder) {
            assertThatThrownBy(() -> DataFolder.open(data)).isInstanceOf(DataFolderInUseException.class);
        }

        DataFolder.open(data).close();
    }

    @Test
    void anotherProcessIsRefusedWithTheFolderAndTheHolderAndWhatToDo() throws Exception {
        try (DataFolder folder = DataFolder.open(data)) {
            Process other = Holder.start(data);
            String answer;
            try (BufferedReader words = other.inputReader()) {
                answer = words.readLine();
            } finally {
                other.destroyForcibly().waitFor();
            }

            assertThat(answer)
                    .contains(
                            folder.path().toString(),
                            "process " + ProcessHandle.current().pid())
                    .contains("in use by another entrepot", "--data");
        }
    }

    @Test
    void theLockEndsWithTheProcessHoweverThatEnds() throws Exception {
        Process other = Holder.start(data);
        try (BufferedReader words = other.inputReader()) {
            assertThat(words.readLine()).isEqualTo("held");
            assertThatThrownBy(() -> DataFolder.open(data))
                    .isInstanceOf(DataFolderInUseException.class)
                    .hasMessageContaining("process " + other.pid());
        } finally {
            other.destroyForcibly().waitFor();
        }

        DataFolder.open(data).close();
    }

    @Test
    void aFileInThePlaceOfTheFolderIsRefused() throws Exception {
        Files.createDirectories(data.getParent());
        Files.createFile(data);

        assertThatThrownBy(() -> DataFolder.open(data)).isInstanceOf(IOException.class);
    }

    /// The other process: says whether it holds the folder, then waits until it is ended.
    static final class Holder {
        private Holder() {}

        static Process start(Path data) throws IOException {
            return new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Holder.class.getName(),
                            data.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        }

        public static void main(String[] args) throws Exception {
            try {
                DataFolder.open(Path.of(args[0]));
                System.out.println("held");
            } catch (DataFolderInUseException e) {
                System.out.println(e.getMessage());
            }
            System.in.read();
        }
    }
}
