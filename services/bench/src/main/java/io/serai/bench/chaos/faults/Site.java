package io.serai.bench.chaos.faults;

import io.serai.bench.chaos.clients.Brokers;
import io.serai.bench.chaos.clients.Proxy;
import io.serai.bench.chaos.clients.Subscriber;
import io.serai.bench.chaos.nodes.Cluster;
import io.serai.bench.chaos.nodes.Program;
import java.util.List;

/**
 * What there is to be broken.
 *
 * @param hub that the nodes run in the end; they may have begun with an earlier one
 * @param moody the one subscriber that may misbehave
 * @param proxies between the hub and everybody else
 */
public record Site(Cluster cluster, Program hub, Brokers brokers, Subscriber moody, List<Proxy> proxies) {

    public Site {
        proxies = List.copyOf(proxies);
    }
}
