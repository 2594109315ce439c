package dev.entrepot.telemetry;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/// One line per request, written in batches by a thread of its own, so that no request waits for the log.
///
/// The buffer is bounded. When it is full, because whoever reads the log does not keep up, lines are left out and
/// counted; the next batch begins with `event=request_log dropped=N`.
public final class RequestLog implements AutoCloseable {
    /// About a second's worth of lines at full speed, some 10 MB.
    private static final int CAPACITY = 65_536;

    /// Lines of one write; larger batches would hold more memory without saving anything.
    private static final int BATCH = 4_096;

    /// The thread gathers this long before it writes, so that busy producers seldom have to wake it.
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /// How often the idle thread looks whether it shall end.
    private static final long IDLE_MILLIS = 100;

    private final PrintStream out;
    private final BlockingQueue<RequestLine> lines;
    private final LongAdder dropped = new LongAdder();
    private final Thread writer;
    private volatile boolean closed;

    public RequestLog(PrintStream out) {
        this(out, CAPACITY);
    }

    RequestLog(PrintStream out, int capacity) {
        this.out = out;
        this.lines = new ArrayBlockingQueue<>(capacity);
        this.writer = Thread.ofPlatform().name("request-log").daemon(true).unstarted(this::writeUntilClosed);
        this.writer.start();
    }

    /// Hands the line over. Never blocks; drops and counts it when the buffer is full.
    public void write(RequestLine line) {
        if (!lines.offer(line)) {
            dropped.increment();
        }
    }

    /// Writes all that was handed over, then ends. Lines that come later are lost.
    @Override
    public void close() {
        closed = true;
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeUntilClosed() {
        StringBuilder text = new StringBuilder();
        List<RequestLine> batch = new ArrayList<>(BATCH);
        while (true) {
            boolean last = closed;
            gather(batch, last);
            if (batch.isEmpty() && last) {
                break;
            }
            writeBatch(batch, text);
            batch.clear();
        }
        out.flush();
    }

    private void gather(List<RequestLine> batch, boolean last) {
        if (!last && lines.size() < BATCH) {
            try {
                RequestLine first = lines.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (first == null) {
                    return;
                }
                batch.add(first);
                LockSupport.parkNanos(GATHER_NANOS);
            } catch (InterruptedException e) {
                closed = true;
            }
        }
        lines.drainTo(batch, BATCH);
    }

    private void writeBatch(List<RequestLine> batch, StringBuilder text) {
        text.setLength(0);
        long lost = dropped.sumThenReset();
        if (lost > 0) {
            text.append("event=request_log dropped=").append(lost).append('\n');
        }
        for (RequestLine line : batch) {
            line.appendTo(text);
        }
        if (!text.isEmpty()) {
            byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
            out.write(bytes, 0, bytes.length);
            out.flush();
        }
    }
}
