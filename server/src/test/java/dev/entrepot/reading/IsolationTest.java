package dev.entrepot.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a worker cannot do, tried by a program in its place.
final class IsolationTest {
    private static final long HEAP = 64L << 20;

    @TempDir
    Path folder;

    @Test
    void environmentIsEmpty() throws Exception {
        String answer = answer(best(), "environment");

        assertThat(answer).isEqualTo("{}");
    }

    @ParameterizedTest
    @EnumSource(
            value = Sandbox.Way.class,
            names = {"USER", "NONE"})
    void environmentIsEmptyInEveryWay(Sandbox.Way way) throws Exception {
        String answer = answer(way, "environment");

        assertThat(answer).isEqualTo("{}");
    }

    @Test
    void loopbackOfTheServerIsNotReached() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {

            String isolated = answer(best(), "connects " + server.getLocalPort());
            String plain = answer(Sandbox.Way.NONE, "connects " + server.getLocalPort());

            assertThat(isolated).isEqualTo("not connected");
            assertThat(plain).isEqualTo("connected to " + server.getLocalPort());
        }
    }

    @Test
    void privateFileOfTheServerIsNotRead() throws Exception {
        Path secret = Files.createFile(
                folder.resolve("secret-key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, "secret");

        assertThat(answer(best(), "reads " + secret)).isEqualTo("not read");
        assertThat(answer(Sandbox.Way.USER, "reads " + secret)).isEqualTo("not read");
        assertThat(answer(Sandbox.Way.NONE, "reads " + secret)).isEqualTo("secret");
    }

    @Test
    void nothingButLibrariesAndTheProgramIsInItsRoot() throws Exception {
        String answer = answer(Sandbox.Way.USER, "root");

        assertThat(answer.split(" "))
                .contains("app", "setpriv", "usr", "work")
                .doesNotContain("home", "root", "tmp", "var", "dev", "sys", "run", "mnt");
        assertThat(answer(Sandbox.Way.USER, "reads /etc/passwd")).isEqualTo("not read");
    }

    @Test
    void nothingCanBeWritten() throws Exception {
        assertThat(answer(best(), "writes /work")).isEqualTo("not written");
        assertThat(answer(Sandbox.Way.USER, "writes /")).isEqualTo("not written");
        assertThat(answer(Sandbox.Way.USER, "writes /app")).isEqualTo("not written");
    }

    @Test
    void itIsAloneAmongItsProcesses() throws Exception {
        assertThat(answer(best(), "pid")).isEqualTo("1");
        assertThat(answer(Sandbox.Way.USER, "processes")).isIn("0", "1");
    }

    @SuppressWarnings("try") // closing early is what this is about
    @Test
    void itDiesWithTheProcessThatTheServerStarted() throws Exception {
        try (Sandbox sandbox = sandbox();
                WorkerProcess worker = WorkerProcess.start(sandbox.command(best()))) {
            List<ProcessHandle> inside = worker.handle().descendants().toList();
            assertThat(inside).isNotEmpty();

            worker.close();

            inside.forEach(
                    process -> process.onExit().orTimeout(30, TimeUnit.SECONDS).join());
            assertThat(inside).noneMatch(ProcessHandle::isAlive);
        }
    }

    @Test
    void itEndsWhenTheServerIsGone() throws Exception {
        try (Sandbox sandbox = Sandbox.in(folder.resolve("workers"), HEAP, Worker.class.getName())) {
            Process worker = sandbox.command(best()).start();

            worker.getOutputStream().close();

            assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(worker.exitValue()).isZero();
        }
    }

    @Test
    void folderOfWorkersIsPrivateAndGoesAtTheEnd() throws Exception {
        Path left = Files.createDirectories(folder.resolve("workers/reading-left/root"));
        try (Sandbox sandbox = sandbox()) {
            Path made = only(folder.resolve("workers"));

            assertThat(left).doesNotExist();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                    .isEqualTo("rwx------");
            assertThat(sandbox.refusal()).isEmpty();
        }
        assertThat(folder.resolve("workers")).isEmptyDirectory();
    }

    private Sandbox.Way best() throws Exception {
        try (Sandbox sandbox = Sandbox.in(folder.resolve("other"), HEAP, OddWorker.class.getName())) {
            return sandbox.ways().getFirst();
        }
    }

    private String answer(Sandbox.Way way, String question) throws Exception {
        try (Sandbox sandbox = sandbox();
                WorkerProcess worker = WorkerProcess.start(sandbox.command(way))) {
            Protocol.Request request = new Protocol.Request(
                    Protocol.Mode.READ, new ReadingLimits(1, 1, 1, 1, 1, 1, Duration.ofSeconds(60), HEAP));
            Protocol.Reply reply = worker.ask(request, LayerArchive.source(question.getBytes(StandardCharsets.UTF_8)));
            return new String(reply.bytes(), StandardCharsets.UTF_8);
        }
    }

    private Sandbox sandbox() throws Exception {
        return Sandbox.in(folder.resolve("workers"), HEAP, OddWorker.class.getName());
    }

    private static Path only(Path folder) throws Exception {
        try (var all = Files.list(folder)) {
            return all.findFirst().orElseThrow();
        }
    }
}
