package dev.entrepot.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class BillReaderPropertyTest {
    private static final List<byte[]> DOCUMENTS =
            List.of(Bills.written(BillFormat.SPDX, Bills.full()), Bills.written(BillFormat.CYCLONEDX, Bills.full()));

    /// Either it is read or it is refused for a reason: nothing else comes out.
    @Property(tries = 1500)
    void spoiledDocumentsAreReadOrRefused(
            @ForAll @IntRange(max = 1) int document,
            @ForAll @IntRange(max = 1_000_000) int position,
            @ForAll byte octet,
            @ForAll boolean cut) {
        byte[] whole = DOCUMENTS.get(document);
        byte[] spoiled = whole.clone();
        spoiled[position % whole.length] = octet;

        assertReadOrRefused(cut ? Arrays.copyOf(spoiled, position % whole.length) : spoiled);
    }

    @Property(tries = 1000)
    void arbitraryBytesAreReadOrRefused(@ForAll byte[] document) {
        assertReadOrRefused(document);
    }

    private static void assertReadOrRefused(byte[] document) {
        try {
            assertThat(BillReader.read(document).packages()).isNotNull();
        } catch (UnreadableBillException refused) {
            assertThat(refused.getMessage()).startsWith("the document ").contains("; attach ");
        }
    }
}
