package dev.entrepot.e2e.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Function;

/// One hostile request.
///
/// @param name is its name in the report
/// @param expectation what must become of it
/// @param request makes it, having brought the target into the state that it is meant for
/// @param closeOutput whether nothing more is to come once it is sent
/// @param after looks for harm that the state of the repository does not show
public record HostileCase(
        String name,
        Expectation expectation,
        Function<Target, byte[]> request,
        boolean closeOutput,
        Consumer<Target> after) {

    static HostileCase of(String name, Expectation expectation, Function<Target, HttpText> request) {
        return new HostileCase(name, expectation, request.andThen(HttpText::bytes), false, target -> {});
    }

    static HostileCase raw(String name, Expectation expectation, Function<Target, byte[]> request) {
        return new HostileCase(name, expectation, request, true, target -> {});
    }

    /// As {@link #raw}, with a client that goes on waiting to send more: the server must not wait with it.
    static HostileCase waiting(String name, Expectation expectation, Function<Target, byte[]> request) {
        return new HostileCase(name, expectation, request, false, target -> {});
    }

    HostileCase after(Consumer<Target> check) {
        return new HostileCase(name, expectation, request, closeOutput, check);
    }

    /// Sends the request and judges what becomes of it.
    public void run(Target target) {
        byte[] bytes = request.apply(target);
        boolean bodiless = bytes.length > 5 && new String(bytes, 0, 5, StandardCharsets.ISO_8859_1).equals("HEAD ");

        Answer answer = Connection.exchange(target.port(), bytes, closeOutput);

        assertThat(expectation.complaints(answer, bodiless))
                .as("answered %s", answer)
                .isEmpty();
        after.accept(target);
    }
}
