package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.content.Content;
import dev.entrepot.content.Tags;
import dev.entrepot.http.Response;
import dev.entrepot.policy.JudgedFinding;
import dev.entrepot.policy.Waivers;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.Refusals;
import dev.entrepot.rest.Route;
import dev.entrepot.scanning.ImageScan;
import dev.entrepot.scanning.Scanning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `/api/v1/scan`: what is wrong with an image.
final class ScanRoutes {
    private static final String SCAN = "/api/v1/scan";
    private static final String PLATFORM = "platform";

    private final Tags tags;
    private final Scanning scanning;
    private final PlatformImages images;
    private final Waivers waivers;

    ScanRoutes(Content content, Scanning scanning, Waivers waivers) {
        this.tags = content.tags();
        this.scanning = scanning;
        this.images = new PlatformImages(content, scanning);
        this.waivers = waivers;
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.tagged(
                        Route.of("api.scan.get", "GET", SCAN)
                                .needs(Action.READ)
                                .query(AskedImage.PARAMETER, PLATFORM, Waiting.PARAMETER),
                        call -> AskedImage.in(call).name(),
                        call -> AskedImage.in(call).about(tags),
                        this::get),
                guard.tagged(
                        Route.of("api.scan.request", "POST", SCAN)
                                .needs(Action.PUSH)
                                .query(AskedImage.PARAMETER, PLATFORM),
                        call -> AskedImage.in(call).name(),
                        call -> AskedImage.in(call).about(tags),
                        this::request));
    }

    private Response get(Call call) {
        Duration wait = Waiting.asked(call);
        return found(call)
                .map(asked -> ScanBodies.answer(200, scanned(asked, wait)))
                .orElseGet(() -> absent(call));
    }

    private Response request(Call call) {
        return found(call)
                .map(asked -> {
                    asked.parts()
                            .forEach(part -> scanning.request(asked.repository().name(), part.digest(), true));
                    return ScanBodies.answer(202, scanned(asked, Duration.ZERO));
                })
                .orElseGet(() -> absent(call));
    }

    private Optional<PlatformImages.Resolved> found(Call call) {
        return images.find(
                AskedImage.in(call).called(call.repository()),
                call.query(PLATFORM).orElse(""));
    }

    private static Response absent(Call call) {
        return Refusals.absent("there is no image "
                + AskedImage.in(call).called(call.repository()).text());
    }

    /// One deadline for all of them.
    ScannedImage scanned(PlatformImages.Resolved asked, Duration wait) {
        long until = System.nanoTime() + wait.toNanos();
        List<ScannedImage.PartScan> parts = new ArrayList<>();
        for (PlatformImages.Part part : asked.parts()) {
            Duration left = Duration.ofNanos(Math.max(0, until - System.nanoTime()));
            Optional<ImageScan> scan = left.isZero()
                    ? scanning.find(asked.namespace(), part.digest())
                    : scanning.await(asked.namespace(), part.digest(), left);
            List<JudgedFinding> findings = scan.map(
                            known -> waivers.judge(asked.repository().name(), known))
                    .orElse(List.of());
            parts.add(new ScannedImage.PartScan(part, scan, findings));
        }
        return new ScannedImage(asked, parts);
    }
}
