package dev.entrepot.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Named points at which a thread can be stopped: armed by the test, reached once by the code under test.
final class StopPoints {
    private static final int PATIENCE_SECONDS = 30;

    private record Stop(CountDownLatch reached, CountDownLatch released) {}

    private final Map<String, Stop> stops = new ConcurrentHashMap<>();

    /// The first thread that comes to `point` from now on waits there.
    void arm(String point) {
        stops.put(point, new Stop(new CountDownLatch(1), new CountDownLatch(1)));
    }

    /// Called by what is under test; returns at once when the point is not armed or was reached before.
    void reach(String point) {
        Stop stop = stops.get(point);
        if (stop == null || stop.reached.getCount() == 0) {
            return;
        }
        stop.reached.countDown();
        await(stop.released, "release of " + point);
    }

    void awaitReached(String point) {
        await(stop(point).reached, "arrival at " + point);
    }

    void release(String point) {
        stop(point).released.countDown();
    }

    private Stop stop(String point) {
        Stop stop = stops.get(point);
        if (stop == null) {
            throw new IllegalStateException(point + " is not armed");
        }
        return stop;
    }

    private static void await(CountDownLatch latch, String what) {
        try {
            assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(what).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
