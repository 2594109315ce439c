package dev.entrepot.reading;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/// One worker, seen from the server. Serves one layer at a time; after a fault or its last reply it is of no
/// use.
final class WorkerProcess implements AutoCloseable {
    /// For the start of a JVM on a machine that is busy.
    private static final Duration START = Duration.ofSeconds(60);

    /// How long a process may take to end that was killed, or whose pipes are closed.
    private static final Duration END = Duration.ofSeconds(10);

    /// How long one is waited for that seems to have ended: its pipes are closed before its status is known.
    private static final Duration END_ITSELF = Duration.ofSeconds(1);

    private static final int MAX_SAID = 4096;
    private static final int BUFFER = 1 << 16;

    private final Process process;
    private final DataOutputStream out;
    private final DataInputStream in;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Thread listener;
    private boolean spent;

    private WorkerProcess(Process process) {
        this.process = process;
        this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), BUFFER));
        this.in = new DataInputStream(new BufferedInputStream(process.getInputStream(), BUFFER));
        this.listener = pipe("reading-errors", this::listen);
    }

    /// Starts one and waits until it is ready.
    ///
    /// @throws WorkerFault when it does not become ready
    static WorkerProcess start(ProcessBuilder command) throws IOException, WorkerFault, InterruptedException {
        WorkerProcess worker = new WorkerProcess(command.start());
        CompletableFuture<Integer> hello = answer(worker.in::readInt);
        try {
            if (hello.get(START.toMillis(), TimeUnit.MILLISECONDS) != Protocol.HELLO) {
                throw worker.fault("it began with something else than its greeting");
            }
            return worker;
        } catch (ExecutionException ended) {
            throw worker.fault("it ended before it was ready");
        } catch (TimeoutException late) {
            throw worker.late("it was not ready after " + START.toSeconds() + " s");
        } catch (InterruptedException interrupted) {
            worker.close();
            throw interrupted;
        }
    }

    /// Hands over one layer and waits for the reply.
    ///
    /// @throws IOException when the source fails
    /// @throws WorkerFault when the worker does; it is dead then
    Protocol.Reply ask(Protocol.Request request, LayerSource source)
            throws IOException, WorkerFault, InterruptedException {
        AtomicReference<IOException> failed = new AtomicReference<>();
        try (InputStream layer = source.open()) {
            CompletableFuture<Protocol.Reply> reply = answer(() -> Protocol.readReply(in));
            CompletableFuture<Boolean> sent = answer(() -> send(request, layer, failed));
            Duration time = request.limits().time();
            try {
                Protocol.Reply answered = reply.get(patience(time).toMillis(), TimeUnit.MILLISECONDS);
                finish(answered, sent);
                return answered;
            } catch (TimeoutException late) {
                throw late("it takes longer than " + time.toSeconds() + " s");
            } catch (ExecutionException broken) {
                IOException ofSource = failed.get();
                if (ofSource != null) {
                    close();
                    throw ofSource;
                }
                throw fault(reason(broken));
            } finally {
                if (spent || !sent.isDone()) {
                    close();
                }
            }
        } catch (InterruptedException interrupted) {
            close();
            throw interrupted;
        }
    }

    /// Whether it can be given another layer.
    boolean usable() {
        try {
            return !spent && process.isAlive() && in.available() == 0;
        } catch (IOException closed) {
            return false;
        }
    }

    /// The process that this server started; the worker is that or a child of it.
    ProcessHandle handle() {
        return process.toHandle();
    }

    /// Kills it. May be repeated.
    @Override
    public void close() {
        spent = true;
        process.destroyForcibly();
    }

    /// The worker looks at its clock too and then answers what it has; this is for one that does not.
    private static Duration patience(Duration time) {
        return time.plus(time.dividedBy(4)).plusMillis(100);
    }

    /// A reply after which the worker goes on must come after all of the layer went in.
    private void finish(Protocol.Reply reply, CompletableFuture<Boolean> sent)
            throws WorkerFault, InterruptedException {
        if (reply.last()) {
            spent = true;
            return;
        }
        try {
            if (!sent.get(END.toMillis(), TimeUnit.MILLISECONDS)) {
                throw fault("it answered before it had read the layer");
            }
        } catch (ExecutionException | TimeoutException unread) {
            throw fault("it answered before it had read the layer");
        }
    }

    /// False when the worker takes no more.
    private boolean send(Protocol.Request request, InputStream layer, AtomicReference<IOException> failed) {
        byte[] piece = new byte[Protocol.MAX_PIECE];
        try {
            Protocol.write(out, request);
            int count = read(layer, piece, failed);
            while (count >= 0) {
                out.writeInt(count);
                out.write(piece, 0, count);
                count = read(layer, piece, failed);
            }
            if (failed.get() != null) {
                process.destroyForcibly();
                return false;
            }
            out.writeInt(0);
            out.flush();
            return true;
        } catch (IOException takesNoMore) {
            return false;
        }
    }

    /// Never 0: that would be the end. Below 0 at the end, or when the source failed.
    private static int read(InputStream layer, byte[] piece, AtomicReference<IOException> failed) {
        try {
            int count = layer.readNBytes(piece, 0, piece.length);
            return count == 0 ? -1 : count;
        } catch (IOException failure) {
            failed.set(failure);
            return -1;
        }
    }

    private interface Answer<T> {
        T get() throws IOException;
    }

    private static <T> CompletableFuture<T> answer(Answer<T> answer) {
        CompletableFuture<T> future = new CompletableFuture<>();
        pipe("reading-pipe", () -> {
            try {
                future.complete(answer.get());
            } catch (IOException failed) {
                future.completeExceptionally(failed);
            }
        });
        return future;
    }

    /// A platform thread: waiting for a pipe does not let a virtual thread's carrier go, and a few silent
    /// workers would stop all virtual threads of the server.
    private static Thread pipe(String name, Runnable task) {
        return Thread.ofPlatform().name(name).daemon().start(task);
    }

    private static String reason(ExecutionException broken) {
        Throwable cause = broken.getCause();
        String message = cause == null ? null : cause.getMessage();
        return message == null ? "its worker ended without an answer" : message;
    }

    private WorkerFault late(String why) {
        close();
        return new WorkerFault(why);
    }

    /// Ends the worker, if it did not end by itself, and says why, with what it said.
    private WorkerFault fault(String why) throws InterruptedException {
        boolean ended = process.waitFor(END_ITSELF.toMillis(), TimeUnit.MILLISECONDS);
        close();
        process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS);
        listener.join(END);
        if (ended && process.exitValue() == Protocol.STATUS_NO_MEMORY) {
            return new WorkerFault("it needs more memory than the process that reads it may have");
        }
        String status = ended ? " (its process ended with status " + process.exitValue() + ")" : "";
        return new WorkerFault(
                why + status + lastWords().map(text -> ": " + text).orElse(""));
    }

    private Optional<String> lastWords() {
        String text;
        synchronized (said) {
            text = said.toString(StandardCharsets.UTF_8);
        }
        String clean = Problems.clean(text.replace('\n', ' '));
        return clean.isEmpty() ? Optional.empty() : Optional.of(clean);
    }

    /// Takes all that it says, so that it never waits for us, and keeps the beginning.
    private void listen() {
        byte[] buffer = new byte[BUFFER];
        try (InputStream errors = process.getErrorStream()) {
            for (int count = errors.read(buffer); count >= 0; count = errors.read(buffer)) {
                synchronized (said) {
                    said.write(buffer, 0, Math.min(count, MAX_SAID - said.size()));
                }
            }
        } catch (IOException itIsGone) {
            return;
        }
    }
}
