package dev.entrepot.http;

import java.io.IOException;
import java.util.OptionalLong;

/// A request's body, as the exchange sees it: what the handler did not read has to be dealt with once the answer is
/// known. All methods of this interface are for the event loop.
sealed interface IncomingBody extends RequestBody permits IncomingBody.None, NetworkBody {
    /// What is to become of a body that the answer did not wait for.
    enum Remainder {
        /// Nothing is left.
        NONE,
        /// So little that it is taken and thrown away, and the connection goes on.
        SMALL,
        /// The connection has to be closed.
        LARGE
    }

    /// Bytes received so far.
    long received();

    /// What is left to come when the answer is written now. `small` is in bytes.
    Remainder remainder(long small);

    /// Throws away what still comes, up to `limit` bytes; `done` runs at the end of the body or at the limit.
    void discard(long limit, Runnable done);

    /// The request has no body.
    record None(OptionalLong declaredLength) implements IncomingBody {
        @Override
        public boolean expected() {
            return false;
        }

        @Override
        public byte[] readAll(int limitBytes) {
            return new byte[0];
        }

        @Override
        public long drainTo(Sink sink) throws IOException {
            return 0;
        }

        @Override
        public long received() {
            return 0;
        }

        @Override
        public Remainder remainder(long small) {
            return Remainder.NONE;
        }

        @Override
        public void discard(long limit, Runnable done) {
            done.run();
        }
    }
}
