package dev.entrepot.scanning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.OnPostgres;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Restarts, and several nodes on one database.
final class NodesTest {
    private static final int IMAGES = 12;

    @OnBothDatabases
    void aRestartGoesOnWithWhatWasBeingRead(TestDatabase test) {
        Digest image;
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            image = fixture.image(List.of("npm lodash 4.17.15"), "v1");
            fixture.scanning.look();
            // The process dies after the claim.
            fixture.database.write(sql -> sql.update(
                    "UPDATE image_scan SET claim = 'dead', due_at = due_at + 1000 * CAST(? AS BIGINT)",
                    fixture.number("SELECT MAX(pushed_at) FROM manifest") / 1000 + 60_000));
            assertThat(fixture.scan()).isZero();
        }
        test.close();

        try (TestDatabase again = test.again();
                ScanningFixture fixture = new ScanningFixture(again)) {
            if (again.database().engine().equals("postgresql")) {
                // Others may share it: the lease of the dead one has to be over.
                fixture.later();
            }
            fixture.scanning.start();

            ImageScan scan = fixture.scanning
                    .await("team", image, ScanningFixture.patience())
                    .orElseThrow();

            assertThat(scan.state()).isEqualTo(ImageScan.State.READ);
        }
    }

    @OnPostgres
    void twoNodesReadEachImageOnce(TestDatabase test) throws Exception {
        try (ScanningFixture one = new ScanningFixture(test);
                TestDatabase database = test.again();
                ScanningFixture two = new ScanningFixture(database)) {
            for (int i = 0; i < IMAGES; i++) {
                one.image(List.of("npm package" + i + " 1.0.0"), "v" + i);
            }
            one.scanning.look();

            int read = together(one::scan, two::scan);

            assertThat(read).isEqualTo(IMAGES);
            assertThat(one.layers.read.size() + two.layers.read.size()).isEqualTo(IMAGES);
            assertThat(one.count("SELECT COUNT(*) FROM image_scan WHERE state = 'read'"))
                    .isEqualTo(IMAGES);
        }
    }

    @OnPostgres
    void twoNodesTellEachImageOnce(TestDatabase test) throws Exception {
        try (ScanningFixture one = new ScanningFixture(test);
                TestDatabase database = test.again();
                ScanningFixture two = new ScanningFixture(database)) {
            for (int i = 0; i < IMAGES; i++) {
                one.image(List.of("npm lodash 4.17.15", "npm package" + i + " 1.0.0"), "v" + i);
            }
            one.scan();
            one.advisories.are("lodash CVE-1 4.17.20 HIGH");
            two.advisories.are("lodash CVE-1 4.17.20 HIGH");

            together(one::rematch, two::rematch);

            assertThat(one.events("vulnerability.found")).hasSize(IMAGES);
            assertThat(one.count("SELECT COUNT(*) FROM image_change")).isZero();
            assertThat(one.scanning.rematching().due()).isFalse();
        }
    }

    @OnPostgres
    void whatAnotherNodeFoundIsNewsHere(TestDatabase test) {
        try (ScanningFixture one = new ScanningFixture(test);
                TestDatabase database = test.again();
                ScanningFixture two = new ScanningFixture(database)) {
            Digest image = one.image(List.of("npm lodash 4.17.15"), "v1");
            two.scanning.look();
            long before = two.scanning.changes();

            one.scan();
            two.scanning.look();

            assertThat(two.scanning.changes()).isGreaterThan(before);
            assertThat(two.found(image).packages()).hasSize(1);
        }
    }

    private static int together(Callable<?> first, Callable<?> second) throws InterruptedException, ExecutionException {
        int sum = 0;
        try (ExecutorService both = Executors.newFixedThreadPool(2)) {
            List<Future<?>> futures = new ArrayList<>(List.of(both.submit(first), both.submit(second)));
            for (Future<?> future : futures) {
                sum += future.get() instanceof Integer number ? number : 0;
            }
        }
        return sum;
    }
}
