package io.serai.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One hub for all tests that do no more than use one; started when the first needs it. */
final class SharedHub {

    private static final Holder HOLDER = new Holder();

    private SharedHub() {}

    static RunningHub get() {
        return HOLDER.get();
    }

    /** There can be one Geode member in a process: before a test starts a hub of its own this one ends. */
    static void stop() {
        HOLDER.stop();
    }

    private static final class Holder {

        private RunningHub hub;

        synchronized void stop() {
            if (hub != null) {
                hub.close();
                hub = null;
            }
        }

        synchronized RunningHub get() {
            if (hub == null) {
                hub = start();
                Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
            }
            return hub;
        }

        private static RunningHub start() {
            try {
                Path folder = Files.createTempDirectory("serai-hub");
                RunningHub.route(
                        folder,
                        "fails.camel.yaml",
                        """
                        - route:
                            id: fails
                            from:
                              uri: serai:subscribe/fails
                              parameters: { types: test.fails }
                              steps:
                                - throwException:
                                    exceptionType: java.lang.IllegalStateException
                                    message: not today
                        """);
                RunningHub.route(
                        folder,
                        "works.camel.yaml",
                        """
                        - route:
                            id: works
                            from:
                              uri: serai:subscribe/works
                              parameters: { types: test.works }
                              steps:
                                - to: mock:works
                        """);
                RunningHub.route(
                        folder,
                        "takes.camel.yaml",
                        """
                        - route:
                            id: takes
                            from:
                              uri: direct:takes
                              steps:
                                - to:
                                    uri: serai:publish
                                    parameters: { type: test.checked, source: /takes, id: "${header.id}" }
                        """);
                RunningHub.route(
                        folder,
                        "catalog.yaml",
                        """
                        serai:
                          catalog:
                            test.checked: { owner: tests, operation: created, schema: schemas/checked.json }
                        """);
                RunningHub.route(
                        folder,
                        "schemas/checked.json",
                        """
                        {
                          "$schema": "https://json-schema.org/draft/2020-12/schema",
                          "type": "object",
                          "properties": { "amount": { "type": "number" } },
                          "required": [ "amount" ]
                        }
                        """);
                return RunningHub.start(
                        folder,
                        "--serai.default-policy.retry.attempts=1",
                        "--serai.store.max-event-size=20KB",
                        "--serai.http.max-batch-size=50KB",
                        "--serai.http.max-pending=100KB",
                        "--serai.http.body-timeout=5s",
                        "--serai.http.max-streams=3");
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }
}
