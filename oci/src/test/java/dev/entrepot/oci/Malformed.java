package dev.entrepot.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// What every refusal must be like.
final class Malformed {
    private static final int MAX_MESSAGE = 1_500;

    private Malformed() {}

    /// Runs what must be refused with this code and gives the refusal, having checked that it is fit to be shown.
    static MalformedException refused(ErrorCode code, ThrowingCallable action) {
        MalformedException refusal = catchThrowableOfType(MalformedException.class, action);
        assertThat(refusal).as("a refusal").isNotNull();
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.getMessage()).isNotBlank().hasSizeLessThan(MAX_MESSAGE);
        assertThat(refusal.getMessage().chars()).allMatch(c -> c >= ' ' && c != 0x7f);
        assertThat(refusal.detail()).hasSizeLessThan(MAX_MESSAGE);
        return refusal;
    }
}
