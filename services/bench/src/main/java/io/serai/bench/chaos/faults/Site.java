package io.serai.bench.chaos.faults;

import io.serai.bench.chaos.clients.Brokers;
import io.serai.bench.chaos.clients.Proxy;
import io.serai.bench.chaos.clients.Subscriber;
import io.serai.bench.chaos.nodes.Cluster;
import io.serai.bench.chaos.nodes.Program;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What there is to be broken.
 *
 * @param hub that the nodes run in the end; they may have begun with an earlier one
 * @param moody the one subscriber that may misbehave
 * @param proxies between the hub and everybody else
 * @param pace what faults last is multiplied by
 */
public record Site(Cluster cluster, Program hub, Brokers brokers, Subscriber moody, List<Proxy> proxies, double pace) {

    public Site {
        proxies = List.copyOf(proxies);
    }

    /** So long in this run. */
    Duration lasting(Duration usually) {
        return Duration.ofMillis(Math.round(usually.toMillis() * pace));
    }

    /** In words. */
    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
    }
}
