package dev.entrepot.reading;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/// Reads layers in processes of their own, which know nothing of the registry: see {@link Sandbox} for what
/// they are kept from. What they answer is taken as hostile, and counts for the layer alone that was asked for.
///
/// May be used by many threads; all methods block.
public final class LayerReaders implements AutoCloseable {
    private final ReadingConfig config;
    private final WorkerPool pool;

    /// @param folder where the folder of the workers is made, such as `DATA/tmp`; of this server alone, created
    ///        when it is not there
    public LayerReaders(ReadingConfig config, Path folder) throws IOException {
        this(config, folder, Worker.class.getName());
    }

    /// @param mainClass the program of the workers
    LayerReaders(ReadingConfig config, Path folder, String mainClass) throws IOException {
        this.config = config;
        this.pool = new WorkerPool(config, Sandbox.in(folder, config.limits().heapBytes(), mainClass));
    }

    /// Why no layer can be read here; empty when they can. Starts a worker, the first time.
    public Optional<String> refusal() throws IOException, InterruptedException {
        return pool.refusal();
    }

    /// Reads one layer; waits while all workers are busy.
    ///
    /// @param namespace whose layer it is: a worker never serves two of them
    /// @throws IOException when the source fails, no process can be started, or these readers are closed: that
    ///        says nothing about the layer
    public LayerOutcome read(String namespace, LayerSource source) throws IOException, InterruptedException {
        try {
            return pool.use(namespace, worker -> {
                Protocol.Reply reply = worker.ask(request(Protocol.Mode.READ), source);
                return reply.kind() == Protocol.Kind.UNREADABLE
                        ? new LayerOutcome.Unreadable(reason(reply))
                        : new LayerOutcome.Read(parsed(reply, Protocol.Kind.REPORT, LayerReport::of));
            });
        } catch (WorkerFault fault) {
            return new LayerOutcome.Unreadable(Problems.clean(String.valueOf(fault.getMessage())));
        }
    }

    /// Lists the paths of one layer, in the same way as {@link #read}.
    public ListingOutcome list(String namespace, LayerSource source) throws IOException, InterruptedException {
        try {
            return pool.use(namespace, worker -> {
                Protocol.Reply reply = worker.ask(request(Protocol.Mode.LIST), source);
                return reply.kind() == Protocol.Kind.UNREADABLE
                        ? new ListingOutcome.Unreadable(reason(reply))
                        : new ListingOutcome.Listed(parsed(reply, Protocol.Kind.LISTING, LayerListing::of));
            });
        } catch (WorkerFault fault) {
            return new ListingOutcome.Unreadable(Problems.clean(String.valueOf(fault.getMessage())));
        }
    }

    /// Ends all workers; whoever waits for one gets an {@link IOException}.
    @Override
    public void close() throws IOException {
        pool.close();
    }

    private Protocol.Request request(Protocol.Mode mode) {
        return new Protocol.Request(mode, config.limits());
    }

    private static String reason(Protocol.Reply reply) {
        return Problems.clean(new String(reply.bytes(), StandardCharsets.UTF_8));
    }

    private interface Form<T> {
        T of(byte[] bytes) throws IOException;
    }

    private static <T> T parsed(Protocol.Reply reply, Protocol.Kind wanted, Form<T> form) throws WorkerFault {
        if (reply.kind() != wanted) {
            throw new WorkerFault("its worker answered something else than was asked for");
        }
        try {
            return form.of(reply.bytes());
        } catch (IOException broken) {
            throw new WorkerFault("its worker answered what cannot be read: " + broken.getMessage());
        }
    }
}
