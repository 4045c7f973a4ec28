package io.serai.bench.chaos;

import io.serai.bench.chaos.clients.Brokers;
import io.serai.bench.chaos.history.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the hub does in a run: bridges from the brokers, and subscriptions with their policies. */
final class Routes {

    /** One subscription, delivered over HTTP. */
    record Declared(String name, String types, boolean ordered, int attempts, String retry, int timeoutSeconds) {

        private static final int CONCURRENCY = 16;

        Entry.Declared entry(long at) {
            return new Entry.Declared(at, name, types, ordered, CONCURRENCY, attempts, timeoutSeconds * 1_000L);
        }

        private String subscription(int port, String host) {
            return """
                        %s: { types: "%s", start: beginning, policy: %s, deliver: "http://%s:%d/%s" }
                    """
                    .formatted(name, types, name, host, port, name);
        }

        private String policy() {
            return """
                        %s:
                          retry: { attempts: %d, %s }
                          timeout: %ds
                          concurrency: %d
                          order: %s
                          outage: { after: 20, probe: 1s }
                    """
                    .formatted(name, attempts, retry, timeoutSeconds, CONCURRENCY, ordered ? "key" : "none");
        }
    }

    /** Answered well by its subscriber, and always patient: in order, whatever happens. */
    static final Declared ORDERED = new Declared("ordered", "chaos.*", true, 1_000, "backoff: fixed, delay: 200ms", 5);

    /** Wants only some of the events, in any order. */
    static final Declared UNORDERED =
            new Declared("unordered", "chaos.http,chaos.jms", false, 1_000, "backoff: fixed, delay: 200ms", 5);

    /** Its subscriber misbehaves on command; gives up soon, so that there are dead letters. */
    static final Declared MOODY =
            new Declared("moody", "chaos.*", true, 5, "backoff: exponential, delay: 100ms, max-delay: 2s", 2);

    static final List<Declared> ALL = List.of(ORDERED, UNORDERED, MOODY);

    private Routes() {}

    /** @param ports that the hub finds the subscriber of each subscription at */
    static void write(Path folder, String host, Map<String, Integer> ports) throws IOException {
        Files.createDirectories(folder);
        List<String> bridges = new ArrayList<>();
        for (String from : List.of("kafka", "jms")) {
            bridges.add(
                    """
                    - route:
                        id: %s-in
                        from:
                          uri: %s
                          steps:
                            - to:
                                uri: serai:publish
                                parameters:
                                  type: chaos.%s
                                  source: /%s
                                  id: "${jsonpath($.id)}"
                                  subject: "${jsonpath($.key)}"
                    """
                            .formatted(from, uri(from), from, from));
        }
        Files.writeString(folder.resolve("bridges.camel.yaml"), String.join("", bridges));
        StringBuilder subscriptions = new StringBuilder("serai:\n  subscriptions:\n");
        StringBuilder policies = new StringBuilder("serai:\n  policies:\n");
        for (Declared declared : ALL) {
            subscriptions.append(declared.subscription(ports.getOrDefault(declared.name(), 0), host));
            policies.append(declared.policy());
        }
        Files.writeString(folder.resolve("subscriptions.yaml"), subscriptions);
        Files.writeString(folder.resolve("policies.yaml"), policies);
    }

    private static String uri(String from) {
        return from.equals("jms")
                ? "jms:queue:" + Brokers.NAME
                // the group waits so long for a consumer that is gone
                : "kafka:" + Brokers.NAME + "?brokers={{kafka.brokers}}&groupId=" + Brokers.NAME
                        + "&autoOffsetReset=earliest&sessionTimeoutMs=6000&heartbeatIntervalMs=1500";
    }
}
